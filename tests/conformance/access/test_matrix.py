"""Every operation x everybody x every relation of the record to them: the entrance answers as the rules say, and
whatever it denies has written nothing.

A share of the pairs of each operation runs by default, always the same; ``HEYI_ACCESS=full`` asks all of them.
"""

import os
import zlib
from collections import Counter
from typing import Any

import pytest

from heyi.core.resources import registry
from heyi.core.resources.summing import GROUPABLE
from tests.conformance.access import asking, operations, rules, specimens
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

FULL = os.environ.get("HEYI_ACCESS", "") == "full"
SHARE = 1 if FULL else 24
RESOURCES = [resource.key for resource in registry.every()]
DENIED = (401, 403, 404)
counted: Counter[str] = Counter()


def chosen(*words: str) -> bool:
    """Whether this pair is asked in this run: always the same ones."""
    return SHARE == 1 or zlib.crc32("|".join(words).encode()) % SHARE == 0


def test_every_resource_has_a_specimen():
    lacking = [key for key in RESOURCES if key not in specimens.collected()]
    assert not lacking, specimens.missing(lacking)


@pytest.mark.parametrize("key", RESOURCES)
def test_operations_on_records_answer_as_the_rules_say(world: World, key: str):
    resource, wrong = registry.get(key), []
    world.open()
    rows = {relation: world.row(record) for relation, record in world.records[key].items()}
    before = asking.digest() if FULL else {}
    for operation in operations.on_records(resource):
        for relation, row in rows.items():
            for name, person in world.people.items():
                if chosen(operation.name, key, relation, name):
                    wrong += _compare(world, operation, relation, row, name, person)
    world.open()
    assert not FULL or asking.digest() == before
    assert not wrong, "\n".join(wrong[:40]) + f"\n{len(wrong)} answers differ"


def _compare(
    world: World,
    operation: operations.Operation,
    relation: str,
    row: rules.Row,
    name: str,
    person: rules.Person | None,
) -> list[str]:
    expected = rules.answer(person, row, operation.verb, world.now)
    answer = ask(world.keys[name], operation.method, operation.at(row.id), operation.body(row.id))
    status = (answer.problems or [answer.status])[0]
    counted["pairs"] += 1
    place = f"{operation.resource.key} {operation.name} by {name} of “{relation}”"
    if expected == 200:
        counted["let through"] += 1
        return [f"{place}: {status} instead of being let through: {answer.data}"] if status in DENIED else []
    counted["denied"] += 1
    if status != expected:
        counted["leaks"] += status not in DENIED
        return [f"{place}: {status} instead of {expected}: {answer.body[:200]!r}"]
    if operation.method != "GET":
        counted["denied writes"] += 1
        if answer.written:
            counted["written"] += 1
            return [f"{place}: was denied and wrote {answer.written} rows"]
    return []


@pytest.mark.parametrize("key", RESOURCES)
def test_lists_options_and_sums_hold_exactly_what_the_rules_say(world: World, key: str):
    resource, wrong = registry.get(key), []
    world.open()
    rows = [world.row(record) for record in resource.model._default_manager.order_by("pk")]
    group = next((name for name, f in resource.by_name.items() if f.kind in GROUPABLE and not _computed(f)), None)
    for name, person in world.people.items():
        if not (chosen("lists", key, name) or name in ("sales", "nobody", "stranger", "two_companies")):
            continue
        seen = {row.id for row in rows if person and rules.reaches(person, row, "view", world.now)}
        picked = {row.id for row in rows if person and rules.may_pick(person, row, world.now)}
        token = world.keys[name]
        listed = ask(token, "GET", resource.path, limit=500, count=True)
        wrong += _same(f"{key} list by {name}", person, listed, seen)
        if person and listed.status == 200 and listed.data["count"] != len(seen):
            wrong.append(f"{key} count by {name}: {listed.data['count']} instead of {len(seen)}")
        wanted = {"ids": ",".join(str(row.id) for row in rows[:200]), "limit": 100}
        offered = ask(token, "GET", f"{resource.path}/options", **wanted)
        first = {row.id for row in rows[:200]}
        wrong += _same(f"{key} options by {name}", person, offered, picked & first, most=100)
        if group:
            summed = ask(token, "GET", f"{resource.path}/aggregate", group=group)
            wrong += _counts(f"{key} sums by {name}", person, summed, len(seen))
    assert not wrong, "\n".join(wrong[:40]) + f"\n{len(wrong)} answers differ"


def _computed(field: Any) -> bool:
    return bool(field.options.get("virtual")) or not (field.source is None or isinstance(field.source, str))


def _same(place: str, person: Any, answer: asking.Answer, expected: set[int], most: int = 500) -> list[str]:
    counted["pairs"] += len(expected) + 1
    if person is None:
        return [] if answer.status == 401 else [f"{place}: {answer.status} instead of 401"]
    if answer.status != 200:
        return [f"{place}: {answer.status} {answer.data}"]
    found = {row["id"] for row in answer.data["rows"]}
    counted["leaks"] += bool(found - expected)
    if found - expected or (len(expected) <= most and expected - found):
        return [f"{place}: shows {sorted(found - expected)} too many, lacks {sorted(expected - found)}"]
    return []


def _counts(place: str, person: Any, answer: asking.Answer, expected: int) -> list[str]:
    counted["pairs"] += 1
    if person is None:
        return [] if answer.status == 401 else [f"{place}: {answer.status} instead of 401"]
    if answer.status == 422:
        return []  # the field is hidden from them: test_fields
    found = sum(row["count"] for row in answer.data["rows"])
    counted["leaks"] += found > expected
    return [] if found == expected else [f"{place}: counts {found} instead of {expected}"]


@pytest.mark.parametrize("key", RESOURCES)
def test_creating_and_exporting_need_the_function_in_the_company_one_acts_for(world: World, key: str):
    resource, wrong = registry.get(key), []
    acts = [("create", resource.path)] if resource.create is not None else []
    acts += [("export", f"{resource.path}/export")] if resource.export else []
    for act, path in acts:
        for name, person in world.people.items():
            expected = rules.general(person, resource.permission(act))
            answer = ask(world.keys[name], "POST", path, {})
            counted["pairs"] += 1
            if expected == 200 and answer.status in DENIED:
                wrong.append(f"{key} {act} by {name}: {answer.status} instead of being let through")
            elif expected != 200:
                counted["denied"] += 1
                counted["denied writes"] += 1
                counted["leaks"] += answer.status not in DENIED
                counted["written"] += answer.written > 0
                if answer.status != expected or answer.written:
                    wrong.append(f"{key} {act} by {name}: {answer.status}, {answer.written} rows, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module", autouse=True)
def report(request: pytest.FixtureRequest) -> Any:
    """The figures, at the end."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(
            f"\n  access: {counted['pairs']} pairs checked, {counted['denied']} denied, {counted['leaks']} leaks; "
            f"{counted['denied writes']} denied writes, {counted['written']} of them wrote"
        )
