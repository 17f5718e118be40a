"""Departments from a pasted text: an indented list, or one path for each line (``Sales / East / Shanghai``)."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company, Department
from heyi.core.org.services import departments
from heyi.kit.errors import FieldError, Malformed, Text, TooLarge
from heyi.kit.text import clean_line, fold

MAX_LINES = 2000
MAX_DEPTH = 12
MAX_NAME = 120
TAB = 4
_LEAD = re.compile(r"^[\s\u3000]*")
# What lists are decorated with: bullets, and the branches of a drawn tree.
_BULLET = re.compile(r"^(?:[-*•·●○◦▪–—]|\d{1,3}[.)、．]|[├└│┣┗┃─━]+)[\s\u3000]+")
_BRANCH = re.compile(r"^[\s\u3000│┃|]*[├└┣┗][─━]*[\s\u3000]*")
_SEPARATOR = re.compile(r"\s*(?:[/\\＞>→]|／)\s*")


@dataclass
class Line:
    """One department that the text names. ``path`` are the names from the top; ``known_id`` when it is there already.
    ``implied``: so far it was only said on the way to another one.
    """

    number: int
    path: tuple[str, ...]
    implied: bool = False
    known_id: int | None = None
    error: Text = ""
    code: str = ""


@dataclass
class Outline:
    """What a text means. ``lines`` are in its order; each department once, its parents before it."""

    lines: list[Line] = field(default_factory=list)
    by_path: dict[tuple[str, ...], Line] = field(default_factory=dict)

    @property
    def faults(self) -> list[Line]:
        return [line for line in self.lines if line.code]

    def as_dict(self) -> dict[str, Any]:
        """For the preview; an error stands beside its line."""
        return {
            "lines": [
                {
                    "line": line.number,
                    "name": line.path[-1] if line.path else "",
                    "depth": max(len(line.path) - 1, 0),
                    "known": line.known_id is not None,
                    "error": str(line.error) or None,
                }
                for line in self.lines
            ],
            "new": sum(line.known_id is None and not line.code for line in self.lines),
            "errors": len(self.faults),
        }


def read(text: str, *, actor: Actor) -> Outline:
    """Understand the text against what the actor's company has. Nothing is written; faults stand beside their lines."""
    if len(text) > MAX_LINES * 200 or text.count("\n") > MAX_LINES:
        raise TooLarge
    outline = Outline()
    levels: list[tuple[int, tuple[str, ...]]] = []
    own = {fold(name) for name in _own_names(actor)}
    for number, raw in enumerate(text.splitlines(), start=1):
        indent, content = _measure(raw)
        if not content:
            continue
        while levels and levels[-1][0] >= indent:
            levels.pop()
        above = levels[-1][1] if levels else ()
        names = tuple(clean_line(name) for name in _SEPARATOR.split(content))
        if not above and fold(names[0]) in own:
            names = names[1:]  # the company itself may stand at the top, or be left out
        path = _add(outline, number, above, names)
        levels.append((indent, path))
    _recognize(outline, actor)
    return outline


@transaction.atomic
def open_all(text: str, *, actor: Actor) -> list[Department]:
    """Open every department of the text that is not there yet; all of them or, with one fault, none."""
    scoping.require(actor, "org.department.create")
    root = Department.objects.select_for_update(no_key=True).get(company_id=actor.company_id, parent=None)
    outline = read(text, actor=actor)
    if outline.faults:
        raise Malformed(errors=tuple(FieldError(f"lines.{f.number}", f.code, f.error) for f in outline.faults))
    if not outline.lines:
        raise Malformed.at("text", "required", _("Please fill this in."))
    opened: list[Department] = []
    ids: dict[tuple[str, ...], int] = {(): root.pk}
    for line in outline.lines:
        key = _key(line.path)
        if line.known_id is None:
            made = departments.open_department(name=line.path[-1], parent_id=ids[key[:-1]], actor=actor)
            opened.append(made)
            line.known_id = made.pk
        ids[key] = line.known_id
    return opened


def _own_names(actor: Actor) -> set[str]:
    company = Company.objects.get(pk=actor.company_id)
    root = Department.objects.get(company_id=actor.company_id, parent=None)
    return {company.name, company.short_name, root.name} - {""}


def _measure(raw: str) -> tuple[int, str]:
    """How far a line is indented, in columns, and its words without the decoration."""
    line = raw.replace("\xa0", " ").expandtabs(TAB)
    if branch := _BRANCH.match(line):
        return len(branch[0]), clean_line(line[branch.end() :])
    lead = _LEAD.match(line)
    indent = sum(2 if char == "\u3000" else 1 for char in lead[0]) if lead else 0
    content = line.strip()
    return indent, clean_line(_BULLET.sub("", content))


def _add(outline: Outline, number: int, above: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Each name of a line below the one before it. Only the last may be new to be said twice."""
    path = above
    for place, name in enumerate(names):
        path = (*path, name)
        last = place == len(names) - 1
        known = outline.by_path.get(_key(path))
        if known is not None and (known.implied or not last):
            known.implied = known.implied and not last
            continue
        line = Line(number, path, implied=not last)
        if known is not None:
            line.code, line.error = "said_twice", _("This is said twice: line %d has it already.") % known.number
        else:
            line.code, line.error = _fault(name, path)
            outline.by_path[_key(path)] = line
        outline.lines.append(line)
    return path


def _fault(name: str, path: tuple[str, ...]) -> tuple[str, Text]:
    if not name:
        return "required", _("A name is missing between two separators.")
    if len(name) > MAX_NAME:
        return "too_long", _("This name is too long.")
    if len(path) > MAX_DEPTH:
        return "too_deep", _("Departments can be nested %d deep at most.") % MAX_DEPTH
    return "", ""


def _key(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(name) for name in path)


def _recognize(outline: Outline, actor: Actor) -> None:
    """Mark what the company has, below its root."""
    rows = list(Department.objects.filter(company_id=actor.company_id).values_list("pk", "name", "path"))
    names = {pk: name for pk, name, _path in rows}
    known = {_key(tuple(names[i] for i in path[1:])): pk for pk, _name, path in rows if len(path) > 1}
    for line in outline.lines:
        line.known_id = known.get(_key(line.path))
