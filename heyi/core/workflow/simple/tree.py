"""The tree as JSON, both ways. What is not understood is refused with its path: ``steps.2.branches.0.condition``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Purpose
from heyi.core.workflow.parser.elements import OUTCOMES
from heyi.core.workflow.parser.read import WITHDRAW
from heyi.core.workflow.simple.facts import APPROVAL, POLICY, SLA, read_policy
from heyi.core.workflow.simple.members import Flag, Words, below, members
from heyi.core.workflow.simple.model import (
    LANGUAGES,
    Block,
    BlockKind,
    Branch,
    Call,
    End,
    Process,
    Step,
    Task,
    Texts,
    closes,
)
from heyi.kit.errors import Malformed

MOST_STEPS, MOST_BRANCHES, DEEPEST = 1_000, 50, 12
#: The ids of a file: those of XML, without colon.
ID = re.compile(r"[^\W\d][\w.\-]{0,199}")
CONDITION = Words(5_000)
WHOLE = frozenset({"key", "name", "withdraw", "policy", "sla", "steps"})
BRANCH = frozenset({"id", "name", "steps"})
COMMON = frozenset({"type", "id", "name"})
MEMBERS = {
    **{str(purpose): COMMON | {"approval", "completion", "sla"} for purpose in Purpose},
    **{str(kind): COMMON | {"branches"} for kind in BlockKind},
    "call": COMMON | {"process", "async"},
    "end": COMMON | {"outcome", "terminates"},
}


def to_json(process: Process) -> dict[str, Any]:
    """A tree as JSON."""
    written: dict[str, Any] = {
        "key": process.key, "name": dict(process.name), "withdraw": process.withdraw,
        "policy": POLICY.write(process.policy), "steps": [_write_step(step) for step in process.steps],
    }  # fmt: skip
    return written | ({"sla": SLA.write(process.sla)} if process.sla else {})


def from_json(value: Any) -> Process:
    """The tree that JSON says. The plain end at which every process ends anyway is no step of its own."""
    found = members(value, "", dict.fromkeys(WHOLE))
    reader = _Reader()
    steps = reader.steps(found.get("steps"), "steps", 0)
    if steps and isinstance(steps[-1], End) and steps[-1].is_plain:
        steps = steps[:-1]
    return Process(
        key=read_id(found.get("key"), "key"),
        name=_read_texts(found.get("name", {}), "name"),
        steps=steps,
        withdraw=_read_word(found.get("withdraw", WITHDRAW[0]), "withdraw", WITHDRAW),
        policy=read_policy(found["policy"], "policy") if "policy" in found else USUAL_POLICY,
        sla=SLA.read(found["sla"], "sla") if found.get("sla") is not None else None,
    )


def read_id(value: Any, path: str) -> str:
    """An id that a file can have."""
    if not isinstance(value, str) or not ID.fullmatch(value):
        message = _("An id begins with a letter and has letters, digits, points, dashes and underscores.")
        raise Malformed.at(path, "bad_id", message)
    return value


class _Reader:
    """One reading: ids are given once, and there is an end to size and depth."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.count = 0

    def steps(self, value: Any, path: str, depth: int) -> tuple[Step, ...]:
        if not isinstance(value, list):
            raise Malformed.at(path, "not_list", _("A list is expected here."))
        self.count += len(value)
        if self.count > MOST_STEPS or depth > DEEPEST:
            raise Malformed.at(path, "too_large", _("This process has too many steps, or blocks in too many levels."))
        steps: list[Step] = []
        for place, one in enumerate(value):
            if steps and closes(steps[-1]):
                raise Malformed.at(f"{path}.{place}", "unreachable", _("Nothing can follow here: every way has ended."))
            steps.append(self.step(one, f"{path}.{place}", depth))
        return tuple(steps)

    def step(self, value: Any, path: str, depth: int) -> Step:
        kind = _read_word(members(value, path).get("type"), f"{path}.type", tuple(MEMBERS))
        found = members(value, path, dict.fromkeys(MEMBERS[kind]))
        step_id, name = self.new_id(found.get("id"), f"{path}.id"), _read_texts(found.get("name", {}), f"{path}.name")
        if kind == "end":
            outcome = _read_word(found.get("outcome", ""), f"{path}.outcome", ("", *OUTCOMES))
            return End(step_id, name, outcome, _flag(found, "terminates", path))
        if kind == "call":
            called = found.get("process", "")
            called = read_id(called, f"{path}.process") if called != "" else ""
            return Call(step_id, name, called, _flag(found, "async", path))
        if kind in set(BlockKind):
            branches = self.branches(found.get("branches"), f"{path}.branches", BlockKind(kind), depth)
            return Block(BlockKind(kind), step_id, name, branches)
        approval: Approval = APPROVAL.read(found.get("approval", {}), f"{path}.approval")
        sla = SLA.read(found["sla"], f"{path}.sla") if found.get("sla") is not None else None
        completion = CONDITION.read(found.get("completion", ""), f"{path}.completion")
        return Task(step_id, name, replace(approval, purpose=Purpose(kind)), completion, sla)

    def branches(self, value: Any, path: str, kind: BlockKind, depth: int) -> tuple[Branch, ...]:
        if not isinstance(value, list):
            raise Malformed.at(path, "not_list", _("A list is expected here."))
        if not 2 <= len(value) <= MOST_BRANCHES:
            message = _("A block has two branches at least, and %(most)s at most.") % {"most": MOST_BRANCHES}
            raise Malformed.at(path, "bad_count", message)
        branches = tuple(self.branch(one, f"{path}.{place}", kind, depth) for place, one in enumerate(value))
        defaults = sum(branch.is_default for branch in branches)
        if defaults > 1 or (kind == BlockKind.CHOICE and not defaults):
            message = _("Exactly one branch is the default, which is taken when no condition is true.")
            raise Malformed.at(path, "no_default" if not defaults else "two_defaults", message)
        return branches

    def branch(self, value: Any, path: str, kind: BlockKind, depth: int) -> Branch:
        known = BRANCH if kind == BlockKind.PARALLEL else BRANCH | {"condition", "default"}
        found = members(value, path, dict.fromkeys(known))
        branch_id, is_default = self.new_id(found.get("id"), f"{path}.id"), _flag(found, "default", path)
        condition = CONDITION.read(found.get("condition", ""), f"{path}.condition")
        if condition and is_default:
            raise Malformed.at(f"{path}.condition", "condition_on_default", _("The default flow has no condition."))
        steps = self.steps(found.get("steps"), f"{path}.steps", depth + 1)
        return Branch(steps, branch_id, _read_texts(found.get("name", {}), f"{path}.name"), condition, is_default)

    def new_id(self, value: Any, path: str) -> str:
        found = read_id(value, path)
        if found in self.ids:
            raise Malformed.at(path, "duplicate_id", _("This id is used twice."))
        self.ids.add(found)
        return found


def _flag(found: dict[str, Any], name: str, path: str) -> bool:
    return Flag().read(found.get(name, False), below(path, name))


def _read_word(value: Any, path: str, offered: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in offered:
        names = ", ".join(name for name in offered if name)
        raise Malformed.at(path, "not_offered", _("One of these is expected here: %(names)s.") % {"names": names})
    return value


def _read_texts(value: Any, path: str) -> Texts:
    """A name in some of the languages; one that is empty is none."""
    found = members(value, path, dict.fromkeys(LANGUAGES))
    texts = {language: Words().read(text, f"{path}.{language}") for language, text in found.items()}
    return {language: text for language, text in texts.items() if text}


def _write_step(step: Step) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": step.id, "name": dict(step.name)}
    if isinstance(step, Task):
        approval = {name: value for name, value in APPROVAL.write(step.approval).items() if name != "purpose"}
        return {"type": str(step.approval.purpose), **facts, "approval": approval, **dict(_unusual(step))}
    if isinstance(step, Call):
        return {"type": "call", **facts, "process": step.process, "async": step.is_async}
    if isinstance(step, End):
        return {"type": "end", **facts, "outcome": step.outcome, "terminates": step.terminates}
    branches = [_write_branch(branch, step.kind) for branch in step.branches]
    return {"type": str(step.kind), **facts, "branches": branches}


def _unusual(task: Task) -> Iterator[tuple[str, Any]]:
    if task.completion:
        yield "completion", task.completion
    if task.sla is not None:
        yield "sla", SLA.write(task.sla)


def _write_branch(branch: Branch, kind: BlockKind) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": branch.id, "name": dict(branch.name)}
    if kind != BlockKind.PARALLEL:
        facts |= {"condition": branch.condition, "default": branch.is_default}
    return {**facts, "steps": [_write_step(step) for step in branch.steps]}
