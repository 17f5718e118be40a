"""A case on the diagram of its process: where it was, is and would come to, and by which flows (row G1)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heyi.core.workflow import models
from heyi.core.workflow.parser.picture import Box, picture_of
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services.picture import picture
from heyi.core.workflow.tests.seeds import SEEDS, seed
from heyi.core.workflow.tests.test_versions_on_postgres import Api, begun, published, xml
from tests.cast import Cast

WAYS = (
    'start s; user a; xor x; and f; user b; user c; and j; user d; xor k; end e; s -> a -> x; x -> f if "go = true"; '
    "x -> d default; f -> b -> j; f -> c -> j; j -> k; d -> k -> e"
)


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.x <= inner.x and outer.y <= inner.y and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )  # fmt: skip


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x or other.x + other.width <= one.x
        or one.y + one.height <= other.y or other.y + other.height <= one.y
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_every_process_has_a_picture_without_one_thing_over_another(name: str) -> None:
    document = seed(name)
    process = document.process
    assert process is not None
    found = picture_of(document)
    boxes = {box.id: box for box in found.boxes}
    assert boxes.keys() == {one.id for one in process.elements}
    assert found.lines.keys() == {one.id for one in process.flows}
    parents = {one.id: one.parent for one in process.elements}
    edges = {one.id for one in process.elements if one.attached_to}
    for one in boxes.values():
        assert 0 <= one.x <= one.x + one.width <= found.width
        assert 0 <= one.y <= one.y + one.height <= found.height
        if parents[one.id]:
            assert within(one, boxes[parents[one.id]]), one
        for other in boxes.values():
            if one.id < other.id and parents[one.id] == parents[other.id] and not {one.id, other.id} & edges:
                assert apart(one, other), (one, other)


def shapes(api: Api, who: str, case_id: int) -> dict[str, Any]:
    answer = api(who).get(f"workflow/cases/{case_id}/picture")
    assert answer.status_code == 200, answer.content
    return {one["id"]: one for one in answer.data["shapes"]}


def taken(api: Api, who: str, case_id: int) -> set[str]:
    answer = api(who).get(f"workflow/cases/{case_id}/picture").data
    return {one["id"] for one in answer["edges"] if one["taken"]}


def approve(api: Api, case_id: int, node: str) -> None:
    task = models.Task.objects.get(case_id=case_id, node=node, state="open")
    assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200


@pytest.mark.django_db
def test_the_way_through_gateways_and_branches_is_marked_and_nothing_else(cast: Cast, api: Api) -> None:
    published(api, WAYS)
    case_id = begun(cast, go=True)
    flows = {flow.id: (flow.source, flow.target) for flow in read(xml(WAYS)).process.flows}  # type: ignore[union-attr]

    def way() -> set[tuple[str, str]]:
        return {flows[one] for one in taken(api, "admin", case_id)}

    def states() -> dict[str, str]:
        return {name: one["state"] for name, one in shapes(api, "admin", case_id).items() if one["state"] != "idle"}

    assert way() == {("s", "a")}
    assert states() == {"s": "done", "a": "current", "b": "future", "c": "future"}
    approve(api, case_id, "a")
    assert way() == {("s", "a"), ("a", "x"), ("x", "f"), ("f", "b"), ("f", "c")}
    approve(api, case_id, "c")
    assert way() == {("s", "a"), ("a", "x"), ("x", "f"), ("f", "b"), ("f", "c"), ("c", "j")}
    assert states() == {"s": "done", "a": "done", "x": "done", "f": "done", "c": "done", "b": "current", "j": "current"}
    approve(api, case_id, "b")
    assert flows.keys() - taken(api, "admin", case_id) == {
        one for one, ends in flows.items() if ends in (("x", "d"), ("d", "k"))
    }
    assert states()["e"] == "done"
    a = shapes(api, "admin", case_id)["a"]
    assert (a["visits"], a["entered_at"] < a["ended_at"]) == (1, True)


@pytest.mark.django_db
def test_what_was_returned_and_what_stopped_is_told_and_a_jump_draws_no_way(cast: Cast, api: Api) -> None:
    text = (
        'start s; user a; user b; xor x; user c; end e; s -> a -> b -> x; x -> c if "ok"; x -> e if "not(ok)"; c -> e'
    )
    published(api, text)
    case_id = begun(cast, ok="what")
    approve(api, case_id, "a")
    task = models.Task.objects.get(case_id=case_id, state="open")
    assert api("finance").post(f"workflow/tasks/{task.pk}/return", {"target": "a"}).status_code == 200
    found = shapes(api, "admin", case_id)
    assert (found["a"]["state"], found["a"]["visits"], found["b"]["state"]) == ("current", 2, "future")
    approve(api, case_id, "a")
    approve(api, case_id, "b")
    assert shapes(api, "admin", case_id)["x"]["state"] == "stopped"
    assert api("admin").post(f"workflow/cases/{case_id}/jump", {"target": "a", "opinion": "x"}).status_code == 200
    flows = {flow.id: (flow.source, flow.target) for flow in read(xml(text)).process.flows}  # type: ignore[union-attr]
    assert {flows[one] for one in taken(api, "admin", case_id)} == {("s", "a"), ("a", "b"), ("b", "x")}


@pytest.mark.django_db
def test_who_may_not_see_the_case_sees_no_picture_and_its_length_costs_no_statements(cast: Cast, api: Api) -> None:
    published(api, 'start s; user a; xor x; end e; s -> a -> x; x -> a if "go = true"; x -> e default')
    case_id, statements = begun(cast, go=True), []
    shapes(api, "admin", case_id)  # the version is read once
    for rounds in (2, 12):
        for _ in range(rounds):
            approve(api, case_id, "a")
        with CaptureQueriesContext(connection) as queries:
            found = picture(case_id, actor=cast.actor("sales"))
        statements.append(len(queries))
    assert statements[0] == statements[1]
    assert next(one["visits"] for one in found["shapes"] if one["id"] == "a") == 15
    assert api("stranger").get(f"workflow/cases/{case_id}/picture").status_code == 404
