"""Rule 22: taking an approval back can need an approval of its own. Nothing is undone before it, and nothing half."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.services import archiving, definitions, verifying
from heyi.core.workflow.subjects import Effect
from heyi.core.workflow.tests.papers import KEY, Api, Memos, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.test_nesting import published
from heyi.core.workflow.tests.test_versions_on_postgres import xml
from heyi.kit.errors import Conflict
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BACK = "trial.memo.back"


@contextmanager
def reversible(cast: Cast, api: Api, *, own: bool = False, **options: Any) -> Iterator[Memos]:
    """Memos that the manager approves, and of which finance (or the manager again) decides whether they are taken back."""
    back = b.process(BACK, "Take back", b.approve("agree", "Agree", people(cast, "finance")), withdraw="running")
    definitions.register_process(back)
    facts = {"revert": True, "revert_days": 3, "reversal": KEY if own else BACK, **options}
    try:
        with memos(cast, api, b.approve("v", "V", people(cast, "manager")), **facts) as memo:
            yield memo
    finally:
        del definitions._shipped[BACK]
        definitions._texts.pop(BACK, None)


def approved(memo: Memos) -> int:
    case_id = memo.submit()
    memo.act("manager", "approve")
    return case_id


def asked(memo: Memos, case_id: int, opinion: str = "客户退货") -> int:
    """The case that decides."""
    answer = memo.api("sales").post(f"workflow/cases/{case_id}/revert", {"opinion": opinion})
    assert answer.status_code == 200, answer.content
    (one,) = [one for one in answer.data["called"] if one["ended_at"] is None]
    return int(one["id"])


def test_rule_22_the_approval_stands_until_those_who_are_asked_agree(cast: Cast, api: Api) -> None:
    with reversible(cast, api) as memo:
        case_id = approved(memo)
        decides = asked(memo, case_id)
        seen = api("sales").get(f"workflow/cases/{case_id}").data
        assert (seen["state"], memo.log) == ("approved", ["submitted", "approved"])
        assert [(line["action"], line["opinion"]) for line in seen["timeline"]][-2:] == [
            ("ask_revert", "客户退货"), ("reversal", ""),
        ]  # fmt: skip
        assert [(one["name"], one["enabled"]) for one in seen["case_actions"]] == [("revert", False)]
        task = api("finance").get(f"workflow/cases/{decides}").data
        assert (task["is_reversal"], task["title"], task["subject"]["id"]) == (
            True,
            "撤销：A memo",
            seen["subject"]["id"],
        )
        assert memo.act("finance", "approve")["state"] == "approved"
        seen = api("sales").get(f"workflow/cases/{case_id}").data
        assert (seen["state"], memo.log) == ("reverted", ["submitted", "approved", "reverted"])
        assert api("sales").post(f"workflow/cases/{decides}/revert", {}).data["code"] == "cannot_revert"
        for verb in ("void", "reopen"):
            refused = api("admin").post(f"workflow/cases/{decides}/{verb}", {"opinion": "x"})
            assert (refused.status_code, memo.log[-1], len(memo.log)) == (409, "reverted", 3), verb
        sound(memo, case_id)
        assert verifying.verify(cast.company.pk).breaches == ()


@pytest.mark.parametrize("end", ["reject", "withdraw", "terminate"])
def test_rule_22_without_agreement_nothing_is_undone_and_it_can_be_asked_again(cast: Cast, api: Api, end: str) -> None:
    with reversible(cast, api) as memo:
        case_id = approved(memo)
        decides = asked(memo, case_id)
        if end == "reject":
            memo.act("finance", "reject", opinion="货已使用")
        else:
            who, body = ("sales", {}) if end == "withdraw" else ("admin", {"opinion": "x"})
            assert api(who).post(f"workflow/cases/{decides}/{end}", body).status_code == 200
        seen = api("sales").get(f"workflow/cases/{case_id}").data
        assert (seen["state"], memo.log) == ("approved", ["submitted", "approved"])
        assert api("finance").get("workflow/inbox").data["rows"] == []
        assert asked(memo, case_id) != decides
        again = api("admin").post(f"workflow/cases/{decides}/reopen", {"opinion": "x"})
        assert (again.status_code, again.data["code"]) == (409, "cannot_revert")
        memo.act("finance", "approve")
        assert models.Case.objects.get(pk=case_id).state == "reverted"
        sound(memo, case_id)


def test_rule_22_what_the_document_refuses_by_then_undoes_the_agreement_with_its_reason(cast: Cast, api: Api) -> None:
    class Shipped(Conflict):
        code = "shipped"

    def refuse(record_id: int, actor: Any) -> None:
        raise Shipped

    with reversible(cast, api) as memo:
        case_id = approved(memo)
        decides = asked(memo, case_id)
        subject = subjects._subjects[KEY]
        object.__setattr__(subject, "revert", refuse)
        refused = api("finance").post(f"workflow/tasks/{memo.task('finance')}/approve", {})
        assert (refused.status_code, refused.data["code"]) == (409, "shipped")
        states = models.Case.objects.in_bulk([case_id, decides])
        assert (states[case_id].state, states[decides].state) == ("approved", "running")
        assert memo.act("finance", "reject")["state"] == "rejected"
        sound(memo, case_id)


def test_rule_22_meanwhile_nobody_asks_twice_voids_reopens_submits_or_archives(cast: Cast, api: Api) -> None:
    with reversible(cast, api) as memo:
        case_id = approved(memo)
        decides = asked(memo, case_id)
        again = api("sales").post(f"workflow/cases/{case_id}/revert", {})
        assert (again.status_code, again.data["code"], again.data["case"]) == (409, "being_reverted", decides)
        for verb, code in (("void", "being_reverted"), ("reopen", "already_in_approval")):
            refused = api("admin").post(f"workflow/cases/{case_id}/{verb}", {"opinion": "x"})
            assert (refused.status_code, refused.data["code"]) == (409, code)
        assert api("admin").patch("workflow/retention", {"archive_after": 1}).status_code == 200
        cast.system()
        later = timezone.now() + timedelta(days=40)
        assert archiving.move_all(cast.company.pk, now=later) == 0
        memo.act("finance", "approve")
        cast.system()
        assert archiving.move_all(cast.company.pk, now=later) == 2
        seen = api("sales").get(f"workflow/cases/{case_id}").data
        assert [one["reversal"] for one in seen["called"]] == [True]
        assert api("finance").get(f"workflow/cases/{decides}").data["is_reversal"] is True
        assert verifying.verify(cast.company.pk).breaches == ()


def test_rule_22_only_its_initiator_within_the_days_and_where_the_document_can(cast: Cast, api: Api) -> None:
    with reversible(cast, api) as memo:
        case_id = approved(memo)
        assert api("manager").post(f"workflow/cases/{case_id}/revert", {}).status_code == 403
        assert api("stranger").post(f"workflow/cases/{case_id}/revert", {}).status_code == 404
        models.Case.objects.filter(pk=case_id).update(ended_at=timezone.now() - timedelta(days=4))
        assert api("sales").post(f"workflow/cases/{case_id}/revert", {}).data["code"] == "cannot_revert"
    with reversible(cast, api, revert=False) as memo:
        case_id = approved(memo)
        assert api("sales").post(f"workflow/cases/{case_id}/revert", {}).data["code"] == "cannot_revert"
        assert not models.Case.objects.filter(parent_id=case_id).exists()


def test_rule_22_a_process_that_cannot_begin_decides_nothing(cast: Cast, api: Api) -> None:
    with reversible(cast, api, reversal="nobody.knows") as memo:
        case_id = approved(memo)
        refused = api("sales").post(f"workflow/cases/{case_id}/revert", {})
        assert (refused.status_code, refused.data["code"]) == (409, "cannot_revert")
        assert models.Case.objects.get(pk=case_id).entries == 2


def test_rule_22_the_same_process_can_decide_and_the_effects_are_those_of_taking_back(cast: Cast, api: Api) -> None:
    with reversible(cast, api, own=True) as memo:
        case_id = approved(memo)
        decides = asked(memo, case_id)
        subject = subjects._subjects[KEY]
        object.__setattr__(subject, "effects", lambda record_id: [Effect("log", "Log", memo.log[-1])])
        (effect,) = api("manager").get(f"workflow/cases/{decides}").data["effects"]
        assert (effect["before"], effect["after"]) == ("approved", "reverted")
        del memo.log[2:]  # what a trial has left in a list that no transaction undoes
        memo.act("manager", "approve")
        assert (models.Case.objects.get(pk=case_id).state, memo.log[-1]) == ("reverted", "reverted")


def test_rule_22_what_the_deciding_process_calls_decides_nothing(cast: Cast, api: Api) -> None:
    with reversible(cast, api) as memo:
        called = "start s; call c calls=below; user agree; end e; s -> c -> agree -> e"
        for key, text in (("below", "start s; user a; end e; s -> a -> e"), (BACK, called)):
            published(api, text, key)
        case_id = approved(memo)
        decides = asked(memo, case_id)
        memo.act("finance", "approve")
        assert models.Case.objects.get(parent_id=decides).state == "approved"
        assert models.Case.objects.get(pk=case_id).state == "approved"
        memo.act("finance", "approve")
        assert (models.Case.objects.get(pk=case_id).state, memo.log[-1]) == ("reverted", "reverted")


def test_rule_22_those_who_decide_about_it_do_not_edit_what_was_approved(cast: Cast, api: Api) -> None:
    with reversible(cast, api) as memo:
        text = xml("start s; user agree; end e; s -> agree -> e", BACK)
        text = text.replace("</heyi:approval>", '<heyi:field name="total" right="write"/></heyi:approval>')
        made = api("admin").post("workflow/versions", {"xml": text}).data
        assert api("admin").post(f"workflow/versions/{made['id']}/publish", {}).status_code == 200
        decides = asked(memo, approved(memo))
        body = {"fields": {"total": {"seen": "100.00", "value": "1.00"}}}
        refused = api("finance").post(f"workflow/tasks/{memo.task('finance')}/edit", body)
        assert (refused.status_code, refused.data["code"]) == (403, "action_not_offered")
        assert not models.Edit.objects.filter(case_id=decides).exists()


def test_a_process_that_names_one_says_how_long_and_its_name_travels(cast: Cast) -> None:
    from heyi.core.workflow.parser.lint import lint
    from heyi.core.workflow.parser.read import read

    xml = b.process("p", "P", b.approve("v", "V", b.person(1)), revert_days=3, reversal="Order.Back").xml()
    process = read(xml).process
    assert process is not None
    assert process.policy.reversal == "Order.Back"
    wrong = read(xml.replace('heyi:revertDays="3"', ""))
    assert "bad_extension" in [one.code for one in lint(wrong) if one.is_error]
