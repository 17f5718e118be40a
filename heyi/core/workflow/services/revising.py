"""流程干预 of one running case: a step is put in or left out (workflow.md A, change one running case).

The case goes on by a version of its own, made from the one that it runs by; all others stay on theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.workflow import builder
from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.commands.revise import APPEND, LEAVE_OUT, Revise
from heyi.core.workflow.errors import BadStep
from heyi.core.workflow.functions import INTERVENE
from heyi.core.workflow.graph import digest_of, graph_of
from heyi.core.workflow.models import Case, Definition, Version
from heyi.core.workflow.parser import changing
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import cases, keeping
from heyi.core.workflow.state import CaseState
from heyi.kit.errors import Denied, Malformed, NotFound

KINDS: Mapping[str, Callable[..., builder.Task]] = {
    "approve": builder.approve, "handle": builder.handle, "inform": builder.inform,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as it is asked for: what it is called, who is asked (employee ids), how their votes count, and what they do
    (``approve``, ``handle`` or ``inform``).
    """

    name: str
    people: tuple[int, ...]
    mode: VoteMode = VoteMode.ALL
    kind: str = "approve"


def append(case_id: int, step: NewStep, place: str, node: str, *, actor: Actor, opinion: str) -> CaseState:
    """Put a step ``before`` or ``after`` a node of one case (追加节点). Raises NotFound, Denied, BadStep, Malformed for people
    who do not work in the company, and what ``Revise`` raises; under the rule of two the first call only asks.
    """
    facts = {
        "name": step.name, "people": list(step.people), "mode": str(step.mode), "kind": step.kind, "place": place, "node": node,
    }  # fmt: skip

    def change(document: Document, case: Case) -> str:
        _known(step.people, case)
        new = _free_id(document)
        task = KINDS[step.kind](new, step.name, builder.person(*step.people), mode=step.mode)
        changing.put_in(document, task, place, node)
        return new

    return _revised(case_id, change, actor, act=APPEND, opinion=opinion, facts=facts)


def leave_out(case_id: int, node: str, *, actor: Actor, opinion: str) -> CaseState:
    """Let one case go past a step that it has not come to yet. Raises as ``append`` does."""

    def change(document: Document, case: Case) -> str:
        changing.leave_out(document, node)
        return node

    return _revised(case_id, change, actor, act=LEAVE_OUT, opinion=opinion, facts={"node": node})


@transaction.atomic
def _revised(
    case_id: int,
    change: Callable[[Document, Case], str],
    actor: Actor,
    *,
    act: str,
    opinion: str,
    facts: dict[str, Any],
) -> CaseState:
    case, version = _running(case_id, actor)
    document = read(version.xml)
    try:
        node = change(document, case)
    except changing.NoPlace as refused:
        raise BadStep(extra={"reason": refused.reason}) from refused
    xml = write(document)
    wrong = [one for one in lint(read(xml)) if one.is_error]
    if wrong:
        findings = [{"node": one.element, "code": one.code, "message": str(one.message)} for one in wrong]
        raise BadStep(extra={"reason": "unsound", "findings": findings})
    own = _own_version(version, xml, case, actor)
    command = Revise(
        case_id=case_id, version_id=own.pk, base=case.digest, graph=graph_of(own.digest, xml), node=node, opinion=opinion,
        facts=facts, act=act,
    )  # fmt: skip
    state = cases.act(command, actor=actor)
    if state.case.version_id != own.pk:  # somebody else has to confirm it
        own.delete()
    return state


def _running(case_id: int, actor: Actor) -> tuple[Case, Version]:
    """The case and what it runs by. Those who may not change cases learn nothing of one that they do not take part in."""
    case = (
        Case.objects.filter(pk=case_id, company_id__in=actor.company_ids).select_related("version__definition").first()
    )
    if case is None:
        raise keeping.absent(case_id, actor)
    if not actor.can_in(INTERVENE, case.company_id):
        me = actor.employee_id
        raise Denied if me is not None and cases.engine().store.is_party(case_id, me) else NotFound
    return case, case.version


def _known(people: tuple[int, ...], case: Case) -> None:
    known = Employee.objects.filter(pk__in=people, company_id=case.company_id, status=Employee.Status.ACTIVE)
    if not people or known.count() != len(people):
        raise Malformed.at("people", "unknown", _("Everybody who is asked has to work in the company, named once."))


def _free_id(document: Document) -> str:
    taken = {one.get("id") for one in document.root.iter()}
    number = 1
    while f"added_{number}" in taken:
        number += 1
    return f"added_{number}"


def _own_version(base: Version, xml: str, case: Case, actor: Actor) -> Version:
    Definition.objects.select_for_update(of=("self",)).get(pk=base.definition_id)
    last = base.definition.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        company_id=base.company_id, definition=base.definition, number=last + 1, state=Version.State.CASE, xml=xml,
        digest=digest_of(xml), note=f"v{base.number}, {case.pk}"[:500], created_by_id=actor.employee_id,
        updated_by_id=actor.employee_id,
    )  # fmt: skip
