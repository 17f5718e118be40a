"""挂起 and 激活 of a process: no new cases while it is suspended; running ones go on, unless they are to be frozen as well."""

import contextlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.events.publishing import publish as announce
from heyi.core.workflow.commands import Resume, Suspend
from heyi.core.workflow.errors import CaseEnded, NotSuspended, ProcessNotSuspended, ProcessSuspended
from heyi.core.workflow.functions import INTERVENE, MANAGE
from heyi.core.workflow.models import Case, Definition, Opening
from heyi.core.workflow.services import beginning, definitions, posting
from heyi.core.workflow.services.cases import engine
from heyi.kit.errors import Malformed, NotFound

TOGETHER = 100


@transaction.atomic
def suspend(key: str, reason: str, *, actor: Actor, freeze: bool = False) -> Definition:
    """No case begins any more: by a document, a message, a signal, the clock, or a call of another process. ``freeze`` suspends
    the running ones too, which takes the right to step into cases. ProcessSuspended when it is already."""
    definition = _locked(key, reason, actor, freeze)
    if definition.suspended:
        raise refusal(definition.suspended)
    at = timezone.now().isoformat(timespec="seconds")
    definition.suspended = {
        "by": actor.employee_id, "name": actor.name, "at": at, "reason": reason.strip(), "frozen": freeze,
    }  # fmt: skip
    definition.save(update_fields=["suspended"])
    data = {"process": key, "reason": reason.strip(), "frozen": freeze}
    announce("workflow.definition.suspended", definition, actor=actor, data=data)
    if freeze:
        _soon(definition, actor)
    return definition


@transaction.atomic
def activate(key: str, reason: str, *, actor: Actor) -> Definition:
    """Cases can begin again, and those that were frozen with it go on. What the clock would have begun meanwhile is not made up
    for; messages that wait are taken. ProcessNotSuspended when it is not."""
    definition = _locked(key, reason, actor, freeze=False)
    if not definition.suspended:
        raise ProcessNotSuspended
    frozen = definition.suspended["frozen"]
    if frozen:
        scoping.require(actor, INTERVENE)
    definition.suspended = {}
    definition.save(update_fields=["suspended"])
    announce("workflow.definition.activated", definition, actor=actor, data={"process": key, "reason": reason.strip()})
    beginning.skip_missed(definition.pk)
    names = Opening.objects.filter(version__definition=definition, kind="message").values_list("name", flat=True)
    posting.look_for_beginnings(definition.company_id, list(names))
    if frozen:
        _soon(definition, actor)
    return definition


def follow(definition_id: int, company_id: int, by: str) -> int:
    """Freeze the running cases of a suspended process, or let those that it froze go on: as the process stands now, each case in
    a transaction of its own, so that it can be interrupted and begun again; how many have changed."""
    actor, last, changed = system(company_id, by), 0, 0
    while True:
        with unit_of_work(actor):
            definition = Definition.objects.get(pk=definition_id)
            halted = definition.suspended
            rows = Case.objects.filter(
                version__definition=definition, company_id=company_id, ended_at=None, pk__gt=last
            )
            freezes = bool(halted) and halted["frozen"]
            rows = rows.filter(suspended={}) if freezes else rows.filter(suspended__with_process=True)
            cases = list(rows.order_by("pk").values_list("pk", flat=True)[:TOGETHER])
        for case_id in cases:
            command: Any = Resume(case_id=case_id)
            if freezes:
                command = Suspend(case_id=case_id, opinion=halted["reason"], by=halted["by"], with_process=True)
            with contextlib.suppress(CaseEnded, NotSuspended, NotFound), unit_of_work(actor):
                engine().perform(command, actor=actor)
                changed += 1
        if not cases:
            return changed
        last = cases[-1]


def refusal(halted: dict[str, Any]) -> ProcessSuspended:
    """The refusal that says by whom, when and why."""
    return ProcessSuspended(reason=halted["reason"], extra={"by": halted["name"], "at": halted["at"]})


def _soon(definition: Definition, actor: Actor) -> None:
    from heyi.core.workflow.jobs import follow as job

    job.defer(definition_id=definition.pk, company_id=definition.company_id, by=actor.name)


def _locked(key: str, reason: str, actor: Actor, freeze: bool) -> Definition:
    scoping.require(actor, MANAGE)
    if freeze:
        scoping.require(actor, INTERVENE)
    if not reason.strip():
        raise Malformed.at("opinion", "required", "1-5000")
    definitions.in_force(key, actor.company_id)  # a shipped one that nobody has needed yet
    rows = Definition.objects.select_for_update(of=("self",)).filter(company_id=actor.company_id, key=key)
    definition = rows.first()
    if definition is None:
        raise NotFound
    return definition
