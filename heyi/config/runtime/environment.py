"""The environment variables an operator may set, checked before anything starts.

`problems` returns one sentence for each wrong value; `check` refuses with all of them at once, so that nobody
has to correct a file five times. docs/operations/configuration.md lists the same names.
"""

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FLAGS = ("0", "1", "true", "false", "yes", "no", "on", "off")
SECRET_KEY_LENGTH = 32
_HOST = re.compile(r"^(\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$", re.IGNORECASE)


def check(environ: Mapping[str, str]) -> None:
    """Refuse wrong settings, each in one sentence."""
    found = problems(environ)
    if found:
        raise Refusal("\n".join(found))


def problems(environ: Mapping[str, str]) -> list[str]:
    """A sentence for every variable that is set and wrong, in the order of `CHECKS`. Empty values count as not set."""
    found = []
    for name, examine in CHECKS.items():
        value = environ.get(name, "").strip()
        complaint = examine(value) if value else ""
        if complaint:
            found.append(f"{name}: {complaint}")
    if environ.get("DATABASE_OWNER_URL", "").strip() and not environ.get("DATABASE_URL", "").strip():
        found.append("DATABASE_URL: " + _("must be set too when DATABASE_OWNER_URL is set."))
    if environ.get("OIDC_ISSUER", "").strip() and not environ.get("OIDC_CLIENT_ID", "").strip():
        found.append("OIDC_CLIENT_ID: " + _("must be set too when OIDC_ISSUER is set."))
    return found


def _database(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("postgres", "postgresql"):
        return _("must look like postgresql://user:password@host:5432/database.")
    if not parts.path.strip("/"):
        return _("names no database; add it after the last slash.")
    if not parts.username:
        return _("names no user; write postgresql://user:password@host/database.")
    return ""


def _secret_key(value: str) -> str:
    if len(value) < SECRET_KEY_LENGTH:
        return _("must have at least {count} characters.").format(count=SECRET_KEY_LENGTH)
    if len(set(value)) < 8:
        return _("is too easy to guess; use random characters.")
    return ""


def _mail(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
        return _("must look like smtp+tls://user:password@mail.example.com:587 (or smtps://, smtp://).")
    return ""


def _mail_from(value: str) -> str:
    address = parseaddr(value)[1]
    return "" if "@" in address else _("must be a mail address, such as Heyi <heyi@example.com>.")


def _storage(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme != "s3" or not parts.hostname or not parts.path.strip("/"):
        return _("must look like s3://key:secret@host/bucket; leave it empty to keep files in the data folder.")
    if not parts.username or not parts.password:
        return _("lacks the key or the secret; write s3://key:secret@host/bucket.")
    if parts.path.strip("/").count("/"):
        return _("names more than a bucket after the host; write s3://key:secret@host/bucket.")
    return ""


def _folder(value: str) -> str:
    path = Path(value)
    if not path.is_absolute():
        return _("must be an absolute path.")
    return _("is not a folder.") if path.exists() and not path.is_dir() else ""


def _file(value: str) -> str:
    return "" if Path(value).is_file() else _("is not a file.")


def _origin_url(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        return _("“{origin}” must look like https://heyi.example.com.").format(origin=value)
    return ""


def _hosts(value: str) -> str:
    for host in _items(value):
        if not _HOST.match(host):
            return _("“{host}” is not a host name; write names without http:// and port, separated by commas.").format(
                host=host
            )
    return ""


def _origins(value: str) -> str:
    for origin in _items(value):
        parts = _split(origin)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            return _("“{origin}” must look like https://heyi.example.com.").format(origin=origin)
    return ""


def _languages(value: str) -> str:
    for language in _items(value):
        if language not in LANGUAGES:
            return _one_of(LANGUAGES)(language)
    return ""


def _time_zone(value: str) -> str:
    return (
        ""
        if value in available_timezones()
        else _("“{value}” is no time zone; write one like Asia/Shanghai.").format(value=value)
    )


def _number(low: int, high: int) -> Callable[[str], str]:
    def examine(value: str) -> str:
        if value.isascii() and value.isdigit() and low <= int(value) <= high:
            return ""
        return _("must be a whole number from {low} to {high}.").format(low=low, high=high)

    return examine


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def examine(value: str) -> str:
        if value.lower() in {word.lower() for word in allowed}:
            return ""
        return _("“{value}” is not one of {allowed}.").format(value=value, allowed=", ".join(allowed))

    return examine


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _split(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        return None
    return parts


CHECKS: dict[str, Callable[[str], str]] = {
    "DATABASE_URL": _database,
    "DATABASE_OWNER_URL": _database,
    "SECRET_KEY": _secret_key,
    "METRICS_TOKEN": _secret_key,
    "PORT": _number(1, 65535),
    "ALLOWED_HOSTS": _hosts,
    "TRUSTED_ORIGINS": _origins,
    "SECURE_COOKIES": _one_of(FLAGS),
    "PASSWORD_PROFILE": _one_of(("nist", "mlps3")),
    "PASSWORD_BREACHED_FILE": _file,
    "OIDC_ISSUER": _origin_url,
    "PUBLIC_URL": _origin_url,
    "TRUSTED_PROXIES": _number(0, 5),
    "MAIL_URL": _mail,
    "MAIL_FROM": _mail_from,
    "STORAGE_URL": _storage,
    "FILES_DIR": _folder,
    "ARCHIVE_DIR": _folder,
    "ARCHIVE_KEEP": _number(1, 3650),
    "FILE_MAX_BYTES": _number(1, 10 * 1024**3),
    "LANGUAGES": _languages,
    "DEFAULT_LANGUAGE": _one_of(LANGUAGES),
    "TIME_ZONE": _time_zone,
    "LOG_LEVEL": _one_of(LOG_LEVELS),
    "WEB_WORKERS": _number(1, 64),
}
