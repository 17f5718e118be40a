"""What a reader may know: nothing that a step hid from them (rule 42), and of votes before their node closes (背靠背) nothing
but their own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from heyi.core.access.actor import Actor
from heyi.core.access.permissions import DESIGNED
from heyi.core.workflow import models
from heyi.core.workflow.approval.electorate import VOTES
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.graph import Graph, Node
from heyi.core.workflow.services.former import node_of
from heyi.core.workflow.state import Activation, Task
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.store.protocol import History
from heyi.core.workflow.subjects import find_subject
from heyi.kit.bounded import Bounded

INFORM, RESULT = "inform", "result"


def veil(history: History, graph: Graph, reader: int | None) -> History:
    """The history as one reader may see it: in open blind nodes, other people's votes look as if they were not given, and
    signers, second votes and answers that would tell of them are left out. Administrators see no more than others.
    """
    blind = {one.id: one for one in history.activations.values() if is_blind(one, graph)}
    if not blind:
        return history
    tasks, decisions = {}, dict(history.decisions)
    for number, task in history.tasks.items():
        if task.activation_id not in blind or _own(task, reader):
            tasks[number] = task
            continue
        if "taken_back" in task.origin or "gate" in task.origin or task.kind == "reply":
            decisions.pop(number, None)
            continue
        if task.state in (*VOTES, "retracted"):
            decisions.pop(number, None)
            task = replace(task, state="open", ended_at=None)
        tasks[number] = replace(task, held="", arrived_at=blind[task.activation_id].entered_at)
    activations = {number: _plain(one) if number in blind else one for number, one in history.activations.items()}
    return History(history.tokens, activations, tasks, decisions)


def is_blind(activation: Activation, graph: Graph) -> bool:
    """Whether votes are still secret there."""
    node = graph.nodes.get(activation.node)
    return activation.state == "active" and node is not None and node.approval is not None and node.approval.blind


def _own(task: Task, reader: int | None) -> bool:
    return reader is not None and reader in (task.assignee_id, task.delegate_id, task.origin.get("added_by"))


def _plain(activation: Activation) -> Activation:
    """Without the counts."""
    shown = {name: value for name, value in activation.data.items() if name in ("mode", "reject", "total")}
    return replace(activation, data=shown)


def hidden_from(
    reader: int | None, history: History, step_of: Callable[[str], Node], *, initiator: int
) -> frozenset[str]:
    """The fields (``total``, ``lines.unit_price``) that the steps at which somebody was ever asked hide from them; of who takes
    no part, those that the steps hide by which they were informed. ``step_of`` gives the node of a task, also one that the
    case's version has lost since."""
    if reader is None:
        return frozenset()
    nodes = {task.node for task in history.tasks.values() if reader in (task.assignee_id, task.delegate_id)}
    if not nodes and reader != initiator:
        told = (one for one in history.activations.values() if one.kind == INFORM)
        nodes = {one.node for one in told if _found(one.derivation, reader)}
    return frozenset(name for node in nodes for name in _hides(step_of(node)))


def _found(derivation: Iterable[Mapping[str, Any]], reader: int) -> bool:
    return any(reader == who["id"] for one in derivation if one["step"] == RESULT for who in one["found"])


def _hides(node: Node) -> list[str]:
    fields = node.approval.fields if node.approval is not None else {}
    return [name for name, right in fields.items() if right == FieldRight.HIDDEN]


def hidden_in_record(actor: Actor, resource: str, record_id: int) -> frozenset[str]:
    """The fields of a document that some step of any of its approvals, of any time, hides from somebody."""
    if find_subject(resource) is None:
        return frozenset()
    asked = models.Task.objects.filter(case__resource=resource, case__record_id=record_id)
    mine = asked.filter(Q(assignee_id=actor.employee_id) | Q(delegate_id=actor.employee_id))
    told = models.Activation.objects.filter(
        case__resource=resource, case__record_id=record_id, kind=INFORM,
        derivation__contains=[{"step": RESULT, "found": [{"id": actor.employee_id}]}],
    ).exclude(Q(case__initiator_id=actor.employee_id) | Q(case_id__in=mine.values("case_id")))  # fmt: skip
    names = ("node", "case_id", "case__version_id", "case__digest")
    running = (*mine.values_list(*names), *told.values_list(*names))
    found: set[str] = set()
    for node, case_id, version_id, digest in {*running, *_archived(actor, resource, record_id)}:
        found.update(_hides(node_of(case_id, PostgresStore().graph(version_id, digest), node)))
    return frozenset(found)


def hidden_in_lists(actor: Actor, resource: str) -> dict[str, frozenset[int]]:
    """The same for all documents of a kind: each field with the ids of the documents in which it is hidden."""
    if not resource.startswith(DESIGNED) and find_subject(resource) is None:
        return {}
    processes = _with_secrets(actor)
    if not processes:
        return {}
    found: dict[str, set[int]] = {}
    running = _running_with_secrets(actor, resource, processes)
    for record_id, names in (*running, *_archived_with_secrets(actor, resource)):
        for name in names:
            found.setdefault(name, set()).add(record_id)
    return {name: frozenset(ids) for name, ids in found.items()}


_secretive: Bounded[str, tuple[bool]] = Bounded(65_536)
"""Whether a version hides anything, by the digest of its text: more than a company has, also with those of single cases."""
_SAID = Q(xml__contains=FieldRight.HIDDEN.value) | Q(xml__contains="&#")
"""Texts that may hide something, so that the others need not be read: the word stands there, or letters as numbers do."""


def _with_secrets(actor: Actor) -> set[int]:
    """The processes of which some version hides something, so that nobody's tasks need be looked through for the others."""
    # No case runs by a draft, and a draft need not be readable.
    versions = models.Version.objects.filter(company_id__in=actor.company_ids).exclude(state=models.Version.State.DRAFT)
    rows = list(versions.values_list("definition_id", "pk", "digest"))
    unknown = [(pk, digest) for _definition, pk, digest in rows if _secretive.get(digest) is None]
    if unknown:
        said = set(versions.filter(_SAID, pk__in=[pk for pk, _digest in unknown]).values_list("pk", flat=True))
        for pk, digest in unknown:
            _secretive.put(digest, (pk in said and _has_secrets(pk, digest),))
    return {definition for definition, _pk, digest in rows if _secretive.get(digest) == (True,)}


def _has_secrets(version_id: int, digest: str) -> bool:
    return any(_hides(node) for node in PostgresStore().graph(version_id, digest).nodes.values())


def _running_with_secrets(actor: Actor, resource: str, processes: Collection[int]) -> Iterator[tuple[int, list[str]]]:
    """Of those who were asked by a step, and of those who were only informed by one."""
    within = {"case__resource": resource, "case__record_id__gt": 0, "case__version__definition_id__in": processes}
    if actor.employee_id is None:
        return
    mine = Q(assignee_id=actor.employee_id) | Q(delegate_id=actor.employee_id)
    tasks = models.Task.objects.filter(mine, **within)
    copies = models.Copy.objects.filter(employee_id=actor.employee_id).values("case_id")
    told = models.Activation.objects.filter(
        kind=INFORM, case_id__in=copies, derivation__contains=[{"step": RESULT, "found": [{"id": actor.employee_id}]}],
        **within,
    ).exclude(Q(case__initiator_id=actor.employee_id) | Q(case_id__in=tasks.values("case_id")))  # fmt: skip
    for rows in (tasks, told):
        steps = rows.values_list("node", "case__version_id", "case__digest").order_by().distinct()
        for node, version_id, digest in steps:
            graph = PostgresStore().graph(version_id, digest)
            if node in graph.nodes and not _hides(graph.nodes[node]):
                continue
            asked = rows.filter(node=node, case__version_id=version_id).values_list("case_id", "case__record_id")
            for case_id, record_id in set(asked):
                yield int(record_id or 0), _hides(node_of(case_id, graph, node))


def _archived_with_secrets(actor: Actor, resource: str) -> Iterator[tuple[int, list[str]]]:
    kept = models.Archived.objects.filter(company_id__in=actor.company_ids, resource=resource, record_id__gt=0)
    kept = kept.filter(participants__contains=[actor.employee_id])
    for version_id, digest in kept.values_list("version_id", "digest").order_by().distinct():
        graph = PostgresStore().graph(version_id, digest)
        if not any(_hides(node) for node in graph.nodes.values()):
            continue
        for case in kept.filter(version_id=version_id).only("tasks", "record_id"):
            nodes = {row["node"] for row in case.tasks if actor.employee_id in (row["assignee_id"], row["delegate_id"])}
            yield from ((int(case.record_id or 0), _hides(node_of(case.pk, graph, node))) for node in nodes)


def _archived(actor: Actor, resource: str, record_id: int) -> set[tuple[str, int, int, str]]:
    """The same of archived approvals: the steps at which somebody was asked or informed, with the version."""
    kept = models.Archived.objects.filter(company_id__in=actor.company_ids, resource=resource, record_id=record_id)
    kept = kept.only("tasks", "activations", "initiator_id", "version_id", "digest")
    return {
        (node, case.pk, case.version_id, case.digest)
        for case in kept
        for node in _archived_nodes(case, actor.employee_id or 0)
    }


def _archived_nodes(case: models.Archived, reader: int) -> set[str]:
    asked = {row["node"] for row in case.tasks if reader in (row["assignee_id"], row["delegate_id"])}
    if asked or reader == case.initiator_id:
        return asked
    told = (row for row in case.activations if row["kind"] == INFORM)
    return {row["node"] for row in told if _found(row["derivation"], reader)}
