"""A supervised group whose web part is a stand-in of ten lines, so that killing it needs no whole product.

Run as a program: `python -m tests.faults.group DATA PORT`.
"""

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from heyi.config.runtime import readiness
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.parts import Part
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.supervisor import Supervisor


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers every request."""
    if scope["type"] != "http":
        readiness.tell()
        return
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"product": "stand-in"}).encode()})


def _refuse_when_broken() -> None:
    """As a new release that cannot start would."""
    if (Path(os.environ["HEYI_DATA"]) / "broken").exists():
        raise RuntimeError("broken")


application.warm = _refuse_when_broken  # type: ignore[attr-defined]


class Group(Supervisor):
    """The real supervisor with other programs."""

    def _parts(self, stack: ExitStack, progress: Progress) -> list[Part]:
        web, worker = super()._parts(stack, progress)
        web.command = [*web.command, "tests.faults.group:application"]
        worker.command = [sys.executable, "-c", "import time; time.sleep(100000)"]
        return [web, worker]

    def _offer_setup(self, cluster: Cluster | None) -> None:
        """There is nobody to found a company for."""

    def _prepare(self, progress: Progress, cluster: Cluster | None) -> None:
        progress.done += 1


def main() -> int:
    try:
        return Group(DataDir(sys.argv[1]), "127.0.0.1", int(sys.argv[2])).run()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
