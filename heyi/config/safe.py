"""The headers that every answer carries, whoever gives it: Django, the file server or the live stream.

OWASP ASVS 5.0, chapter 3.4. A page widens the content policy for itself; nothing else is ever loaded by an answer.
"""

from django.conf import settings

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 31_536_000


def headers() -> dict[str, str]:
    """By their usual names. Behind TLS (``SECURE_COOKIES``) browsers are told to stay there for a year."""
    if not settings.SECURE_COOKIES:
        return HEADERS
    return {**HEADERS, "Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains"}


def raw(policy: str = NOTHING) -> list[tuple[bytes, bytes]]:
    """The same as ASGI wants them, with a content policy."""
    found = {**headers(), "Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in found.items()]
