"""What is different between two versions of a process: element by element, approval rules and conditions included."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Literal

from typing_extensions import TypedDict

from heyi.core.workflow.models import Version
from heyi.core.workflow.parser.model import Element, Flow, Process
from heyi.core.workflow.parser.read import read
from heyi.kit.errors import Malformed

#: What does not change what happens.
SILENT = frozenset({"line", "labels", "faults"})
#: What a process says beside its elements.
WHOLE = frozenset({"withdraw", "policy", "sla"})


class ElementChange(TypedDict):
    """One element or flow, and for a changed one each property with its old and new value as text."""

    element: str
    name: str
    kind: str
    change: Literal["added", "removed", "changed"]
    properties: list[dict[str, str]]


def changes(old: Version, new: Version) -> list[ElementChange]:
    """In the order of the new file, removed ones last."""
    before, after = _parts(old), _parts(new)
    found = list(_whole(_process(old), _process(new)))
    for key, part in after.items():
        if key not in before:
            found.append(_change(part, "added"))
        elif properties := _properties(before[key], part):
            found.append({**_change(part, "changed"), "properties": properties})
    return found + [_change(part, "removed") for key, part in before.items() if key not in after]


def _process(version: Version) -> Process:
    process = read(version.xml).process
    if process is None:
        raise Malformed
    return process


def _whole(old: Process, new: Process) -> Iterator[ElementChange]:
    """What the process says of every case: until when it is withdrawn, its policy, how long it may take."""
    properties = [one for one in _properties(old, new) if one["name"].partition(".")[0] in WHOLE]
    if properties:
        yield {
            "element": new.id, "name": new.name, "kind": "process", "change": "changed", "properties": properties,
        }  # fmt: skip


def _parts(version: Version) -> dict[str, Element | Flow]:
    process = _process(version)
    parts: list[Element | Flow] = [*process.elements, *process.flows]
    return {part.id: part for part in parts}


def _change(part: Element | Flow, change: Literal["added", "removed", "changed"]) -> ElementChange:
    kind = part.kind if isinstance(part, Element) else "sequenceFlow"
    return {"element": part.id, "name": part.name, "kind": kind, "change": change, "properties": []}


def _properties(old: Any, new: Any, inside: str = "") -> list[dict[str, str]]:
    if type(old) is not type(new):
        return [{"name": inside or "kind", "old": _said(old), "new": _said(new)}]
    found = []
    for item in fields(new):
        before, after = getattr(old, item.name), getattr(new, item.name)
        name = f"{inside}.{item.name}" if inside else item.name
        if item.name in SILENT or before == after:
            continue
        if (
            item.name in ("approval", "multi", "loop", "work", "policy", "sla")
            and before is not None
            and after is not None
        ):
            found += _properties(before, after, name)
        else:
            found.append({"name": name, "old": _said(before), "new": _said(after)})
    return found


def _said(value: Any) -> str:
    return "" if value in (None, "", (), {}) else str(value)
