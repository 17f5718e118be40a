"""A YAML document whose every value knows its line, so that a mistake in a mapping can be pointed at."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

MAX_BYTES = 1_000_000
MAX_DEPTH = 20


class MappingError(Exception):
    """The mapping cannot be followed. ``str()`` is one sentence with the place in it."""

    def __init__(self, message: str, *, line: int | None = None, path: str = "") -> None:
        self.message, self.line, self.path = message, line, path
        place = ", ".join(part for part in (_("line %d") % line if line else "", path) if part)
        super().__init__(f"{place}: {message}" if place else message)


@dataclass(frozen=True)
class Node:
    """A value with its place: ``value`` is text, or a dict or list of nodes. Everything is text until it is asked for,
    so that ``on: yes`` and ``code: 007`` mean what they look like.
    """

    value: Any
    line: int
    path: str

    def error(self, message: str) -> MappingError:
        return MappingError(message, line=self.line, path=self.path)

    def mapping(self) -> dict[str, "Node"]:
        """Its members; refuses anything else than a mapping."""
        if not isinstance(self.value, dict):
            raise self.error(_("names with values are expected here"))
        return self.value

    def items(self) -> list["Node"]:
        """Its elements; a single value counts as a list of one."""
        return self.value if isinstance(self.value, list) else [self]

    def text(self) -> str:
        """A plain value."""
        if not isinstance(self.value, str):
            raise self.error(_("a single value is expected here"))
        return self.value

    def choice(self, choices: Iterable[str]) -> str:
        """A plain value out of a few."""
        found, known = self.text(), list(choices)
        if found not in known:
            raise self.error(unknown(found, known))
        return found

    def whole(self) -> int:
        """A whole number from 1 on."""
        if not self.text().isdecimal() or len(self.text()) > 6 or not int(self.text()):
            raise self.error(_("a whole number is expected here"))
        return int(self.text())

    def known(self, names: Iterable[str], required: Iterable[str] = ()) -> dict[str, "Node"]:
        """Its members, none of them unknown and none of the required ones missing."""
        members, allowed = self.mapping(), list(names)
        for name, node in members.items():
            if name not in allowed:
                raise node.error(unknown(name, allowed))
        for name in required:
            if name not in members:
                raise self.error(_("“%s” is missing") % name)
        return members


def unknown(name: str, known: Iterable[str]) -> str:
    """A sentence that names what was probably meant."""
    names = [str(item) for item in known]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return _("“%(name)s” is not known here; did you mean “%(close)s”?") % {"name": name, "close": close[0]}
    listed = ", ".join(names[:40])
    return _("“%(name)s” is not known here; there is %(names)s") % {"name": name, "names": listed}


def load(path: Path) -> Node:
    """Read a document. No tags, anchors or aliases are needed, and none are followed."""
    if path.stat().st_size > MAX_BYTES:
        raise MappingError(_("the mapping is larger than 1 MB"))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        _look_through(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MappingError(_("the mapping must be saved as UTF-8"), line=line) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        told = error.problem or error.context
        raise MappingError(_("this is not proper YAML: %s") % told, line=_line(mark)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise MappingError(_("this is not proper YAML: %s") % error.reason, line=line) from error
    if root is None:
        raise MappingError(_("the mapping is empty"))
    return _node(root, "")


def _look_through(text: str) -> None:
    """Refuse what would cost without bound: aliases that multiply, and depth that no mapping has."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.events.AliasEvent) or getattr(event, "anchor", None):
            raise MappingError(_("anchors and aliases (&name, *name) are not used in mappings"), line=line)
        if isinstance(event, yaml.events.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.events.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise MappingError(_("this is nested too deeply"), line=line)


def _node(node: yaml.Node, path: str, line: int = 0) -> Node:
    """``line`` is that of the name before the value; a value that stands for itself is called by its own."""
    line = line or node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        members: dict[str, Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise MappingError(_("a name is expected here"), line=line, path=path)
            name, at = str(key.value), key.start_mark.line + 1
            if name in members:
                raise MappingError(_("“%s” stands here twice") % name, line=at, path=path)
            members[name] = _node(value, f"{path}.{name}" if path else name, at)
        return Node(members, line, path)
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(item, f"{path}[{i}]") for i, item in enumerate(node.value, 1)], line, path)
    return Node(str(node.value), line, path)


def _line(mark: Any) -> int | None:
    return int(mark.line) + 1 if mark is not None else None
