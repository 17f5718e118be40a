"""Before the first row is touched: every file and column that the mapping names is there, every field may be written."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor, Mode
from heyi.core.importing.document import MappingError, Node
from heyi.core.importing.sources import Table
from heyi.core.importing.specs import FieldSpec, FileSpec, LinesSpec, Step
from heyi.core.resources import registry, writing
from heyi.core.resources.modes import mode_of

Tables = dict[FileSpec, Table]


def files_of(step: Step) -> Iterator[FileSpec]:
    """Every file that a step reads."""
    yield step.file
    for spec in step.lines:
        yield spec.file
        yield from (s.find.file for s in spec.fields if s.find)
    yield from (s.find.file for s in step.fields if s.find)
    yield from (s.find.file for then in step.then for s in then.payload if s.find)


def check_step(step: Step, tables: Tables, actor: Actor) -> None:
    """Refuse, with the line, what cannot be followed or may not be done by this person."""
    _check_specs(step.fields, tables[step.file], tables, actor)
    for then in step.then:
        _check_specs(then.payload, tables[step.file], tables, actor)
    for formula in (step.when, *(then.when for then in step.then)):
        for column in formula.columns if formula else ():
            tables[step.file].require(column, formula.node.line if formula else None)
    for lines in step.lines:
        _check_specs(lines.fields, tables[lines.file], tables, actor)
        for column in lines.when.columns if lines.when else ():
            tables[lines.file].require(column, lines.when.node.line if lines.when else None)
        for column, parent in lines.on.items():
            tables[lines.file].require(column, lines.node.line)
            tables[step.file].require(parent, lines.node.line)
    _check_rights(step, actor)


def _check_rights(step: Step, actor: Actor) -> None:
    act = "update" if step.mode == "update" else "create"
    if not actor.can_here(step.resource.permission(act)):
        raise _refused(step.node, _("you may not write records of %s") % step.resource.key)
    allowed = writing.writable(step.resource, actor, creating=True)
    specs: tuple[FieldSpec | LinesSpec, ...] = (*step.fields, *step.lines)
    for spec in specs:
        if spec.target not in allowed:
            raise _refused(spec.node, _("you may not set the field “%s”") % spec.target)


def _check_specs(specs: tuple[FieldSpec, ...], table: Table, tables: Tables, actor: Actor) -> None:
    for spec in specs:
        columns = [spec.column] if spec.column else sorted(spec.formula.columns) if spec.formula else []
        for column in columns:
            table.require(column, spec.node.line)
        if spec.find is not None:
            tables[spec.find.file].require(spec.find.key, spec.node.line)
            tables[spec.find.file].require(spec.find.take, spec.node.line)
        if spec.lookup is not None:
            resource = registry.get(spec.lookup)
            if mode_of(actor, resource, resource.by_name[spec.by or ""]) in (Mode.HIDDEN, Mode.MASKED):
                raise _refused(spec.node, _("you may not see the field “%s”") % spec.by)


def _refused(node: Node, message: str) -> MappingError:
    return MappingError(message, line=node.line, path=node.path)
