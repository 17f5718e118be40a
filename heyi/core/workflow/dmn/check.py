"""What is wrong or doubtful in a model that can be read: expressions, types, and decision tables by analysis."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.boxes import Nothing
from heyi.core.workflow.dmn.findings import Finding
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.table_check import check_table
from heyi.core.workflow.feel import FeelSyntaxError


def check(model: Model) -> list[Finding]:
    """Everything found in a model's own file, errors first."""
    found = [*_texts(model), *_types(model), *_missing(model), *_names(model), *_logic(model)]
    for table in model.tables:
        found += check_table(table)
    return sorted(found, key=lambda finding: not finding.is_error)


def _texts(model: Model) -> Iterator[Finding]:
    """Expressions that cannot be read, and names in them that nobody knows."""
    allowed = [(name, text) for name, of in model.reader.book.done.items() for text in (of.allowed, of.constraint)]
    for owner, text in [*model.reader.texts, *((name, text) for name, text in allowed if text is not None)]:
        if text.language or not text.text.strip():
            continue
        place = text.place or owner
        try:
            free = text.compiled().free_names
        except FeelSyntaxError as error:
            message = _("“%(text)s” cannot be read at character %(at)s: %(why)s")
            why = str(error.reasons[error.reason])
            yield Finding(place, "syntax", message, {"text": text.text[:80], "at": error.position + 1, "why": why})
            continue
        for name in sorted(free - text.names - model.reader.known - {"?", "item"}):
            yield Finding(place, "unknown_name", _("Nothing here is called “%(name)s”."), {"name": name}, False)


def _types(model: Model) -> Iterator[Finding]:
    for name in sorted(model.reader.book.unknown):
        yield Finding(model.name, "unknown_type", _("There is no type “%(name)s”."), {"name": name})


def _missing(model: Model) -> Iterator[Finding]:
    for missing in model.reader.missing:
        yield Finding(model.name, "not_supported", _("“%(what)s” is not supported."), {"what": missing.what})


def _names(model: Model) -> Iterator[Finding]:
    counts = Counter(node.name for node in model.nodes.values() if model.is_own(node))
    for name in (name for name, count in counts.items() if count > 1):
        yield Finding(name, "double_name", _("This name is used more than once."))


def _logic(model: Model) -> Iterator[Finding]:
    given = {key for node in model.nodes.values() for key in node.inputs}
    for name in model.decisions:
        node = model.named[name]
        if isinstance(node.body, Nothing) and node.key not in given:
            yield Finding(name, "no_logic", _("The decision has no logic: its value is null."), {}, False)
