"""The less usual acts over HTTP on PostgreSQL, each with what it changed; blind votes that nobody can read."""

import json
import re
from typing import Any

import pytest

from heyi.core.audit import invariants
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.store.fold import broken_link, fold
from heyi.core.workflow.tests.papers import Api, Memos, memos
from heyi.core.workflow.tests.test_on_postgres import entries
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def people(cast: Cast, *names: str) -> Any:
    return b.person(*(cast.employees[name].pk for name in names))


def sound(memo: Memos, case_id: int) -> None:
    """The log folds to the tables, and no invariant of approvals is broken."""
    memo.cast.system()
    lines = entries(case_id)
    assert broken_link(case_id, lines) is None
    folded = fold(lines)["tasks"]
    assert {row.pk: (row.state, row.held) for row in models.Task.objects.filter(case_id=case_id)} == {
        number: (row["state"], row["held"]) for number, row in folded.items()
    }
    broken = [one.code for one in invariants.examine_all() if one.count]
    assert not broken


def test_signers_are_added_and_taken_away(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        seen = memo.act("manager", "add", to=[memo.id("finance")], place="before")
        assert [one["name"] for one in seen["more_actions"]] == ["recall", "remove"]
        assert [one["enabled"] for one in seen["actions"] if one["name"] == "approve"] == [False]
        assert api("manager").get("workflow/inbox").data["rows"] == []
        assert api("manager").get("workflow/inbox/counts").data["todo"] == 0
        memo.act("finance", "reject", opinion="too dear")
        memo.act("manager", "add", to=[memo.id("hr"), memo.id("boss")], place="parallel")
        task = memo.task("boss")
        assert api("hr").post(f"workflow/tasks/{task}/remove", {}).status_code == 403
        assert api("manager").post(f"workflow/tasks/{task}/remove", {}).status_code == 200
        memo.act("hr", "approve")
        assert memo.act("manager", "approve")["state"] == "approved"
        assert memo.log == ["submitted", "approved"]
        sound(memo, case_id)


def test_an_approval_with_signers_after_it_is_taken_back(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        task = memo.task("manager")
        seen = memo.act("manager", "add", to=[memo.id("finance")], place="after", mode="any")
        assert seen["state"] == "running"
        assert {one["name"]: one["enabled"] for one in seen["more_actions"]} == {"take_back": True, "remove": True}
        assert api("manager").post(f"workflow/tasks/{task}/take_back", {}).status_code == 200
        assert api("finance").get("workflow/inbox").data["rows"] == []
        memo.act("manager", "approve")
        assert memo.log == ["submitted", "approved"]
        sound(memo, case_id)


def test_delegated_consulted_and_answered(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        memo.act("manager", "delegate", to=memo.id("finance"), opinion="please")
        assert [one["name"] for one in memo.api("finance").get(f"workflow/cases/{case_id}").data["more_actions"]] == [
            "answer"
        ]
        empty = api("finance").post(f"workflow/tasks/{memo.task('finance')}/answer", {"opinion": " "})
        assert empty.status_code == 422
        memo.act("finance", "answer", opinion="done")
        memo.act("manager", "consult", to=[memo.id("hr")], required=True)
        held = models.Task.objects.get(held="consult").pk
        refused = api("manager").post(f"workflow/tasks/{held}/approve", {})
        assert (refused.status_code, refused.data["code"]) == (409, "task_held")
        assert api("manager").post(f"workflow/tasks/{held}/recall", {}).status_code == 200
        assert memo.act("manager", "approve")["state"] == "approved"
        sound(memo, case_id)


def test_a_pooled_task_is_taken_put_back_and_taken_by_another(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.pool("p", "P", people(cast, "manager", "finance"))) as memo:
        case_id = memo.submit()
        mine = memo.task("finance")
        memo.act("manager", "claim")
        assert api("finance").get("workflow/inbox").data["rows"] == []
        refused = api("finance").post(f"workflow/tasks/{mine}/claim", {})
        assert (refused.status_code, refused.data["code"], refused.data["title"]) == (
            409, "task_claimed", "经理李已认领此任务。",
        )  # fmt: skip
        memo.act("manager", "release")
        memo.act("finance", "claim")
        assert memo.act("finance", "approve")["state"] == "approved"
        sound(memo, case_id)


def test_a_decision_is_taken_back_until_somebody_has_acted(cast: Cast, api: Api) -> None:
    steps = (b.approve("v", "V", people(cast, "manager")), b.approve("w", "W", people(cast, "finance")))
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        first = memo.task("manager")
        memo.act("manager", "approve")
        assert api("finance").get(f"workflow/cases/{case_id}").status_code == 200, "reading does not stand in the way"
        assert api("manager").post(f"workflow/tasks/{first}/take_back", {}).status_code == 200
        assert api("finance").get("workflow/inbox").data["rows"] == []
        second = memo.task("manager")
        memo.act("manager", "approve")
        api("finance").post(f"workflow/cases/{case_id}/comment", {"opinion": "hm"})
        refused = api("manager").post(f"workflow/tasks/{second}/take_back", {})
        assert (refused.status_code, refused.data["code"], refused.data["act"]) == (409, "already_acted_on", "comment")
        seen = api("manager").get(f"workflow/cases/{case_id}").data
        assert [one["enabled"] for one in seen["more_actions"] if one["name"] == "take_back"] == [False]
        sound(memo, case_id)


def test_abstaining_where_it_is_offered(cast: Cast, api: Api) -> None:
    actions = frozenset({"approve", "abstain"})
    vote = b.approve("v", "V", people(cast, "manager", "finance"), actions=actions)
    with memos(cast, api, vote) as memo:
        case_id = memo.submit()
        memo.act("manager", "abstain")
        assert memo.act("finance", "approve")["state"] == "approved"
        sound(memo, case_id)


def test_a_draft_is_its_writers_alone_and_phrases_are_kept(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager", "finance"))) as memo:
        case_id = memo.submit()
        task = memo.task("manager")
        assert api("manager").post(f"workflow/tasks/{task}/draft", {"opinion": "写了一半"}).status_code == 204
        assert api("finance").post(f"workflow/tasks/{task}/draft", {"opinion": "x"}).status_code == 404
        assert api("manager").get(f"workflow/cases/{case_id}").data["draft"] == "写了一半"
        assert "写了一半" not in api("finance").get(f"workflow/cases/{case_id}").content.decode()
        memo.act("manager", "approve")
        assert api("manager").post(f"workflow/tasks/{task}/draft", {"opinion": "x"}).status_code == 403
    assert api("manager").patch("workflow/phrases", {"texts": ["同意", " ", "同意", "请补充"]}).data == {
        "texts": ["同意", "请补充"]
    }
    assert api("finance").get("workflow/phrases").data == {"texts": []}


# ---- blind votes ------------------------------------------------------------------------------------------------------
def readable(memo: Memos, case_id: int) -> dict[str, str]:
    """Everything that other voters, the initiator and an administrator can read, without ids and moments."""
    found = {}
    paths = (
        f"workflow/cases/{case_id}",
        "workflow/inbox",
        "workflow/inbox?box=mine",
        "workflow/inbox/counts",
        "messages",
    )
    for name in ("finance", "hr", "sales", "admin"):
        for path in paths:
            found[f"{name} {path}".replace(str(case_id), "C")] = plain(memo.api(name).get(path).data)
        for place, task in enumerate(memo.api(name).get(f"workflow/cases/{case_id}").data.get("tasks", ())):
            found[f"{name} why {place}"] = plain(memo.api(name).get(f"workflow/tasks/{task['id']}/why").data)
    return found


def plain(data: Any) -> str:
    """Without what differs between two cases."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.Z+]+", "T", text)
    return re.sub(r"\d{5,}|MEMO-\d+|/inbox/\d+|\"(id|record_id|case_id|version|request_id)\": [\"\w-]+", "N", text)


def fresh(cast: Cast, api: Api, acts: list[tuple[str, str]]) -> dict[str, str]:
    vote = b.approve(
        "v", "V", people(cast, "manager", "finance", "hr"), mode="ratio", threshold="2/3", blind=True, reject="wait_all",
        actions=frozenset({"approve", "reject", "add", "take_back", "abstain"}),
    )  # fmt: skip
    from django.db import transaction

    with transaction.atomic(), memos(cast, api, vote) as memo:
        case_id = memo.submit()
        for verb, opinion in acts:
            if verb == "take_back":
                done = models.Task.objects.filter(case_id=case_id, decision__actor_id=memo.id("manager")).latest("pk")
                assert api("manager").post(f"workflow/tasks/{done.pk}/take_back", {}).status_code == 200
            elif verb == "add":
                memo.act("manager", "add", to=[memo.id("boss")], place="after", opinion=opinion)
            else:
                memo.act("manager", verb, opinion=opinion)
        found = readable(memo, case_id)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    "acts",
    [[("approve", "yes")], [("reject", "no")], [("abstain", "")], [("add", "later")],
     [("reject", "no"), ("take_back", "")]],
)  # fmt: skip
def test_a_blind_vote_cannot_be_read_before_the_node_closes_by_anybody(
    cast: Cast, api: Api, acts: list[tuple[str, str]]
) -> None:
    untouched, voted = fresh(cast, api, []), fresh(cast, api, acts)
    assert untouched.keys() == voted.keys()
    for place, text in untouched.items():
        assert voted[place] == text, place


def test_a_blind_vote_is_open_to_all_once_the_node_has_closed(cast: Cast, api: Api) -> None:
    vote = b.approve("v", "V", people(cast, "manager", "finance"), blind=True, on_reject="continue", reject="wait_all")
    with memos(cast, api, vote, b.approve("w", "W", people(cast, "hr"))) as memo:
        case_id = memo.submit()
        memo.act("manager", "reject", opinion="no")
        may = [one["enabled"] for one in api("sales").get(f"workflow/cases/{case_id}").data["actions"]]
        assert may[0] is True, "that somebody has voted is not told by what the initiator may do"
        memo.act("finance", "approve")
        seen = api("sales").get(f"workflow/cases/{case_id}").data
        said = [(one["by"]["label"], one["action"]) for one in seen["timeline"] if one["node"] == "v"]
        assert said == [("经理李", "reject"), ("财务陈", "approve")]
        assert not next(one for one in seen["actions"] if one["name"] == "withdraw")["enabled"]
        sound(memo, case_id)


def test_a_blind_vote_is_nudged_to_nobody_else_until_the_node_closes(
    cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudged: list[set[int]] = []
    monkeypatch.setattr(
        "heyi.core.workflow.telling.live.to_employees", lambda people, kind, data: nudged.append(set(people))
    )
    vote = b.approve("v", "V", people(cast, "manager", "finance"), blind=True)
    with memos(cast, api, vote, b.approve("w", "W", people(cast, "hr"))) as memo:
        memo.submit()
        nudged.clear()
        memo.act("manager", "approve")
        assert nudged == []
        memo.act("finance", "approve")
        assert nudged == [{memo.id("sales"), memo.id("finance"), memo.id("hr")}]
