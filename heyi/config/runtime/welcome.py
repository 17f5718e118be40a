"""The last lines of a start: the address, and for the demo company whom to sign in as."""

import http.client
import json
from typing import Any

from heyi.config.runtime import words
from heyi.config.runtime.progress import table
from heyi.config.runtime.words import _

LANGUAGE_TAGS = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what the operator asked to listen on


def shown(host: str) -> str:
    """The host as a person on this machine types it."""
    return "localhost" if host in EVERYWHERE or host == "127.0.0.1" else host


def text(host: str, port: int, *, seconds: float) -> str:
    """What to print when everything runs."""
    ready = _("Heyi 合一 is ready after {seconds} s:").format(seconds=f"{seconds:.1f}")
    lines = ["", ready, f"  http://{shown(host)}:{port}/"]
    demo = public(host, port).get("demo")
    if demo:
        rows = [(person["username"], person["name"], person["post"]) for person in demo["people"]]
        password = _("Sign in as one of these; the password of all is {password}").format(password=demo["password"])
        lines += ["", password, table(rows)]
    return "\n".join([*lines, "", _("Ctrl-C stops everything."), ""])


def answers(host: str, port: int) -> bool:
    """Whether the web server answers requests."""
    status, _body = _get(host, port)
    return 0 < status < 500


def public(host: str, port: int) -> dict[str, Any]:
    """What the server tells anybody; empty when it does not."""
    status, body = _get(host, port)
    try:
        return dict(json.loads(body)) if status == 200 else {}
    except (ValueError, TypeError):
        return {}


def _get(host: str, port: int) -> tuple[int, bytes]:
    """Status and body of `/api/v1/public`; status 0 when nobody answers."""
    connection = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=10)
    try:
        headers = {"Host": f"localhost:{port}", "Accept-Language": LANGUAGE_TAGS.get(words.language(), "en")}
        connection.request("GET", "/api/v1/public", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
