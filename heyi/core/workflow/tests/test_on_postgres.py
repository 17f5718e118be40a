"""The engine on PostgreSQL, over HTTP: a document submitted, decided, refused; statements counted; log folded."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.services import cases, definitions
from heyi.core.workflow.state import Entry
from heyi.core.workflow.store.fold import broken_link, fold
from heyi.core.workflow.subjects import Described, Effect, Subject
from heyi.kit.errors import Conflict
from tests.cast import Cast
from tests.client import ApiClient

KEY = "trial.paper"
Api = Callable[[str], ApiClient]


class StockIsShort(Conflict):
    code = "stock_is_short"


class Papers:
    """Documents without a table: what is approved, and what approving did."""

    def __init__(self, company_id: int) -> None:
        self.company_id = company_id
        self.values: dict[str, Any] = {"total": Decimal("60000.00"), "note": "first"}
        self.log: list[str] = []
        self.short = False

    def approved(self, record_id: int, actor: Any) -> None:
        models.Definition.objects.filter(key=KEY).update(resource="touched")
        if self.short:
            raise StockIsShort
        self.log.append("approved")

    def subject(self) -> Subject:
        return Subject(
            KEY,
            load=lambda record_id: Described(
                f"PAPER-{record_id}", self.company_id, "A paper", (("Total", "60000.00"),)
            ),
            snapshot=lambda record_id: dict(self.values),
            on_approved=self.approved,
            on_returned=lambda record_id, actor: self.log.append("returned"),
            on_withdrawn=lambda record_id, actor: self.log.append("withdrawn"),
            effects=lambda record_id: [Effect("seen", "Seen", models.Definition.objects.get(key=KEY).resource)],
            may_view=lambda record_id, actor: True,
        )


@pytest.fixture
def papers(cast: Cast) -> Iterator[Papers]:
    papers = Papers(cast.company.pk)
    subjects.register_subject(papers.subject())
    definitions.register_process(
        b.process(
            KEY,
            "Paper",
            b.approve("lead", "Manager", b.manager()),
            b.choose(
                b.when("total > 50000", b.approve("finance", "Finance", b.role("finance")), name="large"), b.otherwise()
            ),
        )
    )
    yield papers
    del subjects._subjects[KEY]
    del definitions._shipped[KEY]
    definitions._texts.pop(KEY)


def submitted(cast: Cast) -> int:
    return cases.submit(KEY, 7, actor=cast.actor("sales"))


def todo(api: Api, name: str) -> list[dict[str, Any]]:
    response = api(name).get("workflow/inbox")
    assert response.status_code == 200, response.content
    return response.data["rows"]


def entries(case_id: int) -> list[Entry]:
    rows = models.Entry.objects.filter(case_id=case_id).order_by("seq")
    return [Entry(r.seq, r.act, r.employee_id, r.actor, r.at, r.changes, r.previous, r.hash) for r in rows]


def test_it_goes_from_submission_over_both_approvers_to_its_effect(cast: Cast, api: Api, papers: Papers) -> None:
    submitted(cast)
    (row,) = todo(api, "manager")
    assert (row["node"], row["subject"]["label"], row["initiator"]["label"]) == ("Manager", "PAPER-7", "林晓雯")
    first = api("manager").post(f"workflow/tasks/{row['task_id']}/approve", {"opinion": "好"})
    assert first.status_code == 200, first.content
    assert papers.log == []
    (row,) = todo(api, "finance")
    seen = api("finance").get(f"workflow/cases/{row['case_id']}")
    assert [(step["name"], step["state"]) for step in seen.data["path"]] == [
        ("提交", "done"), ("Manager", "done"), ("Finance", "current"), ("结束", "future"),
    ]  # fmt: skip
    assert [effect["after"] for effect in seen.data["effects"]] == ["touched"]
    assert models.Definition.objects.get(key=KEY).resource == KEY
    papers.log.clear()  # the trial run of the effects wrote into this list of the test, which no database undoes
    last = api("finance").post(f"workflow/tasks/{row['task_id']}/approve", {})
    assert (last.status_code, last.data["state"], papers.log) == (200, "approved", ["approved"])
    again = api("finance").post(f"workflow/tasks/{row['task_id']}/approve", {})
    assert (again.status_code, again.data["code"], again.data["by"]["label"]) == (409, "task_decided", "财务陈")


def test_when_the_effect_is_refused_nothing_has_changed(cast: Cast, api: Api, papers: Papers) -> None:
    submitted(cast)
    api("manager").post(f"workflow/tasks/{todo(api, 'manager')[0]['task_id']}/approve", {})
    task = todo(api, "finance")[0]["task_id"]
    before = (models.Decision.objects.count(), models.Entry.objects.count())
    papers.short = True
    refused = api("finance").post(f"workflow/tasks/{task}/approve", {})
    assert (refused.status_code, refused.data["code"]) == (409, "stock_is_short")
    assert (models.Decision.objects.count(), models.Entry.objects.count()) == before
    assert models.Definition.objects.get(key=KEY).resource == KEY
    assert todo(api, "finance")[0]["task_id"] == task


def test_a_changed_document_is_not_approved(cast: Cast, api: Api, papers: Papers) -> None:
    case_id = submitted(cast)
    papers.values["total"] = Decimal("70000.00")
    task = todo(api, "manager")[0]["task_id"]
    refused = api("manager").post(f"workflow/tasks/{task}/approve", {})
    assert (refused.status_code, refused.data["code"]) == (409, "subject_changed")
    seen = api("manager").get(f"workflow/cases/{case_id}").data
    assert [(c["field"], c["old"], c["new"]) for c in seen["changed_since"]] == [("total", "60000.00", "70000.00")]


def test_strangers_and_colleagues_see_nothing_and_decide_nothing(cast: Cast, api: Api, papers: Papers) -> None:
    case_id = submitted(cast)
    task = todo(api, "manager")[0]["task_id"]
    for name in ("stranger", "colleague"):
        assert api(name).post(f"workflow/tasks/{task}/approve", {}).status_code == 404
        assert api(name).get(f"workflow/tasks/{task}/why").status_code in (404, 200)
    assert api("stranger").get(f"workflow/cases/{case_id}").status_code == 404
    assert api("sales").post(f"workflow/tasks/{task}/approve", {}).status_code == 403
    forged = api("colleague").post(f"workflow/tasks/{task}/approve", {"actor": cast.employees["manager"].pk})
    assert forged.status_code == 422
    assert models.Decision.objects.count() == 0


def test_returned_resubmitted_and_withdrawn(cast: Cast, api: Api, papers: Papers) -> None:
    case_id = submitted(cast)
    task = todo(api, "manager")[0]["task_id"]
    returned = api("manager").post(f"workflow/tasks/{task}/return", {"opinion": "价格"})
    assert (returned.status_code, returned.data["state"], papers.log) == (200, "returned", ["returned"])
    (row,) = todo(api, "sales")
    papers.values["note"] = "second"
    resubmitted = api("sales").post(f"workflow/tasks/{row['task_id']}/resubmit", {})
    assert (resubmitted.status_code, resubmitted.data["round"]) == (200, 2)
    withdrawn = api("sales").post(f"workflow/cases/{case_id}/withdraw", {})
    assert (withdrawn.status_code, withdrawn.data["state"], papers.log[-1]) == (200, "withdrawn", "withdrawn")
    assert todo(api, "manager") == []


def test_why_urge_copy_comment_and_preview(cast: Cast, api: Api, papers: Papers) -> None:
    plan = api("sales").post("workflow/preview", {"resource": KEY, "id": 7})
    assert [step["people"][0]["label"] for step in plan.data["path"]] == ["经理李", "财务陈"]
    assert models.Case.objects.count() == 0
    case_id = submitted(cast)
    task = todo(api, "manager")[0]["task_id"]
    assert "经理李" in api("manager").get(f"workflow/tasks/{task}/why").data["sentence"]
    assert api("sales").post(f"workflow/cases/{case_id}/urge", {}).status_code == 200
    assert api("sales").post(f"workflow/cases/{case_id}/urge", {}).status_code == 429
    copied = api("sales").post(f"workflow/cases/{case_id}/cc", {"to": [cast.employees["hr"].pk]})
    assert copied.status_code == 200, copied.content
    assert api("hr").get("workflow/inbox/counts").data["cc"] == 1
    assert api("hr").get(f"workflow/cases/{case_id}").status_code == 200
    assert api("hr").get("workflow/inbox/counts").data["cc"] == 0
    assert api("hr").post(f"workflow/cases/{case_id}/comment", {"opinion": "好的"}).status_code == 200


def test_the_log_folds_to_the_tables_and_its_chain_is_whole(cast: Cast, api: Api, papers: Papers) -> None:
    case_id = submitted(cast)
    api("manager").post(f"workflow/tasks/{todo(api, 'manager')[0]['task_id']}/approve", {})
    api("finance").post(f"workflow/tasks/{todo(api, 'finance')[0]['task_id']}/return", {"target": "lead"})
    cast.actor("sales")
    lines = entries(case_id)
    assert [line.act for line in lines] == ["submit", "approve", "return"]
    assert broken_link(case_id, lines) is None
    lines[1].actor = "somebody else"
    assert broken_link(case_id, lines) == 2
    folded = fold(entries(case_id))
    for name, model in (("tokens", models.Token), ("activations", models.Activation), ("tasks", models.Task)):
        rows = {row.pk: row for row in model.objects.filter(case_id=case_id)}
        assert rows.keys() == folded[name].keys()
        for number, row in folded[name].items():
            for column in ("state", "node"):
                assert getattr(rows[number], column) == row[column]
    case = models.Case.objects.get(pk=case_id)
    assert (case.state, case.numbers, case.entries) == tuple(folded["case"][k] for k in ("state", "numbers", "entries"))


def test_a_step_of_the_engine_is_three_statements(cast: Cast, api: Api, papers: Papers) -> None:
    from heyi.core.workflow.commands import Approve
    from heyi.core.workflow.tests.world import FakeDirectory

    submitted(cast)
    actor = cast.actor("manager")
    task = models.Task.objects.get(state="open")
    engine = cases.engine()
    bare = type(engine)(engine.store, _Nobody(engine.directory, FakeDirectory()), engine.clock)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        bare.perform(Approve(task_id=task.pk), actor=actor)
    statements = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    own = [text for text in statements if "workflow_" in text]
    assert len(own) == 3, own


class _Nobody:
    """The real organization for the question who is next; decisions are signed without asking it."""

    def __init__(self, real: Any, fake: Any) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)
