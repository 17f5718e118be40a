"""The history compared with what the database holds (I45): ok once, fail nowhere, unknown once or not at all."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.faults.load.history import History, Operation


@dataclass(frozen=True)
class Trace:
    """Where one kind of write leaves its mark: an event and an audit row of that request, and a text in a row."""

    event: str = ""
    audit: tuple[str, str] = ("", "")
    text: str = ""


TRACES = {
    "customer": Trace("crm.customer.created", ("crm.customer", "insert"), "SELECT name FROM masterdata_party"),
    "followup": Trace(
        "crm.followup.created", ("crm.followup", "insert"), "SELECT split_part(content, ' ', 1) FROM crm_followup"
    ),
    "order": Trace("sales.order.created", ("sales.order", "insert"), "SELECT note FROM sales_order"),
    "submit": Trace("sales.order.submitted"),
    "approve": Trace("workflow.task.arrived", text="SELECT opinion FROM workflow_decision"),
    "release": Trace(
        "workflow.case.approved", ("inventory.delivery", "insert"), "SELECT opinion FROM workflow_decision"
    ),
    "ship": Trace("inventory.delivery.shipped", ("inventory.delivery", "update")),
    "receipt": Trace(
        "receivables.receipt.created", ("receivables.receipt", "insert"), "SELECT note FROM receivables_receipt"
    ),
}


@dataclass
class Verdict:
    """The operations whose effect is not what their client was told."""

    lost: list[Operation] = field(default_factory=list)
    doubled: list[Operation] = field(default_factory=list)
    ghosts: list[Operation] = field(default_factory=list)
    """Refused, and yet there."""
    halves: list[Operation] = field(default_factory=list)
    """State, audit and event do not say the same."""
    came_true: int = 0
    """Of the unknown ones: how many were done."""

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.ghosts or self.halves)


class Effects:
    """Every mark in the database, read once after the storm."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.events = _counted(connection, "SELECT request_id, name FROM events_event")
        self.audit = _counted(connection, "SELECT request_id, resource, operation FROM audit_auditentry")
        self.texts = {query: _counted(connection, query) for query in {trace.text for trace in TRACES.values()} - {""}}

    def of(self, operation: Operation) -> set[int]:
        """How often it is there, by each kind of trace; one number when they agree."""
        trace = TRACES[operation.kind]
        found = {self.events[operation.mark, trace.event]} if trace.event else set()
        if trace.audit[0]:
            found.add(self.audit[operation.mark, *trace.audit])
        if trace.text:
            found.add(self.texts[trace.text][operation.mark,])
        return found


def judge(history: History, effects: Effects) -> Verdict:
    """What was lost, done twice, done against its word, or done by half."""
    verdict = Verdict()
    for operation in history.operations:
        found = effects.of(operation)
        if len(found) > 1:
            verdict.halves.append(operation)
        elif max(found) > 1:
            verdict.doubled.append(operation)
        elif operation.outcome == "ok" and found == {0}:
            verdict.lost.append(operation)
        elif operation.outcome == "fail" and found == {1}:
            verdict.ghosts.append(operation)
        elif operation.outcome == "unknown":
            verdict.came_true += max(found)
    return verdict


def _counted(connection: "psycopg.Connection[Any]", query: str) -> "Counter[tuple[Any, ...]]":
    return Counter(tuple(row) for row in connection.execute(query).fetchall())  # type: ignore[call-overload]
