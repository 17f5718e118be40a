"""Follow-ups (crm rule 37): people speaking, promises that are told once when they are due, and the recycle clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heyi.apps.crm import jobs
from heyi.apps.crm.models import Customer, FollowUp, Pool, PoolEntry, RecycleRun
from heyi.apps.crm.services import recycling
from heyi.core.messages.models import Message
from heyi.core.org.days import today

SAID = "电话沟通了选型"


@pytest.fixture
def customer(api):
    return api("sales").post("crm/customers", {"name": "蓝天科技有限公司"}).data


def speak(api, customer, who="sales", **more):
    return api(who).post("crm/follow-ups", {"customer": customer["id"], "content": SAID, **more})


def hours(count):
    return (timezone.now() + timedelta(hours=count)).isoformat()


class TestCreate:
    def test_sets_the_last_and_next_date_of_the_customer(self, api, customer):
        made = speak(api, customer, next_at=hours(48))
        assert (made.status_code, made.data["is_back_dated"], made.data["next_outcome"]) == (201, False, "")
        shown = api("sales").get(f"crm/customers/{customer['id']}").data
        assert shown["last_follow_up_at"] == made.data["happened_at"]
        assert shown["next_follow_up_at"] == made.data["next_at"]

    def test_is_marked_when_entered_on_a_later_day_and_refused_when_much_later_or_not_yet(self, api, customer):
        assert speak(api, customer, happened_at=hours(-72)).data["is_back_dated"]
        assert speak(api, customer, happened_at=hours(-169)).data["code"] == "too_long_ago"
        early = speak(api, customer, happened_at=hours(1))
        assert (early.status_code, early.data["errors"][0]["path"]) == (422, "happened_at")

    @pytest.mark.parametrize("content", ["", "。。。。。。", "好好好好好好", "ok", "  1  "])
    def test_says_something_or_is_none(self, api, cast, customer, content):
        refused = speak(api, customer, content=content)
        assert (refused.status_code, refused.data["errors"][0]["path"]) == (422, "content")
        cast.system()
        assert Customer.objects.get().last_follow_up_at is None

    def test_an_edit_is_no_follow_up(self, api, cast, customer):
        api("sales").patch(f"crm/customers/{customer['id']}", {"note": "改了备注"})
        cast.system()
        assert Customer.objects.get().last_follow_up_at is None


class TestPromise:
    def due(self, cast, pk):
        actor = cast.system()
        FollowUp.objects.filter(pk=pk).update(happened_at=timezone.now() - timedelta(hours=2))
        FollowUp.objects.filter(pk=pk).update(next_at=timezone.now() - timedelta(hours=1))
        jobs.remind.func(follow_up_id=pk, company_id=actor.company_id)
        cast.system()

    def test_is_told_to_the_owner_exactly_once_when_due_and_not_before(self, api, cast, customer):
        pk = speak(api, customer, next_at=hours(48)).data["id"]
        jobs.remind.func(follow_up_id=pk, company_id=cast.company.pk)
        cast.system()
        assert not Message.objects.filter(template="crm.follow_up_due").exists()
        for _again in range(3):
            self.due(cast, pk)
        told = Message.objects.filter(template="crm.follow_up_due", gone_at=None)
        assert [row.recipient_id for row in told] == [cast.employees["sales"].pk]

    def test_is_closed_by_the_next_follow_up_and_its_message_withdrawn(self, api, cast, customer):
        pk = speak(api, customer, next_at=hours(48)).data["id"]
        self.due(cast, pk)
        speak(api, customer)
        cast.system()
        assert FollowUp.objects.get(pk=pk).next_outcome == "done"
        assert not Message.objects.filter(template="crm.follow_up_due", gone_at=None).exists()
        jobs.remind.func(follow_up_id=pk, company_id=cast.company.pk)
        cast.system()
        assert not Message.objects.filter(template="crm.follow_up_due", gone_at=None).exists()

    def test_made_long_before_it_was_due_the_next_one_supersedes_it(self, api, cast, customer):
        pk = speak(api, customer, next_at=hours(96)).data["id"]
        speak(api, customer, next_at=hours(24))
        cast.system()
        assert FollowUp.objects.get(pk=pk).next_outcome == "superseded"
        assert FollowUp.objects.filter(next_at__isnull=False, next_outcome="").count() == 1

    def test_can_be_dropped_and_ends_with_the_return_to_the_pool(self, api, cast, customer):
        first = speak(api, customer, next_at=hours(24)).data["id"]
        assert api("colleague").post(f"crm/follow-ups/{first}/drop").status_code == 404
        assert api("sales").post(f"crm/follow-ups/{first}/drop").data["next_outcome"] == "dropped"
        assert api("sales").get(f"crm/customers/{customer['id']}").data["next_follow_up_at"] is None
        second = speak(api, customer, next_at=hours(24)).data["id"]
        api("sales").post(f"crm/customers/{customer['id']}/return_to_pool")
        cast.system()
        assert FollowUp.objects.get(pk=second).next_outcome == "dropped"


class TestRecycle:
    def rule(self, cast, **more):
        actor = cast.system()
        Pool.objects.filter(company=cast.company).update(recycle_days_c=10, warn_days=3, **more)
        return actor

    def aged(self, cast, days):
        moment = timezone.now() - timedelta(days=days)
        Customer.objects.update(received_at=moment, last_follow_up_at=None)

    def test_takes_whom_nobody_spoke_to_once_a_day_with_one_row_that_names_the_rule(self, api, cast, customer):
        actor = self.rule(cast)
        self.aged(cast, 11)
        run = recycling.run(actor=actor)
        assert (run.recycled, run.warned) == (1, 0)
        found = Customer.objects.get()
        assert (found.owner_id, found.received_at is not None) == (None, True)
        entry = PoolEntry.objects.get()
        assert (entry.act, entry.former_owner_id, entry.rule.name) == (
            "recycle",
            cast.employees["sales"].pk,
            found.pool.name,
        )
        assert recycling.run(actor=actor).pk == run.pk
        assert (PoolEntry.objects.count(), RecycleRun.objects.count()) == (1, 1)
        assert Message.objects.filter(template="crm.recycled", recipient=cast.employees["sales"]).count() == 1

    @pytest.mark.parametrize(("days", "recycled", "warned"), [(7, 0, 0), (8, 0, 1), (10, 0, 1), (11, 1, 0)])
    def test_is_strict_about_days_and_warns_before(self, api, cast, customer, days, recycled, warned):
        actor = self.rule(cast)
        self.aged(cast, days)
        run = recycling.run(actor=actor)
        assert (run.recycled, run.warned) == (recycled, warned)

    def test_warns_once_for_one_date_and_a_follow_up_takes_the_warning_back(self, api, cast, customer):
        actor = self.rule(cast)
        self.aged(cast, 9)
        recycling.run(actor=actor)
        recycling.run(actor=actor, on=today(actor.company_id) + timedelta(days=1))
        assert Message.objects.filter(template="crm.recycle_soon").count() == 1
        speak(api, customer)
        cast.system()
        assert not Message.objects.filter(template="crm.recycle_soon", gone_at=None).exists()

    def test_counts_from_the_later_of_received_and_spoken_and_never_from_an_empty_field(self, api, cast, customer):
        actor = self.rule(cast)
        self.aged(cast, 30)
        Customer.objects.update(last_follow_up_at=timezone.now() - timedelta(days=2))
        assert recycling.run(actor=actor).recycled == 0
        Customer.objects.update(received_at=None, last_follow_up_at=None)
        RecycleRun.objects.all().delete()
        assert recycling.run(actor=actor).recycled == 0

    def test_leaves_what_is_protected_busy_or_without_a_rule(self, api, cast, customer):
        path = f"crm/customers/{customer['id']}"
        assert api("sales").post(f"{path}/protect").status_code == 403
        assert api("manager").post(f"{path}/protect").data["is_protected"]
        actor = self.rule(cast)
        self.aged(cast, 99)
        assert recycling.run(actor=actor).recycled == 0
        api("manager").post(f"{path}/release")
        chance = api("sales").post("crm/opportunities", {"name": "在谈", "customer": customer["id"]}).data
        for expected in (0, 1):
            actor = cast.system()
            RecycleRun.objects.all().delete()
            assert recycling.run(actor=actor).recycled == expected
            api("sales").post(f"crm/opportunities/{chance['id']}/lose", {"lost_reason": "价格"})

    def test_the_night_schedules_the_next_one_in_the_companys_own_time(self, cast):
        cast.system()
        moment = recycling.next_run(cast.company.pk)
        assert (moment.hour, moment > timezone.now()) == (recycling.HOUR, True)
        jobs.recycle.func(company_id=cast.company.pk)
        cast.system()
        assert RecycleRun.objects.count() == 1
