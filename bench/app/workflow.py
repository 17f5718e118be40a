"""Papers that people approve in turn: a document without business, so that the approval itself is what is measured."""

from typing import Any

from heyi.core.workflow.subjects import Described, Subject, register_subject

KEYS = {3: "bench.paper.3", 10: "bench.paper.10", 100: "bench.paper.100", 1000: "bench.paper.1000"}
VOTED = "bench.paper.voted"
company_id = 0
"""Whose papers they are; set before papers are submitted."""


def _load(record_id: int) -> Described:
    return Described(f"PAPER-{record_id}", company_id, "A paper", ())


def _snapshot(record_id: int) -> dict[str, Any]:
    return {"total": "12.00", "number": record_id}


def _everybody(_record_id: int, _actor: object) -> bool:
    return True


for key in (*KEYS.values(), VOTED):
    register_subject(Subject(key, load=_load, snapshot=_snapshot, may_view=_everybody))
