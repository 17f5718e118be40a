"""Members of JSON objects, one way to read and to write each: what a tree says about approval, policy and limits is a table.

Reading refuses whatever is not understood with Malformed at the path in the tree; writing leaves out what is usual.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _

from heyi.kit.errors import Malformed

#: What XML 1.0 can hold.
WRITABLE = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
AMOUNT = re.compile(r"\d{1,18}(\.\d{1,6})?", re.ASCII)


class Codec(Protocol):
    """One kind of value."""

    def read(self, value: Any, path: str) -> Any:
        """From JSON, or Malformed."""

    def write(self, value: Any) -> Any:
        """To JSON."""


@dataclass(frozen=True)
class Words:
    """Text of at most so many characters; ``fits`` refuses with a code and a sentence what it is not to be."""

    most: int = 500
    least: int = 0
    fits: Callable[[str, str], None] | None = None

    def read(self, value: Any, path: str) -> str:
        """Without the white space around it."""
        if not isinstance(value, str):
            raise Malformed.at(path, "not_text", _("Text is expected here."))
        text = value.strip()
        if not WRITABLE.fullmatch(text):
            raise Malformed.at(path, "bad_character", _("This text has characters that a file cannot hold."))
        if len(text) > self.most:
            raise Malformed.at(path, "too_long", _("This text is too long."))
        if len(text) < self.least:
            raise Malformed.at(path, "required", _("Please fill this in."))
        if self.fits is not None:
            self.fits(text, path)
        return text

    def write(self, value: Any) -> Any:
        """As it is."""
        return value


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int

    def read(self, value: Any, path: str) -> int:
        """The number."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            message = _("A whole number from %(least)s to %(most)s is expected here.")
            raise Malformed.at(path, "not_in_range", message % {"least": self.least, "most": self.most})
        return value

    def write(self, value: Any) -> Any:
        """As it is."""
        return value


class Flag:
    """True or false."""

    def read(self, value: Any, path: str) -> bool:
        """The answer."""
        if not isinstance(value, bool):
            raise Malformed.at(path, "not_boolean", _("True or false is expected here."))
        return value

    def write(self, value: Any) -> Any:
        """As it is."""
        return value


class Amount:
    """An exact amount, as text."""

    def read(self, value: Any, path: str) -> Decimal:
        """The amount."""
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise Malformed.at(path, "not_amount", _("An amount is expected here, as text such as “5000.00”."))
        return Decimal(value)

    def write(self, value: Any) -> str:
        """In digits."""
        return f"{value:f}"


@dataclass(frozen=True)
class OneOf:
    """One of the values of an enumeration."""

    kind: type[StrEnum]

    def read(self, value: Any, path: str) -> StrEnum:
        """The member."""
        if not isinstance(value, str) or value not in set(self.kind):
            message = _("One of these is expected here: %(names)s.") % {"names": ", ".join(self.kind)}
            raise Malformed.at(path, "not_offered", message)
        return self.kind(value)

    def write(self, value: Any) -> str:
        """Its value."""
        return str(value)


@dataclass(frozen=True)
class ListOf:
    """A list of at most so many."""

    item: Codec
    most: int

    def read(self, value: Any, path: str) -> tuple[Any, ...]:
        """Each of them."""
        if not isinstance(value, list):
            raise Malformed.at(path, "not_list", _("A list is expected here."))
        if len(value) > self.most:
            raise Malformed.at(path, "too_many", _("This list is too long."))
        return tuple(self.item.read(one, f"{path}.{place}") for place, one in enumerate(value))

    def write(self, value: Any) -> list[Any]:
        """Each of them."""
        return [self.item.write(one) for one in value]


@dataclass(frozen=True)
class MapOf:
    """Values by name."""

    key: Codec
    value: Codec
    most: int

    def read(self, value: Any, path: str) -> dict[str, Any]:
        """Each of them."""
        found = members(value, path)
        if len(found) > self.most:
            raise Malformed.at(path, "too_many", _("This list is too long."))
        read = {}
        for name, one in found.items():
            place = f"{path}.{name}"
            read[self.key.read(name, place)] = self.value.read(one, place)
        return read

    def write(self, value: Any) -> dict[str, Any]:
        """Each of them."""
        return {name: self.value.write(one) for name, one in value.items()}


@dataclass(frozen=True)
class Record:
    """A frozen dataclass with the codecs of its members; what has a usual value may be left out."""

    make: Callable[..., Any]
    codecs: Mapping[str, Codec]

    def read(self, value: Any, path: str) -> Any:
        """The value; unknown members are refused, and missing ones that have no usual value."""
        found = members(value, path, self.codecs)
        for name in self.codecs:
            if name not in found and not self._has_usual(name):
                raise Malformed.at(below(path, name), "required", _("Please fill this in."))
        return self.make(**{name: self.codecs[name].read(one, below(path, name)) for name, one in found.items()})

    def write(self, value: Any) -> dict[str, Any]:
        """The members that are not usual."""
        written = {}
        for one in fields(value):
            said = getattr(value, one.name)
            usual = one.default_factory() if one.default_factory is not MISSING else one.default
            if one.name in self.codecs and said != usual:
                written[one.name] = self.codecs[one.name].write(said)
        return written

    def _has_usual(self, name: str) -> bool:
        known: Any = self.make
        one = next(one for one in fields(known) if one.name == name)
        return one.default is not MISSING or one.default_factory is not MISSING


def below(path: str, name: str) -> str:
    """The path of a member."""
    return f"{path}.{name}" if path else name


def members(value: Any, path: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The members of an object, which must all be known ones."""
    if not isinstance(value, dict):
        raise Malformed.at(path, "not_object", _("An object is expected here."))
    for name in value:
        if known is not None and name not in known:
            raise Malformed.at(below(path, str(name)), "unknown_member", _("There is no member of this name here."))
    return value
