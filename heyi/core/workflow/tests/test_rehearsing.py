"""A version is rehearsed by the real engine with real people, and nothing of it stays."""

from typing import Any

import pytest
from django.db import connection

from heyi.core.messages.models import Message
from heyi.core.workflow import models
from heyi.core.workflow.services import cases, versions
from heyi.core.workflow.tests.test_versions_on_postgres import draft
from heyi.core.workflow.tests.test_what_if import KEY, claims, xml
from tests.cast import Cast
from tests.client import ApiClient

__all__ = ["claims"]
pytestmark = pytest.mark.django_db
TABLES = ("case", "token", "activation", "task", "decision", "subscription", "entry", "snapshot", "note", "incident")


def counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for name in (*(f"workflow_{one}" for one in TABLES), "events_event"):
            cursor.execute(f"SELECT count(*) FROM {name}")
            found[name] = cursor.fetchone()[0]
    return found | {"messages": Message.objects.count()}


def rehearsed(api: Any, version: int, **body: Any) -> Any:
    return api("admin").post(f"workflow/versions/{version}/rehearse", body)


class TestRehearsal:
    def test_a_draft_asks_the_people_whom_a_real_case_asks_and_leaves_nothing(self, cast: Cast, api: Any) -> None:
        made = versions.save_draft(xml(1000), actor=cast.actor("admin"))
        sales = cast.employees["sales"].pk
        cast.system()
        before = counted()
        lines = ["complete lead", "complete money", "complete head"]
        answer = rehearsed(api, made.pk, initiator=sales, values={"amount": 5000}, lines=lines)
        assert answer.status_code == 200, answer.content
        rows = answer.data["rows"]
        assert [row["active"] for row in rows] == [["lead"], ["money"], ["head"], []]
        assert [row["state"] for row in rows] == ["running", "running", "running", "approved"]
        assert any(one["what"].startswith("workflow.") and one["people"] for row in rows for one in row["told"])
        cast.system()
        assert counted() == before
        assert models.Version.objects.get(pk=made.pk).state == "draft"

        versions.publish(made.pk, actor=cast.actor("admin"))
        case_id = cases.submit(KEY, 5000, actor=cast.actor("sales"))
        people = {one.pk: who for who, one in cast.employees.items()}
        for row in rows[:-1]:
            cast.system()
            task = models.Task.objects.get(case_id=case_id, state="open")
            assert [(one["node"], one["person"]["id"]) for one in row["asked"]] == [(task.node, task.assignee_id)]
            assert api(people[task.assignee_id or 0]).post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200

    def test_time_passes_only_in_it(self, cast: Cast, api: Any) -> None:
        made = draft(api, "start s; user a; boundary late on=a timer=PT5H; user b; end e; s -> a -> e; late -> b -> e")
        first, second = rehearsed(
            api, made["id"], initiator=cast.employees["sales"].pk, lines=["advance PT6H"]
        ).data["rows"]  # fmt: skip
        assert (first["active"], [one["node"] for one in first["due"]]) == (["a"], ["late"])
        assert (second["active"], second["due"]) == (["b"], [])

    def test_it_takes_the_right_to_publish_and_an_initiator_of_the_company(self, cast: Cast, api: Any) -> None:
        made = draft(api, "start s; user a; end e; s -> a -> e")
        sales: ApiClient = api("sales")
        path, body = f"workflow/versions/{made['id']}/rehearse", {"initiator": cast.employees["sales"].pk}
        assert sales.post(path, body).status_code == 403
        assert api("stranger").post(path, body).status_code in (403, 404)
        assert api("admin").post(path, {"initiator": 10**9}).status_code == 404

    @pytest.mark.parametrize("line", ["complete nowhere", "fly away", "advance soon", 'set {"x"'])
    def test_a_line_that_cannot_be_done_is_named_and_the_rest_is_undone(self, cast: Cast, api: Any, line: str) -> None:
        made = draft(api, "start s; user a; user b; end e; s -> a -> b -> e")
        before = counted()
        answer = rehearsed(api, made["id"], initiator=cast.employees["sales"].pk, lines=["complete a", line])
        assert (answer.status_code, answer.data["code"]) == (409, "bad_line")
        assert (answer.data["number"], answer.data["line"]) == (2, line)
        assert answer.data["reason"]
        cast.system()
        assert counted() == before

    def test_a_version_that_cannot_run_is_not_rehearsed(self, cast: Cast, api: Any) -> None:
        made = draft(api, "start s; user a; s -> a; end e")
        assert rehearsed(api, made["id"], initiator=cast.employees["sales"].pk).status_code == 422
