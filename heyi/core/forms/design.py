"""The design of a form as it runs: read once from its JSON, which may be a draft with faults, and never changed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.forms import texts
from heyi.core.forms.vocabulary import TYPES, Type
from heyi.kit.errors import Text

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
RESERVED = frozenset({
    "id", "version", "number", "status", "owner", "department", "company", "label", "modes", "actions", "data", "form",
    "initiator", "created_at", "created_by", "updated_at", "updated_by", "submitted_at", "search", "gone", "item",
})  # fmt: skip
CONDITIONS = ("visible", "needed", "locked")
COMMON = frozenset({
    "name", "type", "label", "help", "required", "default", "formula", "hidden", "later", "fields", *CONDITIONS,
})  # fmt: skip
MAX_FIELDS, MAX_BLOCKS, MAX_FEEL = 300, 200, 4000


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a design, and where: ``fields.3.formula``. Warnings do not keep it from being published."""

    path: str
    code: str
    message: Text
    level: str = "error"

    def as_dict(self) -> dict[str, str]:
        return {"path": self.path, "code": self.code, "level": self.level, "message": str(self.message)}


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``conditions`` are FEEL by what they decide; ``later`` ones are filled in by whoever decides, never by the
    initiator; ``hidden`` ones are computed and kept, and stand in no form.
    """

    name: str
    type: str
    label: Mapping[str, str]
    help: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    default: Any = None
    conditions: Mapping[str, str] = field(default_factory=dict)
    formula: str = ""
    hidden: bool = False
    later: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple["Field", ...] = ()

    @property
    def of(self) -> Type:
        """Its type."""
        return TYPES[self.type]

    @property
    def is_given(self) -> bool:
        """Whether the initiator fills it in."""
        return not (self.formula or self.hidden or self.later or self.type in ("lookup", "serial"))

    @property
    def by_name(self) -> dict[str, "Field"]:
        """The columns of a lines field."""
        return {one.name: one for one in self.fields}


@dataclass(frozen=True, slots=True)
class Rule:
    """The document is refused while ``check`` is false; the message stands at ``field``."""

    check: str
    message: Mapping[str, str]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Design:
    """A form: its fields in order, how they are placed (as the web app takes it), and what else is said of it."""

    fields: tuple[Field, ...] = ()
    layout: tuple[Mapping[str, Any], ...] = ()
    list: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        """The fields by name, not those of lines."""
        return {one.name: one for one in self.fields}

    def serial(self) -> Field | None:
        """The field that shows the number and says how it is written."""
        return next((one for one in self.fields if one.type == "serial"), None)


class Reader:
    """One reading of one design. What cannot be understood is left out and told in ``findings``."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def fault(self, path: str, code: str, message: Text) -> None:
        self.findings.append(Finding(path, code, message))

    def read(self, raw: Any) -> Design:
        """The design of a JSON object."""
        if not isinstance(raw, Mapping):
            self.fault("", "not_object", _("This must be an object."))
            return Design()
        for name in sorted(raw.keys() - {"fields", "layout", "list", "filters", "summary", "rules"}, key=str):
            self.fault(str(name)[:80], "unknown", _("A design has no such part."))
        fields = tuple(self._fields(raw.get("fields", []), "fields"))
        if not fields:
            self.fault("fields", "empty", _("A form needs at least one field."))
        names = {one.name for one in fields}
        if sum(one.type == "serial" for one in fields) > 1:
            self.fault("fields", "several_serials", _("A document has one number only."))
        return Design(
            fields,
            tuple(self._layout(raw.get("layout", []), names)),
            rules=tuple(self._rules(raw.get("rules", []), names)),
            **{part: tuple(self._names(raw.get(part, []), names, part)) for part in ("list", "filters", "summary")},
        )

    def _items(self, raw: Any, path: str, most: int) -> list[Any]:
        if not isinstance(raw, list):
            self.fault(path, "not_list", _("This must be a list."))
            return []
        if len(raw) > most:
            self.fault(path, "too_many", _("At most %s, please.") % most)
        return raw[:most]

    def _fields(self, raw: Any, path: str, *, in_lines: bool = False) -> Iterator[Field]:
        seen: set[str] = set()
        for index, one in enumerate(self._items(raw, path, MAX_FIELDS)):
            found = self._field(one, f"{path}.{index}", in_lines=in_lines)
            if found is None:
                continue
            if found.name in seen:
                self.fault(f"{path}.{index}.name", "twice", _("Another field has this name."))
                continue
            seen.add(found.name)
            yield found

    def _field(self, raw: Any, path: str, *, in_lines: bool) -> Field | None:
        if not isinstance(raw, Mapping) or raw.get("type") not in TYPES:
            self.fault(f"{path}.type", "unknown_type", _("There is no such type of field."))
            return None
        kind, name = TYPES[raw["type"]], raw.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED:
            self.fault(
                f"{path}.name", "bad_name", _("Names are small letters, digits and _, and not taken by the system.")
            )
            return None
        if in_lines and not kind.in_lines:
            self.fault(f"{path}.type", "not_in_lines", _("Fields of this type cannot stand in lines."))
            return None
        for part, needed in (("label", True), ("help", False)):
            wrong = texts.faults(raw.get(part), required=needed)
            if wrong:
                self.fault(f"{path}.{part}", wrong, _("Please write this in at least one language."))
        options = self._options(raw, kind, path)
        formula = self._feel(raw, "formula", path)
        if formula and not kind.computable:
            self.fault(f"{path}.formula", "not_computable", _("Fields of this type cannot be computed."))
        return Field(
            name=name, type=raw["type"], label=dict(raw.get("label") or {}), help=dict(raw.get("help") or {}),
            required=self._flag(raw, "required", path), default=raw.get("default"),
            conditions={part: text for part in CONDITIONS if (text := self._feel(raw, part, path))}, formula=formula,
            hidden=self._flag(raw, "hidden", path), later=self._flag(raw, "later", path), options=options,
            fields=tuple(self._fields(raw.get("fields", []), f"{path}.fields", in_lines=True))
            if raw["type"] == "lines" else (),
        )  # fmt: skip

    def _options(self, raw: Mapping[str, Any], kind: Type, path: str) -> dict[str, Any]:
        found = {}
        for name in raw.keys() - COMMON:
            check = kind.options.get(name)
            if check is None:
                self.fault(f"{path}.{str(name)[:80]}", "unknown", _("Fields of this type have no such option."))
            elif raw[name] is not None and raw[name] != "" and not check(raw[name]):
                self.fault(f"{path}.{name}", "bad_option", _("This option cannot be used."))
            elif raw[name] is not None and raw[name] != "":
                found[name] = raw[name]
        for name in ("choices", "tree", "resource", "from", "take"):
            if name in kind.options and name not in found and name not in raw:
                self.fault(f"{path}.{name}", "required", _("Please fill this in."))
        return found

    def _flag(self, raw: Mapping[str, Any], name: str, path: str) -> bool:
        value = raw.get(name, False)
        if not isinstance(value, bool):
            self.fault(f"{path}.{name}", "bad_boolean", _("This must be yes or no."))
            return False
        return value

    def _feel(self, raw: Mapping[str, Any], name: str, path: str) -> str:
        text = raw.get(name) or ""
        if not isinstance(text, str) or len(text) > MAX_FEEL or "\x00" in text:
            self.fault(f"{path}.{name}", "not_text", _("This must be text."))
            return ""
        return text.strip()

    def _names(self, raw: Any, known: set[str], path: str) -> Iterator[str]:
        for index, one in enumerate(self._items(raw, path, 60)):
            if isinstance(one, str) and one in known:
                yield one
            else:
                self.fault(f"{path}.{index}", "unknown_field", _("There is no such field here."))

    def _rules(self, raw: Any, known: set[str]) -> Iterator[Rule]:
        for index, one in enumerate(self._items(raw, "rules", 50)):
            path = f"rules.{index}"
            if not isinstance(one, Mapping) or not one.get("check"):
                self.fault(f"{path}.check", "required", _("Please fill this in."))
                continue
            if texts.faults(one.get("message")):
                self.fault(f"{path}.message", "required", _("Please write this in at least one language."))
            if one.get("field") and one["field"] not in known:
                self.fault(f"{path}.field", "unknown_field", _("There is no such field here."))
            yield Rule(self._feel(one, "check", path), dict(one.get("message") or {}), str(one.get("field") or ""))

    def _layout(self, raw: Any, known: set[str]) -> Iterator[Mapping[str, Any]]:
        placed: set[str] = set()
        for index, block in enumerate(self._items(raw, "layout", MAX_BLOCKS)):
            path = f"layout.{index}"
            if not isinstance(block, Mapping) or block.get("type") not in ("section", "tabs"):
                self.fault(path, "unknown_block", _("There is no such block."))
                continue
            if block["type"] == "tabs":
                for number, tab in enumerate(self._items(block.get("tabs", []), f"{path}.tabs", 20)):
                    inner = tab.get("blocks", []) if isinstance(tab, Mapping) else []
                    for at, section in enumerate(self._items(inner, f"{path}.tabs.{number}", MAX_BLOCKS)):
                        self._section(section, f"{path}.tabs.{number}.blocks.{at}", known, placed)
            else:
                self._section(block, path, known, placed)
            yield block

    def _section(self, block: Any, path: str, known: set[str], placed: set[str]) -> None:
        if not isinstance(block, Mapping) or block.get("columns", 1) not in (1, 2, 3):
            self.fault(path, "unknown_block", _("There is no such block."))
            return
        for index, item in enumerate(self._items(block.get("items", []), f"{path}.items", MAX_FIELDS)):
            name = item.get("field") if isinstance(item, Mapping) else None
            if isinstance(item, Mapping) and item.get("type") == "description":
                continue
            if name not in known or name in placed:
                self.fault(
                    f"{path}.items.{index}", "unknown_field", _("There is no such field here, or it stands twice.")
                )
            else:
                placed.add(str(name))


def read(raw: Any) -> tuple[Design, list[Finding]]:
    """The design of a JSON object, and what cannot be understood of it."""
    reader = Reader()
    return reader.read(raw), reader.findings
