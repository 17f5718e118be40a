"""What if: the path that is imagined is the path that is taken; tests of processes guard publication and organization."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from heyi.core.messages.models import Message
from heyi.core.org.models import Employee
from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.services import cases, scenarios, versions, what_if
from heyi.core.workflow.subjects import Described, Subject
from tests.cast import Cast
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
KEY = "trial.claim"


@pytest.fixture(autouse=True)
def claims(cast: Cast) -> Iterator[None]:
    subjects.register_subject(
        Subject(KEY, load=lambda pk: Described(f"C{pk}", cast.company.pk), snapshot=lambda pk: {"amount": Decimal(pk)})
    )
    yield
    del subjects._subjects[KEY]


def xml(limit: int) -> str:
    return b.process(
        KEY, "Claim", b.approve("lead", "Manager", b.manager()),
        b.choose(b.when(f"amount > {limit}", b.approve("money", "Finance", b.role("finance"))), b.otherwise()),
        b.approve("head", "Head", b.department_head(3)),
    ).xml()  # fmt: skip


def published(cast: Cast, limit: int = 1000) -> models.Version:
    actor = cast.actor("admin")
    return versions.publish(versions.save_draft(xml(limit), actor=actor).pk, actor=actor)[0]


@pytest.mark.parametrize(("name", "amount"), [("sales", 500), ("sales", 5000), ("warehouse", 5000), ("manager", 10)])
def test_the_imagined_path_is_the_one_that_a_real_case_takes(cast: Cast, api: Api, name: str, amount: int) -> None:
    version = published(cast)
    person = cast.employees[name]
    way = what_if.path(
        graph_of(version.digest, version.xml), company_id=cast.company.pk, initiator_id=person.pk,
        department_id=person.department_id, values={"amount": Decimal(amount)},
    )  # fmt: skip
    assert models.Case.objects.count() == 0
    case_id = cases.submit(KEY, amount, actor=cast.actor(name))
    people = {one.pk: who for who, one in cast.employees.items()}
    while (task := models.Task.objects.filter(case_id=case_id, state="open").first()) is not None:
        assert task.assignee_id is not None
        assert api(people[task.assignee_id]).post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        cast.system()
    taken = [
        (one.node, sorted(models.Task.objects.filter(activation=one).values_list("assignee_id", flat=True)))
        for one in models.Activation.objects.filter(case_id=case_id, kind="userTask").order_by("pk")
    ]
    assert [(step.node, list(step.people)) for step in way.steps] == taken
    assert way.ends == models.Case.objects.get(pk=case_id).state == "approved"


def test_the_matrix_shows_each_department_with_its_holes(cast: Cast, api: Api) -> None:
    version = published(cast)
    body = {"contents": [{"amount": 10}, {"amount": 5000}]}
    rows = api("admin").post(f"workflow/versions/{version.pk}/coverage", body).data["rows"]
    nodes = {row["department"]["label"]: [[s["node"] for s in way["steps"]] for way in row["paths"]] for row in rows}
    assert nodes["仓储部"] == [["lead", "head"], ["lead", "money", "head"]]
    holes = {row["department"]["label"]: [s["empty"] for s in row["paths"][0]["steps"]] for row in rows}
    assert holes["仓储部"][-1], "there is no third head above the warehouse"
    assert api("sales").post(f"workflow/versions/{version.pk}/coverage", body).status_code == 403


class TestTests:
    def kept(self, cast: Cast, api: Api) -> dict[str, Any]:
        published(cast)
        body = {"name": "大额报销", "initiator": cast.employees["sales"].pk, "values": {"amount": 1500}}
        answer = api("admin").post(f"workflow/processes/{KEY}/tests", body)
        assert answer.status_code == 200, answer.content
        assert [step[0] for step in answer.data["steps"]] == ["lead", "money", "head"]
        return dict(answer.data)

    def test_a_version_that_goes_another_way_is_refused_until_that_is_meant(self, cast: Cast, api: Api) -> None:
        self.kept(cast, api)
        draft = versions.save_draft(xml(2000), actor=cast.actor("admin"))
        refused = api("admin").post(f"workflow/versions/{draft.pk}/publish", {})
        assert (refused.status_code, refused.data["errors"][0]["code"]) == (422, "scenario")
        assert models.Version.objects.get(pk=draft.pk).state == "draft"
        accepted = api("admin").post(f"workflow/versions/{draft.pk}/publish", {"accept_tests": True})
        assert accepted.status_code == 200
        cast.system()
        assert [step[0] for step in models.Scenario.objects.get().expected["steps"]] == ["lead", "head"]

    def test_a_version_that_goes_the_same_way_is_not_held_up(self, cast: Cast, api: Api) -> None:
        self.kept(cast, api)
        draft = versions.save_draft(xml(1200), actor=cast.actor("admin"))
        assert api("admin").post(f"workflow/versions/{draft.pk}/publish", {}).status_code == 200

    def test_administrators_hear_when_people_have_changed_so_that_it_goes_another_way(
        self, cast: Cast, api: Api
    ) -> None:
        self.kept(cast, api)
        assert scenarios.people_changed(cast.company.pk) == 0
        cast.system()
        Employee.objects.filter(pk=cast.employees["sales"].pk).update(manager=cast.employees["hr"])
        assert scenarios.people_changed(cast.company.pk) == 1
        cast.system()
        told = Message.objects.filter(template=scenarios.BROKEN).values_list("recipient_id", flat=True)
        assert list(told) == [cast.employees["admin"].pk]
