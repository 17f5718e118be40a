"""From elements to boxed expressions. Names that an expression may use are handed down with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn import boxes
from heyi.core.workflow.dmn.elements import Element, child, children, place_of, tag, text_of
from heyi.core.workflow.dmn.errors import NotSupported, refuse
from heyi.core.workflow.dmn.table import DecisionTable
from heyi.core.workflow.dmn.tables_reading import read_table
from heyi.core.workflow.dmn.texts import ExpressionText, TestsText, is_feel
from heyi.core.workflow.dmn.types import ANYTHING, ItemType, TypeBook
from heyi.core.workflow.feel.api import Types

Names = frozenset[str]


@dataclass(slots=True)
class Reader:
    """Reads the expressions of one file and keeps what a check wants to see again: texts and tables.

    `known` are the names of all members and entries; `members` are those of them that are no plain words, which FEEL
    must be told of to read them. `visible` are the types of what the node that is read requires.
    """

    book: TypeBook
    types: Types
    members: Names
    known: Names
    owner: str = ""
    result: ItemType = ANYTHING
    visible: dict[str, ItemType] = field(default_factory=dict)
    texts: list[tuple[str, ExpressionText | TestsText]] = field(default_factory=list)
    tables: list[DecisionTable] = field(default_factory=list)
    missing: list[NotSupported] = field(default_factory=list)

    def expression(self, element: Element | None, place: str, names: Names) -> ExpressionText:
        """The text of a literal expression."""
        language = "" if element is None else element.get("expressionLanguage") or ""
        foreign = "" if is_feel(language) else language
        if element is not None and child(element, "importedValues") is not None:
            foreign = "importedValues"
        text = ExpressionText(text_of(element), place, names | self.members, self.types, foreign)
        self.texts.append((self.owner, text))
        if foreign:
            self.missing.append(NotSupported(foreign))
        return text

    def tests(self, element: Element | None, place: str, names: Names) -> TestsText:
        """The text of a cell or of a list of values."""
        language = "" if element is None else element.get("expressionLanguage") or ""
        text = TestsText(
            text_of(element), place, names | self.members, self.types, "" if is_feel(language) else language
        )
        self.texts.append((self.owner, text))
        return text

    def type_of(self, path: str) -> ItemType | None:
        """The type of a name, or of a member behind a dot; None for any other expression."""
        name, _dot, rest = path.partition(".")
        of = self.visible.get(path) or self.visible.get(name)
        if path in self.visible or of is None or not rest:
            return self.visible.get(path)
        for part in rest.split("."):
            of = of.member(part) if of is not None and not of.is_collection else None
        return of

    def inside(self, element: Element | None, names: Names) -> boxes.Box:
        """The expression that stands in an element; Nothing when there is none."""
        body = None if element is None else next((part for part in element if tag(part) in _READERS), None)
        return boxes.Nothing() if body is None else self.box(body, names)

    def box(self, element: Element, names: Names) -> boxes.Box:
        """One boxed expression."""
        return _READERS[tag(element)](self, element, names)

    def function(self, element: Element, names: Names, name: str) -> boxes.FunctionBox:
        """The logic of a business knowledge model, or a function definition."""
        parameters = tuple(
            (part.get("name") or "", self.book.of(part.get("typeRef"))) for part in children(element, "formalParameter")
        )
        if len({parameter for parameter, _of in parameters}) < len(parameters):
            raise refuse(name, "parameter_twice", _("Two parameters have the same name."))
        own = frozenset(parameter for parameter, _of in parameters)
        outer, self.visible = self.visible, {**self.visible, **dict(parameters)}
        kind = element.get("kind") or "FEEL"
        foreign = "" if kind == "FEEL" else kind
        if foreign:
            self.missing.append(NotSupported(f"{name}: {foreign}"))
        body = self.inside(element, names | own) if not foreign else boxes.Nothing()
        self.visible = outer
        return boxes.FunctionBox(name, parameters, body, result_of(self.book.of(element.get("typeRef"))), foreign)


def result_of(of: ItemType) -> ItemType:
    """What a function gives whose type is written `of`: that of a function type, or the type itself as in DMN 1.1."""
    return of.gives or (ANYTHING if of.plain.name == "function" else of)


def _literal(reader: Reader, element: Element, names: Names) -> boxes.Box:
    return boxes.Literal(reader.expression(element, reader.owner, names))


def _context(reader: Reader, element: Element, names: Names) -> boxes.Box:
    entries = []
    outer = reader.visible
    for part in children(element, "contextEntry"):
        variable = child(part, "variable")
        name = "" if variable is None else variable.get("name") or ""
        of = ANYTHING if variable is None else reader.book.of(variable.get("typeRef"))
        inner = names | {name} if name and child(part, "functionDefinition") is not None else names
        entries.append(boxes.Entry(name, of, reader.inside(part, inner)))
        names = names | {name} if name else names
        reader.visible = {**reader.visible, name: of}
    reader.visible = outer
    return boxes.Context(tuple(entries))


def _list(reader: Reader, element: Element, names: Names) -> boxes.Box:
    return boxes.ListBox(tuple(reader.box(part, names) for part in element if tag(part) in _READERS))


def _relation(reader: Reader, element: Element, names: Names) -> boxes.Box:
    columns = tuple(
        (part.get("name") or "", reader.book.of(part.get("typeRef"))) for part in children(element, "column")
    )
    rows = []
    for number, row in enumerate(children(element, "row"), 1):
        cells = tuple(reader.box(part, names) for part in row if tag(part) in _READERS)
        if len(cells) != len(columns):
            place = f"{reader.owner}: {number}"
            raise refuse(place, "missing_cells", _("This row does not have one cell for each column."))
        rows.append(cells)
    return boxes.Relation(columns, tuple(rows))


def _function(reader: Reader, element: Element, names: Names) -> boxes.Box:
    return reader.function(element, names, reader.owner)


def _invocation(reader: Reader, element: Element, names: Names) -> boxes.Box:
    bindings = []
    for part in children(element, "binding"):
        parameter = child(part, "parameter")
        if parameter is None:
            raise refuse(reader.owner, "no_parameter", _("An argument does not say for which parameter it is."))
        bindings.append((parameter.get("name") or "", reader.inside(part, names)))
    label = text_of(child(element, "literalExpression")).strip()
    return boxes.Invocation(label, reader.inside(element, names), tuple(bindings))


def _conditional(reader: Reader, element: Element, names: Names) -> boxes.Box:
    test, then, otherwise = (reader.inside(child(element, name), names) for name in ("if", "then", "else"))
    return boxes.Conditional(test, then, otherwise)


def _filter(reader: Reader, element: Element, names: Names) -> boxes.Box:
    items = reader.inside(child(element, "in"), names)
    return boxes.Filter(items, reader.inside(child(element, "match"), names | {"item"}))


def _iterator(reader: Reader, element: Element, names: Names) -> boxes.Box:
    kind, variable = tag(element), element.get("iteratorVariable") or ""
    if not variable:
        raise refuse(place_of(element), "no_variable", _("The loop does not name its variable."))
    body = child(element, "return" if kind == "for" else "satisfies")
    inner = names | {variable, "partial"} if kind == "for" else names | {variable}
    items = reader.inside(child(element, "in"), names)
    outer, reader.visible = reader.visible, {**reader.visible, variable: ANYTHING}
    made = boxes.Iterator(kind, variable, items, reader.inside(body, inner))
    reader.visible = outer
    return made


def _table(reader: Reader, element: Element, names: Names) -> boxes.Box:
    table = read_table(reader, element, names)
    reader.tables.append(table)
    return table


_READERS: dict[str, Callable[[Reader, Element, Names], boxes.Box]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": _function,
    "invocation": _invocation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": _table,
}
EXPRESSIONS = frozenset(_READERS)
