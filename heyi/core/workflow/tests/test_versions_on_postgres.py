"""Drafts, versions and their days; cases from one version to another; repair; external work; the verifier of the log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from heyi.core.workflow import models
from heyi.core.workflow.errors import NoProcess
from heyi.core.workflow.services import verifying, versions, watching
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.tests.drawn import Drawing
from tests.cast import Cast
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
APPROVER = (
    '<extensionElements><heyi:approval mode="any"><heyi:approver rule="role" name="finance" scope="company"/>'
    "</heyi:approval></extensionElements>"
)


def xml(text: str, key: str = "trial") -> str:
    """With somebody to ask at every user task."""
    drawn = Drawing(text, key).xml()
    for part in drawn.split("<userTask ")[1:]:
        head = part.partition(">")[0]
        drawn = drawn.replace(f"<userTask {head}>", f"<userTask {head}>{APPROVER}", 1)
    return drawn


def draft(api: Api, text: str) -> dict[str, Any]:
    answer = api("admin").post("workflow/versions", {"xml": xml(text)})
    assert answer.status_code == 200, answer.content
    return dict(answer.data)


def published(api: Api, text: str) -> dict[str, Any]:
    made = draft(api, text)
    answer = api("admin").post(f"workflow/versions/{made['id']}/publish", {})
    assert answer.status_code == 200, answer.content
    return dict(answer.data)


def begun(cast: Cast, **variables: Any) -> int:
    return engine().start("", None, actor=cast.actor("sales"), process="trial", variables=variables).case.id


def nodes(case_id: int) -> list[str]:
    return sorted(models.Token.objects.filter(case_id=case_id, state="live").values_list("node", flat=True))


ONE = "start s; user a; end e; s -> a -> e"
TWO = "start s; user a; user b; end e; s -> a -> b -> e"


class TestVersions:
    def test_rule_39_a_draft_becomes_the_version_in_force_and_running_cases_stay_on_theirs(
        self, cast: Cast, api: Api
    ) -> None:
        first = published(api, ONE)
        old = begun(cast)
        second = draft(api, TWO)
        assert models.Version.objects.get(pk=first["id"]).state == "published", "a draft changes nothing"
        api("admin").post(f"workflow/versions/{second['id']}/publish", {})
        new = begun(cast)
        assert [models.Case.objects.get(pk=one).version_id for one in (old, new)] == [first["id"], second["id"]]
        listed = api("admin").get("workflow/versions?process=trial").data["rows"]
        assert [(row["number"], row["state"], row["running"]) for row in listed] == [
            (2, "published", 1), (1, "retired", 1),
        ]  # fmt: skip

    def test_it_comes_into_force_on_its_day_and_not_before(
        self, cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = published(api, ONE), draft(api, TWO)
        day = datetime(2099, 1, 1, tzinfo=UTC)
        answer = api("admin").post(f"workflow/versions/{second['id']}/publish", {"effective_at": day.isoformat()})
        assert answer.data["state"] == "scheduled"
        versions.take_effect(second["id"], cast.company.pk)
        assert models.Version.objects.get(pk=first["id"]).state == "published"
        monkeypatch.setattr(timezone, "now", lambda: day + timedelta(seconds=1))
        versions.take_effect(second["id"], cast.company.pk)
        cast.system()
        states = dict(models.Version.objects.values_list("pk", "state"))
        assert (states[first["id"]], states[second["id"]]) == ("retired", "published")

    def test_what_was_published_never_changes_and_two_writers_of_a_draft_do_not_overwrite_each_other(
        self, cast: Cast, api: Api
    ) -> None:
        first = published(api, ONE)
        body = {"xml": xml(TWO), "version": first["version"]}
        assert api("admin").patch(f"workflow/versions/{first['id']}", body).data["code"] == "not_a_draft"
        made = draft(api, TWO)
        body = {"xml": xml(ONE), "version": made["version"]}
        assert api("admin").patch(f"workflow/versions/{made['id']}", body).status_code == 200
        assert api("admin").patch(f"workflow/versions/{made['id']}", body).status_code == 412
        assert api("admin").delete(f"workflow/versions/{first['id']}").data["code"] == "not_a_draft"
        begun(cast)
        assert api("admin").delete(f"workflow/versions/{first['id']}").data["code"] == "has_cases"
        assert api("admin").delete(f"workflow/versions/{made['id']}").status_code == 204

    def test_a_broken_draft_is_kept_but_not_published(self, cast: Cast, api: Api) -> None:
        made = draft(api, "start s; user a; s -> a; end e")
        assert [one["is_error"] for one in made["findings"]].count(True) > 0
        refused = api("admin").post(f"workflow/versions/{made['id']}/publish", {})
        assert refused.status_code == 422
        assert models.Version.objects.get(pk=made["id"]).state == "draft"

    def test_back_to_an_earlier_one_is_a_new_version_and_retiring_ends_beginnings_only(
        self, cast: Cast, api: Api
    ) -> None:
        first, second = published(api, ONE), published(api, TWO)
        back = api("admin").post(f"workflow/versions/{first['id']}/rollback", {}).data
        assert (back["number"], back["digest"]) == (3, first["digest"])
        assert second["digest"] != first["digest"]
        running = begun(cast)
        assert api("admin").post("workflow/processes/trial/retire", {}).status_code == 204
        with pytest.raises(NoProcess), transaction.atomic():
            begun(cast)
        assert nodes(running) == ["a"]

    def test_the_difference_names_each_element_and_what_changed_in_it(self, cast: Cast, api: Api) -> None:
        first = published(api, ONE)
        changed = xml(TWO).replace('mode="any"', 'mode="all"', 1)
        second = api("admin").post("workflow/versions", {"xml": changed}).data
        rows = api("admin").get(f"workflow/versions/{first['id']}/diff/{second['id']}").data["rows"]
        assert {(row["element"], row["change"]) for row in rows} == {
            ("a", "changed"), ("b", "added"), ("a_b", "added"), ("b_e", "added"), ("a_e", "removed"),
        }  # fmt: skip
        (mode,) = next(row["properties"] for row in rows if row["element"] == "a")
        assert (mode["name"], mode["old"], mode["new"]) == ("approval.mode", "any", "all")

    def test_the_difference_names_what_the_process_says_of_every_case(self, cast: Cast, api: Api) -> None:
        limit = '<extensionElements><heyi:sla within="PT8H"/></extensionElements>'
        first = published(api, ONE)
        at = xml(ONE).index(">", xml(ONE).index("<process ")) + 1
        second = api("admin").post("workflow/versions", {"xml": xml(ONE)[:at] + limit + xml(ONE)[at:]}).data
        (row,) = api("admin").get(f"workflow/versions/{first['id']}/diff/{second['id']}").data["rows"]
        assert (row["kind"], [one["name"] for one in row["properties"]]) == ("process", ["sla"])

    def test_it_takes_the_right_to_publish(self, cast: Cast, api: Api) -> None:
        assert api("sales").post("workflow/versions", {"xml": xml(ONE)}).status_code == 403
        assert api("sales").get("workflow/versions").status_code == 403


class TestMigration:
    JOIN = "start s; and f; user a; user b; and j; user c; end e; s -> f -> a -> j; f -> b -> j; j -> c -> e"

    def test_rule_39_a_dry_run_changes_nothing_and_a_waiting_join_goes_along(self, cast: Cast, api: Api) -> None:
        published(api, self.JOIN)
        case_id = begun(cast)
        task = models.Task.objects.get(case_id=case_id, node="a", state="open")
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        assert nodes(case_id) == ["b", "j"]
        new = published(api, self.JOIN.replace("j -> c -> e", "user d; j -> c -> d -> e"))
        tried = api("admin").post(f"workflow/versions/{new['id']}/migrate", {}).data["rows"]
        assert [row["verdict"] for row in tried] == ["possible"]
        assert models.Case.objects.get(pk=case_id).version_id != new["id"]
        done = api("admin").post(f"workflow/versions/{new['id']}/migrate", {"dry_run": False}).data["rows"]
        assert [row["verdict"] for row in done] == ["done"]
        for node in ("b", "c", "d"):
            task = models.Task.objects.get(case_id=case_id, node=node, state="open")
            assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        assert models.Case.objects.get(pk=case_id).state == "approved"
        assert verifying.verify(cast.company.pk).breaches == ()

    def test_rule_39_an_element_that_is_gone_is_named_and_can_be_mapped(self, cast: Cast, api: Api) -> None:
        published(api, ONE)
        case_id = begun(cast)
        new = published(api, ONE.replace("user a", "user x").replace("-> a ->", "-> x ->"))
        (row,) = api("admin").post(f"workflow/versions/{new['id']}/migrate", {"dry_run": False}).data["rows"]
        assert (row["verdict"], row["obstacles"][0]) == ("refused", {"node": "a", "code": "element_missing"})
        assert nodes(case_id) == ["a"]
        body = {"dry_run": False, "mapping": {"a": "x"}}
        (row,) = api("admin").post(f"workflow/versions/{new['id']}/migrate", body).data["rows"]
        assert (row["verdict"], nodes(case_id)) == ("done", ["x"])
        assert models.Task.objects.get(case_id=case_id).node == "x"


class TestRepair:
    TEXT = 'start s; user a; xor x; user b; end e; end n; s -> a -> x; x -> b if "ok"; x -> n if "not(ok)"; b -> e'

    def stopped(self, cast: Cast, api: Api) -> tuple[int, int]:
        published(api, self.TEXT)
        case_id = begun(cast, ok="what")
        task = models.Task.objects.get(case_id=case_id, state="open")
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        (row,) = api("admin").get("workflow/incidents").data["rows"]
        assert (row["case"], row["node"], row["code"]) == (case_id, "x", "condition_failed")
        return case_id, row["id"]

    def test_trying_again_goes_on_when_the_cause_is_gone_and_stops_again_when_not(self, cast: Cast, api: Api) -> None:
        case_id, incident = self.stopped(cast, api)
        assert api("admin").post(f"workflow/incidents/{incident}/retry", {}).status_code == 200
        (row,) = api("admin").get("workflow/incidents").data["rows"]
        assert row["id"] != incident
        api("admin").post(f"workflow/cases/{case_id}/variables", {"values": {"ok": True}})
        after = api("admin").post(f"workflow/incidents/{row['id']}/retry", {})
        assert after.data["active"] == ["b"]
        assert api("admin").post(f"workflow/incidents/{row['id']}/retry", {}).status_code == 409
        assert api("admin").get("workflow/incidents").data["rows"] == []

    def test_skipping_asks_for_a_reason_and_a_way(self, cast: Cast, api: Api) -> None:
        case_id, incident = self.stopped(cast, api)
        path = f"workflow/incidents/{incident}/skip"
        assert api("admin").post(path, {"opinion": "on"}).data["code"] == "bad_way"
        assert api("admin").post(path, {"opinion": ""}).status_code == 422
        assert nodes(case_id) == ["x"]
        assert api("admin").post(path, {"opinion": "on", "flow": "x_b"}).data["active"] == ["b"]

    def test_only_operators_see_and_repair(self, cast: Cast, api: Api) -> None:
        _, incident = self.stopped(cast, api)
        assert api("sales").get("workflow/incidents").status_code == 403
        assert api("sales").post(f"workflow/incidents/{incident}/retry", {}).status_code == 403
        assert api("stranger").post(f"workflow/incidents/{incident}/retry", {}).status_code == 404
        assert list(watching.stuck(cast.company.pk)) == []


class TestWork:
    TEXT = (
        'start s; service w in:sum="total * 2"; user b; end e; boundary bad on=w error=no; user f; '
        "s -> w -> b -> e; bad -> f -> e"
    )

    def test_one_worker_gets_it_and_what_it_brings_becomes_variables(self, cast: Cast, api: Api) -> None:
        published(api, self.TEXT)
        case_id = begun(cast, total=21)
        (row,) = api("admin").post("workflow/work/fetch", {"topics": ["w"]}).data["rows"]
        assert (row["case"], row["values"]) == (case_id, {"sum": 42})
        assert api("admin").post("workflow/work/fetch", {"topics": ["w"]}).data["rows"] == []
        done = api("admin").post(f"workflow/work/{row['id']}/finish", {"values": {"paid": True}})
        assert (done.status_code, nodes(case_id)) == (204, ["b"])
        assert models.Case.objects.get(pk=case_id).variables["paid"] is True
        assert api("admin").post(f"workflow/work/{row['id']}/finish", {"values": {}}).data["code"] == "not_waiting"

    def test_a_code_takes_the_error_path_and_a_lost_lock_gives_it_to_another(
        self, cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        published(api, self.TEXT)
        case_id = begun(cast, total=1)
        (row,) = api("admin").post("workflow/work/fetch", {"topics": ["w"], "seconds": 10}).data["rows"]
        later = timezone.now() + timedelta(seconds=11)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert len(api("admin").post("workflow/work/fetch", {"topics": ["w"]}).data["rows"]) == 1
        api("admin").post(f"workflow/work/{row['id']}/fail", {"code": "no"})
        assert nodes(case_id) == ["f"]


class TestTheVerifier:
    @pytest.mark.usefixtures("owner")
    def test_it_names_the_line_or_the_table_that_somebody_has_changed(self, cast: Cast, api: Api) -> None:
        published(api, TWO)
        case_id = begun(cast)
        task = models.Task.objects.get(case_id=case_id, state="open")
        api("finance").post(f"workflow/tasks/{task.pk}/approve", {"opinion": "好"})
        whole = verifying.verify(cast.company.pk)
        assert (whole.cases, whole.lines, whole.breaches) == (1, 2, ())
        for statement, seq, what in (
            ("UPDATE workflow_entry SET actor = 'x' WHERE seq = 2", 2, "not what was written"),
            ("DELETE FROM workflow_entry WHERE seq = 2", 2, "the end of the log is missing"),
            ("UPDATE workflow_decision SET opinion = '不好'", 0, "workflow_decision"),
            ("UPDATE workflow_case SET log_hash = repeat('0', 64)", 3, "the end of the log is missing"),
        ):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE workflow_entry DISABLE TRIGGER USER")
                cursor.execute("ALTER TABLE workflow_decision DISABLE TRIGGER USER")
                cursor.execute(statement)
                found = verifying.verify(cast.company.pk)
                assert [(one.case_id, one.seq) for one in found.breaches] == [(case_id, seq)], statement
                assert what in found.breaches[0].what
                transaction.set_rollback(True)
        assert verifying.verify(cast.company.pk) == whole
