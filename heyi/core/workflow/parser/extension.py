"""Our own extension elements, ``urn:heyi:bpmn:1``: approval rules on user tasks, outcomes, names in three languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from lxml import etree

from heyi.core.workflow.approval.rules import (
    ACTIONS,
    Approval,
    ApproverRule,
    Duplicates,
    EmptyRule,
    FieldRight,
    OnReject,
    Reach,
    RejectPolicy,
    RuleKind,
    SelfRule,
    VoteMode,
)
from heyi.core.workflow.parser.xml import BPMN, HEYI

E = TypeVar("E", bound=StrEnum)

NAMESPACES = {"bpmn": BPMN, "heyi": HEYI}


class Faults(list[str]):
    """What could not be understood, collected so that a lint shows everything at once."""

    def choice(self, element: etree._Element, name: str, kind: type[E], default: E) -> E:
        """The value of an attribute, which must be one of a list."""
        value = element.get(name)
        if value is None:
            return default
        try:
            return kind(value)
        except ValueError:
            self.append(f"{name}={value!r} is none of {', '.join(kind)}")
            return default

    def number(self, element: etree._Element, name: str, default: int, least: int, most: int) -> int:
        """The value of an attribute, which must be a whole number within bounds."""
        value = element.get(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            self.append(f"{name}={value!r} is not a whole number from {least} to {most}")
            return default
        return int(value)

    def flag(self, element: etree._Element, name: str, default: bool) -> bool:
        """The value of an attribute, which must be true or false."""
        value = element.get(name)
        if value not in (None, "true", "false"):
            self.append(f"{name}={value!r} is neither true nor false")
            return default
        return default if value is None else value == "true"


def read_labels(element: etree._Element) -> dict[str, str]:
    """Names by language: ``<heyi:label lang="zh-hant">…</heyi:label>``."""
    found = element.findall("bpmn:extensionElements/heyi:label", NAMESPACES)
    return {label.get("lang", ""): label.text or "" for label in found}


def read_approval(element: etree._Element, faults: Faults) -> Approval | None:
    """The approval of a user task, or None when it says nothing."""
    node = element.find("bpmn:extensionElements/heyi:approval", NAMESPACES)
    if node is None:
        return None
    base = Approval()
    return Approval(
        rules=tuple(_read_rule(child, faults) for child in node.findall("heyi:approver", NAMESPACES)),
        mode=faults.choice(node, "mode", VoteMode, base.mode),
        reject=faults.choice(node, "reject", RejectPolicy, base.reject),
        on_reject=faults.choice(node, "onReject", OnReject, base.on_reject),
        empty=faults.choice(node, "empty", EmptyRule, base.empty),
        self_rule=faults.choice(node, "self", SelfRule, base.self_rule),
        duplicates=faults.choice(node, "duplicates", Duplicates, base.duplicates),
        delegation=faults.flag(node, "delegation", base.delegation),
        fields=_read_fields(node, faults),
        actions=_read_actions(node, faults),
    )


def _read_rule(node: etree._Element, faults: Faults) -> ApproverRule:
    return ApproverRule(
        kind=faults.choice(node, "rule", RuleKind, RuleKind.MANAGER),
        people=_read_people(node, faults),
        name=node.get("name", ""),
        level=faults.number(node, "level", 1, 1, 20),
        reach=faults.choice(node, "scope", Reach, Reach.COMPANY),
        least=faults.number(node, "min", 1, 1, 50),
        most=faults.number(node, "max", 1, 1, 50),
    )


def _read_people(node: etree._Element, faults: Faults) -> tuple[int, ...]:
    people = []
    for part in node.get("people", "").replace(",", " ").split():
        if part.isascii() and part.isdigit() and len(part) < 19:
            people.append(int(part))
        else:
            faults.append(f"people: {part!r} is not the id of an employee")
    return tuple(people)


def _read_fields(node: etree._Element, faults: Faults) -> dict[str, FieldRight]:
    rights = {}
    for child in node.findall("heyi:field", NAMESPACES):
        name = child.get("name", "")
        if not name:
            faults.append("a field right names no field")
        rights[name] = faults.choice(child, "right", FieldRight, FieldRight.READ)
    return rights


def _read_actions(node: etree._Element, faults: Faults) -> frozenset[str]:
    value = node.get("actions")
    if value is None:
        return frozenset(ACTIONS)
    names = value.split()
    faults.extend(f"actions: {name!r} is none of {', '.join(ACTIONS)}" for name in names if name not in ACTIONS)
    return frozenset({"approve", *names} & set(ACTIONS))


def write_approval(parent: etree._Element, approval: Approval) -> None:
    """Put the approval into the extension elements of a user task, replacing what stood there."""
    holder = extension_of(parent)
    for old in holder.findall(f"{{{HEYI}}}approval"):
        holder.remove(old)
    node = etree.SubElement(holder, f"{{{HEYI}}}approval", _attributes(approval))
    for rule in approval.rules:
        etree.SubElement(node, f"{{{HEYI}}}approver", _rule_attributes(rule))
    for name, right in approval.fields.items():
        etree.SubElement(node, f"{{{HEYI}}}field", {"name": name, "right": str(right)})


def write_labels(parent: etree._Element, labels: Mapping[str, str]) -> None:
    """Put names by language into the extension elements."""
    for language, text in labels.items():
        etree.SubElement(extension_of(parent), f"{{{HEYI}}}label", {"lang": language}).text = text


def extension_of(parent: etree._Element) -> etree._Element:
    """The ``extensionElements`` of an element, made where the schema wants it: after documentation, before all else."""
    tag = f"{{{BPMN}}}extensionElements"
    found = parent.find(tag)
    if found is None:
        found = parent.makeelement(tag)
        parent.insert(len(parent.findall(f"{{{BPMN}}}documentation")), found)
    return found


def _attributes(approval: Approval) -> dict[str, str]:
    base = Approval()
    written = {"mode": str(approval.mode)}
    pairs = (
        ("reject", approval.reject, base.reject),
        ("onReject", approval.on_reject, base.on_reject),
        ("empty", approval.empty, base.empty),
        ("self", approval.self_rule, base.self_rule),
        ("duplicates", approval.duplicates, base.duplicates),
    )
    written |= {name: str(value) for name, value, usual in pairs if value != usual}
    if not approval.delegation:
        written["delegation"] = "false"
    if approval.actions != base.actions:
        written["actions"] = " ".join(name for name in ACTIONS if name in approval.actions)
    return written


def _rule_attributes(rule: ApproverRule) -> dict[str, str]:
    written = {"rule": str(rule.kind)}
    match rule.kind:
        case RuleKind.PERSON:
            written["people"] = " ".join(str(person) for person in rule.people)
        case RuleKind.ROLE | RuleKind.POST:
            written |= {"name": rule.name, "scope": str(rule.reach)}
        case RuleKind.MANAGER | RuleKind.DEPARTMENT_HEAD:
            written["level"] = str(rule.level)
        case RuleKind.CHOICE:
            written |= {"scope": str(rule.reach), "min": str(rule.least), "max": str(rule.most)}
            if rule.name:
                written["name"] = rule.name
    return written
