"""The case as it was (流程时光机): folded from its log up to any line, with what was decided about, by its hash."""

from typing import Any

import orjson

from heyi.core.access.actor import Actor
from heyi.core.workflow import models
from heyi.core.workflow.services.operating import require
from heyi.core.workflow.services.verifying import entries_of
from heyi.core.workflow.store.fold import fold
from heyi.core.workflow.subjects import digest
from heyi.kit.errors import NotFound


def lines(case_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Every line of the log in a few words: its number, act, who and when."""
    _seen(case_id, actor)
    return [
        {"seq": one.seq, "act": one.act, "actor": one.actor, "at": one.at.isoformat(), "hash": one.hash}
        for one in entries_of(case_id)
    ]


def at_line(case_id: int, seq: int, actor: Actor) -> dict[str, Any]:
    """The case after a line of its log: state and round, where it stood, who was asked, what had been decided, the
    variables, and the content as it had been submitted, whose hash is proved. NotFound for a line that is not there.
    """
    _seen(case_id, actor)
    entries = [one for one in entries_of(case_id) if one.seq <= seq]
    if len(entries) != seq or not entries:
        raise NotFound
    told = fold(entries)
    case = told["case"]
    submitted = [one for one in told["snapshots"] if one["round"] == case["round"]]
    text = submitted[-1]["data"] if submitted else "{}"
    return {
        "seq": seq, "act": entries[-1].act, "actor": entries[-1].actor, "at": entries[-1].at.isoformat(),
        "state": case["state"], "round": case["round"], "version": case["version_id"],
        "active": sorted(one["node"] for one in told["tokens"].values() if one["state"] == "live"),
        "asked": [_task(one) for one in told["tasks"].values() if one["state"] == "open"],
        "decided": [_decision(one) for one in told["decisions"]],
        "variables": case["variables"], "content": orjson.loads(text),
        "content_hash": case["snapshot_hash"], "content_proved": digest(text) == case["snapshot_hash"],
    }  # fmt: skip


def _task(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "node", "assignee_id", "delegate_id", "arrived_at", "due_at")}


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    names = ("task_id", "node", "action", "actor_id", "on_behalf_of_id", "decided_at", "opinion", "reason", "identity")
    return {**{name: row[name] for name in names}, "content_hash": row["snapshot_hash"]}


def _seen(case_id: int, actor: Actor) -> None:
    require(actor)
    if not models.Case.objects.filter(pk=case_id, company_id=actor.company_id).exists():
        raise NotFound
