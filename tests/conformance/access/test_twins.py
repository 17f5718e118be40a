"""Twin worlds: two databases with the same ids that differ only in what the reader may not see answer alike.

World B has other values than world A in every row that the reader may not view, and in every field that is hidden from
them. Both are made from one by the same number of changes, so that versions and histories are equally long.
Random questions from a seed: status, body, order, counts, page marks, ETag and the text of errors must be identical.
``HEYI_ACCESS_TWINS`` sets the number of questions for each reader (60; the long run thousands).
"""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from heyi.core.access.models import FieldRule, Role
from heyi.core.resources import registry, searching
from heyi.core.resources.declare import Resource
from heyi.core.resources.saving import save
from tests.conformance.access import asking, rules
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

QUESTIONS = int(os.environ.get("HEYI_ACCESS_TWINS", "60"))
SEED = int(os.environ.get("HEYI_ACCESS_SEED", "20260105"))
READERS = ("sales", "employee", "stranger", "manager")
HIDDEN = (
    ("masterdata.product", "list_price"),
    ("masterdata.party", "city"),
    ("sales.order", "note"),
    ("plain.book", "title"),
)
KEPT_HEADERS = ("ETag", "Content-Type", "Location")
# Rows that name what a reader sees are seen by name themselves; numbers that the database gives are alike by making.
OUTSIDE = ("company", "version", "created_at", "updated_at", "search")


@pytest.mark.parametrize("reader", READERS)
def test_what_cannot_be_seen_changes_no_answer(world: World, reader: str, capsys):
    chance = random.Random(f"{SEED} {reader}")  # noqa: S311 - a seed is wanted
    with asking.taken_back():
        _hide(world, reader)
        questions = [_question(world, chance) for _ in range(QUESTIONS)]
        (changed, first), (_same, second) = (_world(world, reader, salt, questions) for salt in (1, 2))
    differing = [(q, a, b) for q, a, b in zip(questions, first, second, strict=True) if a != b]
    with capsys.disabled():
        print(
            f"\n  twins: {reader}, {changed} unseen values changed, {QUESTIONS} answers compared (seed {SEED}),",
            end=" ",
        )
        print(f"{len(differing)} differences")
    assert changed > 50
    assert not differing, "\n".join(
        f"{question}\n  A: {_shown(a)}\n  B: {_shown(b)}" for question, a, b in differing[:3]
    )


def _world(world: World, reader: str, salt: int, questions: list[Any]) -> tuple[int, list[tuple[Any, ...]]]:
    """How many values were changed to make this world, and what it answers."""
    with asking.taken_back():
        return _mutate(world, reader, salt), [_answer(world, reader, question) for question in questions]


def _shown(answer: tuple[Any, ...]) -> str:
    return f"{answer[0]} {answer[1].decode()[:1500]}"


def _hide(world: World, reader: str) -> None:
    actor = world.open()
    for role in Role.objects.filter(assignments__employee=world.cast.employees[reader]):
        for resource, name in HIDDEN:
            FieldRule.objects.filter(role=role, resource=resource, field=name).delete()
            save(
                FieldRule(company_id=role.company_id, role=role, resource=resource, field=name, mode="hidden"),
                actor=actor,
            )


def _question(world: World, chance: random.Random) -> tuple[str, str, Any, dict[str, Any]]:
    resource = chance.choice(registry.every())
    ids = [record.pk for record in world.records[resource.key].values()]
    one = f"{resource.path}/{chance.choice(ids)}"
    names = list(resource.by_name)
    kind = chance.choice(("list", "list", "list", "show", "history", "options", "sum", "search", "patch", "export"))
    match kind:
        case "list":
            asked = {"limit": chance.choice((1, 2, 5, 50)), "count": chance.random() < 0.5}
            asked |= {"sort": chance.choice(names)} if chance.random() < 0.7 else {}
            asked |= {"q": chance.choice(("试", "公", "1", "sh", "联系"))} if chance.random() < 0.3 else {}
            asked |= {"filter": _filter(resource, chance)} if chance.random() < 0.5 else {}
            return "GET", resource.path, None, asked
        case "show":
            return "GET", one, None, {}
        case "history":
            return "GET", f"{one}/history", None, {}
        case "options":
            return "GET", f"{resource.path}/options", None, {"q": chance.choice(("", "试", "公", "1")), "limit": 20}
        case "sum":
            return (
                "GET",
                f"{resource.path}/aggregate",
                None,
                {"group": chance.choice(names), "sum": chance.choice(("", *names))},
            )
        case "search":
            return "GET", "/api/v1/search", None, {"q": chance.choice(("试用", "往来", "备注", "商机", "书"))}
        case "patch":
            return "PATCH", one, {chance.choice(names): chance.choice(("x", 1, None, [], "2026-01-01"))}, {}
    return "POST", f"{resource.path}/export", {"sort": chance.choice(names)}, {}


def _filter(resource: Resource, chance: random.Random) -> Any:
    name, operator = chance.choice(list(resource.by_name)), chance.choice(("eq", "ne", "contains", "ge", "empty", "in"))
    value = chance.choice(("1", "试", True, 5, ["1", 2], "2026-01-01"))
    return [name, operator, value]


def _answer(world: World, reader: str, question: tuple[str, str, Any, dict[str, Any]]) -> tuple[Any, ...]:
    method, path, body, params = question
    answer = ask(world.keys[reader], method, path, body, **params)
    text = answer.body
    if answer.status == 202 or (answer.status < 300 and method == "PATCH"):
        text = b""  # numbers of jobs and versions count on
    if path.endswith("/history") and answer.status == 200:
        # Entries are numbered and dated by when this world was made.
        text = json.dumps(
            [{k: v for k, v in row.items() if k not in ("id", "at")} for row in answer.data["rows"]]
        ).encode()
    if answer.status >= 400:
        data = {k: v for k, v in (answer.data or {}).items() if k not in ("request_id", "instance")}
        text = repr(sorted(data.items())).encode()
    headers = tuple(answer.headers.get(name) for name in KEPT_HEADERS if method == "GET")
    return answer.status, text, headers


def _mutate(world: World, reader: str, salt: int) -> int:
    """Change what the reader may not see, past services, with the words searched for."""
    person = world.people[reader]
    assert person is not None
    world.open()
    rows = {one.key: list(one.model._default_manager.order_by("pk")) for one in registry.every()}
    facts = {(key, record.pk): world.row(record) for key, records in rows.items() for record in records}
    seen = {at for at, row in facts.items() if rules.reaches(person, row, "view", world.now)}
    known = seen | {at for at, row in facts.items() if rules.may_pick(person, row, world.now)} | _named(rows, seen)
    changed = 0
    for resource in registry.every():
        hidden = {name for key, name in HIDDEN if key == resource.key}
        for record in rows[resource.key]:
            names = hidden if (resource.key, record.pk) in known else set(resource.by_name)
            changed += _change(resource, record, names, salt)
    return changed


def _named(rows: dict[str, list[Any]], seen: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Records whose names or values stand in others that the reader sees: those are no secret."""
    found: set[tuple[str, int]] = set()
    for one in registry.every():
        paths = [one.title, one.hint or ""]
        for name, item in one.by_name.items():
            title = f"__{registry.label_path(str(item.reference))}" if item.reference else ""
            paths.append(f"{item.source if isinstance(item.source, str) else name}{title}")
        for record in rows[one.key]:
            if (one.key, record.pk) in seen:
                found |= {at for path in paths for at in _along(record, path.split("__"))}
    return found


def _along(record: Any, path: list[str]) -> Iterator[tuple[str, int]]:
    for part in path:
        record = getattr(record, part, None)
        if not isinstance(record, models.Model):
            return
        yield record._meta.label_lower, record.pk


def _change(resource: Resource, record: Any, names: set[str], salt: int) -> int:
    changed = 0
    for name in sorted(names):
        item = resource.by_name[name]
        if item.source is not None or item.lines is not None or item.options.get("virtual") or name in OUTSIDE:
            continue
        column: Any = resource.model._meta.get_field(name)
        value = _other(column, getattr(record, column.attname), salt)
        if value is None:
            continue
        try:
            with transaction.atomic():
                type(record)._default_manager.filter(pk=record.pk).update(**{column.name: value})
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            changed += 1
        except DatabaseError:
            continue
    if changed and hasattr(record, "search"):
        record.refresh_from_db()
        searching.index(record)
        type(record)._default_manager.filter(pk=record.pk).update(search=record.search)
    return changed


def _other(column: Any, value: Any, salt: int) -> Any:
    if column.is_relation or column.choices or column.primary_key or value is None:
        return None
    if isinstance(column, models.CharField | models.TextField):
        return f"{' 变化'[salt]}{value}"[: column.max_length or 200] if value else None
    if isinstance(column, models.DecimalField | models.IntegerField):
        return value + salt
    return None
