"""The archive beside people at work: readers, reopenings, holds, and a connection that dies."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.access.work import unit_of_work
from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.commands import Reopen, Withdraw
from heyi.core.workflow.services import archiving, cases, definitions, removing, retaining, verifying
from heyi.core.workflow.services.viewing import case_view
from heyi.core.workflow.subjects import Described, Subject
from heyi.kit.errors import Problem
from tests.cast import Cast

pytestmark = pytest.mark.fault
KEY = "race.archive"


class Scene:
    """Three withdrawn cases and a rule that lets them go."""

    def __init__(self, cast: Cast) -> None:
        self.company = cast.company.pk
        with unit_of_work(cast.system()):
            self.admin, self.sales = cast.actor("admin"), cast.actor("sales")
        self.cases = [self.withdrawn(number) for number in (1, 2, 3)]
        with unit_of_work(self.admin):
            retaining.set_rule("", 30, 12, actor=self.admin)

    def withdrawn(self, number: int) -> int:
        with unit_of_work(self.sales):
            case_id = cases.submit(KEY, number, actor=self.sales)
            cases.act(Withdraw(case_id=case_id), actor=self.sales)
        return case_id

    def move(self) -> int:
        return archiving.move_all(self.company, now=later(31))

    def places(self) -> dict[int, list[str]]:
        """Where each case is: exactly one place, or it was removed."""
        with unit_of_work(self.admin):
            hot = set(models.Case.objects.values_list("pk", flat=True))
            cold = set(models.Archived.objects.values_list("pk", flat=True))
            live = set(models.Seal.objects.filter(left_in=None).values_list("case_id", flat=True))
        return {
            one: [name for name, found in (("hot", hot), ("cold", cold), ("sealed", live)) if one in found]
            for one in self.cases
        }


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def scene(committed: Cast) -> Iterator[Scene]:
    company = committed.company.pk
    subjects.register_subject(
        Subject(KEY, load=lambda one: Described(f"R{one}", company), snapshot=lambda one: {"id": one})
    )
    definitions.register_process(b.process(KEY, "Race", b.approve("lead", "Lead", b.manager())))
    try:
        yield Scene(committed)
    finally:
        del subjects._subjects[KEY]
        del definitions._shipped[KEY]
        definitions._texts.pop(KEY, None)


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Somebody else, on a connection of their own."""
    answers: list[Any] = []

    def do() -> None:
        try:
            answers.append(work())
        except (Problem, DatabaseError) as problem:
            answers.append(getattr(problem, "code", type(problem).__name__))
        finally:
            connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    return thread, answers


def elsewhere(work: Callable[[], Any]) -> Any:
    thread, answers = in_thread(work)
    thread.join(60)
    return answers[0]


@contextmanager
def reading(case_id: int, actor: Actor) -> Iterator[dict[str, Any]]:
    """A transaction that has looked at a case and is not over."""
    with unit_of_work(actor):
        yield case_view(case_id, actor=actor)


def test_a_case_that_somebody_reads_is_passed_over_and_goes_next_time(scene: Scene) -> None:
    with reading(scene.cases[1], scene.sales) as seen:
        assert elsewhere(scene.move) == 2
        assert case_view(scene.cases[1], actor=scene.sales)["timeline"] == seen["timeline"]
    assert scene.places()[scene.cases[1]] == ["hot"]
    assert scene.move() == 1
    assert set(map(tuple, scene.places().values())) == {("cold", "sealed")}
    assert scene.move() == 0


def test_a_case_that_is_being_reopened_stays(scene: Scene) -> None:
    with unit_of_work(scene.admin):
        cases.act(Reopen(case_id=scene.cases[0], opinion="x"), actor=scene.admin)
        assert elsewhere(scene.move) == 2
    assert scene.places()[scene.cases[0]] == ["hot"]
    with unit_of_work(scene.admin):
        assert models.Case.objects.get(pk=scene.cases[0]).state == "running"


def test_of_two_who_reopen_an_archived_case_at_once_one_does_and_nothing_is_doubled(scene: Scene) -> None:
    scene.move()
    barrier = threading.Barrier(2)

    def reopen() -> str:
        barrier.wait(30)
        with unit_of_work(scene.admin):
            return cases.act(Reopen(case_id=scene.cases[0], opinion="x"), actor=scene.admin).case.state

    pair = [in_thread(reopen) for _ in range(2)]
    for thread, _ in pair:
        thread.join(60)
    assert sorted(answers[0] for _, answers in pair) == ["case_runs", "running"]
    assert scene.places()[scene.cases[0]] == ["hot"]
    with unit_of_work(scene.admin):
        assert verifying.verify(scene.company).breaches == ()


def test_two_who_move_at_once_lose_and_double_nothing(scene: Scene) -> None:
    barrier = threading.Barrier(2)

    def move() -> int:
        barrier.wait(30)
        return scene.move()

    pair = [in_thread(move) for _ in range(2)]
    for thread, _ in pair:
        thread.join(60)
    scene.move()
    assert set(map(tuple, scene.places().values())) == {("cold", "sealed")}
    with unit_of_work(scene.admin):
        assert models.Seal.objects.count() == 3
        assert verifying.verify(scene.company).breaches == ()


def test_a_hold_comes_before_a_removal_as_a_whole_or_after_it(scene: Scene) -> None:
    scene.move()
    with unit_of_work(scene.admin):
        retaining.hold(retaining.What(case_id=scene.cases[0]), "诉讼", actor=scene.admin)
        thread, answers = in_thread(lambda: removing.remove(scene.company, now=later(500)))
        thread.join(1)
        assert not answers  # it waits for the hold
    thread.join(60)
    assert answers == [2]
    assert removing.drop(scene.company) == 2
    assert scene.places() == {scene.cases[0]: ["cold", "sealed"], scene.cases[1]: [], scene.cases[2]: []}


def test_a_month_that_somebody_reads_for_long_is_dropped_later(scene: Scene) -> None:
    scene.move()
    assert removing.remove(scene.company, now=later(500)) == 3
    with unit_of_work(scene.admin):
        assert models.Archived.objects.count() == 3
        assert elsewhere(lambda: removing.drop(scene.company)) == 0
    assert removing.drop(scene.company) == 3
    with unit_of_work(scene.admin):
        assert not models.Archived.objects.exists()
        assert verifying.verify(scene.company).breaches == ()


@pytest.mark.parametrize("phase", ["_take", "_seal"])
def test_a_connection_that_dies_in_the_middle_of_a_batch_leaves_every_case_in_one_place(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    done = getattr(archiving, phase)

    def dies(*arguments: Any) -> None:
        done(*arguments)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        parts = settings.DATABASES["default"]
        with psycopg.connect(
            host=parts["HOST"], port=parts["PORT"], user=parts["USER"], password=parts["PASSWORD"],
            dbname=connection.settings_dict["NAME"], autocommit=True,
        ) as other:  # fmt: skip
            other.execute("SELECT pg_terminate_backend(%s)", [pid])

    monkeypatch.setattr(archiving, phase, dies)
    assert elsewhere(scene.move) in ("OperationalError", "InterfaceError", "InternalError")
    monkeypatch.undo()
    assert set(map(tuple, scene.places().values())) == {("hot",)}
    assert scene.move() == 3
