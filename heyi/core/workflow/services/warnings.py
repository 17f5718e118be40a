"""Before a process is in force: for which departments a step would find nobody (rule 17)."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from heyi.core.org.models import Department, Employee
from heyi.core.workflow.approval.finding import Question
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.approval.resolve import resolve
from heyi.core.workflow.approval.rules import Approval, Purpose, RuleKind
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.parser.lint import Finding

MOST_DEPARTMENTS = 200
#: Rules that the organization alone answers; the others depend on the case.
BY_ORGANIZATION = frozenset({
    RuleKind.PERSON, RuleKind.ROLE, RuleKind.POST, RuleKind.MANAGER, RuleKind.DEPARTMENT, RuleKind.DEPARTMENT_HEAD,
    RuleKind.GROUP,
})  # fmt: skip


def empty_places(graph: Graph, company_id: int) -> Iterator[Finding]:
    """A warning for each step that falls back on its rule for nobody when somebody of a department begins, as of today."""
    places = _initiators(company_id)
    for node in graph.nodes.values():
        approval = node.approval
        if approval is None or approval.purpose == Purpose.INFORM:
            continue
        if not all(rule.kind in BY_ORGANIZATION for rule in approval.rules):
            continue
        empty = [name for name, asked in places if _is_empty(graph, node.id, approval, asked, company_id)]
        if empty:
            message = _("Whoever begins in %(departments)s finds nobody here.") % {"departments": "、".join(empty)}
            yield Finding(node.id, "nobody_in", message, is_error=False)


def _initiators(company_id: int) -> list[tuple[str, tuple[int, int]]]:
    """One active person for each open department that has any."""
    rows = Employee.objects.filter(company_id=company_id, status=Employee.Status.ACTIVE, department__closed_on=None)
    found = {department: person for person, department in rows.order_by("-pk").values_list("pk", "department_id")}
    names = dict(Department.objects.filter(pk__in=found).order_by("pk").values_list("pk", "name"))
    return [(name, (found[pk], pk)) for pk, name in list(names.items())[:MOST_DEPARTMENTS]]


def _is_empty(graph: Graph, node: str, approval: Approval, asked: tuple[int, int], company_id: int) -> bool:
    question = Question(
        approval=replace(approval, delegation=False),
        node=node,
        process=graph.key,
        initiator_id=asked[0],
        department_id=asked[1],
        company_id=company_id,
        at=timezone.now(),
    )
    return any(one["step"] == "empty" for one in resolve(question, Organization()).derivation)
