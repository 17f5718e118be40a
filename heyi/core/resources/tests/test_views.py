"""Views of lists: kept by their author, used by those with whom they are shared, telling nothing that is hidden."""

import pytest

from heyi.core.access.models import FieldRule, Role

pytestmark = pytest.mark.django_db
QUERY = {"filter": ["price", "gt", "1"], "sort": "-price", "columns": ["title", "price"], "mode": "list"}


def keep(api, who, **more):
    body = {"resource": "plain.book", "name": "贵的书", "query": QUERY, **more}
    return api(who).post("views", body)


def names(api, name):
    return [row["name"] for row in api(name).get("views", resource="plain.book").data["rows"]]


def test_a_view_is_kept_changed_and_removed_by_its_author(api):
    made = keep(api, "sales")
    assert made.status_code == 201, made.data
    view = made.data
    assert (view["query"], view["mine"], view["shared"]) == (QUERY, True, False)
    changed = api("sales").patch(f"views/{view['id']}", {"name": "更贵的书"}, version=view["version"])
    assert (changed.status_code, changed.data["name"]) == (200, "更贵的书")
    assert api("sales").patch(f"views/{view['id']}", {"name": "x"}, version=view["version"]).status_code == 412
    assert api("sales").delete(f"views/{view['id']}").status_code == 204
    assert names(api, "sales") == []


def test_own_views_are_private_and_shared_ones_only_their_authors_to_change(api):
    private, shared = keep(api, "sales").data, keep(api, "sales", name="大家的", shared=True).data
    assert names(api, "manager") == ["大家的"]
    assert names(api, "stranger") == []
    assert api("manager").patch(f"views/{private['id']}", {"name": "x"}).status_code == 404
    assert api("manager").patch(f"views/{shared['id']}", {"name": "x"}).status_code == 403
    assert api("manager").delete(f"views/{shared['id']}").status_code == 403
    assert api("stranger").delete(f"views/{shared['id']}").status_code == 404
    assert names(api, "sales") == ["大家的", "贵的书"]


def test_a_shared_view_on_a_field_hidden_from_the_reader_is_not_shown(api, cast):
    keep(api, "manager", shared=True)
    assert names(api, "finance") == ["贵的书"]
    cast.system()
    for role in Role.objects.filter(company=cast.company).exclude(code="sales_manager"):
        FieldRule.objects.create(company=cast.company, role=role, resource="plain.book", field="price", mode="hidden")
    assert names(api, "finance") == []
    assert names(api, "manager") == ["贵的书"]


def test_whoever_may_not_see_the_list_sees_no_views_of_it_and_keeps_none(api):
    keep(api, "sales", shared=True)
    assert names(api, "warehouse") == []
    assert keep(api, "warehouse").status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"resource": "no.such"},
        {"query": {"filter": ["nothing", "eq", 1]}},
        {"query": {"mode": "dance"}},
        {"query": {"sort": [1]}},
        {"query": []},
        {"shared": "yes"},
        {"owner": 1},
    ],
)
def test_what_the_list_would_refuse_is_not_kept(api, wrong):
    assert keep(api, "sales", **wrong).status_code == 422
    assert names(api, "sales") == []


def test_a_name_is_taken_once(api):
    assert keep(api, "sales").status_code == 201
    assert keep(api, "sales").status_code == 409
    assert keep(api, "colleague").status_code == 201
