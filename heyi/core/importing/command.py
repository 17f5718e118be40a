"""The import as one call: who imports, which mapping, which folder."""

from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.importing.document import MappingError
from heyi.core.importing.mapping import read
from heyi.core.importing.report import Report
from heyi.core.importing.running import Progress, Run
from heyi.core.org import actors
from heyi.core.org.models import User


def import_folder(
    folder: Path, mapping: Path, *, username: str, dry_run: bool, stop_on_error: bool, progress: Progress
) -> Report:
    """Import ``folder`` as the named person (or the only administrator), in their company and under their rights."""
    actor = importer(username)
    with translation.override(actor.language):
        steps = read(mapping)
        run = Run(steps, folder, actor, stop_on_error=stop_on_error)
        run.report.language = actor.language
        return run.go(dry_run=dry_run, progress=progress)


def importer(username: str) -> Actor:
    """The person who imports. Without a name: the only person who may manage roles, if there is exactly one."""
    users = User.objects.filter(is_active=True)
    users = users.filter(username=username) if username else users
    loaded = [actor for user in users[:500] if (actor := _actor(user)) is not None]
    found = [actor for actor in loaded if username or actor.can("access.role.update")]
    if username and not found:
        raise MappingError(_("there is nobody with the account “%s”") % username)
    if len(found) != 1:
        raise MappingError(_("say who imports: --as ACCOUNT"))
    return found[0]


def _actor(user: User) -> Actor | None:
    with transaction.atomic():
        return actors.load(user.pk, via="import")
