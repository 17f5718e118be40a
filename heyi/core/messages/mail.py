"""The mail channel: ``MAIL_URL`` names the server (``smtp://``, ``smtps://``, ``smtp+tls://``)."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SECONDS = 20


def options(url: str) -> dict[str, Any]:
    """The arguments of Django's SMTP backend for this URL. ``smtps`` speaks TLS at once, ``smtp+tls`` begins it."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("MAIL_URL must look like smtp+tls://user:password@mail.example.com:587.")
    return {
        "host": parts.hostname,
        "port": parts.port or PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+tls",
        "timeout": SECONDS,
    }


def connection() -> Any:
    """A connection to the mail server of this install."""
    return get_connection("django.core.mail.backends.smtp.EmailBackend", **options(settings.MAIL_URL))


def send(*, message_id: int | str, address: str, title: str, body: str) -> None:
    """One plain mail. Its Message-ID is the message's own, so that a mail sent twice is one mail to the reader."""
    domain = settings.MAIL_FROM.rpartition("@")[2].strip("> ") or "localhost"
    subject = " ".join(title.split())[:200]
    EmailMessage(
        subject,
        body or title,
        settings.MAIL_FROM,
        [address],
        headers={"Message-ID": f"<heyi-message-{message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=connection(),
    ).send()
