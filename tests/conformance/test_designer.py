"""The designer of processes knows every word of ``urn:heyi:bpmn:1`` that the engine writes and reads."""

import json
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from heyi.core.workflow.approval import rules
from heyi.core.workflow.builder import End, ProcessSource, Task
from heyi.core.workflow.parser.elements import OUTCOMES, WORKS
from heyi.core.workflow.parser.read import WITHDRAW
from heyi.core.workflow.parser.sla import Sla
from heyi.core.workflow.parser.xml import HEYI

DESIGNER = Path(__file__).parents[2] / "web" / "src" / "core" / "designers" / "bpmn"
OURS = f"{{{HEYI}}}"

RULE = rules.ApproverRule(
    rules.RuleKind.MANAGERS,
    (1,),
    "name",
    2,
    rules.Reach.GROUP,
    1,
    2,
    "path",
    True,
    True,
    "until",
    (Decimal(1),),
    "text",
)
CHOICE = rules.ApproverRule(rules.RuleKind.CHOICE, (1,), "role", reach=rules.Reach.GROUP, least=1, most=2)
APPROVAL = rules.Approval(
    rules=(RULE, CHOICE),
    mode=rules.VoteMode.RATIO,
    reject=rules.RejectPolicy.MAJORITY,
    on_reject=rules.OnReject.CONTINUE,
    empty=rules.EmptyRule.ADMIN,
    self_rule=rules.SelfRule.NEVER,
    duplicates=rules.Duplicates.NONE,
    delegation=False,
    fields={"total": rules.FieldRight.HIDDEN},
    actions=frozenset({"approve"}),
    threshold="2/3",
    quorum="2",
    tie=rules.TieRule.CHAIR,
    standings=(rules.Standing(rules.RuleKind.ROLE, (1,), "cfo", 2, True, True),),
    blind=True,
    claim=True,
    signature=True,
    sod="money",
    purpose=rules.Purpose.HANDLE,
    follow=rules.Follow.POST,
    depth=1,
    due="P1D",
    working=False,
    ladder=(rules.Rung("PT8H", rules.RungAct.ESCALATE, 2, "PT1H", "boss"),),
    manual=True,
    copies=(rules.CopyRule(rules.CopyAt.END, RULE),),
    organization=rules.AsOf.START,
)
POLICY = rules.Policy(1, "other", True, (rules.CopyRule(rules.CopyOn.REJECTED, RULE),), 1, 1, False)

#: Choices of the designer by the words that it has for them, and what the engine takes.
CHOICES: dict[str, type[StrEnum] | tuple[str, ...]] = {
    "rule": rules.RuleKind, "scope": rules.Reach, "mode": rules.VoteMode, "tie": rules.TieRule,
    "purpose": rules.Purpose, "follow": rules.Follow, "organization": rules.AsOf, "reject": rules.RejectPolicy,
    "onReject": rules.OnReject, "empty": rules.EmptyRule, "self": rules.SelfRule, "duplicates": rules.Duplicates,
    "act": rules.RungAct, "when": (*rules.CopyAt, *rules.CopyOn), "withdraw": WITHDRAW,
    "outcome": (*OUTCOMES, "usual"), "who": ("person", "role", "post"),
    "kind": tuple(kind for kind in WORKS if kind != "decision"),
}  # fmt: skip


@pytest.fixture(scope="module")
def described() -> dict[str, set[str]]:
    """The attributes that the designer's description has, by element; those on elements of BPMN under an empty name."""
    types = json.loads((DESIGNER / "modeler" / "heyi.json").read_text("utf-8"))["types"]
    by_name = {one["name"]: one for one in types}

    def attributes(one: dict[str, Any]) -> set[str]:
        own = {each["name"] for each in one.get("properties", ()) if each.get("isAttr")}
        return own.union(*(attributes(by_name[base]) for base in one.get("superClass", ()) if base in by_name))

    found: dict[str, set[str]] = {"": set()}
    for one in types:
        if "extends" in one:
            found[""] |= attributes(one)
        else:
            found[one["name"][0].lower() + one["name"][1:]] = attributes(one)
    return found


@pytest.fixture(scope="module")
def words() -> dict[str, Any]:
    """The designer's words in English; that the other languages have the same is the web app's own test."""
    found: dict[str, Any] = json.loads((DESIGNER / "locales" / "en.json").read_text("utf-8"))
    return found


def test_everything_that_can_be_said_is_said_here() -> None:
    for said in (APPROVAL, POLICY):
        usual = type(said)()
        assert [one.name for one in fields(said) if getattr(said, one.name) == getattr(usual, one.name)] == []


def test_the_designer_keeps_every_element_and_attribute_that_the_engine_writes(described: dict[str, set[str]]) -> None:
    steps = (Task("task", "Task", APPROVAL, sla=Sla("PT8H", 50, False)), End("end", "End", "rejected", True))
    source = ProcessSource("everything", "Everything", steps, "never", POLICY, Sla("PT16H", 60, False))
    unknown = []
    written = set()
    for element in etree.fromstring(source.xml().encode()).iter("*"):
        name = element.tag.removeprefix(OURS) if element.tag.startswith(OURS) else ""
        attributes = {key.removeprefix(OURS) for key in element.attrib if key.startswith(OURS) or name}
        written |= {name} if name else set()
        unknown += [f"{name} {key}" for key in attributes if key not in described.get(name, set())]
        unknown += [name] if name not in described else []
    assert unknown == []
    assert written >= {"approval", "approver", "standing", "rung", "field", "copy", "sla", "end"}


@pytest.mark.parametrize("name", CHOICES)
def test_the_designer_offers_what_the_engine_takes(name: str, words: dict[str, Any]) -> None:
    assert set(words["option"][name]) == set(CHOICES[name])


def test_rights_and_acts_are_those_of_the_engine(words: dict[str, Any]) -> None:
    assert set(words["right"]) - {"usual"} == set(rules.FieldRight)
    assert list(words["act"]) == list(rules.ACTIONS)
