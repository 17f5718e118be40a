"""Answers about definitions and operation; docs/guide/api.md, section 5."""

from typing import Any, Literal

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label
from heyi.core.workflow.schemas import SlaLimit
from heyi.core.workflow.services.comparing_versions import ElementChange


class LintFinding(TypedDict):
    """One thing that the lint has to say about one element."""

    element: str
    code: str
    message: str
    is_error: bool


class Findings(TypedDict):
    rows: list[LintFinding]


class Halt(TypedDict):
    """Who suspended a process, when and why, and whether its running cases are frozen with it."""

    by: str
    at: str
    reason: str
    frozen: bool


class ProcessHalt(TypedDict):
    process: str
    suspended: Halt | None


class VersionRow(TypedDict):
    """A version without its text."""

    id: int
    process: str
    name: str
    number: int
    state: Literal["draft", "scheduled", "published", "retired"]
    digest: str
    note: str
    version: int
    published_at: str | None
    effective_at: str | None
    running: int
    suspended: Halt | None


class VersionRows(TypedDict):
    rows: list[VersionRow]


class VersionText(VersionRow):
    """A version with its BPMN text and what the lint says of it."""

    xml: str
    findings: list[LintFinding]


class Changes(TypedDict):
    rows: list[ElementChange]


class Obstacle(TypedDict):
    node: str
    code: str


class MoveVerdict(TypedDict):
    """What becomes of one case when it is moved to another version."""

    case: int
    title: str
    verdict: Literal["done", "possible", "refused", "unchanged"]
    obstacles: list[Obstacle]


class MoveVerdicts(TypedDict):
    rows: list[MoveVerdict]


class IncidentRow(TypedDict):
    """What stopped, where and since when; ``flows`` are the ways on from there."""

    id: int
    case: int
    title: str
    process: str
    node: str
    name: str
    code: str
    message: str
    opened_at: str
    flows: list[dict[str, str]]


class IncidentRows(TypedDict):
    rows: list[IncidentRow]


class RuleRow(TypedDict):
    """A decision model in force."""

    key: str
    name: str
    number: int
    digest: str


class RuleRows(TypedDict):
    rows: list[RuleRow]


class TableMatch(TypedDict):
    """Which rules of a decision table matched, numbered from 1."""

    table: str
    rules: list[int]
    problem: str


class Decided(TypedDict):
    value: Any
    matches: list[TableMatch]


class Wait(TypedDict):
    """What a case waits for besides people."""

    id: int
    kind: str
    node: str
    name: str
    key: str
    due_at: str | None
    opened_at: str


class StandingToken(TypedDict):
    id: int
    node: str


class Standing(TypedDict):
    """Where a case is: live tokens, waits, variables, and what can be begun in ad-hoc sub-processes."""

    case: int
    state: str
    active: list[str]
    tokens: list[StandingToken]
    waits: list[Wait]
    variables: dict[str, Any]
    offered: list[str]


class Received(TypedDict):
    """The case that took a message; null when it is kept for later."""

    case: int | None


class StepAhead(TypedDict):
    """``sure`` is false for what depends on something that is not known yet."""

    node: str
    name: str
    people: list[dict[str, Any]]
    sure: bool


class Way(TypedDict):
    """Where a case stands (elements) and who would be asked from there, in turn."""

    at: list[str]
    ahead: list[StepAhead]


class WayChanged(TypedDict):
    before: Way
    after: Way


class LogLine(TypedDict):
    """``way`` is what an act changed of the way of a case: a step put in or left out, a jump, another version."""

    seq: int
    act: str
    actor: str
    at: str
    hash: str
    way: WayChanged | None


class LogLines(TypedDict):
    rows: list[LogLine]


class AskedThen(TypedDict):
    id: int
    node: str
    assignee_id: int | None
    delegate_id: int | None
    arrived_at: str
    due_at: str | None


class DecidedThen(TypedDict):
    """``content_hash`` is the SHA-256 of what was decided about."""

    task_id: int
    node: str
    action: str
    actor_id: int | None
    on_behalf_of_id: int | None
    decided_at: str
    opinion: str
    reason: str
    identity: dict[str, Any]
    content_hash: str


class AtLine(TypedDict):
    """A case as it was after a line of its log. ``content_proved``: the content has the hash that was decided about."""

    seq: int
    act: str
    actor: str
    at: str
    state: str
    round: int
    version: int
    active: list[str]
    asked: list[AskedThen]
    decided: list[DecidedThen]
    variables: dict[str, Any]
    content: dict[str, Any]
    content_hash: str
    content_proved: bool


class Shares(TypedDict):
    """Working hours in which nobody had begun (waiting), and from then to the decision (handling); the rate of returns."""

    count: int
    waiting_p50: float
    waiting_p95: float
    handling_p50: float
    handling_p95: float
    returned: float


class Figure(Shares):
    """Working hours of one step from arrival to its end, and its share of the process's time."""

    process: str
    node: str
    name: str
    p50: float
    p95: float
    total: float
    share: float


class PersonFigure(Shares):
    """What one person decided."""

    person: Label


class PersonFigures(TypedDict):
    rows: list[PersonFigure]


class ProcessFigure(TypedDict):
    """Cases of one process that ended: working hours from beginning to end, and the share that came back at least once."""

    process: str
    name: str
    count: int
    p50: float
    p95: float
    reworked: float


class ProcessFigures(TypedDict):
    rows: list[ProcessFigure]


class Figures(TypedDict):
    rows: list[Figure]


class LateCase(TypedDict):
    """A running case of which a limit is close or passed."""

    case: int
    title: str
    process: str
    name: str
    state: Literal["at_risk", "breached"]
    started_at: str
    limits: list[SlaLimit]


class LateCases(TypedDict):
    rows: list[LateCase]


class SlaFigure(TypedDict):
    """Limits of one process (empty ``node``) or stage that ended in a period; hours used."""

    process: str
    node: str
    name: str
    count: int
    breached: int
    in_time: float
    p50: float
    p95: float


class SlaFigures(TypedDict):
    rows: list[SlaFigure]


class WorkRow(TypedDict):
    """Work of a service task, fetched and locked until ``locked_until``."""

    id: int
    case: int
    topic: str
    node: str
    values: dict[str, Any]
    locked_until: str


class WorkRows(TypedDict):
    rows: list[WorkRow]
