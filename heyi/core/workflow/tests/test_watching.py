"""The watch: what stands still without anybody knowing becomes an incident, once; healthy cases are never named."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from heyi.core.workflow import models
from heyi.core.workflow.commands import ReportStall, Suspend
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import definitions, posting, timers, watching
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.verifying import verify
from heyi.core.workflow.tests.many import multiply
from tests.cast import Cast
from tests.client import ApiClient
from tests.faults.processes import written

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
HOUR = timedelta(hours=1)

#: Every way in which a case can wait.
WAITING = {
    "user": "start s; user a; s -> a",
    "pool": "start s; user a; user b; and f; and j; s -> f -> a -> j; f -> b -> j",
    "timer": "start s; catch t timer=P1D; s -> t",
    "message": 'start s; catch m message=paid key="1"; s -> m',
    "receive": "start s; receive r message=x; s -> r",
    "signal": "start s; catch g signal=all; s -> g",
    "condition": 'start s; catch c condition="go = true"; s -> c',
    "work": "start s; service w; s -> w",
    "events": "start s; events g; catch m message=x; catch t timer=P1D; s -> g -> m; g -> t",
    "adhoc": "start s; adhoc free { user a; user b }; s -> free",
    "inside": "start s; sub box { start i; receive r message=x; i -> r }; s -> box",
    "transaction": "start s; transaction box { start i; receive r message=x; i -> r }; s -> box",
    "many": "start s; receive r message=x count=3; s -> r",
    "joining": "start s; and f; receive r message=x; task t; and j; s -> f -> r -> j; f -> t -> j",
    "inclusive": "start s; and f; receive r message=x; task t; or j; s -> f -> r -> j; f -> t -> j",
    "edge": "start s; user a; boundary late on=a timer=P1D; end e; s -> a; late -> e",
    "event sub": "start s; receive r message=x; sub box event { start i message=y; receive q message=z; i -> q }; s -> r",
    "caller": "start s; call c calls=below; s -> c",
}


def in_force(cast: Cast, key: str, text: str) -> None:
    document = read(written(text, key, role="finance"))
    definitions.store(key, cast.company.pk, write(document), shipped=False)


def begin(cast: Cast, key: str) -> int:
    return engine().start("", None, actor=cast.actor("sales"), process=key).case.id


def begun(cast: Cast, text: str, key: str = "trial") -> int:
    in_force(cast, key, text)
    return begin(cast, key)


def everything(cast: Cast) -> dict[str, int]:
    """A case of every kind of waiting."""
    in_force(cast, "below", "start s; receive r message=x; s -> r")
    found = {}
    for name, text in WAITING.items():
        key = f"wait.{re.sub('[^a-z]', '', name)}"
        in_force(cast, key, text)
        found[name] = begin(cast, key)
    return found


def codes(case_id: int) -> list[str]:
    return list(models.Incident.objects.filter(case_id=case_id, resolved_at=None).values_list("code", flat=True))


class TestHealthy:
    def test_thousands_of_cases_that_wait_in_every_way_are_never_named_and_indexes_find_the_one_that_is(
        self, cast: Cast
    ) -> None:
        found = everything(cast)
        suspended = begin(cast, "wait.user")
        cast.system()
        with connection.cursor() as cursor:  # an administrator has stopped it: that is known
            cursor.execute("UPDATE workflow_case SET suspended = '{\"by\": 1}' WHERE id = %s", [suspended])
            cursor.execute(
                "UPDATE workflow_task SET state = 'closed', ended_at = now() WHERE case_id = %s", [suspended]
            )
        assert multiply(150) >= 2_500
        assert list(watching.stuck(cast.company.pk)) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO workflow_case (company_id, version_id, process, digest, title, initiator_id, resource,"
                " subject_label, state, round, snapshot_hash, variables, choices, summary, decided, incidents, numbers,"
                " entries, log_hash, started_at, ended_at) SELECT company_id, version_id, process, digest, title,"
                " initiator_id, resource, subject_label, 'approved', 1, '', '{}', '{}', '[]', 1, 0, 9, 9, '', started_at,"
                " now() FROM workflow_case, generate_series(1, 20) WHERE ended_at IS NULL"
            )
            for table in ("case", "token", "activation", "task", "subscription", "incident"):
                cursor.execute(f"ANALYZE workflow_{table}")
        planted = found["work"] + 7 * 100_000
        models.Subscription.objects.filter(case_id=planted).delete()
        assert list(watching.stuck(cast.company.pk)) == [planted]
        with connection.cursor() as cursor:
            facts = {"company": cast.company.pk, "after": 0, "limit": 100}
            cursor.execute("EXPLAIN " + watching.STUCK, facts)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on workflow_case" not in plan, plan
        assert "Seq Scan on workflow_task" not in plan, plan

    def test_the_watch_changes_nothing_where_nothing_stands_still(self, cast: Cast) -> None:
        found = everything(cast)
        assert watching.watch(cast.company.pk) == {"stalled": 0, "overdue": 0, "posts": 0}
        for case_id in found.values():
            assert codes(case_id) == []
            with pytest.raises(NotWaiting), transaction.atomic():
                engine().perform(ReportStall(case_id=case_id), actor=cast.system())
        assert verify(cast.company.pk).breaches == ()


def lose_task(case_id: int) -> None:
    models.Task.objects.filter(case_id=case_id).update(state="closed", ended_at=timezone.now())


def lose_wait(case_id: int) -> None:
    models.Subscription.objects.filter(case_id=case_id).update(state="cancelled", ended_at=timezone.now())


def lose_tokens(case_id: int) -> None:
    models.Token.objects.filter(case_id=case_id).update(state="consumed")


def lose_inside(case_id: int) -> None:
    models.Token.objects.filter(case_id=case_id, scope__gt=0).update(state="consumed")


def lose_activation(case_id: int) -> None:
    models.Activation.objects.filter(case_id=case_id).update(state="completed", ended_at=timezone.now())


def lose_below(case_id: int) -> None:
    models.Case.objects.filter(parent_id=case_id).update(state="withdrawn", ended_at=timezone.now())


def lose_place(case_id: int) -> None:
    models.Token.objects.filter(case_id=case_id, state="live").update(activation_id=0, flow="")


STALLS = [
    ("user", lose_task, "a"), ("work", lose_wait, "w"), ("message", lose_wait, "m"), ("timer", lose_wait, "t"),
    ("user", lose_tokens, "s"), ("inside", lose_inside, "box"), ("receive", lose_activation, "r"),
    ("caller", lose_below, "c"), ("receive", lose_place, "r"),
]  # fmt: skip


class TestStalls:
    @pytest.mark.parametrize(("kind", "lose", "node"), STALLS)
    def test_each_kind_becomes_one_incident_that_the_console_lists_and_retries(
        self, cast: Cast, api: Api, kind: str, lose: Callable[[int], None], node: str
    ) -> None:
        if kind == "caller":
            in_force(cast, "below", "start s; receive r message=x; s -> r")
        in_force(cast, "trial", WAITING[kind])
        case_id, healthy = begin(cast, "trial"), begin(cast, "trial")
        before = models.Entry.objects.filter(case_id=healthy).count()
        lose(case_id)
        assert list(watching.stuck(cast.company.pk)) == [case_id]
        assert watching.watch(cast.company.pk)["stalled"] == 1
        assert watching.watch(cast.company.pk)["stalled"] == 0, "once"
        (row,) = api("admin").get("workflow/incidents").data["rows"]
        assert (row["case"], row["node"], row["code"]) == (case_id, node, "stalled")
        assert codes(healthy) == []
        assert models.Entry.objects.filter(case_id=healthy).count() == before
        assert api("sales").post(f"workflow/incidents/{row['id']}/retry", {}).status_code in (403, 404)
        assert api("admin").post(f"workflow/incidents/{row['id']}/retry", {}).status_code == 200
        assert codes(case_id) == []
        assert list(watching.stuck(cast.company.pk)) == [], "it waits again"
        assert models.Case.objects.get(pk=case_id).state == "running", "nothing was approved by looking"

    def test_a_branch_that_stands_still_is_found_though_the_other_waits(self, cast: Cast) -> None:
        case_id = begun(cast, WAITING["pool"])
        models.Task.objects.filter(case_id=case_id, node="b").update(state="closed", ended_at=timezone.now())
        assert watching.watch(cast.company.pk)["stalled"] == 1
        assert models.Task.objects.filter(case_id=case_id, node="a", state="open").exists()
        assert [row.node for row in models.Incident.objects.filter(case_id=case_id)] == ["b"]

    def test_what_is_suspended_is_known_and_no_stall(self, cast: Cast) -> None:
        case_id = begun(cast, WAITING["user"])
        engine().perform(Suspend(case_id=case_id, opinion="x"), actor=cast.actor("admin"))
        lose_task(case_id)
        assert watching.watch(cast.company.pk)["stalled"] == 0

    def test_companies_are_watched_one_by_one(self, cast: Cast) -> None:
        case_id = begun(cast, WAITING["user"])
        lose_task(case_id)
        others = [one for one in watching.companies() if one != cast.company.pk]
        assert cast.company.pk in watching.companies()
        for company_id in others:
            assert watching.watch(company_id)["stalled"] == 0
        assert codes(case_id) == []


class TestOverdue:
    def test_a_timer_that_cannot_happen_is_one_incident_and_happens_by_retry(self, cast: Cast, api: Api) -> None:
        case_id = begun(cast, "start s; catch t timer=PT1H; receive r message=x; s -> t -> r")
        models.Subscription.objects.filter(case_id=case_id).update(due_at=timezone.now() - HOUR)
        assert watching.watch(cast.company.pk)["overdue"] == 1
        assert watching.watch(cast.company.pk)["overdue"] == 0
        (row,) = api("admin").get("workflow/incidents").data["rows"]
        assert (row["node"], row["code"]) == ("t", "overdue")
        assert api("admin").post(f"workflow/incidents/{row['id']}/retry", {}).status_code == 200
        assert (codes(case_id), models.Case.objects.get(pk=case_id).incidents) == ([], 0)
        assert models.Token.objects.get(case_id=case_id, state="live").node == "r"

    def test_its_incident_ends_when_the_clock_does_it_after_all_and_nobody_was_held_up(
        self, cast: Cast, api: Api
    ) -> None:
        case_id = begun(cast, WAITING["edge"])
        timer = models.Subscription.objects.get(case_id=case_id)
        models.Subscription.objects.filter(pk=timer.pk).update(due_at=timezone.now() - HOUR)
        other = begin(cast, "trial")
        models.Subscription.objects.filter(case_id=other).update(due_at=timezone.now() - HOUR)
        assert watching.watch(cast.company.pk)["overdue"] == 2
        task = models.Task.objects.get(case_id=other, state="open")
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200, "decided all the same"
        assert (codes(other), models.Case.objects.get(pk=other).state) == ([], "approved")
        assert timers.fire(cast.company.pk) == 1
        assert codes(case_id) == []

    def test_what_is_due_only_now_is_left_to_the_clock(self, cast: Cast) -> None:
        case_id = begun(cast, WAITING["timer"])
        models.Subscription.objects.filter(case_id=case_id).update(due_at=timezone.now() - timedelta(minutes=9))
        assert watching.watch(cast.company.pk)["overdue"] == 0

    def test_a_message_that_was_left_lying_is_sent_again_and_arrives_once(self, cast: Cast) -> None:
        case_id = begun(cast, WAITING["signal"])
        posting.broadcast("all", {}, actor=cast.actor("sales"))
        models.Post.objects.update(sent_at=timezone.now() - HOUR)
        cast.system()
        assert watching.watch(cast.company.pk)["posts"] == 1
        assert watching.watch(cast.company.pk)["posts"] == 0, "it is on its way"
        (post,) = models.Post.objects.all()
        for _ in range(2):
            posting.deliver(post.pk, cast.company.pk)
        assert models.Case.objects.get(pk=case_id).state == "approved"
        assert models.Entry.objects.filter(case_id=case_id, act="deliver").count() == 1


class TestForgetting:
    def post(self, cast: Cast, state: str, expired: timedelta) -> int:
        now = timezone.now()
        return models.Post.objects.create(
            company_id=cast.company.pk, kind="message", name="x", state=state, sent_at=now, expires_at=now - expired
        ).pk

    def test_messages_expire_and_go_after_a_month_in_bounded_batches(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(watching, "AT_ONCE", 2)
        cast.system()
        day = timedelta(days=1)
        late = [self.post(cast, "waiting", day) for _ in range(5)]
        kept = [self.post(cast, "waiting", -day), self.post(cast, "delivered", day), self.post(cast, "ambiguous", -day)]
        old = [self.post(cast, "delivered", 31 * day) for _ in range(5)]
        assert watching.forget(cast.company.pk) == {"expired": 5, "posts": 5, "fetched": 0}
        assert set(models.Post.objects.values_list("pk", flat=True)) == {*late, *kept}
        assert set(models.Post.objects.filter(pk__in=late).values_list("state", flat=True)) == {"expired"}
        assert models.Post.objects.get(pk=kept[0]).state == "waiting"
        assert watching.forget(cast.company.pk) == {"expired": 0, "posts": 0, "fetched": 0}
        assert not set(old) & set(models.Post.objects.values_list("pk", flat=True))

    def test_claims_of_workers_go_when_the_work_is_over_and_not_before(self, cast: Cast, api: Api) -> None:
        case_id = begun(cast, WAITING["work"])
        (work,) = api("admin").post("workflow/work/fetch", {"topics": ["w"]}).data["rows"]
        assert watching.forget(cast.company.pk)["fetched"] == 0, "it is being done"
        models.Fetched.objects.update(until=timezone.now() - HOUR)
        assert watching.forget(cast.company.pk)["fetched"] == 0, "the work is still there"
        assert work["case"] == case_id
        lose_wait(case_id)
        assert watching.forget(cast.company.pk)["fetched"] == 1
        assert models.Fetched.objects.count() == 0
