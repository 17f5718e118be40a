"""Rules 42 and 43: files that come while a document is decided, who may read them, and that reading is written down."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heyi.core.events.models import Event
from heyi.core.files.models import File
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.services import archiving, attaching, verifying
from heyi.core.workflow.tests.papers import Api, Memos, memos
from heyi.core.workflow.tests.test_acts import people, sound
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NAMES = ("manager", "finance", "boss")


def upload(api: Api, who: str, name: str = "报价.txt", content: bytes = b"cheaper") -> int:
    file = SimpleUploadedFile(name, content, content_type="text/plain")
    answer = api(who).http.post("/api/v1/files", {"file": file})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def say(api: Api, who: str, case_id: int, **body: Any) -> Any:
    return api(who).post(f"workflow/cases/{case_id}/comment", {"opinion": "", **body})


def lines(api: Api, who: str, case_id: int) -> list[dict[str, Any]]:
    """The lines with files that somebody sees."""
    timeline = api(who).get(f"workflow/cases/{case_id}").data["timeline"]
    return [line for line in timeline if line.get("files")]


def fetch(api: Api, who: str, case_id: int, file_id: int) -> Any:
    return api(who).http.get(f"/api/v1/workflow/cases/{case_id}/files/{file_id}")


def stepped(memo: Memos, case_id: int) -> None:
    """The manager has decided, finance is asked, the boss comes, and hr reads along."""
    memo.act("manager", "approve")
    cc = memo.api("sales").post(f"workflow/cases/{case_id}/cc", {"to": [memo.id("hr")]})
    assert cc.status_code == 200, cc.content


def test_rule_43_what_comes_after_ones_decision_is_marked_so_and_belongs_to_the_case(cast: Cast, api: Api) -> None:
    with memos(cast, api, *[b.approve(name, name, people(cast, name)) for name in NAMES]) as memo:
        case_id = memo.submit()
        stepped(memo, case_id)
        file = upload(api, "finance")
        answer = say(api, "finance", case_id, files=[file], opinion="见附件")
        assert answer.status_code == 200, answer.content
        for who, late in (("manager", True), ("finance", False), ("sales", False), ("hr", False)):
            assert [(one["after_you"], one["secret"]) for one in lines(api, who, case_id)] == [(late, False)], who
        memo.act("finance", "approve")
        (line,) = lines(api, "boss", case_id)
        assert line["after_you"] is False, "who comes later has not decided before"
        kept = {"id": file, "name": "报价.txt", "size": 7, "type": "text/plain"}
        assert (line["opinion"], line["files"]) == ("见附件", [kept])
        read = fetch(api, "manager", case_id, file)
        assert (read.status_code, b"".join(read.streaming_content)) == (200, b"cheaper")
        assert "attachment" in read["Content-Disposition"]
        assert File.objects.get(pk=file).resource == "workflow.case"
        memo.act("boss", "approve")
        sound(memo, case_id)
        assert verifying.verify(cast.company.pk).breaches == ()


def test_rule_43_a_confidential_one_is_nowhere_for_those_who_had_decided_and_for_readers(cast: Cast, api: Api) -> None:
    with memos(cast, api, *[b.approve(name, name, people(cast, name)) for name in NAMES]) as memo:
        case_id = memo.submit()
        stepped(memo, case_id)
        file = upload(api, "finance", "底价.txt")
        assert say(api, "finance", case_id, files=[file], opinion="底价勿外传", secret=True).status_code == 200
        memo.act("finance", "approve")
        for who in ("finance", "sales", "boss"):
            assert [one["secret"] for one in lines(api, who, case_id)] == [True], who
            assert fetch(api, who, case_id, file).status_code == 200
        for who in ("manager", "hr", "admin", "stranger"):
            assert fetch(api, who, case_id, file).status_code == 404, who
            assert api(who).http.get(f"/api/v1/files/{file}/content").status_code == 404
        for who in ("manager", "hr", "admin"):
            seen = api(who).get(f"workflow/cases/{case_id}").content
            assert "底价".encode() not in seen, who
        # Asked again, the manager may know it.
        memo.act("boss", "return", target="manager", opinion="再看")
        assert [one["secret"] for one in lines(api, "manager", case_id)] == [True]
        sound(memo, case_id)


def test_rule_42_each_reading_is_an_event_with_who_and_which(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        file = upload(api, "manager")
        assert say(api, "manager", case_id, files=[file]).status_code == 200
        for who in ("sales", "manager", "stranger"):
            fetch(api, who, case_id, file)
        fetch(api, "sales", case_id, file + 1_000)
        cast.system()
        told = Event.objects.filter(name=attaching.READ).order_by("pk")
        assert [(one.employee_id, one.record_id, one.data["file"]) for one in told] == [
            (memo.id("sales"), case_id, file), (memo.id("manager"), case_id, file),
        ]  # fmt: skip


def test_only_ones_own_uploads_once_by_those_who_take_part_and_nothing_is_lost(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        api("sales").post(f"workflow/cases/{case_id}/cc", {"to": [memo.id("hr")]})
        mine, others, reading = (upload(api, who) for who in ("manager", "finance", "hr"))
        for files in ([others], [mine, mine], [mine, 10**9], list(range(1, 12))):
            assert say(api, "manager", case_id, files=files).status_code == 422, files
        assert say(api, "manager", case_id).status_code == 422, "neither words nor files"
        assert say(api, "hr", case_id, files=[reading]).data["code"] == "action_not_offered"
        assert say(api, "hr", case_id, opinion="x", secret=True).data["code"] == "action_not_offered"
        assert say(api, "stranger", case_id, files=[]).status_code in (404, 422)
        assert say(api, "manager", case_id, opinion="x", secret=True, mentions=[memo.id("hr")]).status_code == 422
        assert not models.Note.objects.exists()
        assert {one.resource for one in File.objects.all()} == {""}
        assert say(api, "manager", case_id, files=[mine]).status_code == 200
        assert say(api, "manager", case_id, files=[mine]).status_code == 422, "it belongs to this case now"
        assert models.Note.objects.count() == 1
        sound(memo, case_id)


def test_after_the_end_and_in_the_archive_the_same_people_read_it(cast: Cast, api: Api) -> None:
    from datetime import timedelta

    from django.utils import timezone

    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        memo.act("manager", "approve")
        file, secret = upload(api, "sales"), upload(api, "sales")
        assert say(api, "sales", case_id, files=[file]).status_code == 200
        assert say(api, "sales", case_id, files=[secret], secret=True).status_code == 200
        before = {who: lines(api, who, case_id) for who in ("sales", "manager")}
        assert [len(one) for one in before.values()] == [2, 1]
        assert api("admin").patch("workflow/retention", {"archive_after": 1}).status_code == 200
        cast.system()
        assert archiving.move_all(cast.company.pk, now=timezone.now() + timedelta(days=2)) == 1
        assert {who: lines(api, who, case_id) for who in ("sales", "manager")} == before
        assert fetch(api, "manager", case_id, file).status_code == 200
        assert fetch(api, "manager", case_id, secret).status_code == 404
        assert verifying.verify(cast.company.pk).breaches == ()
