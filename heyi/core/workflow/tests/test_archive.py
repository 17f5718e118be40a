"""Ended cases in the archive: read as before, found, proved, kept, held, and removed by dropping their month."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from heyi.core.access.work import declare
from heyi.core.workflow import models
from heyi.core.workflow.services import archiving, keeping, removing, secrecy, verifying
from heyi.core.workflow.tests.papers import KEY
from heyi.core.workflow.tests.test_editing import memo_of
from heyi.core.workflow.tests.test_on_postgres import Papers, papers, submitted, todo
from tests.cast import Cast
from tests.client import ApiClient

__all__ = ["papers"]
pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
HOT = (
    models.Case, models.Token, models.Activation, models.Task, models.Decision, models.Note, models.Copy, models.Snapshot,
    models.Entry,
)  # fmt: skip
PEOPLE = ("sales", "manager", "finance", "colleague", "admin", "employee", "stranger")


def later(**ahead: float) -> datetime:
    return timezone.now() + timedelta(**ahead)


def decided(cast: Cast, api: Api) -> int:
    """An approved case with a return, a comment and a reader."""
    case_id = submitted(cast)
    first = todo(api, "manager")[0]["task_id"]
    api("manager").post(f"workflow/tasks/{first}/return", {"opinion": "写清楚"})
    again = todo(api, "sales")[0]["task_id"]
    api("sales").post(f"workflow/tasks/{again}/resubmit", {})
    api("sales").post(f"workflow/cases/{case_id}/comment", {"opinion": "请看"})
    api("sales").post(f"workflow/cases/{case_id}/cc", {"to": [cast.employees["colleague"].pk]})
    api("colleague").get(f"workflow/cases/{case_id}")
    for name in ("manager", "finance"):
        for row in todo(api, name):
            api(name).post(f"workflow/tasks/{row['task_id']}/approve", {"opinion": "好"})
    cast.system()
    assert models.Case.objects.get(pk=case_id).state == "approved"
    return case_id


def rule(api: Api, **body: Any) -> None:
    answer = api("admin").patch("workflow/retention", body)
    assert answer.status_code == 200, answer.content


def archived(cast: Cast, api: Api, *, keep_months: int = 0) -> int:
    case_id = decided(cast, api)
    rule(api, archive_after=30, keep_months=keep_months)
    assert archiving.move_all(cast.company.pk, now=later(days=31)) == 1
    return case_id


def counts(case_id: int) -> dict[str, int]:
    return {
        model.__name__: model.objects.filter(**{"pk" if model is models.Case else "case_id": case_id}).count()
        for model in HOT
    }


def refused(statements: str, case_id: int) -> str:
    """With which state the database refuses one of these statements."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements.split("; "):
                cursor.execute(statement, {"case": case_id})
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", ""))
    return ""


def everything(api: Api, case_id: int) -> dict[str, Any]:
    """What each person is answered about a case, by every way of looking at it."""
    found: dict[str, Any] = {}
    for name in PEOPLE:
        for path in ("", "/standing", "/log", "/log/1", "/log/3"):
            answer = api(name).get(f"workflow/cases/{case_id}{path}")
            found[f"{name}{path}"] = (answer.status_code, answer.data)
        for task in api("admin").get(f"workflow/cases/{case_id}").data["tasks"]:
            answer = api(name).get(f"workflow/tasks/{task['id']}/why")
            found[f"{name}/why/{task['id']}"] = (answer.status_code, answer.data)
    return found


def without_marks(answers: dict[str, Any]) -> dict[str, Any]:
    """Without what is meant to differ: since when it is archived, and what can be done."""
    marks = {"archived_at", "actions", "case_actions", "request_id"}
    return {
        name: (status, {key: value for key, value in data.items() if key not in marks})
        for name, (status, data) in answers.items()
    }


class TestMoving:
    def test_everybody_reads_the_same_before_and_after(self, cast: Cast, api: Api, papers: Papers) -> None:
        case_id = decided(cast, api)
        before = everything(api, case_id)
        assert before["stranger"][0] == 404
        assert before["colleague"][0] == before["sales"][0] == 200
        rule(api, archive_after=30)
        assert archiving.move_all(cast.company.pk, now=later(days=31)) == 1
        assert set(counts(case_id).values()) == {0}
        after = everything(api, case_id)
        assert without_marks(after) == without_marks(before)
        assert after["sales"][1]["archived_at"]
        assert before["sales"][1]["archived_at"] is None

    def test_what_is_too_young_or_runs_stays_and_without_a_rule_everything_does(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        case_id = decided(cast, api)
        running = submitted(cast)
        assert archiving.move_all(cast.company.pk, now=later(days=4_000)) == 0
        rule(api, archive_after=30)
        assert archiving.move_all(cast.company.pk, now=later(days=29)) == 0
        rule(api, process="trial.paper")
        assert archiving.move_all(cast.company.pk, now=later(days=4_000)) == 0
        rule(api, process="trial.paper", archive_after=1)
        assert archiving.move_all(cast.company.pk, now=later(days=2)) == 1
        assert counts(running)["Case"] == 1
        assert counts(case_id)["Case"] == 0
        assert archiving.move_all(cast.company.pk, now=later(days=2)) == 0

    @pytest.mark.parametrize("phase", ["_copy", "_take", "_seal"])
    def test_a_death_between_phases_leaves_the_case_where_it_was(
        self, cast: Cast, api: Api, papers: Papers, monkeypatch: pytest.MonkeyPatch, phase: str
    ) -> None:
        case_id = decided(cast, api)
        rule(api, archive_after=30)
        before, done = counts(case_id), getattr(archiving, phase)

        def dies(*arguments: Any) -> None:
            done(*arguments)
            raise KeyboardInterrupt

        monkeypatch.setattr(archiving, phase, dies)
        with pytest.raises(KeyboardInterrupt):
            archiving.move_all(cast.company.pk, now=later(days=31))
        cast.system()
        assert counts(case_id) == before
        assert not models.Archived.objects.exists()
        assert not models.Seal.objects.exists()
        monkeypatch.undo()
        assert archiving.move_all(cast.company.pk, now=later(days=31)) == 1
        assert models.Archived.objects.count() == models.Seal.objects.count() == 1

    def test_the_database_takes_nothing_away_that_is_not_in_the_archive_as_it_is(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        case_id = decided(cast, api)
        for change in ("", "UPDATE workflow_case SET title = 'x' WHERE id = %(case)s; "):
            with transaction.atomic():
                if change:
                    archiving._copy([case_id], timezone.now())
                assert refused(change + "SELECT heyi_archive_take(ARRAY[%(case)s])", case_id) == "HY002"
                transaction.set_rollback(True)
        forged = "SELECT set_config('app.archiving', 'on', true); DELETE FROM workflow_entry WHERE case_id = %(case)s"
        assert refused(forged, case_id) == "42501"
        assert counts(case_id)["Entry"] > 0

    def test_an_approval_that_can_still_be_reverted_stays(self, cast: Cast, api: Api, papers: Papers) -> None:
        case_id = decided(cast, api)
        rule(api, archive_after=1)
        row = archiving.ripe(cast.company.pk, after=0, most=9, now=later(days=2))[0]
        assert (row.id, archiving.may_be_reverted(row, later(days=2))) == (case_id, False)


class TestActs:
    def test_acts_are_refused_with_the_reason_and_strangers_learn_nothing(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        case_id = archived(cast, api)
        task = api("admin").get(f"workflow/cases/{case_id}").data["tasks"][0]["id"]
        for name, path in (
            ("sales", f"workflow/cases/{case_id}/comment"),
            ("manager", f"workflow/tasks/{task}/take_back"),
            ("admin", f"workflow/cases/{case_id}/void"),
        ):
            answer = api(name).post(path, {"opinion": "再说一句"})
            assert (answer.status_code, answer.data["code"]) == (409, "case_archived"), answer.content
            assert answer.data["archived_at"]
        for name in ("employee", "stranger"):
            assert api(name).post(f"workflow/cases/{case_id}/comment", {"opinion": "x"}).status_code == 404
        acts = {one["name"]: one for one in api("sales").get(f"workflow/cases/{case_id}").data["actions"]}
        assert not acts["comment"]["enabled"]
        assert acts["comment"]["reason"]

    def test_reopening_takes_it_back_whole_and_a_refused_one_leaves_it(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        rejected = submitted(cast)
        api("manager").post(f"workflow/tasks/{todo(api, 'manager')[0]['task_id']}/reject", {"opinion": "不"})
        cast.system()
        before = counts(rejected)
        rule(api, archive_after=30)
        archiving.move_all(cast.company.pk, now=later(days=31))
        assert api("manager").post(f"workflow/cases/{rejected}/reopen", {"opinion": "再来"}).status_code == 403
        assert api("stranger").post(f"workflow/cases/{rejected}/reopen", {"opinion": "再来"}).status_code == 404
        cast.system()
        assert models.Archived.objects.filter(pk=rejected).exists()
        answer = api("admin").post(f"workflow/cases/{rejected}/reopen", {"opinion": "再来"})
        assert (answer.status_code, answer.data["state"], answer.data["archived_at"]) == (200, "running", None)
        cast.system()
        assert not models.Archived.objects.exists()
        after = counts(rejected)
        assert after["Entry"] == before["Entry"] + 1
        assert after["Decision"] == before["Decision"]
        assert [one["kind"] for one in api("admin").get("workflow/archive/acts").data["rows"]] == [
            "restored",
            "archived",
        ]
        assert verifying.verify(cast.company.pk).breaches == ()
        assert todo(api, "manager")


class TestFinding:
    def test_it_is_found_by_number_title_process_and_time_by_those_who_may_see_it(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        case_id = archived(cast, api)
        for name, wanted in (("sales", 1), ("colleague", 1), ("admin", 1), ("employee", 1), ("stranger", 0)):
            rows = api(name).get("workflow/archive").data["rows"]
            assert [row["case_id"] for row in rows] == [case_id] * wanted, name
        for query in ({"q": "PAPER-7"}, {"q": "a pap"}, {"q": str(case_id)}, {"process": "trial.paper"}):
            assert len(api("sales").get("workflow/archive", **query).data["rows"]) == 1, query
        for query in ({"q": "PAPER-8"}, {"process": "other"}, {"until": "2020-01-01T00:00:00Z"}):
            assert api("sales").get("workflow/archive", **query).data["rows"] == [], query
        assert api("sales").get("workflow/archive", cursor="x").status_code == 422

    def test_pages_follow_one_another_without_a_gap(self, cast: Cast, api: Api, papers: Papers) -> None:
        made = []
        for _ in range(3):
            made.append(submitted(cast))
            api("sales").post(f"workflow/cases/{made[-1]}/withdraw", {})
        rule(api, archive_after=1)
        assert archiving.move_all(cast.company.pk, together=2, now=later(days=2)) == 3
        found, cursor = [], ""
        for _ in range(3):
            page = api("sales").get("workflow/archive", limit=1, cursor=cursor).data
            found += [row["case_id"] for row in page["rows"]]
            cursor = page["next"] or ""
        assert (found, cursor) == (made[::-1], "")

    def test_row_level_security_stands_on_the_whole_and_on_each_partition(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        archived(cast, api)
        cast.actor("stranger")
        assert not models.Archived.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid"
                " WHERE i.inhparent = 'workflow_archived'::regclass"
            )
            parts = cursor.fetchall()
        assert parts
        declare(cast.actor("admin"))
        for name, walled in parts:
            assert walled
            with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {name}")
            assert refusal.value.__cause__.sqlstate == "42501"


class TestProof:
    def test_the_sum_of_all_chains_stays_through_archive_and_removal(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        case_id = decided(cast, api)
        running = submitted(cast)
        before = verifying.verify(cast.company.pk)
        rule(api, archive_after=30, keep_months=12)
        archiving.move_all(cast.company.pk, now=later(days=31))
        moved = verifying.verify(cast.company.pk)
        assert (moved.breaches, moved.sum, moved.cases, moved.lines) == ((), before.sum, before.cases, before.lines)
        assert removing.run(cast.company.pk, now=later(days=400)) == {"archived": 0, "removed": 1, "dropped": 1}
        cast.system()
        gone = verifying.verify(cast.company.pk)
        assert (gone.breaches, gone.sum, gone.cases) == ((), before.sum, before.cases - 1)
        assert counts(running)["Case"] == 1
        assert keeping.find(case_id) is None


class TestRetention:
    def test_a_dry_run_says_what_would_go_and_changes_nothing(self, cast: Cast, api: Api, papers: Papers) -> None:
        decided(cast, api)
        rule(api, archive_after=30, keep_months=12)
        actor = cast.actor("admin")
        assert removing.plan(actor=actor, now=later(days=31))["archived"] == [{"process": "trial.paper", "cases": 1}]
        archiving.move_all(cast.company.pk, now=later(days=31))
        plan = removing.plan(actor=cast.actor("admin"), now=later(days=400))
        assert plan["archived"] == []
        assert [(one["process"], one["cases"], one["held"]) for one in plan["removed"]] == [("trial.paper", 1, 0)]
        assert api("admin").get("workflow/archive/plan").data == {"archived": [], "removed": []}
        assert models.Archived.objects.count() == 1

    def test_kept_for_ever_unless_a_period_is_set_and_the_processs_own_one_wins(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        archived(cast, api)
        assert removing.remove(cast.company.pk, now=later(days=40_000)) == 0
        rule(api, archive_after=30, keep_months=12)
        rule(api, process="trial.paper", archive_after=30, keep_months=0)
        assert removing.remove(cast.company.pk, now=later(days=400)) == 0
        assert api("admin").post("workflow/retention/drop", {"process": "trial.paper"}).status_code == 200
        assert removing.remove(cast.company.pk, now=later(days=400)) == 1
        assert removing.remove(cast.company.pk, now=later(days=400)) == 0

    @pytest.mark.parametrize("kind", ["case", "process", "document"])
    def test_nothing_under_a_hold_is_removed_until_it_is_released(
        self, cast: Cast, api: Api, papers: Papers, kind: str
    ) -> None:
        case_id = archived(cast, api, keep_months=12)
        what = {
            "case": {"case": case_id}, "process": {"process": "trial.paper"},
            "document": {"resource": "trial.paper", "record": 7},
        }[kind]  # fmt: skip
        held = api("admin").post("workflow/holds", {**what, "reason": "诉讼"})
        assert (held.status_code, held.data["by"], held.data["reason"]) == (200, "管理员郑", "诉讼"), held.content
        plan = removing.plan(actor=cast.actor("admin"), now=later(days=400))
        assert [(one["cases"], one["held"]) for one in plan["removed"]] == [(0, 1)]
        assert removing.run(cast.company.pk, now=later(days=400))["removed"] == 0
        assert api("sales").get(f"workflow/cases/{case_id}").status_code == 200
        path = f"workflow/holds/{held.data['id']}/release"
        assert api("admin").post(path, {"reason": "结案"}).status_code == 200
        assert api("admin").post(path, {"reason": "结案"}).data["code"] == "not_held"
        assert removing.run(cast.company.pk, now=later(days=400))["dropped"] == 1
        assert api("sales").get(f"workflow/cases/{case_id}").status_code == 404
        late = api("admin").post("workflow/holds", {"case": case_id, "reason": "诉讼"})
        assert late.data["code"] == "already_removed"

    def test_what_has_to_stay_survives_the_drop_of_its_partition(self, cast: Cast, api: Api, papers: Papers) -> None:
        held = archived(cast, api, keep_months=12)
        before = without_marks(everything(api, held))
        gone = []
        for _ in range(2):
            gone.append(submitted(cast))
            api("sales").post(f"workflow/cases/{gone[-1]}/withdraw", {})
        assert archiving.move_all(cast.company.pk, now=later(days=31)) == 2
        api("admin").post("workflow/holds", {"case": held, "reason": "诉讼"})
        assert removing.remove(cast.company.pk, now=later(days=400)) == 2
        assert api("sales").get(f"workflow/cases/{gone[0]}").status_code == 404
        assert [row["case_id"] for row in api("sales").get("workflow/archive").data["rows"]] == [held]
        cast.system()
        assert (
            models.Archived.objects.count() == 3
        )  # a death before the drop: nobody reaches them, and the next run goes on
        assert (removing.drop(cast.company.pk), removing.drop(cast.company.pk)) == (2, 0)
        cast.system()
        assert list(models.Archived.objects.values_list("pk", flat=True)) == [held]
        assert without_marks(everything(api, held)) == before
        cast.system()
        assert verifying.verify(cast.company.pk).breaches == ()

    def test_each_act_of_the_archive_is_in_its_log_and_in_the_audit(self, cast: Cast, api: Api, papers: Papers) -> None:
        archived(cast, api, keep_months=12)
        removing.run(cast.company.pk, now=later(days=400))
        first, second = api("admin").get("workflow/archive/acts").data["rows"]
        assert (first["kind"], first["cases"], first["actor"], second["kind"]) == ("removed", 1, "archive", "archived")
        assert first["month"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT verb FROM audit_auditentry WHERE resource = 'workflow.archivebatch' ORDER BY id")
            assert cursor.fetchall() == [("workflow.archive.move",), ("workflow.archive.remove",)]

    def test_only_whoever_may_keep_approvals_sets_periods_and_holds(self, cast: Cast, api: Api, papers: Papers) -> None:
        for name in ("sales", "manager"):
            assert api(name).patch("workflow/retention", {"archive_after": 1}).status_code == 403
            assert api(name).post("workflow/holds", {"process": "x", "reason": "x"}).status_code == 403
            assert api(name).get("workflow/archive/plan").status_code == 403
        for body in ({"archive_after": 0}, {"process": "unknown", "archive_after": 3}):
            assert api("admin").patch("workflow/retention", body).status_code == 422
        for body in ({}, {"case": 1, "process": "x"}, {"resource": "x"}):
            assert api("admin").post("workflow/holds", {**body, "reason": "x"}).status_code == 422
        case_id = submitted(cast)
        assert api("stranger").post("workflow/holds", {"case": case_id, "reason": "x"}).status_code == 404
        assert not models.Hold.objects.exists()


class TestAnalysis:
    def test_figures_and_replays_are_the_same_before_and_after(self, cast: Cast, api: Api, papers: Papers) -> None:
        decided(cast, api)
        period = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
        version = models.Version.objects.get(definition__key="trial.paper").pk

        def seen() -> tuple[Any, ...]:
            replayed = api("admin").post(f"workflow/versions/{version}/replay", {})
            assert replayed.status_code == 200, replayed.content
            ways = ("", "/people", "/processes")
            return replayed.data, *(api("admin").get(f"workflow/figures{way}", **period).data for way in ways)

        before = seen()
        assert all(figures["rows"] for figures in before[1:])
        assert before[0]["cases"] == 1
        rule(api, archive_after=30)
        archiving.move_all(cast.company.pk, now=later(days=31))
        assert seen() == before


def test_rule_42_what_was_edited_and_what_was_hidden_stay_so_in_the_archive_and_after_it(cast: Cast, api: Api) -> None:
    with memo_of(cast, api) as memo:
        case_id = memo.submit()
        path = f"workflow/tasks/{memo.task('manager')}/edit"
        assert api("manager").post(path, {"fields": {"days": {"seen": 30, "value": 45}}}).status_code == 200
        for who in ("manager", "hr", "finance"):
            memo.act(who, "approve")
        cast.system()
        before = everything(api, case_id)
        assert before["manager"][1]["edits"][0]["new"] == 45
        assert "margin" not in before["manager"][1]["snapshot"]
        assert "margin" in before["finance"][1]["snapshot"]
        rule(api, archive_after=30)
        assert archiving.move_all(cast.company.pk, now=later(days=31)) == 1
        assert models.Edit.objects.count() == 0
        assert without_marks(everything(api, case_id)) == without_marks(before)
        assert secrecy.hidden_in_record(cast.actor("manager"), KEY, 1) == {"margin"}
        assert secrecy.hidden_in_lists(cast.actor("manager"), KEY) == {"margin": {1}}
        assert secrecy.hidden_in_lists(cast.actor("finance"), KEY) == {}
        cast.system()
        assert verifying.verify(cast.company.pk).breaches == ()
        reopened = api("admin").post(f"workflow/cases/{case_id}/reopen", {"opinion": "again"})
        assert reopened.status_code == 200, reopened.content
        cast.system()
        assert models.Edit.objects.get(case_id=case_id).changes[0]["new"] == 45
        assert verifying.verify(cast.company.pk).breaches == ()


@pytest.mark.usefixtures("owner")
def test_what_somebody_has_changed_in_the_archive_is_named(cast: Cast, api: Api, papers: Papers) -> None:
    case_id = archived(cast, api)
    whole = verifying.verify(cast.company.pk)
    assert whole.breaches == ()
    cut = "UPDATE workflow_archived SET entries = entries - 1"
    for statement, place, what in (
        ("UPDATE workflow_archived SET notes = '[]'", (case_id, 0), "workflow_note"),
        (cut, (case_id, 2), "a line is missing"),
        ("UPDATE workflow_archived SET tokens = tokens || '[]', sha256 = repeat('0', 64)", (case_id, 0), "its seal"),
        ("DELETE FROM workflow_archived", (case_id, 0), "is not there"),
        ("DELETE FROM workflow_seal", (0, 1), "seals of this act"),
        ("UPDATE workflow_seal SET left_in = 1", (0, 1), "seals of this act"),
        ("UPDATE workflow_archivebatch SET cases = 7", (0, 1), "not what was written"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE workflow_archived DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE workflow_archivebatch DISABLE TRIGGER a_refuse")
            cursor.execute(statement)
            found = verifying.verify(cast.company.pk).breaches
            told = [((one.case_id, one.seq), one.what) for one in found]
            assert any(where == place and what in text for where, text in told), (statement, told)
            transaction.set_rollback(True)
    assert verifying.verify(cast.company.pk) == whole
