"""For those who keep processes running: what stopped, where cases stand, and the acts that set them going again."""

from typing import Any

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.resources.modes import readable_values
from heyi.core.workflow import models
from heyi.core.workflow.commands import Command
from heyi.core.workflow.functions import OPERATE
from heyi.core.workflow.graph import begins
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.state import PER_CASE, STANDING
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.kit.errors import NotFound

AT_ONCE = 100


def require(actor: Actor) -> None:
    """The function that everything here asks."""
    scoping.require(actor, OPERATE)


def incidents(actor: Actor, *, after: int = 0) -> list[dict[str, Any]]:
    """Open incidents of the company, oldest first, after an id."""
    require(actor)
    rows = models.Incident.objects.filter(company_id=actor.company_id, resolved_at=None, pk__gt=after)
    found, store = [], PostgresStore()
    for row in rows.order_by("pk").select_related("case")[:AT_ONCE]:
        node = store.graph(row.case.version_id, row.case.digest).nodes.get(row.node)
        ways = [] if node is None else [{"id": one.id, "name": one.label(actor.language)} for one in node.outgoing]
        title = title_for(actor, row.case.resource, row.case.title, row.case.subject_label)
        found.append({
            "id": row.pk, "case": row.case_id, "title": title, "process": row.case.process, "node": row.node,
            "name": "" if node is None else node.label(actor.language), "code": row.code, "message": row.message,
            "opened_at": row.opened_at.isoformat(), "flows": ways,
        })  # fmt: skip
    return found


def repaired(incident_id: int, act: type[Any], actor: Actor, **facts: Any) -> dict[str, Any]:
    """Perform ``Retry`` or ``Skip`` on an incident; where the case stands then."""
    return done(act(case_id=incident_id // PER_CASE, incident_id=incident_id, **facts), actor)


def done(command: Command, actor: Actor) -> dict[str, Any]:
    """Perform an act of operation; where the case stands then."""
    require(actor)
    _seen(command.case_id, actor)
    engine().perform(command, actor=actor)
    return standing(command.case_id, actor)


def standing(case_id: int, actor: Actor) -> dict[str, Any]:
    """Where a case of the company is; NotFound for others."""
    require(actor)
    kept = _seen(case_id, actor)
    case = kept.case
    waits = [one for one in kept.rows(models.Subscription) if one.state == "open" and one.kind not in STANDING]
    tokens = [one for one in kept.rows(models.Token) if one.state == "live"]
    return {
        "case": case_id, "state": case.state, "active": [one.node for one in tokens],
        "tokens": [{"id": one.pk, "node": one.node} for one in tokens],
        "waits": [
            {"id": row.pk, "kind": row.kind, "node": row.node, "name": row.name, "key": row.key,
             "due_at": row.due_at.isoformat() if row.due_at else None, "opened_at": row.opened_at.isoformat()}
            for row in waits
        ],
        "variables": readable_values(actor, document_of(case), case.variables), "offered": _offered(case),
    }  # fmt: skip


def document_of(case: models.Case) -> str:
    """The kind of document whose field rules hold for the variables: a called case has those of the one at the top."""
    if case.resource or not case.root_id:
        return case.resource
    top = keeping.find(case.root_id)
    return top.case.resource if top else case.resource


def _offered(case: models.Case) -> list[str]:
    """What can be begun in the ad-hoc sub-processes of a case: one at a time where their order is sequential."""
    active = models.Activation.objects.filter(case=case, state="active", kind=Kind.AD_HOC)
    found: set[str] = set()
    for row in active:
        graph = PostgresStore().graph(case.version_id, case.digest)
        busy = models.Token.objects.filter(case=case, state="live", scope=row.pk).exists()
        if not (graph.nodes[row.node].ordered and busy):
            found |= {node.id for node in graph.levels.get(row.node, ()) if begins(node)}
    return sorted(found)


def _seen(case_id: int, actor: Actor) -> keeping.Kept:
    kept = keeping.find(case_id, company_id=actor.company_id)
    if kept is None:
        raise NotFound
    return kept
