"""Keep responsibility matrices: read them, put a new version in force, try a row before it matters."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.matrices import MOST_COLUMNS, MOST_ROWS, check_rows, matching
from heyi.core.workflow.models import Matrix, MatrixVersion
from heyi.kit.errors import Malformed, NotFound


def listed(*, actor: Actor) -> list[dict[str, Any]]:
    """Code, name and version of each matrix of the actor's company."""
    scoping.require(actor, MANAGE)
    rows = Matrix.objects.filter(company_id=actor.company_id).order_by("code")
    return [{"code": one.code, "name": one.name, "version": _newest(one).number} for one in rows]


def read(code: str, *, actor: Actor, version: int | None = None) -> dict[str, Any]:
    """A matrix as of a version, the newest by default."""
    scoping.require(actor, MANAGE)
    matrix = Matrix.objects.filter(company_id=actor.company_id, code=code).first()
    if matrix is None:
        raise NotFound
    found = _newest(matrix) if version is None else matrix.versions.filter(number=version).first()
    if found is None:
        raise NotFound
    return {
        "code": code, "name": matrix.name, "version": found.number, "columns": found.columns, "rows": found.rows,
        "made_at": found.made_at,
    }  # fmt: skip


@transaction.atomic
def put(
    code: str, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, actor: Actor
) -> dict[str, Any]:
    """A new version, in force at once. Malformed names every cell that is no test and every person who is not there."""
    scoping.require(actor, MANAGE)
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS or len(set(columns)) != len(columns):
        raise Malformed.at("rows", "too_many", f"{MOST_ROWS} x {MOST_COLUMNS}")
    check_rows(columns, rows)
    wanted = {person for row in rows for person in row["people"]}
    here = Employee.objects.filter(pk__in=wanted, company_id=actor.company_id).exclude(status="left")
    missing = wanted - set(here.values_list("pk", flat=True))
    if missing:
        raise Malformed.at("rows", "unknown_people", ", ".join(map(str, sorted(missing))))
    matrix, _ = Matrix.objects.update_or_create(company_id=actor.company_id, code=code, defaults={"name": name})
    locked = Matrix.objects.select_for_update(of=("self",)).get(pk=matrix.pk)
    number = locked.versions.count() + 1
    MatrixVersion.objects.create(
        company_id=actor.company_id, matrix=locked, number=number, columns=list(columns), rows=list(rows),
        made_by_id=actor.employee_id, made_at=timezone.now(),
    )  # fmt: skip
    return read(code, actor=actor)


def attempt(code: str, department_id: int | None, values: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """Which row a document of a department would meet, from 1, or 0 and nobody."""
    scoping.require(actor, MANAGE)
    directory = Organization()
    table = directory.matrix(code, actor.company_id)
    if table is None:
        raise NotFound
    index = matching(table, directory.department_line(department_id), values)
    people = directory.people(table.rows[index]["people"]).values() if index is not None else ()
    return {
        "row": 0 if index is None else index + 1,
        "people": [{"id": one.id, "label": one.label} for one in people],
        "version": table.number,
    }


def _newest(matrix: Matrix) -> MatrixVersion:
    return matrix.versions.order_by("-number")[0]
