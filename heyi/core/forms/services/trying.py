"""A draft tried before it is published: what its formulas make of values, and who would be asked, for any initiator."""

from collections.abc import Mapping
from typing import Any

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.forms import source
from heyi.core.forms.errors import NothingToPublish
from heyi.core.forms.filling import Filling
from heyi.core.forms.keeping import Keeper
from heyi.core.forms.models import Form
from heyi.core.forms.permissions import DESIGN
from heyi.core.forms.services import defaults, documents, forms, processes
from heyi.core.org.models import Employee
from heyi.core.resources.bodies import clean_fields
from heyi.core.resources.writing import writable
from heyi.core.workflow.graph import Graph, graph_of
from heyi.core.workflow.parser.lint import lint, refuse
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services.what_if import Path, path

Values = dict[str, Any]


def attempt(form_id: int, initiator_id: int, values: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Fill the draft of a form in for somebody and walk its process, everybody approving. Nothing is stored.

    ``{"values", "errors", "steps", "ends"}``: without steps while something is wrong with the values.
    """
    scoping.require(actor, DESIGN)
    form: Form = Form.objects.filter(company_id=actor.company_id).get_visible(form_id)
    initiator: Employee = Employee.objects.filter(company_id=actor.company_id).get_visible(initiator_id)
    found, errors, content = _filled(form, initiator, values, actor)
    shown = {
        "values": found,
        "errors": [{**one.as_dict(), "level": "error"} for one in errors],
        "steps": [],
        "ends": "",
    }
    if errors:
        return shown
    process = processes.of(form, "draft") or processes.of(form, "published")
    if process is None:
        raise NothingToPublish
    refuse(lint(read(process.xml)))
    graph = graph_of(process.digest, process.xml)
    way = path(
        graph,
        company_id=form.company_id,
        initiator_id=initiator.pk,
        department_id=initiator.department_id,
        values=content,
    )
    return {**shown, "steps": _steps(way, graph, actor), "ends": way.ends}


def _filled(
    form: Form, initiator: Employee, values: Mapping[str, Any], actor: Actor
) -> tuple[Values, list[Any], Mapping[str, Any]]:
    version = forms.draft_or_in_force(form)
    if version is None:
        raise NothingToPublish
    built = source.build(version)
    fields = writable(built.resource, actor, creating=True)
    known = {name: value for name, value in values.items() if name in fields}
    cleaned, errors = clean_fields(built.model, fields, known, actor=actor, partial=True)
    keeper = Keeper(built.resource, actor, None)
    kept = keeper.keep({**defaults.of(built.design, actor), **cleaned})
    filling = Filling(
        built.plan, {k: v for k, v in kept.items() if v is not None}, {}, documents.initiator_of(initiator.pk)
    )
    found = filling.compute()
    filling.check_complete()
    return found, [*errors, *keeper.errors, *filling.errors], filling.known


def _steps(way: Path, graph: Graph, actor: Actor) -> list[dict[str, Any]]:
    names = dict(
        Employee.objects.filter(pk__in={one for step in way.steps for one in step.people}).values_list("pk", "name")
    )
    return [
        {
            "node": step.node,
            "name": graph.nodes[step.node].label(actor.language),
            "people": [{"id": one, "label": names.get(one, f"#{one}")} for one in step.people],
            "empty": step.empty,
        }
        for step in way.steps
    ]
