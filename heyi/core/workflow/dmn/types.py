"""Item definitions: types with members, allowed values and constraints (DMN 1.5, 7.3.2 and 10.3.2.9.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.elements import Element, child, children, text_of
from heyi.core.workflow.dmn.errors import refuse
from heyi.core.workflow.dmn.texts import TestsText
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel.api import Types
from heyi.core.workflow.feel.runtime import Scope
from heyi.core.workflow.feel.types import ANY, Type, converted, named
from heyi.core.workflow.feel.values import Value

MAX_CHAIN = 60
NOTHING = Scope({})


@dataclass(frozen=True, slots=True, eq=False)
class ItemType:
    """A type of a model. `allowed` is about one item, `constraint` about the whole value of a collection."""

    plain: Type = ANY
    base: "ItemType | None" = None
    members: "tuple[tuple[str, ItemType], ...]" = ()
    allowed: TestsText | None = None
    constraint: TestsText | None = None
    is_collection: bool = False
    gives: "ItemType | None" = None

    def conform(self, value: Value, work: Work, what: str) -> Value:
        """`value` by the implicit conversions; null with a note when it is not of this type or not allowed."""
        if value is None:
            return None
        made = converted(value, self.plain)
        if made is None:
            return work.run.note("wrong_type", f"{what}: {self.plain.name}")
        if not self.permits(made, work):
            return work.run.note("not_allowed", what)
        return made

    def permits(self, value: Value, work: Work) -> bool:
        """Whether a value of the plain type is within what is allowed. Null always is."""
        if self.constraint is not None and not self.constraint.passes(value, NOTHING, work):
            return False
        items = value if self.is_collection and isinstance(value, list) else [value]
        return all(item is None or self._permits_item(item, work) for item in items)

    def _permits_item(self, item: Value, work: Work) -> bool:
        if self.allowed is not None and not self.allowed.passes(item, NOTHING, work):
            return False
        if self.base is not None and not self.base.permits(item, work):
            return False
        if not isinstance(item, dict):
            return True
        given = ((of, item.get(name)) for name, of in self.members)
        return all(value is None or of.permits(value, work) for of, value in given)

    def values(self) -> TestsText | None:
        """What is allowed of one item, here or in the types that this one is made of."""
        return self.allowed or (self.base.values() if self.base else None)

    def member(self, name: str) -> "ItemType | None":
        """The type of a member."""
        found = dict(self.members).get(name)
        return found or (self.base.member(name) if self.base else None)


ANYTHING = ItemType()


@dataclass(slots=True)
class TypeBook:
    """The item definitions of one file and those of the files that it imports, by import name and by prefix."""

    definitions: Mapping[str, Element]
    imported: "Mapping[str, TypeBook]"
    done: dict[str, ItemType] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)

    def of(self, reference: str | None) -> ItemType:
        """The type that a `typeRef` names; without one, or when nobody knows it, anything (see `unknown`)."""
        name = (reference or "").strip()
        if not name:
            return ANYTHING
        if name in self.definitions:
            return self._defined(name)
        for separator in (".", ":"):
            prefix, _mark, rest = name.partition(separator)
            if rest and prefix in self.imported:
                return self.imported[prefix].of(rest)
        plain = name.rpartition(":")[2].strip()
        if plain in self.definitions:
            return self._defined(plain)
        built_in = named(plain)
        if built_in is None:
            if plain.lower() != "undefined":
                self.unknown.add(name)
            return ANYTHING
        return ItemType(built_in)

    def for_feel(self) -> Types:
        """All types by name for the compiler."""
        own = {name: self.of(name).plain for name in self.definitions}
        for prefix, book in self.imported.items():
            own |= {f"{prefix}.{name}": book.of(name).plain for name in book.definitions}
        return tuple(sorted(own.items(), key=lambda pair: pair[0]))

    def _defined(self, name: str) -> ItemType:
        if name not in self.done:
            if name in self._open:
                raise refuse(name, "type_cycle", _("This type is made of itself."))
            if len(self._open) >= MAX_CHAIN:
                raise refuse(name, "too_deep", _("Types are made of types too many times."))
            self._open.append(name)
            self.done[name] = self._read(self.definitions[name])
            self._open.pop()
        return self.done[name]

    def _read(self, element: Element) -> ItemType:
        members = tuple((part.get("name") or "", self._read(part)) for part in children(element, "itemComponent"))
        function = child(element, "functionItem")
        base, gives = None, None
        if members:
            plain = Type("context", members=tuple((name, of.plain) for name, of in members))
        elif function is not None:
            plain, gives = Type("function"), self.of(function.get("outputTypeRef"))
        else:
            base = self.of(text_of(element, "typeRef"))
            plain = base.plain
        collection = element.get("isCollection") == "true"
        return ItemType(
            Type("list", of=plain) if collection else plain,
            base,
            members,
            self._tests(element, "allowedValues"),
            self._tests(element, "typeConstraint"),
            collection,
            gives,
        )

    def _tests(self, element: Element, name: str) -> TestsText | None:
        text = text_of(child(element, name))
        return TestsText(text, element.get("name") or "") if text.strip() else None
