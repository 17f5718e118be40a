"""`heyi setup-link`: a one-time link for the first administrator of an empty installation. `up` prints one by itself."""

import argparse

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _

HELP = "a one-time link for the first administrator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", default="http://localhost:8000", help=_("address of this installation"))
    parser.add_argument("--quiet", action="store_true", help=_("say nothing when somebody can sign in already"))


def run(options: argparse.Namespace) -> int:
    with installation.django(DataDir()):
        from heyi.core.org.setup import first_admin_link

        link = first_admin_link(options.base.rstrip("/"))
    if link:
        print(_("Nobody can sign in yet. Open this link once to found the company and its first administrator:"))
        print(f"  {link}")
    elif not options.quiet:
        print(_("Somebody can sign in already; administrators invite further people."))
    return 0
