"""Real threads on real rows: fifty people press the same button, the last two of a countersign decide at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from heyi.core.access.actor import Actor
from heyi.core.access.work import declare, unit_of_work
from heyi.core.org import actors
from heyi.core.org.services import companies, people
from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.commands import Approve, Claim, Command, Revert
from heyi.core.workflow.errors import BeingReverted, TaskClaimed, TaskDecided
from heyi.core.workflow.services import cases, definitions
from heyi.core.workflow.subjects import Described, Subject

KEYS = {"all": "race.all", "any": "race.any", "pool": "race.pool", "back": "race.back"}


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows that other threads see. The company is this test's own."""
    with django_db_blocker.unblock():
        yield
    for key in KEYS.values():
        subjects._subjects.pop(key, None)
        definitions._shipped.pop(key, None)
        definitions._texts.pop(key, None)


def staff(count: int) -> list[Actor]:
    """So many colleagues of one new company, committed."""
    hired: list[Actor] = []
    with transaction.atomic():
        company = companies.found("竞争公司", f"jingzheng{count}")
        system = companies.acting_for(company)
        declare(system)
        root = companies.root_department(company.pk)
        for number in range(count):
            user = people.open_account(f"race{count}x{number}", name=f"R{number}", password=None, email="")
            people.hire(name=f"R{number}", number=f"R{number}", department=root, actor=system, user=user)
            found = actors.load(user.pk)
            assert found is not None
            hired.append(found)
            declare(system)
    return hired


def open_case(
    key: str, mode: str, initiator: Actor, voters: list[Actor], effects: list[int], policy: Any = None, **options: Any
) -> int:
    ids = [one.employee_id for one in voters if one.employee_id]
    definitions.register_process(
        b.process(key, "Race", b.approve("vote", "Vote", b.person(*ids), mode=mode, **options), **(policy or {}))
    )
    subjects.register_subject(
        Subject(
            key,
            load=lambda record_id: Described("R", initiator.company_id),
            snapshot=lambda record_id: {"id": record_id},
            on_approved=lambda record_id, actor: effects.append(record_id),
            revert=lambda record_id, actor: effects.remove(record_id),
        )
    )
    with unit_of_work(initiator):
        return cases.submit(key, 1, actor=initiator)


def at_once(jobs: list[tuple[int, Actor]], command: Callable[..., Command] = Approve) -> Counter[str]:
    """Everybody approves (or does something else) at the same moment; what each of them was answered."""
    barrier, answers = threading.Barrier(len(jobs)), Counter[str]()

    def press(task_id: int, actor: Actor) -> None:
        try:
            barrier.wait(30)
            with unit_of_work(actor):
                cases.act(command(task_id=task_id), actor=actor)
            answers["done"] += 1
        except TaskDecided as refusal:
            answers[f"{refusal.code} by {refusal.extra['by']['label']}"] += 1
        except (TaskClaimed, BeingReverted) as refusal:
            answers[refusal.code] += 1
        except Exception as error:
            answers[repr(error)] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_rule_24_fifty_approvals_of_one_task_are_one_decision_and_forty_nine_refusals_that_name_the_winner(
    committed: None,
) -> None:
    initiator, voter = staff(2)
    effects: list[int] = []
    case_id = open_case(KEYS["any"], "any", initiator, [voter], effects)
    with unit_of_work(voter):
        task = models.Task.objects.get(case_id=case_id, state="open").pk
    assert at_once([(task, voter)] * 50) == {"done": 1, "task_decided by R1": 49}
    assert effects == [1]
    with unit_of_work(voter):
        assert models.Decision.objects.filter(case_id=case_id).count() == 1
        assert models.Entry.objects.filter(case_id=case_id).count() == 2


def test_rule_25_the_last_votes_of_a_countersign_at_once_are_all_counted(committed: None) -> None:
    initiator, *voters = staff(13)
    effects: list[int] = []
    case_id = open_case(KEYS["all"], "all", initiator, voters, effects)
    with unit_of_work(initiator):
        tasks = dict(models.Task.objects.filter(case_id=case_id).values_list("assignee_id", "pk"))
    answers = at_once([(tasks[voter.employee_id], voter) for voter in voters])
    assert answers == {"done": 12}
    with unit_of_work(initiator):
        assert models.Case.objects.get(pk=case_id).state == "approved"
    assert effects == [1]


def test_of_fifty_who_take_a_pooled_task_at_once_exactly_one_has_it(committed: None) -> None:
    initiator, *voters = staff(6)
    case_id = open_case(KEYS["pool"], "any", initiator, voters, [], claim=True)
    with unit_of_work(initiator):
        tasks = dict(models.Task.objects.filter(case_id=case_id).values_list("assignee_id", "pk"))
    jobs = [(tasks[voter.employee_id], voter) for voter in voters] * 10
    answers = at_once(jobs, Claim)
    # The one who has it may press as often as they like.
    assert answers == {"done": 10, "task_claimed": 40}
    with unit_of_work(initiator):
        held = models.Task.objects.filter(case_id=case_id).values_list("held", flat=True)
        assert sorted(held) == ["", "claimed", "claimed", "claimed", "claimed"]


def test_rule_22_of_twenty_askers_at_once_one_begins_the_reversal_and_of_its_deciders_one_undoes(
    committed: None,
) -> None:
    initiator, voter = staff(3)[:2]
    effects: list[int] = []
    policy = {"revert_days": 3, "reversal": KEYS["back"]}
    case_id = open_case(KEYS["back"], "any", initiator, [voter], effects, policy)
    with unit_of_work(voter):
        cases.act(Approve(task_id=models.Task.objects.get(case_id=case_id, state="open").pk), actor=voter)
    asked = at_once([(case_id, initiator)] * 20, lambda task_id: Revert(case_id=task_id))
    assert asked == {"done": 1, "being_reverted": 19}
    with unit_of_work(voter):
        task = models.Task.objects.get(case__parent_id=case_id, state="open").pk
    assert effects == [1]
    assert at_once([(task, voter)] * 20) == {"done": 1, "task_decided by R1": 19}
    assert effects == []
    with unit_of_work(voter):
        assert models.Case.objects.get(pk=case_id).state == "reverted"
