"""What a resource gets for one model and one declaration."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from heyi.core.resources.declare import F, Resource
from tests.plain.models import Book

pytestmark = pytest.mark.django_db


def test_a_book_is_created_shown_changed_and_deleted(api):
    sales = api("sales")
    made = sales.post("plain/books", {"title": "蓝天之书", "price": "12.50"})
    assert made.status_code == 201, made.data
    book = made.data
    assert book["title"] == "蓝天之书"
    assert book["price"] == "12.50"
    assert book["owner"]["label"] == "林晓雯"
    assert book["version"] == 1
    assert {a["name"] for a in book["actions"]} == {"update", "delete"}
    changed = sales.patch(f"plain/books/{book['id']}", {"shelf": "old"}, version=book["version"])
    assert changed.status_code == 200, changed.data
    assert (changed.data["shelf"], changed.data["version"]) == ("old", book["version"] + 1)
    assert sales.delete(f"plain/books/{book['id']}").status_code == 204
    assert sales.get(f"plain/books/{book['id']}").status_code == 404


def test_a_list_is_filtered_sorted_searched_and_paged_by_key(api):
    sales = api("sales")
    for number, title in enumerate(["蓝天软件", "红日仪器", "绿水环保", "蓝海航运", "白云机场"]):
        assert sales.post("plain/books", {"title": title, "price": f"{number}.00"}).status_code == 201
    seen, cursor = [], ""
    for _page in range(5):
        page = sales.get("plain/books", sort="-price", limit=2, cursor=cursor, count="true").data
        assert page["count"] == 5
        seen += [row["title"] for row in page["rows"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["白云机场", "蓝海航运", "绿水环保", "红日仪器", "蓝天软件"]
    for query in ("蓝天", "lantian", "ltrj", "软件"):
        assert [r["title"] for r in sales.get("plain/books", q=query).data["rows"]] == ["蓝天软件"], query
    found = sales.get(
        "plain/books", filter={"and": [["price", "ge", "1"], {"or": [["title", "starts", "蓝"], ["price", "lt", "2"]]}]}
    )
    assert {row["title"] for row in found.data["rows"]} == {"蓝海航运", "红日仪器"}


def test_a_stale_version_is_answered_with_both_versions_and_changes_nothing(api):
    sales = api("sales")
    book = sales.post("plain/books", {"title": "甲"}).data
    sales.patch(f"plain/books/{book['id']}", {"title": "乙"}, version=book["version"])
    stale = sales.patch(f"plain/books/{book['id']}", {"title": "丙"}, version=book["version"])
    assert stale.status_code == 412
    assert stale.data["current"]["title"] == "乙"
    assert stale.data["yours"] == {"title": "丙"}
    assert sales.get(f"plain/books/{book['id']}").data["title"] == "乙"


def test_the_same_key_has_one_effect_and_one_answer(api):
    sales = api("sales")
    first = sales.post("plain/books", {"title": "一次"}, key="k1")
    again = sales.post("plain/books", {"title": "一次"}, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    assert sales.post("plain/books", {"title": "另一"}, key="k1").status_code == 422
    assert sales.get("plain/books", count="true").data["count"] == 1


def test_bad_input_is_answered_with_its_place(api):
    sales = api("sales")
    bodies = [
        ({}, "title", "required"),
        ({"title": 5}, "title", "not_text"),
        ({"title": "x" * 101}, "title", "too_long"),
        ({"title": "x", "price": "NaN"}, "price", "bad_number"),
        ({"title": "x", "price": "1e400"}, "price", None),
        ({"title": "x", "price": "1.005"}, "price", "number_too_precise"),
        ({"title": "x", "shelf": "burnt"}, "shelf", "unknown_choice"),
        ({"title": "x", "bought_on": "31/12/2026"}, "bought_on", "bad_date"),
        ({"title": "x", "owner": 10**30}, "owner", "not_integer"),
        ({"title": "x", "company": 1}, "company", "unknown_field"),
        ({"title": "x", "created_by": 1}, "created_by", "unknown_field"),
    ]
    for body, path, code in bodies:
        answer = sales.post("plain/books", body)
        assert answer.status_code == 422, (body, answer.data)
        error = answer.data["errors"][0]
        assert error["path"] == path, body
        assert code is None or error["code"] == code, (body, error)
    assert sales.get("plain/books", count="true").data["count"] == 0


def test_access_is_by_scope_and_the_stranger_gets_404(api, cast):
    book = api("sales").post("plain/books", {"title": "我的"}).data
    path = f"plain/books/{book['id']}"
    assert api("manager").get(path).status_code == 200
    assert api("finance").get(path).status_code == 200
    assert api("finance").patch(path, {"title": "x"}).status_code == 403
    for name in ("colleague", "stranger", "warehouse"):
        for answer in (api(name).get(path), api(name).patch(path, {"title": "x"}), api(name).delete(path)):
            assert answer.status_code == 404, name
    assert api("nobody").get(path).status_code == 401
    owner = cast.employees["stranger"].pk
    assert (
        api("sales").post("plain/books", {"title": "y", "owner": owner}).data["errors"][0]["code"]
        == "unknown_reference"
    )


def test_history_tells_who_changed_what(api):
    sales = api("sales")
    book = sales.post("plain/books", {"title": "甲", "price": "1.00"}).data
    api("manager").patch(f"plain/books/{book['id']}", {"price": "2.00"})
    rows = sales.get(f"plain/books/{book['id']}/history").data["rows"]
    assert rows[0]["by"]["label"] == "经理李"
    assert rows[0]["verb"] == "plain.book.update"
    assert [(c["field"], c["old"], c["new"]) for c in rows[0]["changes"]] == [("price", 1.0, 2.0)]


def test_nothing_that_a_stranger_can_send_is_answered_with_500(api):
    sales = api("sales")
    odd = [
        "\x00",
        "\u202e隐",
        "😀" * 200,
        "'; DROP TABLE x; --",
        "%",
        "_",
        "\\",
        "(((",
        "&|!",
        "a" * 5000,
        "０１２",
        "﷽",
    ]
    for text in odd:
        assert sales.get("plain/books", q=text).status_code in (200, 422), text
        assert sales.get("plain/books", filter=["title", "contains", text]).status_code in (200, 422), text
        assert sales.get("plain/books", sort=text).status_code in (200, 422), text
        assert sales.get("plain/books", cursor=text).status_code in (200, 422), text
        assert sales.post("plain/books", {"title": text}).status_code in (201, 422), text
        assert sales.get("search", q=text).status_code == 200, text
    odd_filters = [
        [],
        {},
        {"and": 5},
        ["title"],
        ["title", "eq", None],
        ["price", "between", [1]],
        ["bought_on", "eq", "today+99999999d"],
        ["owner", "in", ["x"]],
        ["id", "in", [2**70]],
        {"not": {"not": ["title", "eq", {}]}},
        ["price", "eq", 1e308],
        ["bought_on", "between", ["0001-01-01", "9999-12-31"]],
        ["title", "__class__", 1],
        ["created_by__user__password", "starts", "a"],
    ]
    for odd_filter in odd_filters:
        assert sales.get("plain/books", filter=odd_filter).status_code in (200, 422), odd_filter
    for path in (
        "plain/books/0",
        "plain/books/99999999999999999999",
        "plain/books/-1",
        "plain/nothing",
        "plain/books/1/burn",
    ):
        assert sales.get(path).status_code in (404, 405), path
    assert sales.http.post("/api/v1/plain/books", b"{" * 5000, content_type="application/json").status_code == 422


def test_a_deadline_names_fields_that_exist():
    wrong = Resource(Book, name="books", title="title", fields=("title", F("bought_on", deadline={"nowhere": ("x",)})))
    with pytest.raises(ImproperlyConfigured, match="bought_on"):
        assert wrong.by_name
