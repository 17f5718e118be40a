"""The verbs: submit a document and act on its approval. Each is one transaction with the business rows."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from heyi.core.access import shares
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.workflow import models
from heyi.core.workflow.approval import copying
from heyi.core.workflow.approval.asking import QUIET
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.commands import Command, Reopen
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.services import editing, keeping, paths, posting, resting
from heyi.core.workflow.services.calendars import OrganizationCalendars
from heyi.core.workflow.state import Case, CaseState, Subscription
from heyi.core.workflow.step import Notice
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.telling import tell_people


def engine() -> Engine:
    """The engine on PostgreSQL and the real organization."""
    return Engine(
        PostgresStore(),
        Organization(),
        timezone.now,
        tell,
        send=posting.send,
        wait=wait,
        calendars=OrganizationCalendars(),
        rest=resting.rest,
        absent=keeping.absent,
        edit=editing.write,
        way=paths.way,
    )


def submit(
    resource: str,
    record_id: int,
    *,
    actor: Actor,
    choices: Mapping[str, list[int]] | None = None,
    opinion: str = "",
    identity: int = 0,
) -> int:
    """Start the approval of a document in the caller's transaction; returns the case. ``identity`` is the post in which the
    initiator submits it (0: the main one).

    Raises NoProcess, AlreadyInApproval, BadIdentity, BadChoice, CaseInTrouble, and what ``on_submitted`` or an approval without
    approvers raises.
    """
    begun = engine().start(resource, record_id, actor=actor, choices=choices, opinion=opinion, identity=identity)
    return begun.case.id


def act(command: Command, *, actor: Actor) -> CaseState:
    """Perform one command: ``act(Approve(task_id=…), actor=actor)``. Reopening takes an archived case back first; when
    that is refused, it stays in the archive.
    """
    if isinstance(command, Reopen):
        from heyi.core.workflow.services import archiving

        with transaction.atomic():
            archiving.bring_back(command.case_id, actor=actor, reason=command.opinion)
            return engine().perform(command, actor=actor)
    return engine().perform(command, actor=actor)


def wait(case: Case, rows: Sequence[Subscription]) -> None:
    """The clock looks after the company from now on, and messages that came before somebody waited are delivered."""
    from heyi.core.workflow.services import timers

    if any(row.due_at is not None for row in rows):
        timers.remember(case.company_id)
    named = [(row.name, row.key) for row in rows if row.kind == "message" and row.state == "open"]
    if named:
        posting.look_for_earlier(case.company_id, named)


def tell(case: Case, notices: Sequence[Notice], actor: Actor) -> None:
    """Events for what has happened, and the document opened to everybody who is asked or reads along.

    A blind vote that leaves its node open is told to nobody: that it was given would be a hint already.
    """
    quiet = any(notice.name == QUIET for notice in notices)
    notices = [notice for notice in notices if notice.name != QUIET]
    if quiet and not notices:
        return
    record = models.Case(id=case.id, company_id=case.company_id)
    for notice in notices:
        data = {
            "people": list(notice.people), "title": case.title, "process": case.process, "resource": case.resource,
            "record_id": case.record_id, "initiator_id": case.initiator_id, **notice.data,
        }  # fmt: skip
        publish(notice.name, record, actor=actor, data=data)
    tell_people(case, notices, actor, quiet=quiet)
    if case.record_id is None:
        return
    for reason, names in (
        ("approval", ("workflow.task.arrived", "workflow.task.answered")),
        ("cc", (copying.COPIED, copying.OPENED)),
    ):
        people = {one for notice in notices if notice.name in names for one in notice.people}
        if people:
            source = f"workflow.case:{case.id}"
            shares.open_reference(case.resource, case.record_id, case.company_id, people, reason=reason, source=source)
    gone = [one for notice in notices if notice.name == "workflow.case.recalled" for one in notice.people]
    if gone:
        shares.close_to(case.resource, case.record_id, gone, source=f"workflow.case:{case.id}")
