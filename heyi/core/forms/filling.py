"""A document filled in: formulas computed, what is not shown left out, and what is missing or forbidden told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.forms import computing
from heyi.core.forms.computing import Uncomputable, all_as_feel, as_feel, computed, evaluate
from heyi.core.forms.design import Design, Field
from heyi.core.forms.texts import later
from heyi.kit.errors import FieldError

Values = dict[str, Any]


class Plan:
    """A design made ready: its fields in the order in which they can be computed."""

    def __init__(self, design: Design) -> None:
        self.design = design
        known = design.by_name
        names = TopologicalSorter(computing.dependencies(design)).static_order()
        self.order = [known[name] for name in names]
        self.columns = {one.name: computing.columns_in_order(one, design) for one in design.fields if one.fields}


@dataclass
class Filling:
    """One filling-in. ``values`` are stored values by name and become those of the whole document; ``before`` are those
    that stood there, ``stood`` the earlier rows of lines that were sent again, one for each row that stands there now.
    ``initiator`` is what expressions know of whoever submits it.
    """

    plan: Plan
    values: Values
    before: Mapping[str, Any]
    initiator: Mapping[str, Any]
    stood: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)

    def compute(self) -> Values:
        """Work out formulas in order. A field that is not shown has no value: what was sent for it is not trusted."""
        known: dict[str, Any] = {**all_as_feel(self.plan.design.fields, self.values), "initiator": self.initiator}
        for one in self.plan.order:
            if not self._holds(one, "visible", known, usual=True, path=one.name):
                self.values.pop(one.name, None)
            else:
                self.shown.add(one.name)
                if one.fields:
                    self._rows(one, known)
                elif one.formula:
                    self._formula(one, self.values, known, one.name)
            known[one.name] = as_feel(one, self.values.get(one.name))
        self.known = known
        return self.values

    def _rows(self, lines: Field, known: Mapping[str, Any]) -> None:
        for index, row in enumerate(self.values.get(lines.name) or ()):
            inner = {**known, **all_as_feel(lines.fields, row), "form": known}
            for column in self.plan.columns[lines.name]:
                path = f"{lines.name}.{index}.{column.name}"
                if not self._holds(column, "visible", inner, usual=True, path=path):
                    row.pop(column.name, None)
                elif column.formula:
                    self._formula(column, row, inner, path)
                inner[column.name] = as_feel(column, row.get(column.name))

    def _formula(self, one: Field, values: Values, known: Mapping[str, Any], path: str) -> None:
        try:
            found = computed(one, evaluate(one.formula, known, self.plan.design))
        except Uncomputable:
            self._refuse(path, "uncomputable", _("This cannot be computed."))
            found = None
        values.pop(one.name, None)
        if found is not None:
            values[one.name] = found

    def _holds(self, one: Field, name: str, known: Mapping[str, Any], *, usual: bool, path: str) -> bool:
        text = one.conditions.get(name)
        if not text:
            return usual
        try:
            return evaluate(text, known, self.plan.design) is True
        except Uncomputable:
            self._refuse(path, "uncomputable", _("This cannot be computed."))
            return usual

    def check_locked(self) -> None:
        """What is read-only now may not differ from what stood there."""
        for one, values, before, known, path in self._everything():
            changed = values.get(one.name) != before.get(one.name)
            if changed and one.is_given and self._holds(one, "locked", known, usual=False, path=path):
                self._refuse(path, "read_only", _("You may not change this field."))

    def check_complete(self, *, of_initiator: bool = True) -> None:
        """Everything that is required is there, and the rules of the form hold."""
        for one, values, _before, known, path in self._everything():
            if of_initiator and not one.is_given:
                continue
            missing = values.get(one.name) in (None, "", [])
            if missing and (one.required or self._holds(one, "needed", known, usual=False, path=path)):
                self._refuse(path, "required", _("Please fill this in."))
            if one.type == "lines" and one.name in self.shown:
                least = int(one.options.get("least", 0))
                if len(values.get(one.name) or ()) < least:
                    self._refuse(path, "too_few", _("At least %s rows, please.") % least)
        for rule in self.plan.design.rules:
            try:
                if evaluate(rule.check, self.known, self.plan.design) is False:
                    self._refuse(rule.field, "rule", later(rule.message))
            except Uncomputable:
                self._refuse(rule.field, "uncomputable", _("This cannot be computed."))

    def _everything(self) -> Iterator[tuple[Field, Values, Mapping[str, Any], Mapping[str, Any], str]]:
        """Each shown field, those of lines too: where its value stands now, where it stood, what expressions know there."""
        for one in self.plan.design.fields:
            if one.name not in self.shown:
                continue
            yield one, self.values, self.before, self.known, one.name
            rows = self.stood.get(one.name, self.before.get(one.name) or [])
            for index, row in enumerate(self.values.get(one.name) or () if one.fields else ()):
                inner = {**self.known, **all_as_feel(one.fields, row), "form": self.known}
                stood = rows[index] if index < len(rows) else {}
                for column in one.fields:
                    path = f"{one.name}.{index}.{column.name}"
                    if self._holds(column, "visible", inner, usual=True, path=path):
                        yield column, row, stood, inner, path

    def _refuse(self, path: str, code: str, message: Any) -> None:
        if not any(one.path == path for one in self.errors):
            self.errors.append(FieldError(path, code, message))
