"""The last lines of a start: the address, and for the demo company whom to sign in as."""

import http.client
import json
from typing import Any

from heyi.config.runtime import words
from heyi.config.runtime.progress import table
from heyi.config.runtime.words import _


def text(host: str, port: int, *, seconds: float) -> str:
    """What to print when everything runs."""
    shown = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
    lines = ["", _("Heyi 合一 is ready after {seconds} s:").format(seconds=f"{seconds:.1f}"), f"  http://{shown}:{port}/"]
    demo = public(host, port).get("demo")
    if demo:
        rows = [(person["username"], person["name"], person["post"]) for person in demo["people"]]
        lines += ["", _("Sign in as (password for all: {password})").format(password=demo["password"]), table(rows)]
    lines += ["", _("Ctrl-C stops everything.")]
    return "\n".join(lines)


def public(host: str, port: int) -> dict[str, Any]:
    """What the server tells anybody; empty when it does not."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    language = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}.get(words.language(), "en")
    connection = http.client.HTTPConnection(target, port, timeout=10)
    try:
        headers = {"Host": f"localhost:{port}", "Accept-Language": language}
        connection.request("GET", "/api/v1/public", headers=headers)
        answer = connection.getresponse()
        return dict(json.loads(answer.read())) if answer.status == 200 else {}
    except (OSError, ValueError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
