"""Exact under a rush: two hundred who countersign at once, fifty who take one task, a clock that meets a decision.

Long: ``HEYI_FAULT_CLIENTS=200`` (usually 60), ``HEYI_FAULT_ROUNDS`` (usually 1).
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.org import actors
from heyi.core.org.services import companies, people
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.commands import Approve, Claim, Command, Reject
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import cases, definitions, posting, timers, verifying
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.tests.drawn import Drawing
from heyi.kit.errors import Problem
from tests.cast import Cast
from tests.faults.pairs.hands import Hand, waits

pytestmark = pytest.mark.fault
CLIENTS, ROUNDS = int(os.environ.get("HEYI_FAULT_CLIENTS", "60")), int(os.environ.get("HEYI_FAULT_ROUNDS", "1"))
TAKERS, CONNECTIONS = 50, 60
Doing = tuple[Command, Actor]


@pytest.fixture
def staff(committed: Cast) -> list[Actor]:
    """An initiator and so many colleagues, committed."""
    with transaction.atomic():
        company = companies.found("会签公司", "huiqian")
        boss = companies.acting_for(company)
        with unit_of_work(boss):
            root = companies.root_department(company.pk)
            for number in range(max(CLIENTS, TAKERS) + 1):
                user = people.open_account(f"count{number}", name=f"C{number}", password=None, email="")
                people.hire(name=f"C{number}", number=f"C{number}", department=root, actor=boss, user=user)
        users = models.Case._meta.get_field("initiator").related_model
        found = users.objects.filter(company_id=company.pk, user__isnull=False).order_by("pk")
        loaded = [actors.load(one) for one in found.values_list("user_id", flat=True)]
    return [one for one in loaded if one is not None]


def in_force(staff: list[Actor], *steps: b.Step) -> None:
    """The process ``trial.counts`` of these steps."""
    with unit_of_work(system(staff[0].company_id, "test")):
        xml = b.process("trial.counts", "Counts", *steps).xml()
        assert read(xml).process is not None
        definitions.store("trial.counts", staff[0].company_id, xml, shipped=False)


def drawn(staff: list[Actor], text: str) -> None:
    """The same from a drawing, in which the second of the staff is asked everywhere."""
    approver = f'<heyi:approver rule="person" people="{staff[1].employee_id}"/>'
    extension = f"<extensionElements><heyi:approval>{approver}</heyi:approval></extensionElements>"
    xml = Drawing(text, "trial.counts").xml()
    for node in ("a", "b"):
        xml = xml.replace(f'<userTask id="{node}">', f'<userTask id="{node}">{extension}')
    with unit_of_work(system(staff[0].company_id, "test")):
        definitions.store("trial.counts", staff[0].company_id, xml, shipped=False)


def begun(staff: list[Actor], **variables: Any) -> tuple[int, dict[int, int]]:
    """A new case, and the open tasks by employee."""
    with unit_of_work(staff[0]):
        case_id = engine().start("", None, actor=staff[0], process="trial.counts", variables=variables).case.id
        tasks = models.Task.objects.filter(case_id=case_id, state="open").values_list("assignee_id", "pk")
        return case_id, {int(who): task for who, task in tasks if who}


def at_once(doings: list[Doing]) -> Counter[str]:
    """Everybody does theirs at the same moment, on so many connections; what each was answered."""
    answers: Counter[str] = Counter()
    lanes = min(len(doings), CONNECTIONS)
    barrier = threading.Barrier(lanes)

    def press(mine: list[Doing]) -> None:
        try:
            barrier.wait(60)
            for command, actor in mine:
                answers[_pressed(command, actor)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=partial(press, doings[lane::lanes])) for lane in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _pressed(command: Command, actor: Actor) -> str:
    try:
        with unit_of_work(actor):
            cases.act(command, actor=actor)
    except Problem as refusal:
        return f"{refusal.status} {refusal.code}"
    except Exception as error:  # a 500 for whoever pressed
        return repr(error)
    return "done"


def whole(company_id: int) -> bool:
    """The logs of the company tell what its tables hold."""
    with unit_of_work(system(company_id, "test")):
        return verifying.verify(company_id).breaches == ()


def test_all_who_countersign_at_once_are_counted(staff: list[Actor], capsys: pytest.CaptureFixture[str]) -> None:
    voters = staff[1 : CLIENTS + 1]
    in_force(staff, b.approve("vote", "Vote", b.person(*(one.employee_id or 0 for one in voters)), mode="all"))
    took = []
    for _ in range(ROUNDS):
        case_id, tasks = begun(staff)
        began = time.monotonic()
        answers = at_once([(Approve(task_id=tasks[one.employee_id or 0]), one) for one in voters])
        took.append(time.monotonic() - began)
        assert answers == {"done": CLIENTS}
        with unit_of_work(staff[0]):
            (vote,) = models.Activation.objects.filter(case_id=case_id, kind="userTask")
            assert (vote.data["approved"], vote.data["waiting"], vote.data["total"]) == (CLIENTS, 0, CLIENTS)
            assert models.Decision.objects.filter(case_id=case_id).count() == CLIENTS
            assert models.Case.objects.get(pk=case_id).state == "approved"
    assert whole(staff[0].company_id)
    with capsys.disabled():
        print(f"\n  countersign: {ROUNDS} rounds x {CLIENTS}: all counted; at most {max(took):.2f} s")


def test_when_one_of_them_rejects_nobody_decides_after_that(staff: list[Actor]) -> None:
    voters = staff[1 : CLIENTS + 1]
    in_force(staff, b.approve("vote", "Vote", b.person(*(one.employee_id or 0 for one in voters)), mode="all"))
    case_id, tasks = begun(staff)
    verbs = [Reject if place == CLIENTS // 2 else Approve for place in range(CLIENTS)]
    doings = [(verb(task_id=tasks[one.employee_id or 0]), one) for verb, one in zip(verbs, voters, strict=True)]
    answers = at_once(doings)
    assert set(answers) <= {"done", "409 task_decided", "409 case_ended"}
    with unit_of_work(staff[0]):
        assert models.Case.objects.get(pk=case_id).state == "rejected"
        made = models.Decision.objects.filter(case_id=case_id)
        assert (made.count(), made.order_by("decided_at").last().action) == (answers["done"], "reject")  # type: ignore[union-attr]
        closed = models.Task.objects.filter(case_id=case_id, state="closed").count()
        assert closed == CLIENTS - answers["done"]
    assert whole(staff[0].company_id)


def test_of_fifty_who_take_one_task_at_once_one_has_it(staff: list[Actor]) -> None:
    takers = staff[1 : TAKERS + 1]
    in_force(staff, b.pool("pool", "Pool", b.person(*(one.employee_id or 0 for one in takers))))
    for _ in range(ROUNDS):
        case_id, tasks = begun(staff)
        assert at_once([(Claim(task_id=tasks[one.employee_id or 0]), one) for one in takers]) == {
            "done": 1,
            "409 task_claimed": TAKERS - 1,
        }
        with unit_of_work(staff[0]):
            free = models.Task.objects.filter(case_id=case_id, state="open", held="")
            (activation,) = models.Activation.objects.filter(case_id=case_id, kind="userTask")
            assert [one.pk for one in free] == [activation.data["claimed"]]
    assert whole(staff[0].company_id)


@pytest.fixture
def hand() -> Iterator[Hand]:
    made = Hand()
    yield made
    made.close()


@pytest.mark.parametrize("keep", [True, False])
def test_rule_32_the_clock_passes_over_a_case_that_is_being_decided(staff: list[Actor], hand: Hand, keep: bool) -> None:
    who = staff[1].employee_id
    drawn(staff, "start s; user a; boundary late on=a timer=PT0S; user b; end e; s -> a -> e; late -> b -> e")
    company = staff[0].company_id
    case_id, tasks = begun(staff)
    assert hand.act((Approve(task_id=tasks[who or 0]), staff[1])).result(30) == "done"
    assert timers.fire(company) == 0, "it does not wait for whoever decides"
    hand.end(keep=keep)
    assert timers.fire(company) == (0 if keep else 1)
    with unit_of_work(staff[0]):
        nodes = models.Task.objects.filter(case_id=case_id).order_by("pk").values_list("node", "state")
        assert list(nodes) == ([("a", "approved")] if keep else [("a", "closed"), ("b", "open")])
    assert whole(company)


@pytest.mark.parametrize("keep", [True, False])
def test_rule_35_a_message_whose_wait_ends_meanwhile_is_kept_and_otherwise_delivered(
    staff: list[Actor], hand: Hand, keep: bool
) -> None:
    drawn(staff, "start s; user a; boundary paid on=a message=paid; user b; end e; s -> a -> e; paid -> b -> e")
    case_id, tasks = begun(staff)
    assert hand.act((Approve(task_id=tasks[staff[1].employee_id or 0]), staff[1])).result(30) == "done"
    other = Hand()

    def send() -> str:
        with unit_of_work(staff[0]):
            return f"to {posting.correlate('paid', None, {}, actor=staff[0], keep=True)}"

    sending = other.thread.submit(send)
    assert waits(other, sending)
    hand.end(keep=keep)
    assert sending.result(30) == ("to None" if keep else f"to {case_id}")
    other.close()
    with unit_of_work(staff[0]):
        (post,) = models.Post.objects.filter(company_id=staff[0].company_id)
        assert post.state == ("waiting" if keep else "delivered")
        assert models.Case.objects.get(pk=case_id).state == ("approved" if keep else "running")
    assert whole(staff[0].company_id)
