"""Multi-instance and loops: counts are exact, also while they grow and shrink."""

import pytest

from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.tests.test_scopes import begun


class TestMultiInstance:
    def test_each_item_has_its_run_and_results_come_back_in_the_order_of_the_items(self) -> None:
        trial = begun(
            'start s; script double many="items" item=x text="x * 2" result=y results=all; s -> double', items=[1, 2, 3]
        )
        assert trial.case.variables["all"] == [2, 4, 6]

    def test_none_is_done_at_once_and_a_number_that_is_none_is_an_incident(self) -> None:
        assert begun('start s; user a many="items"; user b; s -> a -> b', items=[]).active() == ["b"]
        trial = begun('start s; user first; user a count="n"; s -> first -> a', n="many")
        trial.complete("first")
        assert trial.incidents() == ["condition_failed"]

    def test_in_turn_the_next_begins_when_the_one_before_is_done(self) -> None:
        trial = begun("start s; user a count=3 turn; user b; s -> a -> b")
        for left in (3, 2, 1):
            assert trial.active() == ["a"], left
            trial.complete("a")
        assert trial.active() == ["b"]

    def test_the_completion_condition_cancels_the_rest(self) -> None:
        trial = begun('start s; user a count=5 completion="numberOfCompletedInstances >= 2"; user b; s -> a -> b')
        trial.complete("a")
        assert trial.active() == ["a"] * 4
        trial.complete("a")
        assert trial.active() == ["b"]
        assert [task.node for task in trial.tasks()] == ["b"]

    def test_counts_are_exact_when_runs_are_added_and_taken_away(self) -> None:
        trial = begun(
            "start s; "
            'user a count=2 completion="numberOfCompletedInstances / numberOfInstances >= 0.75"; '
            "user b; s -> a -> b"
        )
        trial.add("a")
        trial.add("a")
        for _ in range(2):
            trial.complete("a")
        assert trial.active() == ["a", "a"], "2 of 4"
        trial.remove("a")
        assert trial.active() == ["a"], "2 of 4: who was taken away still counts as an instance"
        with pytest.raises(NotWaiting):
            trial.remove("a")
        trial.complete("a")
        assert trial.active() == ["b"]

    def test_a_sub_process_is_repeated_as_a_whole_and_its_edge_is_that_of_the_whole(self) -> None:
        text = (
            'start s; sub box many="items" item=x { start i; user a; user b; i -> a -> b }; '
            "boundary stop on=box message=stop; user after; user stopped; s -> box -> after; "
            "stop -> stopped"
        )
        trial = begun(text, items=["p", "q"])
        assert trial.active() == ["a", "a"]
        trial.complete("a")
        assert trial.active() == ["a", "b"]
        trial.message("stop")
        assert trial.active() == ["stopped"]
        assert trial.waits() == []

    def test_an_error_in_one_run_ends_all(self) -> None:
        trial = begun(
            "start s; service a count=3; boundary bad on=a error=; user fix; user after; s -> a -> after; bad -> fix"
        )
        trial.fail("a", "E")
        assert trial.active() == ["fix"]


class TestLoop:
    def test_it_is_done_again_while_the_condition_holds(self) -> None:
        trial = begun('start s; script a text="n + 1" result=n loop="n < 3"; s -> a', n=0)
        assert trial.case.variables["n"] == 3

    def test_asked_before_it_may_never_run_and_a_maximum_ends_it(self) -> None:
        assert (
            begun('start s; script a text="n + 1" result=n loop="n < 3" before; s -> a', n=5).case.variables["n"] == 5
        )
        assert begun('start s; script a text="n + 1" result=n loop="true" most=4; s -> a', n=0).case.variables["n"] == 4

    def test_a_loop_that_never_waits_is_stopped(self) -> None:
        trial = begun('start s; user go; script a text="n + 1" result=n loop="true"; s -> go -> a', n=0)
        trial.complete("go")
        assert trial.incidents() == ["busy_loop"]
