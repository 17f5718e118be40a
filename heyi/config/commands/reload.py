"""`heyi reload`: replace web and worker of a running installation by new processes, without a refused request."""

import argparse
import json
import os
import signal

from heyi.config.runtime import processes
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
    pid, (before, _successor) = running_pid(data), _web(data)
    if not pid or not before:
        raise Refusal(_("{path} is not running.").format(path=data.path))
    os.kill(pid, signal.SIGUSR1)
    processes.wait_until(lambda: _web(data)[1] > 0 or _web(data)[0] != before, seconds=10)
    processes.wait_until(lambda: _web(data)[1] == 0, seconds=READY_SECONDS)
    if _web(data)[0] != before:
        print(_("Replaced."))
        return 0
    print(_("The new processes did not start; the old ones go on. Logs: {path}").format(path=data.log))
    return 1


def _web(data: DataDir) -> tuple[int, int]:
    """Process ids of the web part that serves, and of its successor while there is one."""
    try:
        noted = json.loads((data.run / "web.json").read_text())
        return int(noted["pid"]), int(noted["successor"])
    except (OSError, ValueError, KeyError):
        return 0, 0
