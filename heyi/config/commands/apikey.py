"""`heyi apikey`: a key by which a script acts as one person. It is shown once; only a digest is kept."""

import argparse
from datetime import date

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "make or revoke a key for scripts (Authorization: Bearer)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", help=_("user name"))
    parser.add_argument("--name", default="script", help=_("what the key is for"))
    parser.add_argument("--expires", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("last day (default: none)"))
    parser.add_argument("--revoke", action="store_true", help=_("end this person's keys of that name instead"))


def run(options: argparse.Namespace) -> int:
    with installation.django(DataDir(), role="app"):
        from heyi.core.access.services import keys
        from heyi.core.org.models import User

        user = User.objects.filter(username=options.person, is_active=True).first()
        if user is None:
            raise Refusal(_("There is no active user “{name}”.").format(name=options.person))
        if options.revoke:
            print(_("{count} keys revoked").format(count=keys.revoke(user.pk, options.name)))
        else:
            print(keys.make(user.pk, options.name, last_day=options.expires))
    return 0
