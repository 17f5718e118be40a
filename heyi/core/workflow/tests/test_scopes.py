"""Sub-processes, events at their edges and in them: each interrupting and beside, with what must not happen."""

from datetime import timedelta

import pytest

from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.trying.trial import Trial

HOUR = timedelta(hours=1)


def begun(text: str, **variables: object) -> Trial:
    trial = Trial(drawn(text))
    trial.start(variables=variables)
    return trial


class TestSubProcess:
    def test_the_case_goes_on_when_the_last_token_inside_has_ended(self) -> None:
        trial = begun(
            "start s; sub box { start i; and fork; user a; user b; i -> fork -> a; fork -> b }; user c; s -> box -> c"
        )
        assert trial.active() == ["a", "b"]
        trial.complete("b")
        assert trial.active() == ["a"], "the other one is still inside"
        trial.complete("a")
        assert trial.active() == ["c"]
        trial.complete("c")
        assert trial.case.state == "approved"

    def test_rule_38_terminate_ends_only_its_scope(self) -> None:
        trial = begun(
            "start s; sub box { start i; and fork; user a; user b; end t terminate; "
            "i -> fork -> a -> t; fork -> b }; user c; s -> box -> c"
        )
        trial.complete("a")
        assert trial.active() == ["c"]
        assert trial.case.state == "running"

    def test_without_a_start_event_everything_that_nothing_leads_to_begins(self) -> None:
        trial = begun("start s; sub box { user a; user b }; s -> box")
        assert trial.active() == ["a", "b"]

    def test_a_loop_inside_a_loop_keeps_its_own_counter(self) -> None:
        trial = begun(
            (
                "start s; sub box count=2 turn { start i; "
                'script add text="n + loopCounter" result=n count=3 turn; i -> add }; s -> box'
            ),
            n=0,
        )
        assert trial.case.state == "approved"
        assert trial.case.variables["n"] == 12


TRIGGERS = {
    "message": ("message=go", lambda trial: trial.message("go")),
    "signal": ("signal=go", lambda trial: trial.signal("go")),
    "timer": ("timer=PT1H", lambda trial: trial.advance(HOUR)),
    "condition": ('condition="ready"', lambda trial: trial.set({"ready": True})),
}


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize(
    "host", ["user box", "sub box { start i; and fork; user a; user b; i -> fork -> a; fork -> b }"]
)
class TestAtTheEdge:
    def test_rule_36_interrupting_takes_the_place_of_the_activity_and_all_in_it(self, trigger: str, host: str) -> None:
        event, fire = TRIGGERS[trigger]
        trial = begun(
            f"start s; {host}; boundary late on=box {event}; user other; end e; s -> box -> e; late -> other -> e"
        )
        fire(trial)
        assert trial.active() == ["other"]
        assert [task.node for task in trial.tasks()] == ["other"]
        assert trial.waits() == []
        trial.complete("other")
        assert trial.case.state == "approved"

    def test_rule_36_beside_leaves_the_activity_as_it_is(self, trigger: str, host: str) -> None:
        event, fire = TRIGGERS[trigger]
        trial = begun(
            f"start s; {host}; boundary late on=box {event} beside; user other; end e; s -> box -> e; late -> other -> e"
        )
        before = trial.active()
        fire(trial)
        assert trial.active() == sorted([*before, "other"])
        for name in before:
            trial.complete(name)
        assert trial.active() == ["other"]
        trial.complete("other")
        assert trial.case.state == "approved"

    def test_it_is_deaf_when_the_activity_is_done(self, trigger: str, host: str) -> None:
        event, fire = TRIGGERS[trigger]
        trial = begun(
            f"start s; {host}; boundary late on=box {event}; user after; user other; s -> box -> after; late -> other"
        )
        for name in trial.active():
            trial.complete(name)
        try:
            fire(trial)
        except NotWaiting:
            assert trigger == "message"
        assert trial.active() == ["after"]

    def test_an_event_sub_process_interrupts_or_joins_what_runs_in_its_scope(self, trigger: str, host: str) -> None:
        event, fire = TRIGGERS[trigger]
        for beside in ("", "beside"):
            trial = begun(
                f"start s; {host}; sub handler event {{ start h {event} {beside}; user other; h -> other }}; s -> box"
            )
            before = trial.active()
            fire(trial)
            assert trial.active() == (sorted([*before, "other"]) if beside else ["other"])
            for name in trial.active():
                trial.complete(name)
            assert trial.case.state == "approved"


class TestErrors:
    HOST = (
        "start s; sub outer { start i; sub inner { start j; service work; j -> work }; "
        "i -> inner }; user after; s -> outer -> after"
    )

    def test_the_innermost_catcher_that_fits_takes_it(self) -> None:
        trial = begun(
            f"{self.HOST}; boundary any on=outer error=; boundary mine on=outer error=E1; user a; "
            f"user b; any -> a; mine -> b"
        )
        trial.fail("work", "E1")
        assert trial.active() == ["b"], "one that names the code comes before one that catches all"
        assert trial.case.variables["error"] == "E1"

    def test_rule_36_another_code_is_caught_by_all_or_by_nobody(self) -> None:
        trial = begun(f"{self.HOST}; boundary any on=outer error=; user a; any -> a")
        trial.fail("work", "E9")
        assert trial.active() == ["a"]
        lost = begun(f"{self.HOST}; boundary mine on=outer error=E1; user b; mine -> b")
        lost.fail("work", "E9")
        assert lost.active() == ["work"]
        assert lost.incidents() == ["error_uncaught"]

    def test_an_error_end_event_leaves_its_sub_process_by_the_edge(self) -> None:
        trial = begun(
            "start s; sub box { start i; and fork; user a; end bad error=E; i -> fork -> a; "
            "fork -> bad }; boundary x on=box error=E; user fix; user after; s -> box -> after; "
            "x -> fix"
        )
        assert trial.active() == ["fix"]

    def test_an_event_sub_process_catches_inside_and_the_case_goes_on_after_the_scope(self) -> None:
        trial = begun(
            "start s; sub box { start i; service work; i -> work; sub handler event { start h error=E; "
            "user fix; h -> fix } }; user after; s -> box -> after"
        )
        trial.fail("work", "E")
        assert trial.active() == ["fix"]
        trial.complete("fix")
        assert trial.active() == ["after"]

    def test_what_a_handler_throws_is_not_caught_by_itself(self) -> None:
        trial = begun(
            "start s; service work; s -> work; sub handler event { start h error=; end again error=E; h -> again }"
        )
        trial.fail("work", "E")
        assert trial.incidents() == ["error_uncaught"]


class TestEscalation:
    def test_rule_36_beside_both_go_on_and_uncaught_it_is_nothing(self) -> None:
        text = "start s; sub box { start i; throw up escalation=E; user a; i -> up -> a }; user c; s -> box -> c"
        assert begun(text).active() == ["a"]
        trial = begun(f"{text}; boundary heard on=box escalation=E beside; user boss; heard -> boss")
        assert trial.active() == ["a", "boss"]
        taken = begun(f"{text}; boundary heard on=box escalation=E; user boss; heard -> boss")
        assert taken.active() == ["boss"]


class TestLinksAndConditions:
    def test_a_link_goes_on_at_its_other_end(self) -> None:
        trial = begun("start s; throw out link=there; catch into link=there; user a; s -> out; into -> a")
        assert trial.active() == ["a"]

    def test_a_condition_is_taken_each_time_that_it_becomes_true(self) -> None:
        trial = begun(
            'start s; user a; boundary hot on=a condition="t > 30" beside; user cool; s -> a; hot -> cool', t=20
        )
        trial.set({"t": 31})
        trial.set({"t": 32})
        assert trial.active() == ["a", "cool"], "it has not become true again"
        trial.set({"t": 20})
        trial.set({"t": 40})
        assert trial.active() == ["a", "cool", "cool"]

    def test_a_cycle_comes_as_often_as_it_says_and_from_when_it_was_due(self) -> None:
        trial = begun(
            (
                "start s; user a; boundary tick on=a cycle=R3/PT1H beside; "
                'script count text="n + 1" result=n; s -> a; tick -> count'
            ),
            n=0,
        )
        trial.advance(HOUR * 10)
        assert trial.case.variables["n"] == 3
        assert trial.waits() == []
