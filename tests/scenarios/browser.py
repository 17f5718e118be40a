"""A real server and a real Chromium for the stories: what a person would see, on a demo company of its own."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """The browser of the machine, if it has one."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running demo: its address, its data and its process."""

    port: int
    data: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def next_number(self) -> int:
        """A number that no story on this server has had."""
        return time.time_ns() // 1_000_000 % 10_000_000_000


@contextmanager
def demo_server(seconds: float = 480, *, command: str = "demo") -> Iterator[Server]:
    """Start ``heyi demo`` (or ``up``) on a free port with a fresh data folder, wait for its first answer, stop it at the
    end.

    Where STORY_PORT names a running demo, the stories are told on that one, which saves minutes while writing them.
    """
    if command == "demo" and (running := os.environ.get("STORY_PORT")):
        yield Server(int(running), ROOT)
        return
    data = Path(tempfile.mkdtemp(prefix="heyi-story-"))
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "HEYI_", "DJANGO_", "SECRET_KEY"))}
    line = [sys.executable, "-m", "heyi", command, "--data", str(data), "--port", str(port)]
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(line, cwd=ROOT, env=clean, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait(port, process, seconds, data / "server.log")
        yield Server(port, data, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()
        shutil.rmtree(data, ignore_errors=True)


def _wait(port: int, process: "subprocess.Popen[bytes]", seconds: float, log: Path) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(
                f"the server ended with {process.returncode}:\n{log.read_text(errors='replace')[-4000:]}"
            )
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/api/v1/public")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        process.poll()
        time.sleep(0.3)
    raise RuntimeError(f"the server did not answer in {seconds} s:\n{log.read_text(errors='replace')[-4000:]}")
