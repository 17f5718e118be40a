"""The mapping, read and checked against the resources before the first row is touched."""

from pathlib import Path

from django.utils.translation import gettext as _

from heyi.core.importing.document import Node, load, unknown
from heyi.core.importing.expressions import Formula
from heyi.core.importing.specs import (
    DEFAULTS,
    DELIMITERS,
    ENCODINGS,
    FIELD_MEMBERS,
    FILE_MEMBERS,
    FINDABLE,
    MODES,
    STEP_MEMBERS,
    FieldSpec,
    FileSpec,
    Find,
    LinesSpec,
    Step,
    Then,
    parent_of,
    path_of,
)
from heyi.core.resources import registry
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import REFERENCES


def read(path: Path) -> list[Step]:
    """The steps of a mapping file, or MappingError with the line of the mistake."""
    root = load(path)
    members = root.known(("heyi", "defaults", "steps"), required=("steps",))
    if "heyi" in members and members["heyi"].text() != "1":
        raise members["heyi"].error(_("this version of Heyi reads mappings of version 1"))
    defaults = members["defaults"].known(DEFAULTS) if "defaults" in members else {}
    steps = [Reader(defaults).step(node) for node in members["steps"].items()]
    if not steps:
        raise members["steps"].error(_("there are no steps"))
    _refuse_doubles([node.mapping()["name"] for node in members["steps"].items() if "name" in node.mapping()])
    return steps


def _refuse_doubles(names: list[Node]) -> None:
    seen: dict[str, Node] = {}
    for node in names:
        if node.text() in seen:
            raise node.error(_("the step of line %d has the same name") % seen[node.text()].line)
        seen[node.text()] = node


class Reader:
    """Reads steps with the document's defaults."""

    def __init__(self, defaults: dict[str, Node]) -> None:
        self.defaults = defaults
        self.dates = defaults["dates"].choice(("ymd", "dmy", "mdy")) if "dates" in defaults else ""
        self.numbers = defaults["numbers"].choice(("point", "comma")) if "numbers" in defaults else "point"

    def step(self, node: Node) -> Step:
        """One step, with every name in it checked."""
        members = node.known(STEP_MEMBERS, required=("file", "resource", "fields"))
        resource = self._resource(members["resource"])
        fields = self._fields(members["fields"], resource.by_name)
        key = tuple(item.text() for item in members["key"].items()) if "key" in members else ()
        targets = [spec.target for spec in fields]
        for name in key:
            if name not in targets:
                raise members["key"].error(unknown(name, targets))
            if path_of(resource, resource.by_name[name]) is None:
                raise members["key"].error(_("records cannot be found by “%s”") % name)
        mode = members["mode"].choice(MODES) if "mode" in members else "upsert"
        if not key and mode != "create":
            raise node.error(_("“key” is missing: without it a second run would create everything again"))
        if mode != "update" and resource.create is None:
            raise members["resource"].error(_("records of %s cannot be created") % resource.key)
        return Step(
            name=members["name"].text() if "name" in members else members["resource"].text(),
            resource=resource,
            file=self._file(members["file"]),
            key=key,
            mode=mode,
            repeats="repeats" in members and members["repeats"].choice(("refuse", "skip")) == "skip",
            when=self._formula(members.get("when")),
            fields=fields,
            lines=tuple(self._lines(n, resource, name) for name, n in _members(members.get("lines"))),
            then=tuple(self._then(n, resource) for n in (members["then"].items() if "then" in members else ())),
            node=node,
        )

    def _resource(self, node: Node) -> Resource:
        known = {resource.key: resource for resource in registry.every()}
        if node.text() not in known:
            raise node.error(unknown(node.text(), known))
        return known[node.text()]

    def _file(self, node: Node) -> FileSpec:
        members = {"path": node} if isinstance(node.value, str) else node.known(FILE_MEMBERS, required=("path",))
        path = members["path"].text()
        if Path(path).is_absolute() or ".." in Path(path).parts:
            raise members["path"].error(_("files are named below the folder that is imported"))
        merged = {**{k: v for k, v in self.defaults.items() if k in FILE_MEMBERS}, **members}
        return FileSpec(
            path=path,
            sheet=merged["sheet"].text() if "sheet" in merged else "",
            encoding=merged["encoding"].choice(ENCODINGS) if "encoding" in merged else "auto",
            delimiter=merged["delimiter"].choice(("auto", *DELIMITERS)) if "delimiter" in merged else "auto",
            header=merged["header"].whole() if "header" in merged else 1,
            empty=("", *(n.text() for n in merged["empty"].items())) if "empty" in merged else ("",),
            escapes="escapes" in merged and merged["escapes"].choice(("none", "backslash")) == "backslash",
            line=node.line,
        )

    def _fields(self, node: Node, known: dict[str, F]) -> tuple[FieldSpec, ...]:
        found = []
        for name, item in node.mapping().items():
            if name not in known:
                raise item.error(unknown(name, known))
            found.append(self._field(name, item, known[name]))
        return tuple(found)

    def _field(self, name: str, node: Node, field_: F | None) -> FieldSpec:
        if isinstance(node.value, str):
            return self._short(name, node, field_)
        members = node.known(FIELD_MEMBERS)
        sources = [source for source in ("column", "expression", "constant") if source in members]
        if len(sources) != 1:
            raise node.error(_("exactly one of column, expression and constant is needed"))
        lookup = self._lookup(members, node, field_)
        return FieldSpec(
            target=name,
            node=node,
            column=members["column"].text() if "column" in members else None,
            formula=self._formula(members.get("expression")),
            constant=members["constant"].text() if "constant" in members else None,
            find=self._find(members["find"]) if "find" in members else None,
            values={key: value.text() for key, value in _members(members.get("map"))},
            otherwise=members["otherwise"].text() if "otherwise" in members else None,
            default=members["default"].text() if "default" in members else None,
            lookup=lookup[0],
            by=lookup[1],
            separator=self._separator(members, lookup[0]),
            dates=members["format"].choice(("ymd", "dmy", "mdy")) if "format" in members else self.dates,
            numbers=members["numbers"].choice(("point", "comma")) if "numbers" in members else self.numbers,
        )

    def _short(self, name: str, node: Node, field_: F | None) -> FieldSpec:
        text = node.text()
        if field_ is not None and field_.kind in REFERENCES:
            raise node.error(_("this is a reference: say “lookup” and “by”"))
        if text.startswith("="):
            return FieldSpec(name, node, formula=Formula.read(text[1:], node), dates=self.dates, numbers=self.numbers)
        return FieldSpec(name, node, column=text, dates=self.dates, numbers=self.numbers)

    def _lookup(self, members: dict[str, Node], node: Node, field_: F | None) -> tuple[str | None, str | None]:
        is_reference = field_ is not None and field_.kind in REFERENCES
        if "lookup" not in members:
            if is_reference:
                raise node.error(_("this is a reference: say “lookup” and “by”"))
            return None, None
        resource = self._resource(members["lookup"])
        if "by" not in members:
            raise node.error(_("“%s” is missing") % "by")
        by = members["by"].text()
        findable = [name for name, f in resource.by_name.items() if path_of(resource, f) and f.kind in FINDABLE]
        if by not in findable:
            raise members["by"].error(unknown(by, findable))
        if is_reference and field_ is not None and field_.reference not in (None, resource.key):
            raise members["lookup"].error(unknown(resource.key, [str(field_.reference)]))
        return resource.key, by

    def _separator(self, members: dict[str, Node], lookup: str | None) -> str:
        if "separator" not in members:
            return ""
        node = members["separator"]
        if lookup is None or parent_of(registry.get(lookup)) is None:
            raise node.error(_("this needs a “lookup” of records that stand in a tree"))
        if not node.text():
            raise node.error(_("a single value is expected here"))
        return node.text()

    def _find(self, node: Node) -> Find:
        members = node.known(("file", "key", "take"), required=("file", "key", "take"))
        return Find(self._file(members["file"]), members["key"].text(), members["take"].text())

    def _formula(self, node: Node | None) -> Formula | None:
        if node is None:
            return None
        return Formula.read(node.text().removeprefix("="), node)

    def _lines(self, node: Node, resource: Resource, name: str) -> LinesSpec:
        field_ = resource.by_name.get(name)
        if field_ is None or field_.lines is None:
            raise node.error(unknown(name, [f.name for f in resource.by_name.values() if f.lines]))
        members = node.known(("file", "on", "fields", "when"), required=("file", "on", "fields"))
        return LinesSpec(
            target=name,
            file=self._file(members["file"]),
            on={column: parent.text() for column, parent in members["on"].mapping().items()},
            fields=self._fields(members["fields"], {f.name: f for f in field_.lines.fields}),
            when=self._formula(members.get("when")),
            node=node,
        )

    def _then(self, node: Node, resource: Resource) -> Then:
        members = node.known(("verb", "when", "payload"), required=("verb",))
        verbs = {verb.name: verb for verb in resource.verbs}
        name = members["verb"].text()
        if name not in verbs:
            raise members["verb"].error(unknown(name, verbs))
        known = {f.name: f for f in verbs[name].payload}
        payload = self._fields(members["payload"], known) if "payload" in members else ()
        return Then(name, self._formula(members.get("when")), payload, node)


def _members(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.mapping().items()) if node is not None else []
