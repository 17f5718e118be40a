"""The web part of a group: the product is loaded once, then forked into the processes that serve, on one socket.

`python -m heyi.config.serving LISTENER READY WORKERS [MODULE:NAME]`. Both descriptors come from the supervisor, which
keeps the socket: while web parts are replaced or restarted, connections wait in its queue instead of being refused.
"""

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import socket
import sys
import time
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from heyi.config.runtime import draining

BACKLOG = 1024
APPLICATION = "heyi.config.asgi:application"


class Server(MPServer):
    """granian on a socket that somebody else has opened."""

    def __init__(self, listener: int, **options: Any) -> None:
        self.listener = listener
        super().__init__("heyi", **options)

    def _init_shared_socket(self) -> None:
        os.set_blocking(self.listener, False)
        self._ssp: Any = None
        self._sfd: Any = self.listener
        self._shd: Any = SocketHolder(self.listener, False, BACKLOG)  # type: ignore[call-arg]
        self._sso = socket.socket(fileno=self.listener)

    def _stop_workers(self) -> None:
        for worker in self.wrks:
            with contextlib.suppress(OSError):
                os.kill(worker._id(), draining.DRAIN)
        time.sleep(draining.SECONDS)
        super()._stop_workers()


def load(name: str) -> Any:
    """The application, with everything that its first requests would have to wait for."""
    module, _colon, attribute = name.partition(":")
    application = getattr(importlib.import_module(module), attribute)
    warm = getattr(application, "warm", None)
    if warm is not None:
        warm()
    return application


def main() -> int:
    gc.disable()  # imports make no garbage worth collecting, and a third of their time would go into looking for it
    listener, ready, workers = (int(text) for text in sys.argv[1:4])
    os.environ["HEYI_READY_FD"] = str(ready)
    signal.signal(
        draining.DRAIN, lambda _number, _frame: draining.stop_accepting(listener)
    )  # the forked ones inherit it
    application = load(sys.argv[4] if len(sys.argv) > 4 else APPLICATION)
    multiprocessing.set_start_method("fork")
    gc.collect()
    gc.enable()
    gc.freeze()  # what is loaded stays shared: the children's collector does not touch it
    server = Server(
        listener,
        interface=Interfaces.ASGI,
        workers=workers,
        # Finding out whether a connection speaks HTTP/2 would leave one that came just before the end without an answer.
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=lambda: application, wrap_loader=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
