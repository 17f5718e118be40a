"""The OpenAPI document is valid, and real answers of every resource are what it says (``ask`` holds them against it)."""

import copy

import pytest
import schemathesis

from heyi.core.resources import registry
from heyi.core.resources.kinds import NUMBERS
from heyi.core.resources.summing import GROUPABLE
from tests import contract
from tests.conformance.access import specimens
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

# Whoever sees most of what there is, somebody with fields that are masked or hidden, and somebody from elsewhere.
READERS = ("admin", "sales", "manager", "finance", "warehouse", "hr", "stranger")


def _keys() -> list[str]:
    return [resource.key for resource in registry.every()]


def test_the_document_is_valid_openapi_3_1():
    assert contract.document()["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(copy.deepcopy(contract.document())).validate()


def test_it_is_served_to_everybody_in_the_language_that_is_asked_for(world: World):
    for language, label in (("en", "Customer"), ("zh-Hans", "客户"), ("zh-Hant", "客戶")):
        answer = ask("", "GET", "/api/v1/openapi.json", language=language)
        assert set(answer.data["paths"]) == set(contract.document()["paths"])
        fields = answer.data["components"]["schemas"]["SalesOrder"]["properties"]
        assert fields["customer"]["title"] == label


def test_every_reference_leads_somewhere_and_no_name_is_mangled():
    document = contract.document()
    assert not [name for name in document["components"]["schemas"] if "__" in name], "two types have one name"
    lost = [ref for ref in _references(document) if _at(document, ref) is None]
    assert lost == []


def test_operations_have_names_and_tags_that_can_be_read():
    operations = [one for methods in contract.document()["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and "heyi" not in name for name in names)
    known = {tag["name"] for tag in contract.document()["tags"]}
    assert all(len(one["tags"]) == 1 and one["tags"][0] in known for one in operations)


def test_every_answer_with_a_body_has_a_closed_schema():
    for path, methods in contract.document()["paths"].items():
        for method, one in methods.items():
            answers = {status: said for status, said in one["responses"].items() if status < "300"}
            assert answers, f"{method} {path}"
            assert all("content" in said or status == "204" for status, said in answers.items()), f"{method} {path}"
            assert {"401", "503"} <= set(one["responses"]), f"{method} {path}"


@pytest.mark.parametrize("key", _keys())
def test_lists_records_pickers_and_sums_are_as_described(world: World, key: str):
    resource = registry.get(key)
    columns = [name for name, field in resource.by_name.items() if field.lines is None]
    seen = 0
    for who in READERS:
        token = world.keys[who]
        listed = ask(token, "GET", resource.path, columns=",".join(columns[:40]), count=True, limit=20)
        rows = listed.data["rows"] if listed.status == 200 else []
        ask(token, "GET", f"{resource.path}/options", limit=20)
        for row in rows[:5]:
            shown = ask(token, "GET", f"{resource.path}/{row['id']}")
            assert shown.status == 200, shown.body[:300]
            assert "version" not in shown.data or shown.headers["ETag"] == f'"{shown.data["version"]}"'
            ask(token, "GET", f"{resource.path}/{row['id']}/history")
        seen += len(rows)
        for field in resource.by_name.values():
            if field.kind in GROUPABLE and not field.options.get("virtual"):
                ask(token, "GET", f"{resource.path}/aggregate", group=field.name, sum=_summed(resource))
    assert seen or key not in specimens.collected()


def _summed(resource) -> str:
    fields = (f.name for f in resource.by_name.values() if f.kind in NUMBERS and not f.options.get("virtual"))
    return next(fields, "")


def _references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _at(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node.get(part) if isinstance(node, dict) else None
    return node


@pytest.mark.parametrize(
    ("status", "kind", "content"),
    [
        (200, "application/json", b'{"rows": [], "next": null}'),
        (200, "application/json", b'{"rows": [{"id": 1, "version": 1, "secret": 2}], "next": null, "count": null}'),
        (200, "application/json", b'{"rows": [{"id": 1, "version": 1, "name": 3}], "next": null, "count": null}'),
        (200, "text/html", b"<p>"),
        (204, "", b""),
        (404, "application/problem+json", b'{"title": "gone"}'),
    ],
)
def test_an_answer_that_is_not_as_described_is_found(status: int, kind: str, content: bytes):
    assert contract.breach("GET", "/api/v1/crm/customers?limit=1", status, kind, content)
    fine = b'{"rows": [{"id": 1, "version": 1, "name": "x"}], "next": null, "count": 1}'
    assert contract.breach("GET", "/api/v1/crm/customers", 200, "application/json", fine) is None
