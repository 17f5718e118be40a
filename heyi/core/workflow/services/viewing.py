"""One case as one person may see it: what it is about, the way so far and ahead, and what this person can do now."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import knows_all, readable_values
from heyi.core.workflow import models
from heyi.core.workflow.approval.identities import shown
from heyi.core.workflow.approval.rules import RuleKind
from heyi.core.workflow.commands.base import case_of
from heyi.core.workflow.functions import INTERVENE, VIEW
from heyi.core.workflow.graph import Graph, Node
from heyi.core.workflow.running import timing
from heyi.core.workflow.services import former, keeping, nesting, previewing, sla
from heyi.core.workflow.services.acting import actions, case_actions, more_actions
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.comparing import changes
from heyi.core.workflow.services.explaining import explain, rule_label
from heyi.core.workflow.services.opinions import draft_of
from heyi.core.workflow.services.paths import choices_of, onward
from heyi.core.workflow.services.secrecy import hidden_from, veil
from heyi.core.workflow.services.timeline import edits, readers, timeline
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.state import LIVE_STATES, Activation, Case, CaseState, Task
from heyi.core.workflow.step import Step
from heyi.core.workflow.store.protocol import History
from heyi.core.workflow.subjects import Subject, canonical, find_subject, speaks_of, summary, without
from heyi.kit.errors import NotFound


class View:
    """One look at one case by one person."""

    def __init__(self, case_id: int, actor: Actor) -> None:
        kept = keeping.find(case_id)
        if kept is None:
            raise NotFound
        self.kept: keeping.Kept = kept
        names = list(Case.__dataclass_fields__)
        self.case = Case(**{name: getattr(self.kept.case, name) for name in names})
        self.actor, self.store = actor, self.kept.store
        self.subject: Subject | None = find_subject(self.case.resource) if self.case.record_id else None
        self._admit()
        self.step: Step = engine().step(CaseState(self.case), actor)
        self.graph: Graph = self.step.graph
        self.whole: History = self.store.history(case_id)
        self.history: History = veil(self.whole, self.graph, actor.employee_id)
        self.hidden = hidden_from(actor.employee_id, self.whole, self.step_of, initiator=self.case.initiator_id)
        self.people = self._people()
        self.limits = sla.of_case(kept)
        self.called: list[dict[str, Any]] = nesting.called(self)

    def _admit(self) -> None:
        """Participants, administrators of approvals, and whoever may see the document; for others it is not there."""
        actor, case = self.actor, self.case
        me = actor.employee_id
        self.participates = me is not None and self.store.is_participant(case.id, me)
        self.is_party = me is not None and self.store.is_party(case.id, me)
        if me is not None and self.participates:
            if self.kept.archived_at is not None:
                return
            models.Copy.objects.filter(case_id=case.id, employee_id=me, read_at=None).update(read_at=self._now())
            mine = models.Task.objects.filter(Q(assignee_id=me) | Q(delegate_id=me), case_id=case.id, state="open")
            mine.filter(opened_at=None).update(opened_at=self._now())
            return
        if actor.can_in(VIEW, case.company_id) or actor.can_in(INTERVENE, case.company_id):
            return
        may_view = self.subject.may_view if self.subject else None
        if may_view is None or case.record_id is None or not may_view(case.record_id, actor):
            raise NotFound

    def _now(self) -> Any:
        return engine().clock()

    def _people(self) -> dict[int, str]:
        ids = {self.case.initiator_id}
        for task in self.history.tasks.values():
            ids |= {one for one in (task.assignee_id, task.delegate_id, task.origin.get("added_by")) if one}
        for decision in self.history.decisions.values():
            ids |= {one for one in (decision.actor_id, decision.on_behalf_of_id) if one}
        return {one.id: one.label for one in self.step.directory.people(ids).values()}

    def ref(self, employee_id: int | None) -> dict[str, Any] | None:
        """A reference to somebody; None is the system."""
        return {"id": employee_id, "label": self.people.get(employee_id, "")} if employee_id else None

    def readable(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of values of the document those that this reader may know: not what a step hid from them, whenever (rule 42)."""
        return without(readable_values(self.actor, self.case.resource, values), self.hidden)

    def my_task(self) -> Task | None:
        """The open task that this person may act on, the oldest first; those that wait for somebody else come last."""
        me = self.actor.employee_id
        mine = (one for one in self.history.tasks.values() if one.state == "open")
        return min(
            (one for one in mine if me in (one.assignee_id, one.delegate_id)),
            key=lambda t: (bool(t.held), t.id),
            default=None,
        )

    def step_of(self, node: str) -> Node:
        """A node that the case is or was at, gone from its version or not."""
        return former.node_of(self.case.id, self.graph, node)

    def node_name(self, node: str) -> str:
        """The name of a node; the start is where the initiator submits."""
        return _("Submit") if node == self.graph.start.id else self.step_of(node).label(self.actor.language)


def case_view(case_id: int, *, actor: Actor) -> dict[str, Any]:
    """See docs/guide/api.md, section 5. Raises NotFound for cases that are not this person's to see."""
    view = View(case_id, actor)
    case, task = view.case, view.my_task()
    snapshot = view.readable(orjson.loads(view.store.material_of(case.id, case.round)))
    subject = {"resource": case.resource, "id": case.record_id, "label": case.subject_label}
    title = title_for(actor, case.resource, case.title, case.subject_label)
    open_ = knows_all(actor, speaks_of(case.resource)) and not view.hidden
    return {
        "id": case.id, "title": title, "state": case.state, "round": case.round, "archived_at": view.kept.archived_at,
        "process": {"key": case.process, "label": view.graph.label(actor.language), "version": case.version_id},
        "initiator": view.ref(case.initiator_id), "submitted_as": shown(case.identity),
        "started_at": case.started_at, "ended_at": case.ended_at,
        "subject": subject if case.record_id else None, "summary": summary(case.resource, case.summary) if open_ else [],
        "snapshot": snapshot, "snapshot_hash": case.snapshot_hash,
        "changed_since": _changed_since(view, snapshot), "previous_round": _previous_round(view, snapshot),
        "facts": [] if view.hidden else previewing.facts(view.subject, case, actor),
        "effects": [] if view.hidden else previewing.effects(view.subject, case, task, actor),
        "path": _path(view), "tasks": _tasks(view), "timeline": timeline(view),
        "readers": readers(view), "edits": edits(view), "called": view.called, "caller": nesting.caller(view),
        "is_reversal": case.is_reversal,
        "task": _task(view, task) if task else None,
        "actions": actions(view, task), "more_actions": more_actions(view, task),
        "case_actions": case_actions(view), "suspended": _halted(case), "pending": _pending(view),
        "draft": draft_of(task.id, actor.employee_id) if task else "",
        "choices": choices_of(view.step, RuleKind.NEXT) if task and case.state in LIVE_STATES else [],
        "field_modes": _field_modes(view, task), "sla": _limits(view),
        "troubled": case.incidents > 0,
    }  # fmt: skip


def why(task_id: int, *, actor: Actor) -> dict[str, Any]:
    """How the approver of a task was found."""
    view = View(case_of(task_id), actor)
    task = view.history.tasks.get(task_id)
    if task is None:
        raise NotFound
    activation = view.history.activations[task.activation_id]
    told = explain([*activation.derivation, *activation.data.get("followed", [])], {"origin": task.origin})
    return {**told, "asked_as": shown(task.identity)}


def _changed_since(view: View, snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    if view.subject is None or view.case.record_id is None or view.case.state not in LIVE_STATES:
        return []
    now = orjson.loads(canonical(view.subject.snapshot(view.case.record_id)))
    now = view.readable(now)
    return changes(snapshot, now, view.subject.labels)


def _previous_round(view: View, snapshot: dict[str, Any]) -> dict[str, Any] | None:
    """What is different from the document that was decided about in the round before."""
    if view.case.round < 2 or view.subject is None:
        return None
    before = orjson.loads(view.store.material_of(view.case.id, view.case.round - 1))
    before = view.readable(before)
    return {"round": view.case.round - 1, "changes": changes(before, snapshot, view.subject.labels)}


def _halted(case: Case) -> dict[str, Any] | None:
    halted = case.suspended
    return {"by": halted["name"], "at": halted["at"], "reason": halted["reason"]} if halted else None


def _pending(view: View) -> dict[str, Any] | None:
    """What an administrator has asked for, shown to administrators."""
    asked = view.case.pending
    if not asked or not view.actor.can_in(INTERVENE, view.case.company_id):
        return None
    return {"act": asked["what"]["act"], "by": asked["name"], "at": asked["at"], "opinion": asked["opinion"]}


def _path(view: View) -> list[dict[str, Any]]:
    case = view.case
    first = {"node": view.graph.start.id, "name": _("Submit"), "kind": "start", "mode": "single", "state": "done",
             "people": [{**(view.ref(case.initiator_id) or {}), "decision": "submit", "at": case.started_at,
                         "opinion": ""}], "rule": "", "sure": True}  # fmt: skip
    steps = [first]
    past = [one for one in view.history.activations.values() if one.kind in ("userTask", "startEvent", "inform")]
    steps += [_past_step(view, activation) for activation in sorted(past, key=lambda one: one.id)]
    if case.state in LIVE_STATES:
        live = [one for one in view.history.tokens.values() if one.state == "live"]
        steps += onward(view.step, [view.graph.nodes[one.node] for one in live])
    end_state = "future" if case.state in LIVE_STATES else "done"
    steps.append({"node": "", "name": _("End"), "kind": "end", "mode": "single", "state": end_state, "people": [],
                  "rule": "", "sure": True})  # fmt: skip
    return steps


def _past_step(view: View, activation: Activation) -> dict[str, Any]:
    tasks = [one for one in view.history.tasks.values() if one.activation_id == activation.id]
    mode = activation.data.get("mode", "single")
    state = {"active": "current", "completed": "done"}.get(activation.state, "skipped")
    return {
        "node": activation.node, "name": view.node_name(activation.node), "kind": "task",
        "mode": mode if activation.data.get("total", 1) > 1 else "single", "state": state,
        "people": [_voter(view, task) for task in sorted(tasks, key=lambda one: one.id)],
        "rule": rule_label(activation.derivation), "sure": True,
    }  # fmt: skip


def _voter(view: View, task: Task) -> dict[str, Any]:
    decision = view.history.decisions.get(task.id)
    who = view.ref(task.assignee_id) or {"id": None, "label": _("System")}
    return {
        **who, "task_id": task.id, "state": task.state, "delegate": view.ref(task.delegate_id),
        "decision": decision.action if decision else None,
        "by": view.ref(decision.actor_id) if decision else None,
        "at": decision.decided_at if decision else None,
        "opinion": decision.opinion if decision else "",
        "reason": decision.reason if decision else "", "held": task.held,
        "added_by": view.ref(task.origin.get("added_by")), "asked_as": shown(task.identity),
        "acted_as": shown(decision.identity) if decision else None,
    }  # fmt: skip


def _tasks(view: View) -> list[dict[str, Any]]:
    return [_task(view, task) for _, task in sorted(view.history.tasks.items())]


def _task(view: View, task: Task) -> dict[str, Any]:
    return {
        "id": task.id, "node": task.node, "name": view.node_name(task.node), "kind": task.kind, "state": task.state,
        "assignee": view.ref(task.assignee_id), "delegate": view.ref(task.delegate_id), "round": task.round,
        "arrived_at": task.arrived_at, "due_at": task.due_at, "ended_at": task.ended_at, "urged": task.urged,
        "held": task.held, "added_by": view.ref(task.origin.get("added_by")), "asked_as": shown(task.identity),
    }  # fmt: skip


def _limits(view: View) -> list[dict[str, Any]]:
    return sla.limits(view.limits, view.graph, timing.clock_of(view.step), view.actor.language)


def _field_modes(view: View, task: Task | None) -> dict[str, str]:
    node = view.graph.nodes.get(task.node) if task else None
    rights = node.approval.fields if node and node.approval else {}
    return {name: str(right) for name, right in rights.items()}
