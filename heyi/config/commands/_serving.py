"""What `up` and `demo` share."""

import argparse
import os

from heyi.config.runtime import environment
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.supervisor import Supervisor
from heyi.config.runtime.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (0.0.0.0: everywhere)"))
    parser.add_argument("--port", help=_("port to listen on (default: PORT, else 8000)"))


def serve(options: argparse.Namespace, *, demo: bool) -> int:
    """Run the group in the foreground until it is told to stop."""
    if options.port is not None:
        os.environ["PORT"] = str(options.port)
    environment.check(os.environ)
    port = int(os.environ.get("PORT", "").strip() or 8000)
    if not options.host.strip():
        raise Refusal(_("--host must not be empty."))
    return Supervisor(DataDir(), options.host, port, demo=demo).run()
