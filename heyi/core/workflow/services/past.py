"""The case as it was (流程时光机): folded from its log up to any line, with what was decided about, by its hash."""

from collections.abc import Iterable
from typing import Any

import orjson

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import readable_values
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.services import former, keeping
from heyi.core.workflow.services.keeping import Kept
from heyi.core.workflow.services.operating import document_of, require
from heyi.core.workflow.services.secrecy import hidden_from, is_blind
from heyi.core.workflow.services.verifying import entries_of
from heyi.core.workflow.state import Entry
from heyi.core.workflow.store.fold import fold
from heyi.core.workflow.subjects import digest, without
from heyi.kit.errors import NotFound


def lines(case_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Every line of the log in a few words: its number, act, who and when, and of an act that changed the way of the case
    (追加, 跳转, …) the way as it was ``before`` and is ``after``."""
    told = _told(_seen(case_id, actor))
    ways = {one.seq: one.changes["way"][0] for one in told if "way" in one.changes}
    known = _people(ways.values())
    return [
        {
            "seq": one.seq, "act": one.act, "actor": one.actor, "at": one.at.isoformat(), "hash": one.hash,
            "way": {end: _way(way, known) for end, way in ways[one.seq].items()} if one.seq in ways else None,
        }
        for one in told
    ]  # fmt: skip


def _way(way: dict[str, Any], known: dict[int, str]) -> dict[str, Any]:
    ahead = [
        {**one, "people": [{"id": who, "label": known.get(who, "")} for who in one["people"]]} for one in way["ahead"]
    ]
    return {**way, "ahead": ahead}


def _people(ways: Iterable[dict[str, Any]]) -> dict[int, str]:
    wanted = {who for ends in ways for way in ends.values() for one in way["ahead"] for who in one["people"]}
    return {one.id: one.label for one in Organization().people(wanted).values()}


def at_line(case_id: int, seq: int, actor: Actor) -> dict[str, Any]:
    """The case after a line of its log: state and round, where it stood, who was asked, what had been decided, the
    variables, and the content as it had been submitted, whose hash is proved. The content is
    what this reader may know of it. NotFound for a line that is not there, or that a blind vote still hides.
    """
    kept = _seen(case_id, actor)
    entries = [one for one in _told(kept) if one.seq <= seq]
    if len(entries) != seq or not entries:
        raise NotFound
    told = fold(entries)
    case = told["case"]
    submitted = [one for one in (*told["snapshots"], *told["edits"]) if one["round"] == case["round"]]
    text = submitted[-1]["data"] if submitted else "{}"
    graph = kept.store.graph(kept.case.version_id, kept.case.digest)
    hidden = hidden_from(
        actor.employee_id, kept.store.history(case_id), lambda node: former.node_of(case_id, graph, node),
        initiator=kept.case.initiator_id,
    )  # fmt: skip
    return {
        "seq": seq, "act": entries[-1].act, "actor": entries[-1].actor, "at": entries[-1].at.isoformat(),
        "state": case["state"], "round": case["round"], "version": case["version_id"],
        "active": sorted(one["node"] for one in told["tokens"].values() if one["state"] == "live"),
        "asked": [_task(one) for one in told["tasks"].values() if one["state"] == "open"],
        "decided": [_decision(one) for one in told["decisions"]],
        "variables": without(readable_values(actor, document_of(kept.case), case["variables"]), hidden),
        "content": without(readable_values(actor, kept.case.resource, orjson.loads(text)), hidden),
        "content_hash": case["snapshot_hash"], "content_proved": digest(text) == case["snapshot_hash"],
    }  # fmt: skip


def _task(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "node", "assignee_id", "delegate_id", "arrived_at", "due_at")}


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    names = ("task_id", "node", "action", "actor_id", "on_behalf_of_id", "decided_at", "opinion", "reason", "identity")
    return {**{name: row[name] for name in names}, "content_hash": row["snapshot_hash"]}


def _told(kept: Kept) -> list[Entry]:
    """The lines that may be told: none since a blind vote that is still open began (背靠背), not to anybody."""
    entries, case = entries_of(kept), kept.case
    graph = kept.store.graph(case.version_id, case.digest)
    history = kept.store.history(case.pk)
    secret = {one.id for one in history.activations.values() if is_blind(one, graph)}
    for at, entry in enumerate(entries):
        if any(row["id"] in secret for row in entry.changes.get("activations", ())):
            return entries[: at + 1]
    return entries


def _seen(case_id: int, actor: Actor) -> Kept:
    require(actor)
    kept = keeping.find(case_id, company_id=actor.company_id)
    if kept is None:
        raise NotFound
    return kept
