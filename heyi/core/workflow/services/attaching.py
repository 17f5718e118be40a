"""Files that come while a document is decided (rule 43): they belong to the case, the document itself stays as it is.

Each is read through its case only, by those who may see the words it came with, and every reading is an event (rule 42).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.files import storing
from heyi.core.files.models import File
from heyi.core.workflow import models
from heyi.core.workflow.commands import Comment
from heyi.core.workflow.services.cases import act
from heyi.core.workflow.state import CaseState
from heyi.kit.errors import Malformed, NotFound

if TYPE_CHECKING:
    from heyi.core.workflow.services.viewing import View

RESOURCE = "workflow.case"
READ = "workflow.case.file_read"
MOST_FILES = 10


@transaction.atomic
def comment(
    case_id: int,
    *,
    actor: Actor,
    opinion: str,
    mentions: Sequence[int] = (),
    files: Sequence[int] = (),
    secret: bool = False,
    task_id: int | None = None,
) -> CaseState:
    """Say something, with uploads of one's own that belong to nothing yet. Malformed for others, and what ``Comment`` raises."""
    taken = _uploads(files, actor)
    told = tuple(
        {name: getattr(one, name) for name in ("name", "size", "type", "sha256")} | {"id": one.pk} for one in taken
    )
    command = Comment(
        case_id=case_id, task_id=task_id, opinion=opinion, mentions=tuple(mentions), files=told, secret=secret
    )  # fmt: skip
    state = act(command, actor=actor)
    File.objects.filter(pk__in=[one.pk for one in taken]).update(resource=RESOURCE, record_id=case_id)
    return state


def _uploads(files: Sequence[int], actor: Actor) -> list[File]:
    """Locked, so that no file is attached twice."""
    if not files or actor.employee_id is None:
        return []
    rows = File.objects.select_for_update(of=("self",)).filter(
        pk__in=files, company_id__in=actor.company_ids, employee_id=actor.employee_id, resource="", state=File.State.READY
    )  # fmt: skip
    found = {one.pk: one for one in rows.order_by("pk")}
    if len(files) > MOST_FILES or len(set(files)) != len(files) or len(found) != len(files):
        raise Malformed.at("files", "unknown", _("Attach uploads of your own that belong to nothing yet, each once."))
    return [found[one] for one in files]


def visible(view: "View", notes: Iterable[models.Note]) -> list[tuple[models.Note, bool]]:
    """The notes that a reader may know, each with whether it came after they had decided (在您审批后新增)."""
    me = view.actor.employee_id
    decided = [one.decided_at for one in view.whole.decisions.values() if one.actor_id == me and me is not None]
    asked = [one for one in view.whole.tasks.values() if me is not None and me in (one.assignee_id, one.delegate_id)]
    found = []
    for note in notes:
        before = any(at <= note.at for at in decided)
        later = any(one.ended_at is None or one.ended_at > note.at for one in asked)
        missed = before and not later and note.author_id != me
        if note.secret and (missed or not view.is_party):
            continue
        found.append((note, missed))
    return found


def read(view: "View", file_id: int) -> tuple[File, Any]:
    """A file of the case, opened, and written down as read by this person. NotFound for those who may not see it."""
    there = any(
        one["id"] == file_id for note, _late in visible(view, view.kept.rows(models.Note)) for one in note.files
    )
    file = File.objects.filter(pk=file_id, resource=RESOURCE, record_id=view.case.id).first() if there else None
    if file is None:
        raise NotFound
    opened = storing.bytes_of(file)
    record = models.Case(id=view.case.id, company_id=view.case.company_id)
    publish(READ, record, actor=view.actor, data={"file": file.pk, "name": file.name, "sha256": file.sha256})
    return file, opened
