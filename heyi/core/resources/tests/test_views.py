"""Saved views: one's own to change, shared ones to use, none that tells of hidden fields."""

import pytest

from heyi.core.access.models import FieldRule, Role
from heyi.core.resources.models import SavedView

pytestmark = pytest.mark.django_db

QUERY = {"filter": ["price", "ge", "10"], "sort": ["-price"], "columns": ["title", "price"], "mode": "table"}


def body(**changes):
    return {"resource": "plain.book", "name": "Dear ones", "shared": False, "query": QUERY} | changes


def test_a_view_is_saved_changed_and_removed_by_its_owner(api):
    sales = api("sales")
    made = sales.post("views", body())
    assert made.status_code == 201, made.data
    assert (made.data["mine"], made.data["query"]) == (True, QUERY)
    changed = sales.patch(f"views/{made.data['id']}", {"name": "Dearest"}, version=made.data["version"])
    assert (changed.data["name"], changed.data["query"]) == ("Dearest", QUERY)
    assert sales.patch(f"views/{made.data['id']}", {"name": "Late"}, version=1).status_code == 412
    assert sales.delete(f"views/{made.data['id']}").status_code == 204
    assert sales.get("views", resource="plain.book").data["rows"] == []


def test_others_see_only_what_is_shared_and_cannot_change_it(api):
    own = api("sales").post("views", body(name="Mine")).data["id"]
    shared = api("sales").post("views", body(name="Ours", shared=True)).data["id"]
    manager = api("manager")
    rows = manager.get("views", resource="plain.book").data["rows"]
    assert [(row["id"], row["mine"]) for row in rows] == [(shared, False)]
    assert manager.patch(f"views/{shared}", {"name": "x"}).status_code == 403
    assert manager.delete(f"views/{own}").status_code == 404
    assert api("stranger").get("views", resource="plain.book").data["rows"] == []
    assert api("stranger").delete(f"views/{shared}").status_code == 404
    assert len(api("sales").get("views", resource="plain.book").data["rows"]) == 2


def test_whoever_may_not_view_the_list_has_no_views_of_it(api):
    assert api("hr").get("views", resource="plain.book").status_code == 404
    assert api("hr").post("views", body()).status_code == 404
    assert api("sales").get("views", resource="no.such").status_code == 404


def test_a_shared_view_that_rests_on_a_hidden_field_is_not_shown(api, cast):
    api("sales").post("views", body(name="Ours", shared=True))
    cast.system()
    for held in Role.objects.filter(company=cast.company):
        FieldRule.objects.create(company=cast.company, role=held, resource="plain.book", field="price", mode="hidden")
    assert api("manager").get("views", resource="plain.book").data["rows"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"filter": ["salary", "eq", 1]},
        {"filter": ["owner__user__password", "starts", "a"]},
        {"sort": ["nothing"]},
        {"columns": ["nothing"]},
        {"columns": "title"},
        {"mode": "spiral"},
        {"oops": 1},
        [],
    ],
)
def test_a_query_that_the_list_would_refuse_is_refused_and_not_stored(api, cast, query):
    refused = api("sales").post("views", body(query=query))
    assert refused.status_code == 422, refused.data
    cast.system()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", [{}, {"filter": None, "sort": [], "columns": [], "q": "", "mode": "table"}])
def test_a_view_may_ask_for_everything(api, query):
    made = api("sales").post("views", body(query=query))
    assert made.status_code == 201, made.data
    left = {"mode": "table"} if query else {}
    assert made.data["query"] == left
    changed = api("sales").patch(f"views/{made.data['id']}", {"query": {}})
    assert (changed.status_code, changed.data["query"]) == (200, {})


def test_two_views_of_one_name_are_refused(api):
    assert api("sales").post("views", body()).status_code == 201
    assert api("sales").post("views", body()).status_code == 409
