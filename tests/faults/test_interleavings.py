"""Every act against every other on one case, in every order that the case's lock allows, on real connections.

The first is done and held just before its commit; the second must wait. Then the first is taken back, and the second has
the case as it was; or it is kept, and the second meets what the first has made of it: it is done there or refused. What
both come to is compared, line by line, with the same two acts one after the other in memory. Afterwards all that must
hold for cases does, and each of them is driven to its end.

Long: ``HEYI_PAIRS=all`` (usually 150 of the pairs, the same each time).
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from random import Random

import pytest

from heyi.core.access.work import unit_of_work
from heyi.core.audit.invariants import examine
from heyi.core.workflow import models
from heyi.core.workflow.invariants import INVARIANTS
from heyi.core.workflow.services import verifying
from tests.cast import Cast
from tests.faults.pairs.acts import SITUATIONS, Act
from tests.faults.pairs.hands import Hand, saved, waits
from tests.faults.pairs.papers import People, hired, versions
from tests.faults.pairs.stage import DONE, Stage, copied, driven, entries, moved, prepared, told

pytestmark = pytest.mark.fault
MOST = os.environ.get("HEYI_PAIRS", "150")
EVERY = 8
"""How many cases are driven in memory for one that is also driven in PostgreSQL."""


@dataclass
class Round:
    """Two hands at copies of one case."""

    stage: Stage
    people: People
    first: Hand = field(default_factory=Hand)
    second: Hand = field(default_factory=Hand)
    answers: Counter[str] = field(default_factory=Counter)
    cases: dict[int, str] = field(default_factory=dict)

    def close(self) -> None:
        self.first.close()
        self.second.close()

    def serial(self, acts: tuple[Act, ...]) -> tuple[list[str], str]:
        """What the acts come to one after the other, on the case as it stood before any: answers, and the log."""
        desk = self.stage.desk
        doings = [act(desk) for act in acts]
        with self.stage.meanwhile():
            return [self.stage.do(one) for one in doings], self.stage.log()

    def together(self, case_id: int, acts: tuple[Act, Act], *, keep: bool) -> tuple[list[str], str]:
        """The first is held before its commit while the second begins."""
        one, two = (moved(act(self.stage.desk), case_id) for act in acts)
        answers = [self.first.act(one).result(30)]
        following = self.second.act(two)
        assert waits(self.second, following), "the second act did not wait for the first"
        self.first.end(keep=keep)
        answers.append(following.result(30))
        seen = self.second.log(case_id)
        self.second.end(keep=keep and answers[1] == DONE)
        return answers, seen


@pytest.fixture
def people(committed: Cast) -> People:
    return hired()


@pytest.fixture
def rounds(people: People, request: pytest.FixtureRequest) -> Iterator[Round]:
    with unit_of_work(people.system()):
        stage = prepared(people, versions(people), request.param)
    made = Round(stage, people)
    yield made
    made.close()


def chosen(situation: str) -> list[tuple[str, str]]:
    """The pairs that are played: all, or so many of all situations."""
    everything = sum(len(acts) ** 2 for acts in SITUATIONS.values())
    pairs = list(product(SITUATIONS[situation], repeat=2))
    wanted = everything if MOST == "all" else min(int(MOST), everything)
    share = -(-wanted * len(pairs) // everything)
    return Random(len(pairs)).sample(pairs, share)  # noqa: S311  no secret


@pytest.mark.parametrize(("rounds", "situation"), [(name, name) for name in SITUATIONS], indirect=["rounds"])
def test_two_acts_at_once_come_to_what_they_come_to_one_after_the_other(
    rounds: Round, situation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    acts, pairs = SITUATIONS[situation], chosen(situation)
    with unit_of_work(rounds.people.system()):
        alone = {name: rounds.serial((acts[name],)) for name in acts}
    assert {name: answers for name, (answers, _log) in alone.items() if answers != [DONE]} == {}
    for number, names in zip(count(1), pairs, strict=False):
        play(rounds, number, names, situation, alone[names[1]])
    look(rounds)
    driven_pairs = finish(rounds, situation)
    look(rounds)
    with capsys.disabled():
        print(f"\n  {situation}: {len(pairs)} of {len(acts) ** 2} pairs x 2 orders; the second was "
              f"{dict(rounds.answers.most_common())}; {len(rounds.cases)} ended, {driven_pairs} of them here")  # fmt: skip


def play(rounds: Round, number: int, names: tuple[str, str], situation: str, alone: tuple[list[str], str]) -> None:
    """One pair: taken back, then kept."""
    acts = SITUATIONS[situation]
    pair, case_id = (acts[names[0]], acts[names[1]]), 1_000 + number
    with unit_of_work(rounds.people.system()):
        copied(rounds.stage.kept, rounds.people.company_id, case_id)
        wanted = rounds.serial(pair)
    with unit_of_work(rounds.people.system()):
        before = told(case_id, entries(case_id))
        assert before == rounds.stage.log()
    answers, seen = rounds.together(case_id, pair, keep=False)
    assert (answers[1:], seen) == alone, f"{names}: the first was taken back"
    answers, seen = rounds.together(case_id, pair, keep=True)
    assert answers == wanted[0], f"{names}: {answers}"
    assert seen == wanted[1], f"{names}: it came to something else"
    assert answers[1] == DONE or answers[1].startswith("4"), f"{names}: {answers}"
    rounds.answers[answers[1]] += 1
    rounds.cases[case_id] = " then ".join(names)


def look(rounds: Round) -> None:
    """All that must hold for cases, in the whole company."""
    with unit_of_work(rounds.people.system()):
        for invariant in INVARIANTS:
            found = examine(invariant)
            assert not found.count, f"{invariant.code}: {[(rounds.cases, row) for row in found.rows]}"
        assert verifying.verify(rounds.people.company_id).breaches == ()


def finish(rounds: Round, situation: str) -> int:
    """Drive every case to its end in memory, and some in PostgreSQL by the same acts; how many."""
    here = 0
    for place, (case_id, names) in enumerate(rounds.cases.items()):
        first, second = names.split(" then ")
        with unit_of_work(rounds.people.system()), rounds.stage.meanwhile():
            desk = rounds.stage.desk
            for doing in [SITUATIONS[situation][name](desk) for name in (first, second)]:
                rounds.stage.do(doing)
            try:
                made = driven(rounds.stage)
            except AssertionError as error:
                raise AssertionError(f"{names}: {error}") from error
            wanted = rounds.stage.log()
        if place % EVERY:
            continue
        for doing in made:
            command, actor = moved(doing, case_id)
            with unit_of_work(actor):
                assert saved((command, actor)) == DONE, names
        with unit_of_work(rounds.people.system()):
            assert told(case_id, entries(case_id)) == wanted, names
            assert models.Case.objects.get(pk=case_id).ended_at is not None
        here += 1
    return here
