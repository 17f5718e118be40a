"""The tree as JSON: what is usual is left out, and what is not understood is refused with its path."""

from typing import Any

import pytest

from heyi.core.workflow.approval.rules import Approval, Purpose
from heyi.core.workflow.simple.model import Task
from heyi.core.workflow.simple.tree import DEEPEST, MOST_STEPS, from_json, to_json
from heyi.kit.errors import Malformed


def whole(*steps: Any, **more: Any) -> dict[str, Any]:
    return {"key": "paper.leave", "name": {"zh-hans": "请假"}, "steps": list(steps), **more}


def task(**more: Any) -> dict[str, Any]:
    return {"type": "approve", "id": "boss", "name": {}, "approval": {}, **more}


def choice(*branches: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "choice", "id": "c", "name": {}, "branches": list(branches), **more}


def way(name: str, *steps: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {}, "steps": list(steps), **more}


OTHERWISE = way("o", default=True)
END = {"type": "end", "id": "e", "name": {}, "outcome": "rejected"}


def nested(depth: int) -> dict[str, Any]:
    steps: list[Any] = []
    for level in range(depth):
        block = choice(way(f"w{level}", *steps, condition="x"), way(f"o{level}", default=True), id=f"c{level}")
        steps = [block]
    return whole(*steps)


@pytest.mark.parametrize(("value", "path", "code"), [
    ([], "", "not_object"),
    ({"steps": []}, "key", "bad_id"),
    (whole(key="1 a"), "key", "bad_id"),
    ({"key": "a"}, "steps", "not_list"),
    (whole(colour="red"), "colour", "unknown_member"),
    (whole(withdraw="always"), "withdraw", "not_offered"),
    (whole(name={"fr": "Congé"}), "name.fr", "unknown_member"),
    (whole(name={"en": "a\x00"}), "name.en", "bad_character"),
    (whole(name={"en": "x" * 501}), "name.en", "too_long"),
    (whole(policy={"revert_days": -1}), "policy.revert_days", "not_in_range"),
    (whole(policy={"reversal": "back"}), "policy.revert_days", "required"),
    (whole(policy={"copies": [{"when": "arrival", "rule": {"kind": "role"}}]}), "policy.copies.0.when", "not_offered"),
    (whole(sla={}), "sla.within", "required"),
    (whole(sla={"within": "PT1H", "risk": 101}), "sla.risk", "not_in_range"),
    (whole("approve"), "steps.0", "not_object"),
    (whole({"id": "a"}), "steps.0.type", "not_offered"),
    (whole({"type": "timer", "id": "a"}), "steps.0.type", "not_offered"),
    (whole({"type": "approve"}), "steps.0.id", "bad_id"),
    (whole(task(), task()), "steps.1.id", "duplicate_id"),
    (whole(task(branches=[])), "steps.0.branches", "unknown_member"),
    (whole(task(approval={"purpose": "inform"})), "steps.0.approval.purpose", "unknown_member"),
    (whole(task(approval={"mode": "most"})), "steps.0.approval.mode", "not_offered"),
    (whole(task(approval={"blind": 1})), "steps.0.approval.blind", "not_boolean"),
    (whole(task(approval={"depth": True})), "steps.0.approval.depth", "not_in_range"),
    (whole(task(approval={"threshold": "half"})), "steps.0.approval.threshold", "not_share"),
    (whole(task(approval={"actions": ["approve", "burn"]})), "steps.0.approval.actions.1", "not_offered"),
    (whole(task(approval={"fields": {"amount": "burn"}})), "steps.0.approval.fields.amount", "not_offered"),
    (whole(task(approval={"rules": [{"level": 2}]})), "steps.0.approval.rules.0.kind", "required"),
    (whole(task(approval={"rules": [{"kind": "person", "people": [0]}]})), "steps.0.approval.rules.0.people.0",
     "not_in_range"),
    (whole(task(approval={"rules": [{"kind": "managers", "limits": [5.5]}]})), "steps.0.approval.rules.0.limits.0",
     "not_amount"),
    (whole(task(approval={"rules": [{"kind": "role"}] * 51})), "steps.0.approval.rules", "too_many"),
    (whole(task(approval={"due": 5})), "steps.0.approval.due", "not_text"),
    (whole(END, task()), "steps.1", "unreachable"),
    (whole(choice(way("a", END, condition="x"), way("b", {**END, "id": "f"}, default=True)), task()), "steps.1",
     "unreachable"),
    (whole(task(), choice(OTHERWISE)), "steps.1.branches", "bad_count"),
    (whole(choice(way("a"), way("b"))), "steps.0.branches", "no_default"),
    (whole(choice(OTHERWISE, way("b", default=True))), "steps.0.branches", "two_defaults"),
    (whole(task(), task(id="b"), choice(way("a", condition=5), OTHERWISE)), "steps.2.branches.0.condition", "not_text"),
    (whole(choice(way("a", default=True, condition="x"), way("b"))), "steps.0.branches.0.condition",
     "condition_on_default"),
    (whole(choice(way("a", task(id="c")), OTHERWISE)), "steps.0.branches.0.steps.0.id", "duplicate_id"),
    (whole({**choice(way("a", condition="x"), way("b")), "type": "parallel"}), "steps.0.branches.0.condition",
     "unknown_member"),
    (whole({"type": "call", "id": "a", "process": "no key"}), "steps.0.process", "bad_id"),
    (whole({"type": "end", "id": "a", "outcome": "lost"}), "steps.0.outcome", "not_offered"),
    (whole(*(task(id=f"t{number}") for number in range(MOST_STEPS + 1))), "steps", "too_large"),
    (nested(DEEPEST + 1), "steps" + ".0.branches.0.steps" * (DEEPEST + 1), "too_large"),
])  # fmt: skip
def test_it_is_refused_where_it_is_wrong(value: Any, path: str, code: str):
    with pytest.raises(Malformed) as refused:
        from_json(value)
    assert [(error.path, error.code) for error in refused.value.errors] == [(path, code)]


def test_as_deep_as_is_allowed_is_read():
    assert from_json(nested(DEEPEST)).steps


def test_what_is_usual_is_left_out():
    step = task(type="handle", approval={"mode": "any", "rules": [{"kind": "manager", "level": 2}]})
    model = from_json(whole(step))
    first = model.steps[0]
    assert isinstance(first, Task)
    assert first.approval.purpose == Purpose.HANDLE
    assert to_json(model) == whole(step, withdraw="before_decision", policy={})


def test_a_step_that_says_nothing_about_approval_is_a_usual_one():
    first = from_json(whole({"type": "approve", "id": "a"})).steps[0]
    assert isinstance(first, Task)
    assert first.approval == Approval()


def test_the_plain_end_of_a_process_is_no_step():
    plain = {"type": "end", "id": "e", "name": {}, "outcome": "", "terminates": False}
    assert from_json(whole(task(), plain)) == from_json(whole(task()))
    assert to_json(from_json(whole(task(), END)))["steps"][1]["outcome"] == "rejected"
