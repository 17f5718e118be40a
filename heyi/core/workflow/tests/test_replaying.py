"""Past cases by another version: nothing differs when nothing has changed, and exactly what differs is named."""

import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import orjson
import pytest
from django.db import transaction

from heyi.core.workflow import builder as b
from heyi.core.workflow import commands, models, subjects
from heyi.core.workflow.services import cases, trying_versions, versions
from heyi.core.workflow.subjects import Described, Subject
from heyi.kit.errors import Problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
KEY = "trial.claim"
MANY = int(os.environ.get("HEYI_REPLAYS", "25"))
Make = Callable[..., str]


class Claims:
    """Documents whose amount can be changed between rounds."""

    def __init__(self, company_id: int) -> None:
        self.amounts: dict[int, Decimal] = {}
        self.company_id = company_id

    def subject(self) -> Subject:
        return Subject(
            KEY,
            load=lambda record: Described(f"C{record}", self.company_id, "A claim", ()),
            snapshot=lambda record: {"amount": self.amounts[record], "code": "7.50"},
            material=frozenset({"amount"}),
        )


@pytest.fixture
def claims(cast: Cast) -> Iterator[Claims]:
    claims = Claims(cast.company.pk)
    subjects.register_subject(claims.subject())
    yield claims
    del subjects._subjects[KEY]


def process(limit: int = 1000, mode: str = "all", *, more: bool = False) -> str:
    extra = (b.approve("extra", "Extra", b.role("administrator")),) if more else ()
    return b.process(
        KEY,
        "Claim",
        b.approve("lead", "Manager", b.manager()),
        b.choose(b.when(f"amount > {limit}", b.approve("money", "Finance", b.role("finance"))), b.otherwise()),
        b.parallel(
            b.branch(b.approve("store", "Warehouse", b.role("warehouse"))),
            b.branch(b.approve("hr", "HR", b.role("hr"))),
        ),
        b.approve("last", "Both", b.role("finance"), b.role("warehouse"), mode=mode, duplicates="none"),
        *extra,
        withdraw="running",
    ).xml()


def in_force(cast: Cast, xml: str) -> int:
    actor = cast.actor("admin")
    draft = versions.save_draft(xml, actor=actor)
    return versions.publish(draft.pk, actor=actor)[0].pk


def lived(cast: Cast, claims: Claims, number: int, draw: Random) -> int:
    """A case with a random life: approvals, rejections, returns of both kinds, hand-overs, withdrawals."""
    claims.amounts[number] = Decimal(draw.choice(["500.00", "1500.00", "3000.00"]))
    people = {employee.pk: name for name, employee in cast.employees.items()}
    case_id = cases.submit(KEY, number, actor=cast.actor("sales"))
    for _ in range(40):
        tasks = list(models.Task.objects.filter(case_id=case_id, state="open").order_by("pk"))
        if not tasks:
            break
        task = draw.choice(tasks)
        assert task.assignee_id is not None
        with_whom = people[task.assignee_id]
        if task.kind == "resubmit" and draw.random() < 0.5:
            claims.amounts[number] = Decimal(draw.choice(["500.00", "1500.00"]))
        act(cast, draw, task, with_whom)
    return case_id


def act(cast: Cast, draw: Random, task: models.Task, name: str) -> None:
    word = "resubmit" if task.kind == "resubmit" else draw.choices(
        ["approve", "return", "reject", "transfer", "withdraw"], [12, 2, 1, 1, 0.3]
    )[0]  # fmt: skip
    made: Any
    match word:
        case "resubmit":
            made = commands.Resubmit(task_id=task.pk)
        case "approve":
            made = commands.Approve(task_id=task.pk)
        case "return":
            target = draw.choice(["start", "lead"]) if task.node != "lead" else "start"
            made = commands.Return(task_id=task.pk, target=target, then=draw.choice(["", "step", "jump"]))
        case "reject":
            made = commands.Reject(task_id=task.pk)
        case "transfer":
            made = commands.Transfer(task_id=task.pk, to=cast.employees["colleague"].pk)
        case _:
            made, name = commands.Withdraw(case_id=task.case_id), "sales"
    try:
        with transaction.atomic():
            cases.act(made, actor=cast.actor(name))
    except Problem:
        pass


def test_the_same_version_gives_no_difference_and_another_one_names_the_cases_that_differ(
    cast: Cast, claims: Claims
) -> None:
    same = in_force(cast, process())
    draw = Random(20261127)  # noqa: S311  lives, no secrets
    lives = [lived(cast, claims, number, draw) for number in range(1, MANY + 1)]
    ended = {case.pk: case for case in models.Case.objects.filter(pk__in=lives, ended_at__isnull=False)}
    admin = cast.actor("admin")
    unchanged = trying_versions.replay_cases(same, actor=admin, most=MANY)
    assert (unchanged["cases"], unchanged["different"], unchanged["left_out"]) == (len(ended), [], [])
    print(f"\n{unchanged['cases']} cases by their own version: 0 differences")  # noqa: T201

    higher = versions.save_draft(process(limit=2000), actor=admin)
    found = trying_versions.replay_cases(higher.pk, actor=admin, most=MANY)
    asked = models.Activation.objects.filter(case_id__in=ended, node="money").values_list("case_id", "entered_at")
    expected = {case_id for case_id, _ in asked if any(1000 < one <= 2000 for one in amounts_then(case_id))}
    assert {one["case"] for one in found["different"]} == expected
    assert found["kinds"]["removed"]  # and what follows from it: a rejection that never came, a case that goes on

    longer = versions.save_draft(process(more=True), actor=admin)
    found = trying_versions.replay_cases(longer.pk, actor=admin, most=MANY)
    approved = {case_id for case_id, case in ended.items() if case.state == "approved"}
    assert {one["case"] for one in found["different"]} == approved
    assert all(one["differences"][0]["node"] == "extra" for one in found["different"])


def amounts_then(case_id: int) -> list[Decimal]:
    """What was submitted in the rounds in which finance was asked."""
    asked = models.Activation.objects.filter(case_id=case_id, node="money").values_list("round", flat=True)
    rows = models.Snapshot.objects.filter(case_id=case_id, round__in=list(asked))
    return [Decimal(orjson.loads(row.data)["amount"]) for row in rows]


def test_nothing_is_written_and_no_document_hears_of_it(cast: Cast, claims: Claims) -> None:
    version = in_force(cast, process())
    lived(cast, claims, 1, Random(4))  # noqa: S311
    before = {model: model.objects.count() for model in (models.Case, models.Entry, models.Task, models.Decision)}
    trying_versions.replay_cases(version, actor=cast.actor("admin"))
    assert {model: model.objects.count() for model in before} == before
