"""What a process names of the organization: whether it is there, and which processes name a thing."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from heyi.core.org.models import UserGroup
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.approval.rules import Reach, RuleKind
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.models import Version
from heyi.core.workflow.parser.lint import Finding
from heyi.core.workflow.services import definitions


def unknown(graph: Graph, company_id: int) -> Iterator[Finding]:
    """An error for each user group that a step names and the company does not have, for people who are preset and cannot be
    chosen, and for a process that would decide about reversals and is not there."""
    yield from _groups(graph, company_id)
    yield from _reversal(graph, company_id)
    yield from _presets(graph, company_id)


def _reversal(graph: Graph, company_id: int) -> Iterator[Finding]:
    process = graph.policy.reversal
    if process and process != graph.key and definitions.in_force(process, company_id) is None:
        yield Finding("", "no_reversal", _("There is no process “%(key)s” in force.") % {"key": process})


def _presets(graph: Graph, company_id: int) -> Iterator[Finding]:
    """Who is preset works in the company and, where the choice is among the holders of a role in the whole company, holds it."""
    for node in graph.nodes.values():
        for rule in node.approval.rules if node.approval else ():
            if rule.kind != RuleKind.CHOICE or not rule.people:
                continue
            known = Organization().people(rule.people)
            right = {one for one, person in known.items() if person.active and person.company_id == company_id}
            if rule.name and rule.reach == Reach.COMPANY:
                place: Any = {"company_id": company_id, "department_id": None}
                right &= set(Organization().holders_of_role(rule.name, rule.reach, **place))
            if not right.issuperset(rule.people):
                yield Finding(node.id, "bad_preset", _("Somebody who is preset here could not be chosen."))


def _groups(graph: Graph, company_id: int) -> Iterator[Finding]:
    named = [
        (node.id, rule.name)
        for node in graph.nodes.values()
        for rule in (node.approval.rules if node.approval else ())
        if rule.kind == RuleKind.GROUP
    ]
    if not named:
        return
    codes = {code for _node, code in named}
    known = set(UserGroup.objects.filter(company_id=company_id, code__in=codes).values_list("code", flat=True))
    for node, code in named:
        if code not in known:
            yield Finding(node, "no_group", _("There is no user group “%(code)s”.") % {"code": code})


def processes_naming(group: UserGroup) -> list[str]:
    """The keys of processes whose version in force, or the one that waits for its day, names a group."""
    states = (Version.State.PUBLISHED, Version.State.SCHEDULED)
    rows = Version.objects.filter(company_id=group.company_id, state__in=states, xml__contains='rule="group"')
    rows = rows.filter(xml__regex=rf'name="{re.escape(group.code)}"').select_related("definition")
    return list(dict.fromkeys(row.definition.key for row in rows.order_by("definition__key")))
