"""批量审批: many tasks, each decided on its own, each with its own answer (rule 45)."""

from collections.abc import Sequence
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.resources.http.bulk import each
from heyi.core.workflow import models
from heyi.core.workflow.approval.rules import Approval, Purpose, RuleKind
from heyi.core.workflow.commands import Approve, Reject
from heyi.core.workflow.errors import InputNeeded
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.services.cases import act, engine

ACTS = {"approve": Approve, "reject": Reject}


def decide(task_ids: Sequence[int], verb: str, opinion: str, *, actor: Actor) -> list[dict[str, Any]]:
    """``{"id", "ok"}`` or ``{"id", "ok": false, "problem"}`` for each task, in the order asked for.

    A step that wants input (fields, a signature, the next approver, work done) is left out: InputNeeded.
    """
    columns = ("pk", "node", "case__version_id", "case__digest")
    asked = {row[0]: row[1:] for row in models.Task.objects.filter(pk__in=task_ids).values_list(*columns)}
    store = engine().store

    def one(task_id: int) -> dict[str, Any]:
        if task_id in asked:
            node, version_id, digest = asked[task_id]
            if wants_input(store.graph(version_id, digest), node):
                raise InputNeeded
        act(ACTS[verb](task_id=task_id, opinion=opinion), actor=actor)
        return {}

    return each(list(task_ids), one)


def wants_input(graph: Graph, node: str) -> bool:
    """Whether somebody has to look at a step by itself; the next approver is picked at the step before."""
    approval = graph.nodes[node].approval or Approval()
    following = [graph.nodes[flow.target].approval or Approval() for flow in graph.nodes[node].outgoing]
    picks = any(rule.kind == RuleKind.NEXT for one in following for rule in one.rules)
    return approval.asks_for_input or approval.signature or approval.purpose == Purpose.HANDLE or picks
