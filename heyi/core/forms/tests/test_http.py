"""Forms over HTTP: designed by an administrator, filled in by an employee, decided about by two others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from heyi.core.forms.models import Document, Form, FormVersion
from heyi.core.forms.tests.designs import LEAVE, field, publish, texts
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.builder import approve, choose, handle, inform, manager, otherwise, process, role, when

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.client import ApiClient

pytestmark = pytest.mark.django_db
Login = Callable[[str], "ApiClient"]
WEEK = {"kind": "annual", "period": {"start": "2026-12-01", "end": "2026-12-05"}, "reason": "家里有事"}
HIDES = {"reason": FieldRight.HIDDEN, "booked": FieldRight.REQUIRED}


def steps(resource: str) -> str:
    """The manager; above three days HR too, who books and does not read why."""
    return process(
        resource,
        "Leave",
        approve("manager", "Manager", manager()),
        choose(when("days > 3", handle("hr", "HR", role("hr"), fields=HIDES)), otherwise()),
    ).xml()


@pytest.fixture
def leave(api: Login) -> dict[str, Any]:
    admin = api("admin")
    made = admin.post("forms/designs", {"code": "leave", "name": texts("请假"), "design": LEAVE, "category": "hr"})
    assert made.status_code == 201, made.data
    saved = admin.patch(
        f"forms/designs/{made.data['id']}", {"version": made.data["version"], "xml": steps(made.data["resource"])}
    )
    shown = admin.post(f"forms/designs/{made.data['id']}/publish", {"version": saved.data["version"]})
    assert shown.status_code == 200, shown.data
    found: dict[str, Any] = shown.data
    return found


def path(form: dict[str, Any]) -> str:
    return str(form["resource"]).replace(".", "/")


class TestDesigning:
    def test_only_whoever_may_design_gets_near(self, api: Login, leave: dict[str, Any]) -> None:
        for name in ("sales", "manager", "hr"):
            client = api(name)
            assert client.get("forms/designs").status_code == 403
            assert client.post("forms/designs", {"code": "x", "name": texts("x")}).status_code == 403
            body = {"version": leave["version"], "design": {"fields": []}}
            assert client.patch(f"forms/designs/{leave['id']}", body).status_code == 403
        assert api("stranger").get(f"forms/designs/{leave['id']}").status_code == 404
        assert FormVersion.objects.count() == 1

    def test_a_draft_with_faults_is_kept_and_cannot_be_published(self, api: Login, leave: dict[str, Any]) -> None:
        admin, place = api("admin"), f"forms/designs/{leave['id']}"
        broken = {"fields": [
            field("days", "text"),
            field("a", "number", formula="b + 1"), field("b", "number", formula="a + 1"),
            field("c", "number", formula="1 +"), field("d", "number", formula="nobody * 2"),
            field("e", "choice"), {"name": "Bad", "type": "text"}, field("f", "date", formula="today()", colour="red"),
        ]}  # fmt: skip
        kept = admin.patch(place, {"version": leave["version"], "design": broken})
        assert kept.status_code == 200
        assert kept.data["has_draft"]
        refused = admin.post(f"{place}/publish", {"version": kept.data["version"]})
        assert refused.status_code == 422
        assert {(one["path"], one["code"]) for one in refused.data["errors"]} >= {
            ("design.fields.0.type", "type_changed"), ("design.fields.3.formula", "bad_expression"),
            ("design.fields.4.formula", "unknown_name"), ("design.fields.5.choices", "required"),
            ("design.fields.6.name", "bad_name"), ("design.fields.7.colour", "unknown"),
        }  # fmt: skip
        circle = admin.post("forms/check", {"design": {"fields": broken["fields"][1:3]}}).data["findings"]
        assert [one["code"] for one in circle] == ["circle"]
        assert FormVersion.objects.get(state="published").design["fields"][0]["name"] == "kind"

    def test_a_process_that_cannot_be_read_yet_is_in_nobodys_way(self, api: Login, leave: dict[str, Any]) -> None:
        broken = (
            steps(leave["resource"]).replace("</process>", "<userTask/></process>").replace("days &gt; 3", "days &gt;")
        )
        kept = api("admin").patch(f"forms/designs/{leave['id']}", {"version": leave["version"], "xml": broken})
        assert (kept.status_code, "hidden" in broken, "days &gt;<" in broken) == (200, True, True), kept.data
        assert api("sales").post(path(leave), WEEK).status_code == 201
        assert len(api("sales").get(path(leave)).data["rows"]) == 1

    def test_two_designers_do_not_overwrite_each_other(self, api: Login, leave: dict[str, Any]) -> None:
        admin, place = api("admin"), f"forms/designs/{leave['id']}"
        first = admin.patch(place, {"version": leave["version"], "icon": "sun"})
        late = admin.patch(place, {"version": leave["version"], "icon": "moon"})
        assert (first.status_code, late.status_code) == (200, 412)
        assert Form.objects.get().icon == "sun"


class TestFillingIn:
    def test_the_whole_way_with_rights_by_step(self, api: Login, cast: "Cast", leave: dict[str, Any]) -> None:
        sales, papers = api("sales"), path(leave)
        assert [row["name"] for row in sales.get("forms/start").data["rows"]] == ["请假"]
        computed = sales.post(f"{papers}/evaluate", {"values": WEEK}).data
        assert computed["values"]["days"] == "5"
        assert computed["errors"] == []
        made = sales.post(papers, WEEK)
        assert made.status_code == 201, made.data
        one = f"{papers}/{made.data['id']}"
        assert sales.post(f"{one}/submit", {}).data["status"] == "running"
        row = sales.get(papers).data["rows"][0]
        assert (row["kind"], row["days"], row["status"]) == ("annual", "5", "running")

        manager_ = api("manager")
        waiting = manager_.get("workflow/inbox", box="todo").data["rows"][0]
        assert waiting["task_id"]
        case = manager_.get(f"workflow/cases/{waiting['case_id']}").data
        assert case["snapshot"]["reason"] == "家里有事"
        manager_.post(f"workflow/tasks/{waiting['task_id']}/approve", {"opinion": "ok"})

        hr = api("hr")
        waiting = hr.get("workflow/inbox", box="todo").data["rows"][0]
        case = hr.get(f"workflow/cases/{waiting['case_id']}").data
        assert "reason" not in case["snapshot"]
        assert "reason" not in hr.get(one).data
        assert "家里有事" not in hr.get(one).content.decode()
        task = f"workflow/tasks/{waiting['task_id']}"
        assert hr.post(f"{task}/approve", {"opinion": ""}).status_code == 409
        tampered = hr.post(f"{task}/edit", {"fields": {"days": {"value": "1", "seen": "5"}}})
        assert tampered.data["code"] == "field_not_yours"
        hidden = hr.post(f"{task}/edit", {"fields": {"reason": {"value": "x", "seen": "家里有事"}}})
        assert hidden.data["code"] == "field_not_yours"
        booked = hr.post(f"{task}/edit", {"fields": {"booked": {"value": True, "seen": None}}})
        assert booked.status_code in (200, 204), booked.data
        assert hr.post(f"{task}/approve", {"opinion": ""}).status_code in (200, 204)
        record = Document.objects.get()
        assert (record.status, record.data["booked"], record.data["days"]) == ("approved", True, "5")
        assert sales.get(one).data["booked"] is True

    def test_who_is_informed_reads_without_what_the_step_hides(self, api: Login, cast: "Cast") -> None:
        told = {"reason": FieldRight.HIDDEN}
        asked = approve("manager", "Manager", manager())
        form = publish(
            cast.actor("admin"), "leave", LEAVE, inform("hr", "HR", role("hr"), fields=told),
            inform("told", "Told", role("finance")), inform("all", "All", manager(), fields=told), asked,
        )  # fmt: skip
        papers = form.resource.replace(".", "/")
        sales = api("sales")
        one = f"{papers}/{sales.post(papers, WEEK).data['id']}"
        assert sales.post(f"{one}/submit", {}).status_code == 200
        case_id = sales.get("workflow/inbox", box="mine").data["rows"][0]["case_id"]
        for name, knows in (("hr", False), ("finance", True), ("manager", True), ("sales", True)):
            case, record = api(name).get(f"workflow/cases/{case_id}"), api(name).get(one)
            assert (case.status_code, record.status_code) == (200, 200)
            listed = api(name).get(papers, columns="reason").content.decode()
            read = ["家里有事" in text for text in (case.content.decode(), record.content.decode(), listed)]
            assert read == [knows] * 3, name

    def test_a_form_that_was_changed_meanwhile_says_so(self, api: Login, leave: dict[str, Any]) -> None:
        sales, papers = api("sales"), path(leave)
        made = sales.post(papers, WEEK).data
        admin, place = api("admin"), f"forms/designs/{leave['id']}"
        design = {**LEAVE, "fields": [one for one in LEAVE["fields"] if one["name"] != "handover"]}
        saved = admin.patch(place, {"version": leave["version"], "design": design})
        assert admin.post(f"{place}/publish", {"version": saved.data["version"]}).status_code == 200
        refused = sales.patch(f"{papers}/{made['id']}", {"handover": 1, "reason": "new"}, version=made["version"])
        assert refused.status_code == 422
        assert [(one["path"], one["code"]) for one in refused.data["errors"]] == [("handover", "unknown_field")]
        kept = sales.patch(f"{papers}/{made['id']}", {"reason": "new"}, version=made["version"])
        assert (kept.status_code, kept.data["reason"]) == (200, "new")

    def test_nobody_fills_in_a_retired_form_and_what_there_is_can_be_read(
        self, api: Login, cast: "Cast", leave: dict[str, Any]
    ) -> None:
        sales, papers = api("sales"), path(leave)
        made = sales.post(papers, WEEK).data
        sales.post(f"{papers}/{made['id']}/submit", {})
        admin = api("admin")
        assert admin.post(f"forms/designs/{leave['id']}/retire", {"version": leave["version"]}).status_code == 200
        assert sales.get("forms/start").data["rows"] == []
        refused = sales.post(papers, WEEK)
        assert (refused.status_code, refused.data["code"]) == (409, "form_not_published")
        draft = Document.objects.create(
            company_id=cast.company.pk, form_id=leave["id"], owner=cast.employees["sales"],
            form_version=FormVersion.objects.get(), data={"reason": "x"},
        )  # fmt: skip
        assert sales.post(f"{papers}/{draft.pk}/submit", {}).status_code == 404
        kept = sales.patch(f"{papers}/{draft.pk}", {"reason": "y"}, version=1)
        assert (kept.status_code, kept.data["code"]) == (409, "form_not_published")
        assert sales.get(f"{papers}/{made['id']}").data["reason"] == "家里有事"
        assert len(sales.get(papers).data["rows"]) == 2
        assert api("colleague").get(papers).data["rows"] == []
        manager_ = api("manager")
        waiting = manager_.get("workflow/inbox", box="todo").data["rows"][0]
        done = manager_.post(f"workflow/tasks/{waiting['task_id']}/approve", {"opinion": "ok"})
        assert done.status_code in (200, 204), done.data


class TestGranting:
    def test_a_role_opens_the_documents_of_one_form_and_no_other(
        self, api: Login, cast: "Cast", leave: dict[str, Any]
    ) -> None:
        admin, sales, papers = api("admin"), api("sales"), path(leave)
        sales.post(papers, WEEK)
        other = admin.post("forms/designs", {"code": "other", "name": texts("Other"), "design": LEAVE}).data
        saved = admin.patch(
            f"forms/designs/{other['id']}", {"version": other["version"], "xml": steps(other["resource"])}
        )
        assert admin.post(f"forms/designs/{other['id']}/publish", {"version": saved.data["version"]}).status_code == 200
        sales.post(path(other), WEEK)
        apps = {one["name"]: one for one in admin.get("access/catalog").data["apps"]}
        offered = {one["name"] for resource in apps["paper"]["resources"] for one in resource["permissions"]}
        grant = f"{leave['resource']}.view"
        assert grant in offered
        body = {"name": "Attendance", "grants": [{"permission": grant, "scope": "company"}]}
        role = admin.post("access/roles", body)
        assert role.status_code == 201, role.data
        nothing = admin.post(
            "access/roles", {"name": "x", "grants": [{"permission": "paper.none_9.view", "scope": "own"}]}
        )
        assert nothing.status_code == 422
        clerk = cast.employees["finance"]
        given = admin.post("access/role-assignments", {"role": role.data["id"], "employee": clerk.pk})
        assert given.status_code == 201, given.data
        finance = api("finance")
        assert [row["days"] for row in finance.get(papers, columns="days").data["rows"]] == ["5"]
        assert finance.get(path(other)).data["rows"] == []
        assert api("colleague").get(papers).data["rows"] == []
        why = admin.get("access/explain", employee=clerk.pk, permission=grant).data
        assert why["allowed"] is True


ORDER: dict[str, Any] = {
    "fields": [
        field("items", "lines", fields=[
            field("article", "text"), field("price", "money", currency="CNY", min=1),
            field("twice", "money", currency="CNY", formula="price * 2"), field("tag", "text", later=True),
        ]),
        field("total", "money", currency="CNY", formula="sum(items.twice)"),
    ],
}  # fmt: skip


class TestColumnsOfLines:
    def test_whoever_decides_fills_in_the_columns_that_are_theirs(self, api: Login, cast: "Cast") -> None:
        rights = {"items.price": FieldRight.WRITE, "items.tag": FieldRight.REQUIRED}
        asked = handle("order", "Order", role("hr"), fields=rights)
        form = publish(cast.actor("admin"), "order", ORDER, asked)
        sales, hr, papers = api("sales"), api("hr"), form.resource.replace(".", "/")
        rows = [{"article": "a", "price": "1.00"}, {"article": "b", "price": "2.00"}]
        one = f"{papers}/{sales.post(papers, {'items': rows}).data['id']}"
        assert sales.post(f"{one}/submit", {}).status_code == 200
        task = f"workflow/tasks/{hr.get('workflow/inbox', box='todo').data['rows'][0]['task_id']}"

        def edit(name: str, value: Any, seen: Any) -> Any:
            return hr.post(f"{task}/edit", {"fields": {name: {"value": value, "seen": seen}}})

        assert hr.post(f"{task}/approve", {"opinion": ""}).data["code"] == "field_required"
        assert edit("items.article", ["x", "y"], ["a", "b"]).data["code"] == "field_not_yours"
        assert edit("items", [], hr.get(one).data["items"]).data["code"] == "field_not_yours"
        assert edit("items.price", ["3.00", "4.00"], ["1.00", "9.00"]).status_code == 409
        assert edit("items.price", ["3.00"], ["1.00", "2.00"]).status_code == 422
        low = edit("items.price", ["3.00", "0.50"], ["1.00", "2.00"])
        assert [fault["path"] for fault in low.data["errors"]] == ["fields.items.1.price"]
        assert Document.objects.get().data["total"] == "6.00"
        assert edit("items.price", ["3.00", "4.00"], ["1.00", "2.00"]).status_code == 200
        assert edit("items.tag", ["t1", "t2"], [None, None]).status_code == 200
        assert hr.post(f"{task}/approve", {"opinion": ""}).status_code == 200
        cast.system()
        record = Document.objects.get()
        assert record.data["items"] == [
            {"article": "a", "price": "3.00", "twice": "6.00", "tag": "t1"},
            {"article": "b", "price": "4.00", "twice": "8.00", "tag": "t2"},
        ]
        assert (record.status, record.data["total"]) == ("approved", "14.00")
