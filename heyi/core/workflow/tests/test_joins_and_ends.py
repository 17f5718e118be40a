"""What the comparison with the naive interpreter has brought to light, each as the smallest process that shows it."""

import pytest

from heyi.core.workflow.tests.test_scopes import begun

DISCRIMINATOR = """
    start s; sub box {{
        start i; and fork; user a; user b; complex join activation="activationCount >= 1"; end e
        i -> fork; fork -> a -> join; fork -> b -> join; join -> e {}
    }}
    user after; s -> box -> after
"""


class TestInclusive:
    def test_a_token_before_a_link_is_waited_for_by_the_join_behind_its_other_end(self) -> None:
        trial = begun("""
            start s; and fork; user a; user b; throw there link=x; catch here link=x; or join; user after
            s -> fork; fork -> a -> join; fork -> b -> there; here -> join; join -> after
        """)
        trial.complete("a")
        assert trial.active() == ["b", "join"]
        trial.complete("b")
        assert trial.active() == ["after"]

    @pytest.mark.parametrize("gateway", ["xor", "and", "or", "complex"])
    def test_a_gateway_that_nothing_follows_ends_the_path(self, gateway: str) -> None:
        trial = begun(f"start s; user a; {gateway} last; s -> a -> last")
        trial.complete("a")
        assert trial.incidents() == []
        assert trial.case.state == "approved"


class TestComplex:
    def test_the_late_token_of_a_discriminator_may_be_the_last_of_its_scope(self) -> None:
        trial = begun(DISCRIMINATOR.format(""))
        trial.complete("a")
        assert trial.active() == ["b"], "the scope waits for the late one"
        trial.complete("b")
        assert trial.active() == ["after"]
        assert trial.incidents() == []

    def test_a_token_that_can_come_by_a_flow_of_the_first_phase_too_does_not_delay_the_reset(self) -> None:
        # BPMN 2.0.2, 13.4.5: the same exception as at the inclusive gateway.
        trial = begun("""
            start s; and fork; user a; user b; xor m; xor x; user after; user again
            complex join activation="activationCount >= 1"
            s -> fork; fork -> a -> m -> join; fork -> b -> x; x -> m if "false"; x -> join default
            join -> after; join -> again if "not(waitingForStart)"
        """)
        trial.complete("a")
        assert trial.active() == ["after", "again", "b"], "it has fired and is ready for the next round already"
        trial.complete("b")
        assert trial.active() == ["after", "after", "again", "again"]

    def test_conditions_know_the_phase_in_both_phases(self) -> None:
        trial = begun(DISCRIMINATOR.format('if "waitingForStart"; join -> c if "not(waitingForStart)"; user c'))
        trial.complete("a")
        assert trial.active() == ["b"]
        trial.complete("b")
        assert trial.active() == ["c"]

    def test_the_second_phase_comes_also_when_all_came_at_once(self) -> None:
        trial = begun("""
            start s; and fork; complex join; user first; user second; s -> fork; fork -> join; fork -> join
            join -> first if "waitingForStart"; join -> second if "not(waitingForStart)"
        """)
        assert trial.active() == ["first", "second"]


SPLIT = "and fork; user b; s -> a -> fork; fork -> k; fork -> k"
FAILING = {
    "a flow out of a task": ('s -> a; a -> k if "1"; user k', "a"),
    "a flow out of an inclusive join": (f'or k; {SPLIT}; k -> b if "1"', "k"),
    "an activation condition": (f'complex k activation="1"; {SPLIT}; k -> b', "k"),
    "a flow of the second phase": (f'complex k; {SPLIT}; k -> c if "[waitingForStart]"; user c', "k"),
    "a completion condition": ('s -> m; user m count=2 completion="1"', "m"),
    "a condition of a loop": ('s -> m; user m loop="1"', "m"),
}


@pytest.mark.parametrize("what", FAILING)
def test_rule_30_a_condition_that_fails_is_an_incident_and_nobody_who_decides_is_refused(what: str) -> None:
    text, where = FAILING[what]
    trial = begun(f"start s; user a; {text}" if "s -> a" in text else f"start s; {text}")
    trial.complete("m" if "s -> m" in text else "a")
    assert set(trial.incidents()) == {"condition_failed"}, "rule 30"
    assert where in trial.active()
    assert "b" not in trial.active()


LATE = {
    "a timer at the edge of an activity": 'user a; boundary late on=a timer="no moment"; user b; s -> go -> a; late -> b',
    "a timer of a handler in it": """
        sub a { start i; user u; i -> u; sub h event { start t timer="no moment"; user c; t -> c } }; s -> go -> a
    """,
}


@pytest.mark.parametrize("what", LATE)
def test_an_activity_that_cannot_begin_leaves_nothing_behind(what: str) -> None:
    trial = begun(f"start s; user go; {LATE[what]}")
    trial.complete("go")
    assert trial.incidents() == ["condition_failed"]
    rows = trial.store.cases[trial.case_id].tables
    assert not [one for one in rows["activations"].values() if one.state == "active"]
    assert trial.waits() == []


def test_a_handler_that_cannot_begin_is_an_incident_of_its_own() -> None:
    trial = begun("""
        start s; user a; s -> a
        sub box event { start h message=m; user b; boundary late on=b timer="no moment"; h -> b; late -> b
            sub inner event { start i timer="no moment"; user c; i -> c }
        }
    """)
    trial.message("m")
    assert trial.incidents() == ["condition_failed"]
    assert trial.active() == ["box"]


class TestSignals:
    def test_the_case_that_throws_a_signal_hears_it_once(self) -> None:
        trial = begun("""
            start s; and fork; user a; boundary heard on=a signal=x beside; user boss; user go; throw out signal=x
            s -> fork; fork -> a; fork -> go -> out; heard -> boss
        """)
        trial.complete("go")
        assert trial.active() == ["a", "boss"]

    def test_whoever_waits_only_after_it_was_thrown_does_not_hear_it(self) -> None:
        trial = begun("""
            start s; user go; throw out signal=x; catch later signal=x; user a; s -> go -> out -> later -> a
        """)
        trial.complete("go")
        assert trial.active() == ["later"]
