"""What `heyi check --record` keeps: since when, what is gone, what came back, and for whom.

Breaches come from a rule of the tests' own, which reads a table that each test fills as it likes.
"""

import json
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from heyi.config.commands import check
from heyi.config.runtime.refusal import Refusal
from heyi.core.access.services.roles import give
from heyi.core.audit import invariants, nights, recording
from heyi.core.audit.invariants import Invariant
from heyi.core.audit.models import CheckFinding, CheckRun

pytestmark = [pytest.mark.usefixtures("owner"), pytest.mark.django_db]


@pytest.fixture
def rows(monkeypatch):
    """``rows((company, record, detail), …)`` is what the only rule of this release finds from now on."""
    found: list[str] = []

    def put(*breaches):
        values = ", ".join(
            f"({company.pk if company else 'NULL'}::bigint, '{record}', '{detail}')"
            for company, record, detail in breaches
        )
        found[:] = [f"VALUES {values}" if values else "SELECT NULL::bigint, '', '' WHERE false"]

    put()
    rule = Invariant("I7", "An order is the sum of its lines.", lambda: found[0])
    monkeypatch.setattr(invariants, "_invariants", {"I7": rule})
    return put


def kept(company, **wanted):
    return list(CheckFinding.objects.filter(company=company, **wanted).order_by("pk"))


def last(company):
    return CheckRun.objects.filter(company=company).order_by("-started_at")[0]


class TestSince:
    def test_a_second_check_keeps_since_when_and_renews_the_figures(self, cast, rows):
        rows((cast.company, "sales.order:1", "1 and 2"))
        recording.record("command")
        (before,) = kept(cast.company)
        rows((cast.company, "sales.order:1", "1 and 3"))
        recording.record("nightly")
        (after,) = kept(cast.company)
        assert (after.pk, after.first_seen_at, after.detail) == (before.pk, before.first_seen_at, "1 and 3")
        assert after.last_seen_at > before.last_seen_at
        assert after.gone_at is None
        assert (last(cast.company).trigger, last(cast.company).rules, last(cast.company).broken) == ("nightly", 1, 1)

    def test_several_lines_about_one_record_are_one_finding(self, cast, rows):
        rows((cast.company, "sales.order:1", "b"), (cast.company, "sales.order:1", "a"))
        recording.record("command")
        (finding,) = kept(cast.company)
        assert finding.detail == "a; b"
        assert last(cast.company).counts == {"I7": [1, 1]}

    def test_what_is_mended_is_gone_and_what_comes_back_begins_a_new_line(self, cast, rows):
        rows((cast.company, "sales.order:1", ""), (cast.company, "sales.order:2", ""))
        recording.record("command")
        rows((cast.company, "sales.order:2", ""))
        recording.record("command")
        (gone,) = kept(cast.company, gone_at__isnull=False)
        assert (gone.record, gone.gone_at) == ("sales.order:1", last(cast.company).started_at)
        rows((cast.company, "sales.order:1", ""), (cast.company, "sales.order:2", ""))
        recording.record("command")
        first, again = kept(cast.company, record="sales.order:1")
        assert (first.gone_at, again.gone_at) == (gone.gone_at, None)
        assert again.first_seen_at > first.first_seen_at
        rows()
        recording.record("command")
        assert kept(cast.company, gone_at=None) == []
        assert (last(cast.company).rules, last(cast.company).broken) == (1, 0)

    def test_of_a_rule_that_is_not_asked_any_more_nothing_is_said_to_be_gone(self, cast, rows, monkeypatch):
        rows((cast.company, "sales.order:1", ""))
        recording.record("command")
        monkeypatch.setattr(invariants, "_invariants", {})
        recording.record("command")
        assert [finding.gone_at for finding in kept(cast.company)] == [None]

    def test_old_checks_and_what_is_long_gone_are_forgotten(self, cast, rows):
        rows((cast.company, "sales.order:1", ""))
        recording.record("command")
        rows()
        recording.record("command")
        long_ago = datetime.now(UTC) - recording.KEPT - timedelta(days=1)
        CheckFinding.objects.update(gone_at=long_ago)
        CheckRun.objects.update(started_at=long_ago)
        recording.record("command")
        assert kept(cast.company) == []
        assert CheckRun.objects.filter(company=cast.company).count() == 1


class TestBound:
    def test_more_than_are_kept_are_counted_and_none_of_the_kept_is_taken_for_gone(self, cast, rows, monkeypatch):
        monkeypatch.setattr(recording, "LIMIT", 3)
        rows(
            *((cast.company, f"sales.order:{number}", "") for number in range(5, 9)), (cast.other, "sales.order:1", "")
        )
        recording.record("command")
        assert last(cast.company).counts == {"I7": [4, 3]}
        assert last(cast.other).counts == {"I7": [1, 1]}
        before = [finding.pk for finding in kept(cast.company)]
        # Now others come first in the order of names: those that are known stay known.
        rows(*((cast.company, f"sales.order:{number}", "") for number in range(1, 9)))
        recording.record("command")
        assert last(cast.company).counts == {"I7": [8, 3]}
        assert [finding.pk for finding in kept(cast.company, gone_at=None)] == before
        assert kept(cast.company, gone_at__isnull=False) == []

    def test_a_thousand_is_the_bound(self, cast, rows):
        rows(*((cast.company, f"sales.order:{number}", "") for number in range(1, 1203)))
        recording.record("command")
        assert last(cast.company).counts == {"I7": [1202, 1000]}
        assert len(kept(cast.company)) == 1000


class TestCommand:
    def test_it_prints_the_same_and_changes_nothing_unless_it_records(self, cast, rows):
        rows((cast.company, "sales.order:1", "1 and 2"))
        plain = check.look()
        assert not CheckRun.objects.exists()
        stored = check.recorded()
        assert check.as_text(plain) == check.as_text(stored)
        assert json.loads(check.as_json(stored))["broken"] == 1
        assert last(cast.company).trigger == "command"

    def test_a_night_is_recorded_once_by_however_many_machines(self, cast, rows):
        assert not check.done_tonight()
        check.recorded()
        assert not check.done_tonight()
        check.recorded(at_night=True)
        assert check.done_tonight()

    def test_a_second_recorder_is_refused_while_one_is_at_work(self, cast, rows):
        said: list[str] = []

        def second() -> None:
            parts = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
            connection.settings_dict.update(USER=parts["user"], PASSWORD=parts["password"])
            try:
                check.recorded()
            except Refusal as refusal:
                said.append(str(refusal))
            finally:
                connection.close()

        with recording._alone():
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(30)
        assert said == ["Another check is being recorded at this moment."]
        assert not CheckRun.objects.exists()
        recording.record("command")
        assert CheckRun.objects.exists()


class TestReaders:
    def page(self, client, **query):
        answer = client.get("audit/checkup", **query)
        assert answer.status_code == 200, answer.data
        return answer.data

    def test_the_page_before_the_first_check_says_when_it_comes(self, cast, api):
        told = self.page(api("admin"))
        assert (told["last"], told["rules"], told["runs"], told["late"]) == (None, [], [], False)
        assert datetime.fromisoformat(told["next_at"]) > datetime.now(UTC)

    def test_the_administrator_sees_what_breaks_which_rule_since_when_and_opens_it(self, cast, api, rows):
        customer = api("sales").post("crm/customers", {"name": "蓝天科技", "level": "a"}).data
        name = f"crm.customer:{customer['id']}"
        rows((cast.company, name, "3 and 4"), (None, "sales_order", "no wall"))
        recording.record("nightly")
        told = self.page(api("admin"))
        assert (told["last"]["rules"], told["last"]["broken"], told["last"]["trigger"]) == (1, 1, "nightly")
        (rule,) = told["rules"]
        assert (rule["code"], rule["records"], rule["kept"]) == ("I7", 2, 2)
        whole, record = rule["found"]
        assert (whole["record"], whole["whole"], whole["opens"], whole["detail"]) == (
            "sales_order",
            True,
            None,
            "no wall",
        )
        assert record["opens"] == {"resource": "crm.customer", "record": {"id": customer["id"], "label": "蓝天科技"}}
        assert record["detail"] == "3 and 4"
        rows()
        recording.record("nightly")
        assert self.page(api("admin"))["rules"] == []
        (gone,) = self.page(api("admin"), gone="true")["rules"]
        assert all(finding["gone_at"] for finding in gone["found"])

    def test_a_system_administrator_sees_which_record_but_not_what_is_in_it(self, cast, api, rows):
        customer = api("sales").post("crm/customers", {"name": "蓝天科技", "level": "a"}).data
        rows((cast.company, f"crm.customer:{customer['id']}", "3 and 4"))
        recording.record("nightly")
        give("system_admin", cast.employees["employee"], actor=cast.system())
        (finding,) = self.page(api("employee"))["rules"][0]["found"]
        assert (finding["opens"], finding["detail"]) == (None, "")
        assert finding["record"] == f"crm.customer:{customer['id']}"
        listed = api("employee").get("audit/findings").data["rows"]
        assert [row["record"] for row in listed] == [finding["record"]]
        assert "detail" not in listed[0]

    def test_other_companies_see_nothing_of_it_and_others_nothing_at_all(self, cast, api, rows):
        rows((cast.company, "sales.order:1", "x"), (None, "sales_order", "no wall"))
        recording.record("nightly")
        theirs = self.page(api("stranger"))
        assert [row["record"] for row in theirs["rules"][0]["found"]] == ["sales_order"]
        assert theirs["rules"][0]["records"] == 1
        mine = kept(cast.company, record="sales.order:1")[0]
        assert api("stranger").get(f"audit/findings/{mine.pk}").status_code == 404
        assert api("sales").get("audit/checkup").status_code == 403
        assert api("sales").get("audit/findings").data["rows"] == []
        assert api("sales").get(f"audit/findings/{mine.pk}").status_code == 404
        assert api("admin").patch(f"audit/findings/{mine.pk}", {"gone_at": None}).status_code in (404, 405)


def test_nights_are_those_of_the_installations_time_zone():
    before = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 02:00 in Shanghai
    assert nights.following(before, "Asia/Shanghai").astimezone(UTC) == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    after = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert nights.following(after, "Asia/Shanghai").astimezone(UTC) == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
