"""Our own extension elements, ``urn:heyi:bpmn:1``: approval rules on user tasks, outcomes, names in three languages."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from lxml import etree

from heyi.core.workflow.approval.rules import (
    ACTIONS,
    USUAL_ACTIONS,
    Approval,
    ApproverRule,
    AsOf,
    CopyAt,
    CopyRule,
    Duplicates,
    EmptyRule,
    FieldRight,
    Follow,
    OnReject,
    Purpose,
    Reach,
    RejectPolicy,
    RuleKind,
    Rung,
    RungAct,
    SelfRule,
    Standing,
    TieRule,
    VoteMode,
)
from heyi.core.workflow.approval.votes import needed
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
        threshold=_read_share(node, "threshold", faults),
        quorum=_read_share(node, "quorum", faults),
        tie=faults.choice(node, "tie", TieRule, base.tie),
        standings=tuple(_read_standing(child, faults) for child in node.findall("heyi:standing", NAMESPACES)),
        blind=faults.flag(node, "blind", base.blind),
        claim=faults.flag(node, "claim", base.claim),
        signature=faults.flag(node, "signature", base.signature),
        sod=node.get("sod", ""),
        purpose=faults.choice(node, "purpose", Purpose, base.purpose),
        follow=faults.choice(node, "follow", Follow, base.follow),
        depth=faults.number(node, "depth", base.depth, 0, 10),
        due=node.get("due", ""),
        working=faults.flag(node, "working", base.working),
        ladder=tuple(_read_rung(child, faults) for child in node.findall("heyi:rung", NAMESPACES)),
        manual=faults.flag(node, "manual", base.manual),
        copies=read_copies(node, CopyAt, CopyAt.ARRIVAL, faults),
        organization=faults.choice(node, "organization", AsOf, base.organization),
    )


def read_copies(node: etree._Element, kind: type[E], usual: E, faults: Faults) -> tuple[CopyRule, ...]:
    """Who reads along: ``<heyi:copy when="approval" rule="role" name="finance"/>``."""
    found = []
    for child in node.findall("heyi:copy", NAMESPACES):
        when: Any = faults.choice(child, "when", kind, usual)
        found.append(CopyRule(when, _read_rule(child, faults)))
    return tuple(found)


def write_copies(parent: etree._Element, copies: Iterable[CopyRule]) -> None:
    """The same back."""
    for copy in copies:
        etree.SubElement(parent, f"{{{HEYI}}}copy", {"when": str(copy.when), **_rule_attributes(copy.rule)})


def _read_rung(node: etree._Element, faults: Faults) -> Rung:
    return Rung(
        after=node.get("after", ""),
        act=faults.choice(node, "act", RungAct, RungAct.REMIND),
        times=faults.number(node, "times", 1, 1, 100),
        every=node.get("every", ""),
        role=node.get("role", ""),
    )


def _read_share(node: etree._Element, name: str, faults: Faults) -> str:
    text = node.get(name, "")
    try:
        return text if not text or needed(text, 1) else ""
    except ValueError:
        faults.append(f"{name}={text!r} is neither a share (2/3, 60%) nor a number")
        return ""


def _read_standing(node: etree._Element, faults: Faults) -> Standing:
    return Standing(
        kind=faults.choice(node, "who", RuleKind, RuleKind.PERSON),
        people=_read_people(node, faults),
        name=node.get("name", ""),
        weight=faults.number(node, "weight", 1, 1, 1000),
        veto=faults.flag(node, "veto", False),
        chair=faults.flag(node, "chair", False),
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
        path=node.get("path", ""),
        down=faults.flag(node, "down", False),
        shift=faults.flag(node, "shift", False),
        until=node.get("until", ""),
        limits=_read_limits(node, faults),
        text=node.get("text", ""),
    )


def _read_limits(node: etree._Element, faults: Faults) -> tuple[Decimal, ...]:
    limits = []
    for part in node.get("limits", "").split():
        if re.fullmatch(r"\d{1,18}(\.\d{1,6})?", part, re.ASCII):
            limits.append(Decimal(part))
        else:
            faults.append(f"limits: {part!r} is no amount")
    return tuple(limits)


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
        return USUAL_ACTIONS
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
    for standing in approval.standings:
        etree.SubElement(node, f"{{{HEYI}}}standing", _standing_attributes(standing))
    for rung in approval.ladder:
        facts = {"after": rung.after, "act": str(rung.act), "every": rung.every, "role": rung.role}
        facts["times"] = str(rung.times) if rung.times > 1 else ""
        etree.SubElement(node, f"{{{HEYI}}}rung", {name: value for name, value in facts.items() if value})
    for name, right in approval.fields.items():
        etree.SubElement(node, f"{{{HEYI}}}field", {"name": name, "right": str(right)})
    write_copies(node, approval.copies)


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
        ("threshold", approval.threshold, base.threshold),
        ("quorum", approval.quorum, base.quorum),
        ("tie", approval.tie, base.tie),
        ("sod", approval.sod, base.sod),
        ("purpose", approval.purpose, base.purpose),
        ("follow", approval.follow, base.follow),
        ("organization", approval.organization, base.organization),
        ("depth", approval.depth, base.depth),
        ("due", approval.due, base.due),
    )
    written |= {name: str(value) for name, value, usual in pairs if value != usual}
    flags = (
        ("delegation", base.delegation),
        ("blind", base.blind),
        ("claim", base.claim),
        ("signature", base.signature),
        ("working", base.working),
        ("manual", base.manual),
    )
    written |= {name: str(not usual).lower() for name, usual in flags if getattr(approval, name) != usual}
    if approval.actions != base.actions:
        written["actions"] = " ".join(name for name in ACTIONS if name in approval.actions)
    return written


def _standing_attributes(standing: Standing) -> dict[str, str]:
    written = {"who": str(standing.kind)}
    if standing.people:
        written["people"] = " ".join(str(person) for person in standing.people)
    if standing.name:
        written["name"] = standing.name
    if standing.weight != 1:
        written["weight"] = str(standing.weight)
    return written | {name: "true" for name in ("veto", "chair") if getattr(standing, name)}


def _rule_attributes(rule: ApproverRule) -> dict[str, str]:
    """What the kind of rule needs, and everything else that is not usual."""
    written = {"rule": str(rule.kind)}
    match rule.kind:
        case RuleKind.PERSON:
            written["people"] = " ".join(str(person) for person in rule.people)
        case RuleKind.ROLE | RuleKind.POST:
            written |= {"name": rule.name, "scope": str(rule.reach)}
        case RuleKind.MANAGER | RuleKind.DEPARTMENT_HEAD:
            written["level"] = str(rule.level)
        case RuleKind.CHOICE | RuleKind.NEXT:
            written |= {"scope": str(rule.reach), "min": str(rule.least), "max": str(rule.most)}
            if rule.people:
                written["people"] = " ".join(str(person) for person in rule.people)
        case _:
            pass
    texts = ("name", "path", "until", "text")
    written |= {name: getattr(rule, name) for name in texts if getattr(rule, name)}
    written |= {name: "true" for name in ("down", "shift") if getattr(rule, name)}
    if rule.limits:
        written["limits"] = " ".join(f"{limit:f}" for limit in rule.limits)
    unusual = {
        "level": "" if rule.level == 1 else str(rule.level),
        "people": " ".join(str(person) for person in rule.people),
        "scope": "" if rule.reach == Reach.COMPANY else str(rule.reach),
        "min": "" if rule.least == 1 else str(rule.least),
        "max": "" if rule.most == 1 else str(rule.most),
    }
    return written | {name: value for name, value in unusual.items() if value}


def rename_people(root: etree._Element, old: int, new: int) -> None:
    """Name somebody else wherever a process names a person, once at each place."""
    for element in root.iter(f"{{{HEYI}}}approver", f"{{{HEYI}}}standing", f"{{{HEYI}}}copy"):
        people = element.get("people", "").replace(",", " ").split()
        if str(old) in people:
            element.set("people", " ".join(dict.fromkeys(str(new) if one == str(old) else one for one in people)))
