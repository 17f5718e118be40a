"""Gateways beyond exclusive and parallel: the inclusive join in knots, events that decide, discriminators."""

from datetime import timedelta

import pytest

from heyi.core.workflow.commands import Jump
from heyi.core.workflow.errors import BadJump
from heyi.core.workflow.tests.test_scopes import begun
from heyi.core.workflow.tests.world import administrator

FORK = (
    "start s; or fork; user a; user b; user c; or join; user after; s -> fork; "
    'fork -> a if "x > 0"; fork -> b if "y > 0"; fork -> c default; a -> join; b -> join; '
    "c -> join; join -> after"
)


class TestInclusive:
    def test_rule_28_it_waits_for_exactly_those_that_were_sent_out(self) -> None:
        trial = begun(FORK, x=1, y=1)
        assert trial.active() == ["a", "b"]
        trial.complete("a")
        assert trial.active() == ["b", "join"]
        trial.complete("b")
        assert trial.active() == ["after"]

    def test_one_alone_passes_and_the_default_is_taken_only_when_no_condition_holds(self) -> None:
        assert begun(FORK, x=1, y=0).active() == ["a"]
        trial = begun(FORK, x=0, y=0)
        assert trial.active() == ["c"]
        trial.complete("c")
        assert trial.active() == ["after"]

    def test_rule_28_it_fires_when_the_token_that_it_waited_for_dies(self) -> None:
        trial = begun(
            "start s; and fork; user a; user b; boundary gone on=b message=no; end lost; or join; "
            "user after; s -> fork; fork -> a -> join; fork -> b -> join; gone -> lost; join -> after"
        )
        trial.complete("a")
        assert trial.active() == ["b", "join"]
        trial.message("no")
        assert trial.active() == ["after"]

    def test_a_token_on_its_way_round_a_loop_is_waited_for(self) -> None:
        trial = begun(
            (
                "start s; and fork; user a; user b; xor again; or join; user after; s -> fork; "
                'fork -> a -> join; fork -> b -> again; again -> b if "more"; again -> join default; '
                "join -> after"
            ),
            more=True,
        )
        trial.complete("a")
        trial.complete("b")
        assert trial.active() == ["b", "join"]
        trial.set({"more": False})
        trial.complete("b")
        assert trial.active() == ["after"]

    def test_rule_28_a_token_that_can_come_by_a_marked_flow_too_is_not_waited_for(self) -> None:
        # BPMN 2.0.2, 13.4.3: there is a path to an empty flow, but also one to a flow that holds a token.
        trial = begun(
            (
                "start s; and fork; user a; user b; xor x; or join; user after; s -> fork; "
                'fork -> a -> join; fork -> b -> x; xor y; x -> y; y -> a2 if "z"; manual a2; a2 -> m; '
                "xor m; y -> join default; join -> after; m -> join"
            ),
            z=False,
        )
        trial.complete("a")
        assert trial.active() == ["b", "join"], "no path of this token leads to a flow that holds one"

    def test_two_joins_that_wait_for_each_other_are_an_incident_not_a_silent_stop(self) -> None:
        trial = begun(
            "start s; user go; and fork; or j1; or j2; and f1; and f2; s -> go -> fork; fork -> j1; "
            "fork -> j2; j1 -> f1; j2 -> f2; f1 -> j2; f2 -> j1; f1 -> e; f2 -> e; end e"
        )
        trial.complete("go")
        assert trial.incidents() == ["deadlock"]


class TestEvents:
    TEXT = (
        "start s; events first; catch yes message=yes; catch late timer=P1D; user a; user b; "
        "s -> first; first -> yes -> a; first -> late -> b"
    )

    def test_the_first_event_decides_and_the_others_are_no_longer_heard(self) -> None:
        trial = begun(self.TEXT)
        trial.message("yes")
        assert trial.active() == ["a"]
        assert trial.waits() == []
        late = begun(self.TEXT)
        late.advance(timedelta(days=2))
        assert late.active() == ["b"]


class TestComplex:
    TEXT = (
        "start s; and fork; user a; user b; user c; "
        'complex join activation="activationCount >= 2"; user after; s -> fork; fork -> a -> join; '
        "fork -> b -> join; fork -> c -> join; join -> after"
    )

    def test_two_of_three_let_it_go_on_and_the_third_is_taken_without_a_second_time(self) -> None:
        trial = begun(self.TEXT)
        trial.complete("a")
        assert trial.active() == ["b", "c", "join"]
        trial.complete("c")
        assert trial.active() == ["after", "b"]
        trial.complete("b")
        assert trial.active() == ["after"]
        trial.complete("after")
        assert trial.case.state == "approved"

    def test_what_has_come_is_not_sent_a_second_time_by_hand_for_it_would_be_left_over(self) -> None:
        trial = begun(self.TEXT)
        trial.complete("c")
        again = Jump(case_id=trial.case.id, source="a", target="c", opinion="once more")
        with pytest.raises(BadJump):
            trial.engine.perform(again, actor=administrator())
        assert trial.active() == ["a", "b", "join"]

    def test_when_it_has_let_two_go_on_the_third_may_be_moved(self) -> None:
        """What it has had is known when an administrator asks whether every run still ends."""
        trial = begun(self.TEXT.replace("b -> join", "b -> later -> join").replace("user c;", "user c; user later;"))
        for name in ("a", "c"):
            trial.complete(name)
        again = Jump(case_id=trial.case.id, source="b", target="later", opinion="on")
        trial.engine.perform(again, actor=administrator())
        assert trial.active() == ["after", "later"]
        trial.complete("later")
        trial.complete("after")
        assert trial.case.state == "approved"

    def test_it_is_ready_for_the_next_round_when_the_last_has_come(self) -> None:
        trial = begun(
            self.TEXT.replace("s -> fork", "xor round; s -> round -> fork")
            + '; xor more; after -> more; more -> round if "again"; more -> e default; end e',
            again=True,
        )
        for name in ("a", "b"):
            trial.complete(name)
        trial.complete("c")
        trial.complete("after")
        assert trial.active() == ["a", "b", "c"]
        trial.set({"again": False})
        for name in ("b", "c", "after", "a"):
            trial.complete(name)
        assert trial.case.state == "approved"


class TestParallel:
    def test_rule_27_two_tokens_on_one_flow_do_not_fire_it_and_the_surplus_stays(self) -> None:
        trial = begun(
            "start s; and f1; xor m; user a; user b; user c; and join; user after; s -> f1; f1 -> m; "
            "f1 -> m; m -> a -> join; f1 -> b -> join; join -> after"
        )
        trial.complete("a")
        trial.complete("a")
        assert trial.active() == ["b", "join", "join"]
        trial.complete("b")
        assert trial.active() == ["after", "join"], "exactly one from each flow (rule 27)"
        trial.complete("after")
        assert trial.incidents() == ["deadlock"]
