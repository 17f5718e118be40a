"""`heyi reload`: replace web and worker of a running installation by new processes, without a refused request."""

import argparse
import json
import os
import signal
import time

from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.supervisor import READY_SECONDS, running_pid
from heyi.config.runtime.words import _

HELP = "replace the running web and worker processes, without a refused request"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has no options of its own."""


def run(options: argparse.Namespace) -> int:
    """0: replaced; 1: the new processes did not start and the old ones go on; 2: nothing runs."""
    data = DataDir()
    pid, before = running_pid(data), _web(data)
    if not pid or not before:
        raise Refusal(_("{path} is not running.").format(path=data.path))
    os.kill(pid, signal.SIGUSR1)
    deadline, seen = time.monotonic() + READY_SECONDS, 1
    while time.monotonic() < deadline:
        now = _web(data)
        if now[:1] not in ([], before[:1]):
            print(_("Replaced."))
            return 0
        if len(now) < seen:
            break
        seen = max(seen, len(now))
        time.sleep(0.05)
    print(_("The new processes did not start; the old ones go on. Logs: {path}").format(path=data.log))
    return 1


def _web(data: DataDir) -> list[int]:
    """Process ids of the web part, the one that serves first."""
    try:
        return [int(run["pid"]) for run in json.loads((data.run / "web.json").read_text())["runs"]]
    except (OSError, ValueError, KeyError):
        return []
