"""What random acts have found: joins, scopes and branches when people move a case by hand, in any order."""

import pytest

from heyi.core.workflow.commands import Approve, Jump, Resubmit, Return, Suspend, TakeBack, Terminate
from heyi.core.workflow.errors import BadJump, NothingToTakeBack
from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.seeds import ready
from heyi.core.workflow.tests.world import World, actor, administrator, asks
from heyi.core.workflow.trying.trial import Trial

TWO_OF_THREE = (
    'start s; and f; user a; user b; user c; complex j activation="activationCount >= 2"; user d; end e;'
    " s -> f; f -> a -> j; f -> b -> j; f -> c -> j; j -> d -> e"
)


def staffed(text: str, key: str = "trial") -> Document:
    document = drawn(text, key)
    return Document(document.root, tuple(ready(process) for process in document.processes))


def begun(*documents: Document) -> Trial:
    trial = Trial(*documents)
    trial.start()
    return trial


def jump(trial: Trial, target: str, source: str = "") -> None:
    trial.engine.perform(
        Jump(case_id=trial.case_id, target=target, opinion="needed", source=source), actor=administrator()
    )


def test_one_token_alone_is_not_moved_before_a_join_that_wants_two() -> None:
    trial = begun(staffed(TWO_OF_THREE))
    with pytest.raises(BadJump):
        jump(trial, "a")
    assert trial.active() == ["a", "b", "c"]


def test_to_behind_the_join_and_within_a_branch_it_is_moved() -> None:
    trial = begun(staffed(TWO_OF_THREE))
    jump(trial, "d")
    assert trial.active() == ["d"]
    trial = begun(staffed(TWO_OF_THREE.replace("f -> c -> j", "user x; c -> x -> j; f -> c")))
    jump(trial, "x", "c")
    assert trial.active() == ["a", "b", "x"]
    for node in ("a", "x", "b", "d"):
        trial.complete(node)
    assert trial.case.state == "approved"


def test_a_join_that_has_fired_takes_what_comes_late_after_a_return_and_straight_back_too() -> None:
    trial = begun(staffed(TWO_OF_THREE))
    trial.complete("a")
    trial.complete("b")
    late = next(task for task in trial.tasks() if task.node == "c")
    trial.perform(Return(task_id=late.id, then="jump"), person=late.assignee_id or 0)
    (again,) = trial.tasks()
    trial.perform(Resubmit(task_id=again.id), person=again.assignee_id or 0)
    assert sorted(token.node for token in trial.tokens()) == ["c", "d", "j"], "the join still waits for the late one"
    trial.complete("c")
    assert (trial.active(), trial.incidents()) == (["d"], []), "it was taken, and d is not asked twice"
    trial.complete("d")
    assert trial.case.state == "approved"


def test_a_case_ends_with_the_one_above_it_even_when_it_is_suspended() -> None:
    trial = begun(
        staffed("start s; call c calls=below; user a; end e; s -> c -> a -> e"),
        staffed("start s; user deep; end e; s -> deep -> e", "below"),
    )
    below = max(trial.store.cases)
    trial.engine.perform(Suspend(case_id=below, opinion="audit"), actor=administrator())
    trial.engine.perform(Terminate(case_id=trial.case_id, opinion="over"), actor=administrator())
    assert [kept.case.state for kept in trial.family()] == ["terminated", "withdrawn"]
    assert trial.store.cases[below].case.suspended == {}


BOX = "start s; sub box { start i; user a; end k; i -> a -> k }; user b; end e; s -> box -> b -> e"


def acted(trial: Trial, command: type, node: str, **facts: object) -> None:
    task = max(
        (one for one in trial.store.cases[1].tables["tasks"].values() if one.node == node), key=lambda one: one.id
    )
    trial.perform(command(task_id=task.id, **facts), person=task.assignee_id or 0)


def test_nobody_is_asked_again_in_a_sub_process_that_has_ended() -> None:
    trial = begun(staffed(BOX))
    trial.complete("a")
    with pytest.raises(NothingToTakeBack):
        acted(trial, TakeBack, "a")
    acted(trial, Return, "b", target="a")
    assert trial.active() == ["a"], "a new round of the sub-process (rule 5)"


def test_a_token_is_not_moved_into_a_sub_process_or_out_of_repeated_runs() -> None:
    trial = begun(staffed(BOX.replace("sub box", "sub box count=3")))
    for target, source in (("b", "a"), ("a", ""), ("a", "box")):
        with pytest.raises(BadJump):
            jump(trial, target, source)
    assert trial.active() == ["a", "a", "a"]
    jump(trial, "b")
    assert trial.active() == ["b"]


def test_of_two_who_take_back_what_they_decided_together_only_the_first_opens_it_again() -> None:
    world = World(asks("a", 10, 11), asks("z", 12))
    world.start()
    first, second = world.task("a", 10), world.task("a", 11)
    world.do(Approve, "a", 10)
    world.do(Approve, "a", 11)
    world.engine.perform(TakeBack(task_id=first.id), actor=actor(10))
    with pytest.raises(NothingToTakeBack):
        world.engine.perform(TakeBack(task_id=second.id), actor=actor(11))
    assert world.open() == [("a", 10)], "one token, one question"


def test_what_a_join_took_late_is_not_taken_back() -> None:
    trial = begun(staffed(TWO_OF_THREE))
    for node in ("a", "b", "c"):
        trial.complete(node)
    with pytest.raises(NothingToTakeBack):
        acted(trial, TakeBack, "c")
    assert trial.active() == ["d"]


def test_rule_3_all_branches_run_again_and_meet_again() -> None:
    trial = begun(
        staffed(
            "start s; and f; user a; user b; manual m; and j; user d; end e; s -> f; f -> a -> j; f -> b -> j; f -> m -> j;"
            " j -> d -> e"
        )
    )
    trial.complete("a")
    trial.complete("b")
    acted(trial, Return, "d", target="a", rerun_all=True)
    assert trial.active() == ["a", "b", "j"], "the work by hand needs nobody and is done again already"
    trial.complete("b")
    trial.complete("a")
    assert (trial.active(), trial.incidents()) == (["d"], [])
