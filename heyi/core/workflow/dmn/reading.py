"""Reading one file into a model: nodes are declared, then connected, then filled with their logic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.boxes_reading import Reader, result_of
from heyi.core.workflow.dmn.elements import Element, child, children, place_of, tag
from heyi.core.workflow.dmn.errors import bad_model
from heyi.core.workflow.dmn.graph import refuse_cycles
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.nodes import Kind, Node, Requirement
from heyi.core.workflow.dmn.types import ANYTHING, TypeBook
from heyi.kit.errors import FieldError, Text


@dataclass(slots=True)
class FileReader:
    """One file while it is read."""

    root: Element
    namespace: str
    version: str
    imported: Mapping[str, tuple[Model, TypeBook]]
    nodes: dict[str, Node] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    problems: list[FieldError] = field(default_factory=list)

    def model(self) -> tuple[Model, TypeBook]:
        """The model and its types."""
        known = self._known()
        reader = Reader(self._book(), (), frozenset(name for name in known if not name.isidentifier()), known)
        reader.types = reader.book.for_feel()
        for model, _book in self.imported.values():
            self.nodes.update(model.nodes)
        for element in children(self.root, *Kind):
            self._declare(element, reader.book)
        for key, element in self.elements.items():
            self._connect(self.nodes[key], element)
        if self.problems:
            raise bad_model(*self.problems)
        refuse_cycles(self.nodes)
        for key, element in self.elements.items():
            self._fill(self.nodes[key], element, reader)
        name = self.root.get("name") or ""
        return Model(name, self.namespace, self.version, self.nodes, self._named(), reader), reader.book

    def _book(self) -> TypeBook:
        books = {name: book for name, (_model, book) in self.imported.items() if name}
        spaces = {model.namespace: book for model, book in self.imported.values()}
        prefixes = {prefix: spaces[space] for prefix, space in self.root.nsmap.items() if prefix and space in spaces}
        own = {part.get("name") or "": part for part in children(self.root, "itemDefinition")}
        opened = self.imported.get("")
        inherited = dict(opened[1].definitions) if opened else {}
        return TypeBook({**inherited, **own}, {**prefixes, **books})

    def _known(self) -> frozenset[str]:
        """Names that may follow a dot or stand in a filter: of members, columns, entries and imported nodes."""
        found = {part.get("name") or "" for part in self.root.iter() if tag(part) in _NAMED}
        found |= {part.get("name") or "" for entry in self._all("contextEntry") for part in children(entry, "variable")}
        answers = {(part.get("href") or "").rpartition("#")[2] for part in self._all("outputDecision")}
        found |= {part.get("name") or "" for part in children(self.root, "decision") if part.get("id") in answers}
        for name, (model, _book) in self.imported.items():
            found |= {name, *(node.variable for node in model.nodes.values()), *model.reader.known}
        return frozenset(found - {""})

    def _all(self, name: str) -> Iterator[Element]:
        return (part for part in self.root.iter() if tag(part) == name)

    def _declare(self, element: Element, book: TypeBook) -> None:
        name, kind = element.get("name") or "", Kind(tag(element))
        key = f"{{{self.namespace}}}{element.get('id') or f'name:{name}'}"
        if not name:
            self._problem(element, "no_name", _("Inputs, decisions and functions need a name."))
        if key in self.nodes:
            self._problem(element, "double_id", _("This id is used more than once."))
        variable = child(element, "variable")
        seen = name if variable is None else variable.get("name") or name
        of = ANYTHING if variable is None else book.of(variable.get("typeRef"))
        self.nodes[key] = Node(key, kind, name, seen, of)
        self.elements[key] = element

    def _connect(self, node: Node, element: Element) -> None:
        wanted = [
            reference
            for part in children(element, "informationRequirement", "knowledgeRequirement")
            for reference in children(part, "requiredInput", "requiredDecision", "requiredKnowledge")
        ]
        node.requires = tuple(Requirement(key, self._under(key)) for key in self._keys(wanted, element))
        if node.kind is Kind.SERVICE:
            node.inputs = self._keys(children(element, "inputData", "inputDecision"), element)
            node.outputs = self._keys(children(element, "outputDecision"), element)
            node.inner = self._keys(children(element, "encapsulatedDecision"), element)

    def _keys(self, references: Iterable[Element], element: Element) -> tuple[str, ...]:
        """The keys of the nodes that are referred to, input data before input decisions."""
        found = []
        for reference in sorted(references, key=lambda part: tag(part) == "inputDecision"):
            space, _mark, name = (reference.get("href") or "").rpartition("#")
            key = f"{{{space or self.namespace}}}{name}"
            if key in self.nodes:
                found.append(key)
            else:
                self._problem(element, "unknown_reference", _("It refers to something that the model does not have."))
        return tuple(dict.fromkeys(found))

    def _problem(self, element: Element, code: str, message: Text) -> None:
        self.problems.append(FieldError(place_of(element), code, message))

    def _under(self, key: str) -> str:
        space = key[1:].partition("}")[0]
        if space == self.namespace:
            return ""
        return next((name for name, (model, _) in self.imported.items() if model.namespace == space), "")

    def _fill(self, node: Node, element: Element, reader: Reader) -> None:
        """Read the logic, now that the names which it sees are known."""
        names = {requirement.under or self.nodes[requirement.key].variable for requirement in node.requires}
        reader.owner, reader.result = node.name, node.of
        needed = (self.nodes[requirement.key] for requirement in node.requires if not requirement.under)
        reader.visible = {other.variable: other.of for other in needed if other.kind in (Kind.INPUT, Kind.DECISION)}
        if node.kind is Kind.DECISION:
            node.body = reader.inside(element, frozenset(names))
        logic = child(element, "encapsulatedLogic")
        if node.kind is Kind.KNOWLEDGE and logic is not None:
            made = reader.function(logic, frozenset(names | {node.variable}), node.name)
            node.function = made if made.gives is not ANYTHING else replace(made, gives=result_of(node.of))

    def _named(self) -> dict[str, Node]:
        own = {self.nodes[key].name: self.nodes[key] for key in self.elements}
        others = {
            f"{under}.{name}" if under else name: node
            for under, (model, _book) in self.imported.items()
            for name, node in model.named.items()
        }
        return {**others, **own}


_NAMED = frozenset({"itemComponent", "column", "output"})
