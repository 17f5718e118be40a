"""The suite with the application's own filters off: row-level security alone still lets nothing cross the wall.

``scoping.visible`` is replaced by "everything" for everybody, so every list, detail, sum, picker, search, export and act
asks the database without a company condition. What the database gives must be of the companies that are open to the person.
"""

import json
from collections import Counter

import pytest
from django.db.models import Q

from heyi.core.access import scoping
from heyi.core.resources import options, registry
from tests.conformance.access import operations, rules
from tests.conformance.access.asking import ask
from tests.conformance.access.test_fields import exported
from tests.conformance.access.world import World

PEOPLE = ("stranger", "sister", "admin", "scope_group", "two_companies", "two_groups")
counted: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def no_filters(monkeypatch):
    """Every predicate is true; the application's role and the database's policies stay as they are."""
    monkeypatch.setattr(scoping, "visible", lambda actor, model, verb="view": Q(pk__isnull=False))
    # Two ways, as people with narrow grants have: lists are put together from the first rows of each.
    monkeypatch.setattr(scoping, "ways", lambda actor, model, verb="view": [Q(pk__isnull=False)] * 2)
    monkeypatch.setattr(scoping, "is_visible", lambda actor, record, verb="view": True)
    monkeypatch.setattr(scoping, "require", lambda actor, permission, record=None: None)
    monkeypatch.setattr(options, "referable", lambda model, actor: model._default_manager.all())


def _open_to(world: World, name: str) -> set[int]:
    person = world.people[name]
    assert person is not None
    return {pk for pk, company in world.companies.items() if rules.inside(person, pk, company.group_id)}


@pytest.mark.parametrize("key", [resource.key for resource in registry.every()])
def test_without_filters_nothing_crosses_the_wall(world: World, key: str):
    resource, wrong = registry.get(key), []
    world.open()
    company_of = dict(resource.model._default_manager.values_list("pk", "company_id"))
    for name in PEOPLE:
        token, inside = world.keys[name], _open_to(world, name)
        mine = {pk for pk, company in company_of.items() if company in inside}
        wrong += _lists(resource, token, name, mine, set(company_of))
        for record in world.records[key].values():
            if record.company_id not in inside:
                wrong += _acts(resource, token, name, record.pk)
    assert not wrong, "\n".join(wrong[:20])


def _lists(resource, token, name, mine, everything) -> list[str]:
    asked = {
        "list": ask(token, "GET", resource.path, limit=500),
        "options": ask(token, "GET", f"{resource.path}/options", limit=100),
        "options by id": ask(
            token, "GET", f"{resource.path}/options", ids=",".join(map(str, sorted(everything - mine)))
        ),
    }
    wrong = []
    for how, answer in asked.items():
        counted["asked"] += 1
        assert answer.status == 200, (how, answer.data)
        found = {row["id"] for row in answer.data["rows"]}
        counted["leaks"] += bool(found - mine)
        if found - mine:
            wrong.append(f"{resource.key} {how} by {name} shows {sorted(found - mine)}")
    seen = {row["id"] for row in asked["list"].data["rows"]}
    if len(mine) <= 500 and seen != mine:
        wrong.append(f"{resource.key} list by {name} lacks {sorted(mine - seen)}: filters were not off")
    return wrong


def _acts(resource, token, name, record_id) -> list[str]:
    wrong = []
    for operation in operations.on_records(resource):
        answer = ask(token, operation.method, operation.at(record_id), operation.body(record_id))
        counted["asked"] += 1
        status = (answer.problems or [answer.status])[0]
        if status != 404:
            counted["leaks"] += 1
            wrong.append(f"{resource.key} {operation.name} by {name} of another company's record: {status}")
    return wrong


def test_exports_and_search_stay_inside_too(world: World):
    canaries = {}
    for key in ("crm.customer", "sales.order", "plain.book"):
        record = world.records[key]["own"]
        title = {
            "crm.customer": lambda r: r.party.name,
            "sales.order": lambda r: r.note,
            "plain.book": lambda r: r.title,
        }
        world.open()
        canaries[key] = title[key](record)
    for key, canary in canaries.items():
        for place, text in exported(world, registry.get(key), "csv", "name,note,title", who="stranger"):
            assert canary not in text, place
        counted["asked"] += 1
    found = ask(world.keys["stranger"], "GET", "/api/v1/search", q=canaries["crm.customer"])
    assert canaries["crm.customer"] not in json.dumps(found.data, ensure_ascii=False)


@pytest.fixture(scope="module", autouse=True)
def report(request):
    """The figures, at the end."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n  without filters: {counted['asked']} requests, {counted['leaks']} leaks across companies")
