"""A case that has called others shows them in its timeline, as far as its readers may know (row A8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heyi.core.workflow import models
from heyi.core.workflow.services import archiving
from heyi.core.workflow.services.viewing import case_view
from heyi.core.workflow.tests.test_versions_on_postgres import Api, begun, xml
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROLES = ('name="finance" scope="company"', 'name="hr" scope="company"')


def published(api: Api, text: str, key: str = "trial", *, by_hr: bool = False) -> None:
    written = xml(text, key)
    written = written.replace(*ROLES) if by_hr else written
    made = api("admin").post("workflow/versions", {"xml": written}).data
    answer = api("admin").post(f"workflow/versions/{made['id']}/publish", {})
    assert answer.status_code == 200, answer.content


def approve(api: Api, who: str, case_id: int) -> None:
    task = models.Task.objects.get(case_id=case_id, state="open")
    assert api(who).post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200


def seen(api: Api, who: str, case_id: int) -> Any:
    answer = api(who).get(f"workflow/cases/{case_id}")
    assert answer.status_code == 200, answer.content
    return answer.data


class TestCalled:
    def nested(self, cast: Cast, api: Api, more: str = "") -> tuple[int, int]:
        """The caller asks finance afterwards; the case below asks hr."""
        published(api, "start s; user b; end e; s -> b -> e", "below", by_hr=True)
        published(api, f"start s; call c calls=below{more}; user a; end e; s -> c -> a -> e")
        case_id = begun(cast)
        cast.system()
        return case_id, models.Case.objects.get(parent_id=case_id).pk

    def test_it_stands_in_the_timeline_from_its_beginning_to_its_end(self, cast: Cast, api: Api) -> None:
        case_id, below = self.nested(cast, api)
        shown = seen(api, "admin", case_id)
        (one,) = shown["called"]
        assert (one["id"], one["node"], one["state"], one["ended_at"], one["opens"]) == (
            below,
            "c",
            "running",
            None,
            True,
        )
        assert [person["id"] for person in one["asked"]] == [cast.employees["hr"].pk]
        assert [(line["action"], line["case"]) for line in shown["timeline"] if "case" in line] == [("call", below)]
        assert seen(api, "admin", below)["caller"]["id"] == case_id
        approve(api, "hr", below)
        after = seen(api, "admin", case_id)
        assert (after["called"][0]["state"], after["called"][0]["asked"]) == ("approved", [])
        lines = [(line["action"], line["reason"]) for line in after["timeline"] if "case" in line]
        assert lines == [("call", ""), ("call_ended", "approved")]
        assert after["caller"] is None

    def test_whoever_may_not_open_it_sees_that_it_is_there_and_nobody_in_it(self, cast: Cast, api: Api) -> None:
        case_id, below = self.nested(cast, api)
        approve(api, "hr", below)
        shown = seen(api, "finance", case_id)
        assert api("finance").get(f"workflow/cases/{below}").status_code == 404
        (one,) = shown["called"]
        assert (one["id"], one["state"], one["asked"], one["opens"]) == (0, "approved", [], False)
        assert {line["case"] for line in shown["timeline"] if "case" in line} == {None}
        assert api("hr").get(f"workflow/cases/{case_id}").status_code == 404
        assert seen(api, "hr", below)["caller"] == {"id": 0, "label": "trial"}
        assert api("stranger").get(f"workflow/cases/{case_id}").status_code == 404

    def test_one_that_nobody_waits_for_is_shown_where_it_was_called(self, cast: Cast, api: Api) -> None:
        case_id, below = self.nested(cast, api, " async")
        (one,) = seen(api, "admin", case_id)["called"]
        assert (one["id"], one["node"], one["state"]) == (below, "c", "running")

    def test_of_a_blind_vote_below_nothing_is_told(self, cast: Cast, api: Api) -> None:
        voters = " ".join(str(cast.employees[name].pk) for name in ("hr", "finance"))
        text = xml("start s; user b; end e; s -> b -> e", "below")
        text = text.replace('mode="any"', 'mode="all" blind="true"').replace(
            'rule="role" name="finance" scope="company"', f'rule="person" people="{voters}"'
        )
        made = api("admin").post("workflow/versions", {"xml": text}).data
        assert api("admin").post(f"workflow/versions/{made['id']}/publish", {}).status_code == 200
        published(api, "start s; call c calls=below; user a; end e; s -> c -> a -> e")
        case_id = begun(cast)
        cast.system()
        below = models.Case.objects.get(parent_id=case_id).pk
        before = seen(api, "admin", case_id)["called"]
        assert len(before[0]["asked"]) == 2
        task = models.Task.objects.get(case_id=below, assignee=cast.employees["hr"], state="open")
        assert api("hr").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        assert seen(api, "admin", case_id)["called"] == before

    def test_in_the_archive_it_is_the_same(self, cast: Cast, api: Api) -> None:
        case_id, below = self.nested(cast, api)
        approve(api, "hr", below)
        approve(api, "finance", case_id)
        before = [seen(api, who, case_id)["called"] for who in ("admin", "finance", "sales")]
        assert api("admin").patch("workflow/retention", {"archive_after": 30}).status_code == 200
        cast.system()
        assert archiving.move_all(cast.company.pk, now=timezone.now() + timedelta(days=31)) == 2
        assert [seen(api, who, case_id)["called"] for who in ("admin", "finance", "sales")] == before
        assert seen(api, "admin", below)["caller"]["id"] == case_id

    @pytest.mark.parametrize("who", ["admin", "sales"])
    def test_many_below_are_asked_about_together(self, cast: Cast, api: Api, who: str) -> None:
        published(api, "start s; user b; end e; s -> b -> e", "below", by_hr=True)
        statements = []
        for count in (2, 12):
            published(api, f"start s; call c calls=below count={count}; user a; end e; s -> c -> a -> e")
            case_id = begun(cast)
            with CaptureQueriesContext(connection) as queries:
                assert len(case_view(case_id, actor=cast.actor(who))["called"]) == count
            statements.append(len(queries))
        assert statements[0] == statements[1]
