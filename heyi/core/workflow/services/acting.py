"""What one person can do with a case now; what is shown but not possible says why."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from heyi.core.workflow.approval.electorate import VOTES
from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.combining import together
from heyi.core.workflow.commands.base import VOTING, waits_for
from heyi.core.workflow.commands.take_back import refuse_acted
from heyi.core.workflow.commands.withdraw import may_withdraw
from heyi.core.workflow.errors import AlreadyActedOn, BeingReverted, CaseArchived, CaseSuspended, NotClaimed
from heyi.core.workflow.functions import INTERVENE
from heyi.core.workflow.returning import START, Past, legal_targets
from heyi.core.workflow.state import APPROVED, LIVE_STATES, RETURNED, VOIDED, Task

if TYPE_CHECKING:
    from heyi.core.workflow.services.viewing import View

Action = dict[str, Any]


def actions(view: "View", task: Task | None) -> list[Action]:
    """The usual acts: deciding, taking back the case, urging, copies and comments."""
    case, me = view.case, view.actor.employee_id
    live = case.state in LIVE_STATES
    found: list[Action] = []
    if task is not None and live and task.kind != "reply":
        reason = _hindrance(view, task)
        offered = _offered(view, task)
        names = ["resubmit"] if task.kind == "resubmit" else ["approve", "reject", "return", "transfer"]
        for name in names:
            if name in offered:
                found.append({"name": name, "enabled": not reason, "reason": reason})
            if name == "return" and name in offered:
                found[-1]["targets"] = _targets(view, task)
    if me == case.initiator_id and live:
        may = may_withdraw(view.graph.withdraw, case.state, case.decided)
        reason = "" if may else _("Somebody has already decided. Ask the approver to return it.")
        if case.suspended:
            may, reason = False, str(CaseSuspended(reason=case.suspended["reason"]))
        found.append({"name": "withdraw", "enabled": may, "reason": reason})
        if case.state != RETURNED and not case.suspended:
            found.append({"name": "urge", "enabled": True, "reason": ""})
    if view.participates:
        away = _away(view)
        found += [{"name": name, "enabled": not away, "reason": away} for name in _spreading(view)]
    return found


def _spreading(view: "View") -> list[str]:
    """Words and copies: who only reads along passes on as far as the process lets them (传阅)."""
    if view.is_party:
        return ["cc", "comment"]
    readers = view.store.readers(view.case.id)
    hops = next((one.copy.hops for one in readers if one.copy.employee_id == view.actor.employee_id), 0)
    return ["circulate", "comment"] if hops < view.graph.policy.circulate else ["comment"]


def more_actions(view: "View", task: Task | None) -> list[Action]:
    """The less usual acts, each with the task that it is done to (``task_id``) and a name in the reader's language."""
    if view.case.state not in LIVE_STATES or view.case.suspended:
        return []
    found = _of_task(view, task) if task is not None else []
    return found + _take_back(view) + _removals(view)


def case_actions(view: "View") -> list[Action]:
    """What can be done to the whole case: its initiator's reversal, and an administrator's interventions."""
    case, policy, found = view.case, view.graph.policy, []
    live = case.state in LIVE_STATES
    if (
        view.actor.employee_id == case.initiator_id
        and case.state == APPROVED
        and policy.revert_days
        and not case.is_reversal
    ):
        over = case.ended_at is None or view.step.at - case.ended_at > timedelta(days=policy.revert_days)
        reason = (
            _("It was possible for %(days)s days after the approval.") % {"days": policy.revert_days} if over else ""
        )
        reason = reason or _away(view) or _being_reverted(view)
        found.append({"name": "revert", "label": _("Revert"), "enabled": not reason, "reason": reason})
    if not view.actor.can_in(INTERVENE, case.company_id):
        return found
    labels = {
        "resume": _("Resume the case"), "suspend": _("Suspend the case"), "jump": _("Move to another step"),
        "append": _("Add a step to this case"), "leave_out": _("Leave a step out"), "terminate": _("Terminate"),
        "archive": _("Archive by force"), "void": _("Void"), "reopen": _("Reopen the case"),
    }  # fmt: skip
    names = ["reopen"] if case.state != VOIDED and not case.is_reversal else []
    names = ["void", *names] if case.state == APPROVED and not case.is_reversal else names
    if live:
        names = [
            "resume" if case.suspended else "suspend",
            *([] if case.suspended else ["jump", "append", "leave_out"]),
        ]
        names += ["terminate", "archive", "void"]
    away = {name: ("" if name == "reopen" else _away(view)) or _being_reverted(view) for name in names}
    return found + [
        {"name": name, "label": labels[name], "enabled": not away[name], "reason": away[name]} for name in names
    ]


def _away(view: "View") -> str:
    """Why nothing but reopening is done to a case of the archive."""
    return str(CaseArchived()) if view.kept.archived_at is not None else ""


def _being_reverted(view: "View") -> str:
    """Why nothing else is done to an approved case: a case below it decides whether it is taken back."""
    decides = any(one["reversal"] and one["ended_at"] is None for one in view.called)
    return str(BeingReverted()) if decides else ""


def _of_task(view: "View", task: Task) -> list[Action]:
    labels = {
        "abstain": _("Abstain"), "add": _("Add signers"), "delegate": _("Delegate to a colleague"), "consult": _("Consult"),
        "claim": _("Take"), "release": _("Put back"), "recall": _("Take back from others"), "answer": _("Answer"),
    }  # fmt: skip
    offered = _offered(view, task)
    names: list[str] = []
    if task.kind == "reply":
        names = ["answer"]
    elif task.held in ("before", "delegated", "consult"):
        names = ["recall"]
    elif task.kind in VOTING and not task.held:
        names = [name for name in ("abstain", "add", "delegate", "consult") if name in offered]
        if _unclaimed(view, task):
            names = ["claim"]
        elif view.history.activations[task.activation_id].data.get("claimed") == task.id:
            names.append("release")
    return [_action(name, labels[name], task.id) for name in names]


def _take_back(view: "View") -> list[Action]:
    """The reader's latest decision of this round, if the node lets decisions be taken back."""
    me, decisions = view.actor.employee_id, view.history.decisions
    mine = [
        one
        for one in view.history.tasks.values()
        if one.state in VOTES and one.kind in VOTING and one.round == view.case.round
        and decisions[one.id].actor_id == me
    ]  # fmt: skip
    if not mine:
        return []
    task = max(mine, key=lambda one: decisions[one.id].decided_at)
    if "take_back" not in _offered(view, task):
        return []
    activation = view.history.activations[task.activation_id]
    reason = ""
    if activation.state != "active":
        try:
            refuse_acted(view.step, Past(view.whole, view.graph), activation, decisions[task.id])
        except AlreadyActedOn as refusal:
            reason = str(refusal)
    return [_action("take_back", _("Take back my decision"), task.id, reason)]


def _removals(view: "View") -> list[Action]:
    me = view.actor.employee_id
    mine = [
        one
        for one in view.history.tasks.values()
        if one.state == "open" and one.origin.get("added_by") == me and one.kind in VOTING
    ]
    label = _("Stop asking %(who)s")
    return [_action("remove", label % {"who": view.people.get(one.assignee_id or 0, "")}, one.id) for one in mine]


def _action(name: str, label: str, task_id: int, reason: str = "") -> Action:
    return {"name": name, "label": label, "task_id": task_id, "enabled": not reason, "reason": reason}


def _offered(view: "View", task: Task) -> frozenset[str]:
    if task.kind == "resubmit":
        return frozenset({"resubmit"})
    return (view.graph.nodes[task.node].approval or Approval()).actions


def _unclaimed(view: "View", task: Task) -> bool:
    approval = view.graph.nodes[task.node].approval or Approval()
    claimed = view.history.activations[task.activation_id].data.get("claimed")
    return approval.claim and "gate" not in task.origin and claimed != task.id


def _hindrance(view: "View", task: Task) -> str:
    """Why the open task cannot be decided at this moment; empty when it can."""
    if view.case.suspended:
        return str(CaseSuspended(reason=view.case.suspended["reason"]))
    if task.held:
        view.step.state.activations = view.history.activations
        return str(waits_for(view.step, task))
    return str(NotClaimed()) if task.kind in VOTING and _unclaimed(view, task) else ""


def _targets(view: "View", task: Task) -> list[dict[str, Any]]:
    if "gate" in task.origin:
        return [{"node": START, "label": _("Whoever added me"), "together": []}]
    past = Past(view.whole, view.graph)
    legal = legal_targets(past, view.whole.activations[task.activation_id])
    beside = together(past, legal)
    behind = [{"node": one.node, "label": view.node_name(one.node), "together": beside[one.node]} for one in legal]
    return [{"node": START, "label": _("Initiator"), "together": []}, *reversed(behind)]
