"""Hidden fields hold canaries: no channel sings.

For each resource every field that can hold one gets a value found nowhere else; then all of them are hidden (or masked)
from a reader who may otherwise do everything, and everything that reader can get is searched for the values: lists,
details, history, sums, pickers, search, exports in both formats, conflicts, the jobs, events, messages and live notices
that came of it, and other resources that name the records or take values from them.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from heyi.core.access.models import FieldRule, Role
from heyi.core.jobs import results
from heyi.core.jobs.models import Job
from heyi.core.resources import exporting, registry, searching
from heyi.core.resources.declare import F, Resource, column_of
from heyi.core.resources.saving import save
from tests.conformance.access import asking
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

READER = "scope_company"
RESOURCES = [resource.key for resource in registry.every()]
counted: Counter[str] = Counter()


@dataclass
class Cage:
    """One record of a resource, and the canary in each of its fields."""

    resource: Resource
    record: Any
    canaries: dict[str, str] = field(default_factory=dict)

    def heard_in(self, place: str, text: str) -> list[str]:
        """Which canaries can be heard in a text."""
        counted["pairs"] += len(self.canaries)
        heard = [f"{self.resource.key}.{name} in {place}" for name, song in self.canaries.items() if song in text]
        counted["leaks"] += len(heard)
        return heard


def caged(world: World, key: str) -> Cage:
    """Put a canary into every field that takes one; the database says which do."""
    world.open()
    cage = Cage(registry.get(key), _named_elsewhere(world, registry.get(key)) or world.records[key]["own"])
    for number, (name, item) in enumerate(cage.resource.by_name.items()):
        column = column_of(cage.resource.model, item)
        song = _song(column, number)
        holder = cage.record if item.through is None else getattr(cage.record, item.through)
        if song is None or column.primary_key or column.choices or column.name == "currency":
            continue
        try:
            with transaction.atomic():
                type(holder)._default_manager.filter(pk=holder.pk).update(**{column.name: song})
                _settle()
        except DatabaseError:
            continue
        cage.canaries[name] = str(song)
    cage.record.refresh_from_db()
    if not getattr(cage.record, "append_only", False):
        searching.index(cage.record)
        cage.record.save()
    return cage


def _named_elsewhere(world: World, resource: Resource) -> Any:
    """A record that one of another resource points to, so that labels through relations have something to say."""
    for one in neighbours(resource):
        record = world.records[one.key]["own"]
        for name, item in one.by_name.items():
            found = getattr(record, name, None) if item.reference == resource.key and item.source is None else None
            if found is not None and found.company_id == world.cast.company.pk:
                return found
    return None


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _song(column: Any, number: int) -> Any:
    """A value found nowhere else, in the manner of its column; None where there is none (choices, references)."""
    if column is None or column.is_relation:
        return None
    if isinstance(column, models.EmailField):
        return f"zq{number:03}kanari@vogel{number:03}.example"
    if isinstance(column, models.TextField) or (isinstance(column, models.CharField) and column.max_length >= 9):
        return f"ZQKAN{number:03}X" + ("JODELJODEL" if (column.max_length or 99) >= 40 else "")
    if isinstance(column, models.DecimalField) and column.max_digits - column.decimal_places >= 7:
        return f"73{number:03}91"
    if isinstance(column, models.DateField) and not isinstance(column, models.DateTimeField):
        return f"1937-02-{number % 28 + 1:02}"
    if isinstance(column, models.PositiveIntegerField | models.BigIntegerField):
        return 739_000_000 + number
    return None


@contextmanager
def ruled(world: World, key: str, names: Any, mode: str) -> Iterator[None]:
    """For this long the reader's roles give those fields that mode."""
    with asking.taken_back():
        actor = world.open()
        employee = world.cast.employees[READER]
        for role in Role.objects.filter(assignments__employee=employee):
            FieldRule.objects.filter(role=role, resource=key, field__in=list(names)).delete()
            for name in names:
                save(FieldRule(company_id=role.company_id, role=role, resource=key, field=name, mode=mode), actor=actor)
        yield


def channels(world: World, cage: Cage) -> Iterator[tuple[str, str]]:
    """Everything that the reader can get about the record, as text."""
    token, resource, pk = world.keys[READER], cage.resource, cage.record.pk
    base, one = resource.path, f"{resource.path}/{pk}"
    columns = ",".join(resource.by_name)
    asked = {
        "list": (base, {"columns": columns, "limit": 500, "count": True}),
        "usual list": (base, {"limit": 500}),
        "detail": (one, {}),
        "history": (f"{one}/history", {}),
        "options": (f"{base}/options", {"ids": str(pk)}),
        "all options": (f"{base}/options", {"limit": 100}),
    }
    asked |= {
        f"sums by {name}": (f"{base}/aggregate", {"group": name})
        for name, item in resource.by_name.items()
        if item.kind in ("reference", "person", "department", "choice", "boolean")
    }
    for place, (path, params) in asked.items():
        yield place, ask(token, "GET", path, **params).body.decode()
    if resource.update is not None:
        stale = ask(token, "PATCH", one, {"version": 999_999})
        yield "answer to a stale version", stale.body.decode()
    if resource.export:
        for kind in ("csv", "xlsx"):
            yield from exported(world, resource, kind, columns)


def exported(
    world: World, resource: Resource, kind: str, columns: str = "", who: str = READER
) -> Iterator[tuple[str, str]]:
    """The file of an export that the reader asks for, and what asking for it left in jobs, events and notices."""
    told: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        told.append(f"{sql} {params}" if "pg_notify" in sql or "procrastinate" in sql or "events_event" in sql else "")
        return execute(sql, params, many, context)

    with asking.taken_back(), connection.execute_wrapper(listen):
        body = {"format": kind, "columns": columns}
        asked = asking.client(world.keys[who]).post(f"{resource.path}/export", body, content_type="application/json")
        assert asked.status_code == 202, asked.content
        world.open()
        job = Job.objects.get(pk=asked.json()["id"])
        exporting.run(job.pk, job.company_id)
        world.open()
        job.refresh_from_db()
        assert job.state == "done", job.problem
        with results.opened(job.file) as file:
            content = file.read()
        results.remove(job.file)
    yield f"{kind} export", content.decode("utf-8-sig") if kind == "csv" else _sheet(content)
    yield f"notices and jobs of a {kind} export", "\n".join(told)


def _sheet(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def neighbours(resource: Resource) -> list[Resource]:
    """The resources that name its records or take values from them."""
    return [
        one
        for one in registry.every()
        if one is not resource and any(_touches(one, f, resource) for f in one.by_name.values())
    ]


def _touches(one: Resource, item: F, resource: Resource) -> bool:
    if item.reference == resource.key:
        return True
    model: Any = one.model
    for part in str(item.source).split("__") if isinstance(item.source, str) else ():
        model = getattr(model._meta.get_field(part), "related_model", None)
        if model is None:
            return False
        if model is resource.model:
            return True
    return False


@pytest.mark.parametrize("mode", ["hidden", "masked"])
@pytest.mark.parametrize("key", RESOURCES)
def test_what_is_hidden_or_masked_is_heard_in_no_channel(world: World, key: str, mode: str):
    with asking.taken_back():
        cage = caged(world, key)
        heard: list[str] = []
        with ruled(world, key, cage.resource.by_name, mode):
            for place, text in channels(world, cage):
                heard += cage.heard_in(place, text)
            for one in neighbours(cage.resource):
                for place, text in _next_door(world, one):
                    heard += cage.heard_in(f"{place} of {one.key}", text)
            for name, song in cage.canaries.items():
                heard += _guessed(world, cage, name, song)
    assert not heard, "\n".join(heard)


def _next_door(world: World, one: Resource) -> Iterator[tuple[str, str]]:
    token = world.keys[READER]
    columns = ",".join(one.by_name)
    for place, path, params in (
        ("list", one.path, {"columns": columns, "limit": 500}),
        ("options", f"{one.path}/options", {"limit": 100}),
    ):
        yield place, ask(token, "GET", path, **params).body.decode()
    record = world.records[one.key]["own"]
    yield "detail", ask(token, "GET", f"{one.path}/{record.pk}").body.decode()
    yield "history", ask(token, "GET", f"{one.path}/{record.pk}/history").body.decode()


def _guessed(world: World, cage: Cage, name: str, song: str) -> list[str]:
    """Filters, order, sums and search that would tell the value are refused, or find nothing."""
    token, base = world.keys[READER], cage.resource.path
    refused = {
        "filter": ask(token, "GET", base, filter=[name, "eq", song]),
        "not-empty filter": ask(token, "GET", base, filter=["not", [name, "empty", True]]),
        "sort": ask(token, "GET", base, sort=name),
        "sum": ask(token, "GET", f"{base}/aggregate", group="id", sum=name),
        "written": ask(token, "PATCH", f"{base}/{cage.record.pk}", {name: song}),
    }
    found = [f"{cage.resource.key}.{name} can be guessed by {how}" for how, a in refused.items() if a.status < 400]
    word = re.sub(r"@.*", "", song)
    searched = {
        "search": ask(token, "GET", base, q=word),
        "picking": ask(token, "GET", f"{base}/options", q=word),
        "search everywhere": ask(token, "GET", "/api/v1/search", q=word),
    }
    for how, answer in searched.items():
        counted["pairs"] += 1
        if answer.status == 200 and (answer.data.get("rows") or answer.data.get("groups")):
            found.append(f"{cage.resource.key}.{name} can be guessed by {how}")
    counted["pairs"] += len(refused)
    counted["leaks"] += len(found)
    return found


def test_the_canaries_can_be_heard_where_nothing_is_hidden(world: World):
    """The test of the test: the same channels sing when the fields are open."""
    before = counted.copy()
    with asking.taken_back():
        cage = caged(world, "masterdata.party")
        for place, text in channels(world, cage):
            if place in ("list", "detail", "history", "csv export", "xlsx export"):
                assert cage.canaries["name"] in text, place
        assert any(
            cage.canaries["name"] in text
            for one in neighbours(cage.resource)
            for _place, text in _next_door(world, one)
        )
    counted.clear()
    counted.update(before)


@pytest.fixture(scope="module", autouse=True)
def report(request: pytest.FixtureRequest) -> Any:
    """The figures, at the end."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n  fields: {counted['pairs']} pairs of field and channel checked, {counted['leaks']} leaks")
