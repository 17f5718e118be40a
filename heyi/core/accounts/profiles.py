"""The two sets of password rules; ``PASSWORD_PROFILE`` chooses one. Values only, so that settings can read them."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Profile:
    """``classes``: how many of lower case, upper case, digits and others a password must mix. ``failures`` wrong
    passwords in ``locked_for`` lock an account for that long. None and 0 mean that there is no such rule.
    """

    name: str
    min_length: int
    classes: int
    max_age: timedelta | None
    history: int
    failures: int
    locked_for: timedelta
    idle: timedelta | None


# NIST SP 800-63B and OWASP ASVS 5, chapter 6: length and a list of known passwords; no mixing, no forced rotation.
NIST = Profile("nist", 10, 0, None, 0, 5, timedelta(minutes=5), None)
# GB/T 22239-2019 (等保 2.0) level 3, 8.1.4.1: complexity, periodic change, lockout, end of idle sessions.
MLPS3 = Profile("mlps3", 8, 3, timedelta(days=90), 5, 5, timedelta(minutes=30), timedelta(minutes=30))

PROFILES = {profile.name: profile for profile in (NIST, MLPS3)}


def rate_limits(profile: Profile) -> dict[str, str]:
    """For allauth: attempts by address, failures by account, mails by the name that was typed."""
    minutes = int(profile.locked_for.total_seconds() // 60)
    return {
        "login": "60/m/ip",
        "login_failed": f"10/m/ip,{profile.failures}/{minutes}m/key",
        "invitation": "30/m/ip",
        "forgotten": "10/m/ip",
        "forgotten_name": "3/15m/key",
    }
