"""Cases that a process must always handle as expected (流程回归测试): asked at each publication and when people change.

A scenario names an initiator, a content, and who is to be asked step by step. A version that would do otherwise is not
put in force until somebody has said that the new way is meant.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.messages.sending import notify
from heyi.core.org.models import Employee
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.errors import NoEndFound
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import Graph, graph_of
from heyi.core.workflow.models import Definition, Scenario, Version
from heyi.core.workflow.parser.checks.findings import Finding
from heyi.core.workflow.running.data import restored_all, stored_all
from heyi.core.workflow.services import what_if
from heyi.kit.errors import NotFound

BROKEN = "workflow.scenario.broken"


@transaction.atomic
def keep(key: str, name: str, initiator_id: int, values: dict[str, Any], *, actor: Actor) -> Scenario:
    """Keep how the version in force handles a content as what is expected from now on."""
    scoping.require(actor, MANAGE)
    definition = Definition.objects.filter(company_id=actor.company_id, key=key).first()
    version = definition.versions.filter(state="published").first() if definition is not None else None
    if definition is None or version is None:
        raise NotFound
    scenario = Scenario(
        company_id=actor.company_id, definition=definition, name=name, initiator_id=initiator_id, values=stored_all(values),
        created_by_id=actor.employee_id, updated_by_id=actor.employee_id,
    )  # fmt: skip
    scenario.expected = found(scenario, graph_of(version.digest, version.xml))
    if scenario.expected["ends"] not in ("approved", "rejected", "waits"):
        raise NoEndFound
    scenario.save()
    return scenario


def found(scenario: Scenario, graph: Graph) -> dict[str, Any]:
    """``{"steps": [[node, [people]]], "ends"}`` as of now."""
    person = Employee.objects.filter(pk=scenario.initiator_id).first()
    way = what_if.path(
        graph, company_id=scenario.company_id, initiator_id=scenario.initiator_id,
        department_id=person.department_id if person else None, values=restored_all(scenario.values),
    )  # fmt: skip
    return {"steps": [[step.node, list(step.people)] for step in way.steps], "ends": way.ends}


def check(definition_id: int, graph: Graph) -> list[tuple[Scenario, dict[str, Any]]]:
    """The scenarios of a process that a version does not handle as expected, with what it does."""
    rows = Scenario.objects.filter(definition_id=definition_id).order_by("pk")
    asked = [(row, found(row, graph)) for row in rows]
    return [(row, now) for row, now in asked if now != row.expected]


def findings(definition_id: int, graph: Graph) -> list[Finding]:
    """The same as errors that forbid publication."""
    message = _("The test “%(name)s” would go another way: %(path)s")
    return [
        Finding(graph.start.id, "scenario", message % {"name": row.name, "path": _said(now)})
        for row, now in check(definition_id, graph)
    ]


def accept(definition_id: int, graph: Graph) -> int:
    """The new way is meant: it is what is expected from now on; how many have changed."""
    changed = check(definition_id, graph)
    for row, now in changed:
        row.expected = now
        row.save()
    return len(changed)


def people_changed(company_id: int) -> int:
    """Ask every scenario of every process in force again, and tell the administrators of those that go another way."""
    actor, broken = system(company_id, "scenarios"), list[str]()
    with unit_of_work(actor):
        for version in Version.objects.filter(
            company_id=company_id, state="published", definition__scenarios__isnull=False
        ).distinct():
            for row, _now in check(version.definition_id, graph_of(version.digest, version.xml)):
                broken.append(row.name)
        if broken:
            people = Organization().administrators(company_id)
            params = {"title": "、".join(broken[:5]), "label": "", "count": len(broken)}
            notify(people, BROKEN, params, actor=actor, dedupe=f"{BROKEN}:{','.join(sorted(broken))[:150]}")
    return len(broken)


def _said(now: dict[str, Any]) -> str:
    steps = " → ".join(f"{node}({', '.join(map(str, people))})" for node, people in now["steps"])
    return f"{steps} → {now['ends']}"
