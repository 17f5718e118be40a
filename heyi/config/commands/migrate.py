"""`heyi migrate`: bring the tables up to date, as the owner of the database."""

import argparse
import os

from heyi.config.runtime import installation, schema
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "bring the tables up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help=_("make the demo company too when it is not there"))
    parser.add_argument("--step", default="", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    done, total = _place(options.step) or (0, 1 + options.demo)
    with installation.django(DataDir(), role="owner"):
        from heyi.config.runtime import firstrun, migrating

        url = os.environ["DATABASE_OWNER_URL"]
        before = schema.read(url)
        if options.demo and before.schema and not before.demo:
            raise Refusal(_("This is a real installation; the demo company is never mixed into it."))
        progress = Progress(total, done=done)
        with progress.step(_("Tables")) as step:
            count = migrating.migrate(step)
            step.note = _("{count} migrations").format(count=count) if count else _("unchanged")
        if options.demo:
            with progress.step(_("Demo company")) as step:
                if before.demo:
                    step.note = _("unchanged")
                else:
                    firstrun.make_demo(step)
                    schema.write(url, schema.State(schema.fingerprint(), demo=True))
    return 0


def _place(text: str) -> tuple[int, int] | None:
    """`2/5`: the steps that a caller has printed, and how many there are in all."""
    done, slash, total = text.partition("/")
    return (int(done), int(total)) if slash and done.isdigit() and total.isdigit() else None
