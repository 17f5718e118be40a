"""What must hold for a case after every step, whatever has been done to it (I15 to I29 as far as memory can tell)."""

from collections.abc import Iterator
from typing import Any

from heyi.core.workflow.graph import Graph
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import scopes
from heyi.core.workflow.running.gathering import GATHERING
from heyi.core.workflow.running.settling import INWARD
from heyi.core.workflow.state import APPENDED, LIVE_STATES, PER_CASE, TABLES, Activation, Token, as_dict
from heyi.core.workflow.store.fold import broken_link, fold, plain
from heyi.core.workflow.store.memory import Kept, MemoryStore

DECIDED = {
    "approve": "approved", "resubmit": "approved", "reject": "rejected", "return": "returned", "transfer": "transferred",
    "abstain": "abstained", "answer": "answered",
}  # fmt: skip
JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE, Kind.COMPLEX})
#: What a row of each table may become; everything else stays as it was.
LEGAL = {
    "tasks": {"open": None, "approved": {"retracted"}, "rejected": {"retracted"}, "abstained": {"retracted"}},
    "tokens": {"live": None},
    "activations": {"active": None},
    "subscriptions": {"open": None},
}


class Broken(AssertionError):
    """Something does not hold."""


def must(right: object, what: str) -> None:
    """Say what does not hold."""
    if not right:
        raise Broken(what)


def hold(store: MemoryStore, kept: Kept, before: Kept | None) -> None:
    """Everything. ``before`` is the case one step earlier."""
    graph = store.graph(kept.case.version_id, "")
    _decisions(kept)
    _ended(kept) if kept.case.state not in LIVE_STATES else _running(store, kept, graph)
    _activations(kept)
    _joins(kept)
    _log(kept)
    if before is not None:
        _transitions(before, kept)


def _decisions(kept: Kept) -> None:
    tasks, made = kept.tables["tasks"], {one.task_id: one for one in kept.appended["decisions"]}
    must(len(made) == len(kept.appended["decisions"]), "I15: a task is decided twice")
    for task in tasks.values():
        decision = made.get(task.id)
        wanted = DECIDED[decision.action] if decision else task.state
        if task.state == "retracted":
            must(decision and decision.action in ("approve", "reject", "abstain"), f"I15: {task}")
        else:
            must(task.state == wanted and (decision or task.state in ("open", "closed", "removed")), f"I15: {task}")
        must((task.state == "open") == (task.ended_at is None), f"I15: {task}")
        if decision and decision.actor_id is not None:
            must(decision.actor_id in (task.assignee_id, task.delegate_id), f"I16: {decision}")
        elif decision:
            must(decision.reason, f"I16: {decision}")
        ended = kept.tables["activations"][task.activation_id].ended_at
        must(not decision or ended is None or decision.decided_at <= ended, f"I20: {task}")


def _ended(kept: Kept) -> None:
    must(kept.case.ended_at is not None, "I17: no end")
    must(kept.case.incidents == 0, "I17: incidents are counted")
    for name, live in (("tokens", "live"), ("activations", "active"), ("tasks", "open"), ("subscriptions", "open")):
        left = [row for row in kept.tables[name].values() if row.state == live]
        must(not left, f"I17: {left} in a case that is {kept.case.state}")
    must(all(one.resolved_at for one in kept.tables["incidents"].values()), "I17: an open incident")


def _running(store: MemoryStore, kept: Kept, graph: Graph) -> None:
    must(kept.case.ended_at is None, "I18: it runs and has an end")
    incidents = {k: one for k, one in kept.tables["incidents"].items() if one.resolved_at is None}
    must(len(incidents) == kept.case.incidents, "I18: incidents are counted wrongly")
    must(all(one.code != "deadlock" for one in incidents.values()), f"a deadlock: {incidents}")
    live = [one for one in kept.tables["tokens"].values() if one.state == "live"]
    must(live, "I18: it is nowhere")
    for one in incidents.values():
        must(kept.tables["tokens"][one.token_id].incident_id == one.id, f"I18: nobody stands at {one}")
    for token in live:
        if token.incident_id:
            must(token.incident_id in incidents, f"I18: {token}")
        elif token.activation_id:
            activation = kept.tables["activations"][token.activation_id]
            must((activation.state, activation.token_id) == ("active", token.id), f"I18: {token} at {activation}")
            must(_awaited(store, kept, activation, live), f"I18: {activation} waits for nothing")
        else:
            node = graph.nodes[token.node]
            must(token.flow and node.kind in JOINS and len(node.incoming) > 1, f"I18: {token} waits for nothing")


def _awaited(store: MemoryStore, kept: Kept, activation: Activation, live: list[Token]) -> bool:
    """Whether there is what an activation waits for."""
    waits = [row for row in kept.tables["subscriptions"].values() if row.state == "open" and row.kind != "compensation"]
    if activation.kind == Kind.AD_HOC:
        return True
    if activation.kind in INWARD or activation.kind in scopes.REPEATING:
        return activation.kind == Kind.COMPLEX or any(token.scope == activation.id for token in live)
    if activation.kind in (Kind.USER_TASK, Kind.START):
        asked = [
            one for one in kept.tables["tasks"].values() if one.activation_id == activation.id and one.state == "open"
        ]
        return any(not one.held for one in asked)
    if activation.kind == GATHERING:
        return any(one.kind == Kind.USER_TASK and _group(one) == _group(activation) for one in _active(kept))
    if activation.kind == Kind.CALL:
        return store.child_of(kept.case.id, activation.id) is not None
    return any(row.activation_id == activation.id for row in waits)


def _active(kept: Kept) -> list[Activation]:
    return [one for one in kept.tables["activations"].values() if one.state == "active"]


def _group(activation: Activation) -> Any:
    return activation.data.get("return", {}).get("group")


def _activations(kept: Kept) -> None:
    tables = kept.tables
    for task in tables["tasks"].values():
        if task.state == "open":
            must(tables["activations"][task.activation_id].state == "active", f"asked where all is over: {task}")
    for row in tables["subscriptions"].values():
        if row.state == "open" and row.kind != "compensation" and row.activation_id:
            must(tables["activations"][row.activation_id].state == "active", f"waited for where all is over: {row}")
    for activation in tables["activations"].values():
        if activation.state == "active":
            token = tables["tokens"][activation.token_id]
            must(
                token.state == "live" and token.activation_id == activation.id, f"active without a token: {activation}"
            )
            if "total" in activation.data and activation.kind == Kind.USER_TASK:
                _counted(kept, activation)


def _counted(kept: Kept, activation: Activation) -> None:
    """The electorates are exact: so many wait as are asked, are going to be, or have asked others."""
    for key, level in _levels(activation):
        votes = sum(level.get(name, 0) for name in ("approved", "rejected", "abstained"))
        must(level["total"] == votes + level["waiting"] and level["waiting"] >= 0, f"counted wrongly: {level}")
        asked = [
            one
            for one in kept.tables["tasks"].values()
            if one.activation_id == activation.id and one.state == "open" and one.origin.get("gate", "") == key
        ]
        queued = len(level.get("queue", ())) + sum(len(one["queue"]) for one in level.get("series", {}).values())
        gated = [
            one
            for _, one in _levels(activation)
            if one.get("parent") == key and one.get("kind") in ("after", "parallel")
        ]
        must(level["waiting"] == len(asked) + queued + len(gated), f"{level} but asked {len(asked)} of {activation}")


def _levels(activation: Activation) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", activation.data
    yield from activation.data.get("gates", {}).items()


def _joins(kept: Kept) -> None:
    firings = [one.data["arrivals"] for one in kept.tables["activations"].values() if "arrivals" in one.data]
    consumed = [arrival[0] for firing in firings for arrival in firing]
    must(len(consumed) == len(set(consumed)), "I19: a token was consumed by two joins")
    for name in TABLES:
        must(all(number % PER_CASE <= kept.case.numbers for number in kept.tables[name]), "numbers are given twice")


def _log(kept: Kept) -> None:
    folded = fold(kept.entries)
    for name in TABLES:
        must(folded[name] == {k: plain(as_dict(row)) for k, row in kept.tables[name].items()}, f"I22: {name}")
    for name in APPENDED:
        must(folded[name] == [plain(as_dict(row)) for row in kept.appended[name]], f"I22: {name}")
    told = {**folded["case"], "log_hash": kept.case.log_hash}
    must(told == plain(as_dict(kept.case)), "I22: the case is not what its log tells")
    must(broken_link(kept.case.id, kept.entries) is None, "I22: the chain is broken")
    must(len(kept.entries) == kept.case.entries, "I24: lines are missing")


def _transitions(before: Kept, kept: Kept) -> None:
    for name, legal in LEGAL.items():
        for number, row in before.tables[name].items():
            now = kept.tables[name][number].state
            right = legal.get(row.state, frozenset())
            must(now == row.state or right is None or now in right, f"I23: {name} {number}: {row.state} became {now}")
    for name in APPENDED:
        must(kept.appended[name][: len(before.appended[name])] == before.appended[name], f"I23: {name} were rewritten")
