"""Compensation, transactions, called processes and ad-hoc work."""

import pytest

from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.test_scopes import begun
from heyi.core.workflow.trying.trial import Trial

BOOK = """
user flight; boundary f1 on=flight compensate= handler=no_flight; user no_flight undo
user hotel; boundary h1 on=hotel compensate= handler=no_hotel; user no_hotel undo
"""


class TestCompensation:
    def test_rule_37_handlers_run_in_reverse_order_and_only_for_what_was_completed(self) -> None:
        trial = begun(
            f"start s; {BOOK}; user car; boundary c1 on=car compensate= handler=no_car; "
            f"user no_car undo; and fork; user decide; throw back compensate=; user after; "
            f"s -> flight -> hotel -> fork; fork -> car; fork -> decide -> back -> after"
        )
        trial.complete("flight")
        trial.complete("hotel")
        trial.complete("decide")
        assert trial.active() == ["car", "no_hotel"], "the latest first, and nothing for the car that is not booked"
        trial.complete("no_hotel")
        assert trial.active() == ["car", "no_flight"]
        trial.complete("no_flight")
        assert trial.active() == ["after", "car"]

    def test_one_activity_alone_can_be_undone_and_only_once(self) -> None:
        trial = begun(
            f"start s; {BOOK}; user decide; throw back compensate=flight; "
            f"throw again compensate=flight; user after; "
            f"s -> flight -> hotel -> decide -> back -> again -> after"
        )
        for name in ("flight", "hotel", "decide", "no_flight"):
            trial.complete(name)
        assert trial.active() == ["after"]

    def test_a_sub_process_is_undone_by_undoing_what_is_in_it(self) -> None:
        trial = begun(
            f"start s; sub trip {{ start i; {BOOK}; i -> flight -> hotel }}; user decide; "
            f"throw back compensate=trip; end e; s -> trip -> decide -> back -> e"
        )
        for name in ("flight", "hotel", "decide"):
            trial.complete(name)
        assert trial.active() == ["no_hotel"]
        trial.complete("no_hotel")
        trial.complete("no_flight")
        assert trial.case.state == "approved"

    def test_rule_37_each_completed_instance_is_undone_with_its_own_values(self) -> None:
        trial = begun(
            (
                'start s; script pay many="people" item=who text="who"; '
                "boundary p1 on=pay compensate= handler=refund; "
                'script refund undo text="append(log, who)" result=log; user decide; '
                "throw back compensate=; s -> pay -> decide -> back"
            ),
            people=["a", "b"],
            log=[],
        )
        trial.complete("decide")
        assert trial.case.variables["log"] == ["b", "a"]

    def test_rule_37_a_handler_that_fails_is_an_incident_and_the_rest_waits_for_a_decision(self) -> None:
        trial = begun(
            "start s; user a; boundary a1 on=a compensate= handler=ua; service ua undo; user b; "
            "boundary b1 on=b compensate= handler=ub; service ub undo; throw back compensate=; "
            "s -> a -> b -> back"
        )
        trial.complete("a")
        trial.complete("b")
        assert trial.active() == ["ub"]
        trial.fail("ub")
        assert trial.incidents() == ["work_failed"]
        assert trial.case.state == "running"


class TestTransaction:
    def test_cancelling_undoes_what_was_completed_and_leaves_by_the_cancel_event(self) -> None:
        trial = begun(
            (
                f"start s; transaction trip {{ start i; {BOOK}; xor ok; end fine; end no cancel; "
                f'i -> flight -> hotel -> ok; ok -> fine if "good"; ok -> no default }}; '
                f"boundary failed on=trip cancel; user tell; user after; s -> trip -> after; "
                f"failed -> tell"
            ),
            good=False,
        )
        trial.complete("flight")
        trial.complete("hotel")
        trial.complete("no_hotel")
        assert trial.active() == ["no_flight"]
        trial.complete("no_flight")
        assert trial.active() == ["tell"]
        fine = begun(
            f"start s; transaction trip {{ start i; {BOOK}; i -> flight -> hotel }}; "
            f"boundary failed on=trip cancel; user tell; user after; s -> trip -> after; "
            f"failed -> tell"
        )
        fine.complete("flight")
        fine.complete("hotel")
        assert fine.active() == ["after"]


class TestCalls:
    BELOW = 'start s; user inner; script out text="n * 2" result=n; s -> inner -> out'

    def called(self, call: str, below: str = BELOW, **variables: object) -> Trial:
        trial = Trial(drawn(call), drawn(below, "below"))
        trial.start("trial", variables=variables)
        return trial

    def test_the_caller_waits_for_the_called_case_and_takes_its_values(self) -> None:
        trial = self.called('start s; call c calls=below in:n="n + 1" out:total="n"; user after; s -> c -> after', n=20)
        assert trial.active() == ["inner"]
        child = max(trial.store.cases)
        assert trial.store.cases[child].case.parent_id == trial.case_id
        trial.complete("inner")
        assert trial.active() == ["after"]
        assert trial.case.variables["total"] == 42
        assert trial.case.variables["n"] == 20

    def test_ending_the_caller_ends_the_called_case(self) -> None:
        trial = self.called(
            (
                "start s; call c calls=below; boundary stop on=c message=stop; user after; user stopped; "
                "s -> c -> after; stop -> stopped"
            ),
            n=1,
        )
        trial.message("stop")
        assert trial.active() == ["stopped"]
        assert trial.store.cases[max(trial.store.cases)].case.state == "withdrawn"

    def test_an_error_that_nobody_below_catches_reaches_the_caller(self) -> None:
        trial = self.called(
            "start s; call c calls=below; boundary bad on=c error=E; user fix; s -> c; bad -> fix",
            "start s; user inner; end bad error=E; s -> inner -> bad",
        )
        trial.complete("inner")
        assert trial.active() == ["fix"]

    @pytest.mark.parametrize("there", [True, False])
    def test_a_call_that_nobody_waits_for_goes_on_and_one_of_nothing_is_an_incident(self, there: bool) -> None:
        text = f"start s; call c calls={'below' if there else 'nothing'} async=true; user u; user after; s -> u -> c -> after"
        trial = self.called(text, n=1)
        trial.complete("u")
        assert ("after" in trial.active()) is there
        assert len(trial.store.cases) == (2 if there else 1)
        incidents = trial.store.cases[trial.case_id].tables["incidents"].values()
        assert [(one.code, one.node) for one in incidents] == ([] if there else [("error_uncaught", "c")])

    def test_an_error_event_at_the_edge_takes_a_call_of_nothing(self) -> None:
        trial = self.called(
            "start s; call c calls=nothing async=true; boundary bad on=c error=no_process; user fix; s -> c; bad -> fix"
        )
        assert trial.active() == ["fix"]

    def test_rule_38_terminate_below_does_not_end_the_caller(self) -> None:
        trial = self.called(
            "start s; call c calls=below; user after; s -> c -> after",
            "start s; user inner; end t terminate; s -> inner -> t",
        )
        trial.complete("inner")
        assert trial.active() == ["after"]

    def test_processes_that_call_each_other_for_ever_are_stopped(self) -> None:
        trial = self.called("start s; user go; call c calls=below; s -> go -> c", "start s; call d calls=below; s -> d")
        trial.complete("go")
        assert trial.incidents() == ["too_deep"]
        side = self.called(
            "start s; user go; call c calls=below async; user on; s -> go -> c -> on",
            "start s; call d calls=below async; s -> d",
        )
        side.complete("go")
        assert "on" in side.active()
        assert side.incidents() == ["too_deep"]
        assert max(kept.case.depth for kept in side.store.cases.values()) == 12

    def test_a_process_that_does_not_exist_is_an_incident(self) -> None:
        trial = self.called("start s; user go; call c calls=nowhere; s -> go -> c")
        trial.complete("go")
        assert trial.incidents() == ["error_uncaught"]


class TestAdHoc:
    TEXT = 'start s; adhoc work completion="done" { user a; user b; user c; b -> c }; user after; s -> work -> after'

    def test_people_begin_what_they_want_in_any_order_and_as_often_as_they_like(self) -> None:
        trial = begun(self.TEXT, done=False)
        assert trial.active() == ["work"]
        trial.begin("b")
        trial.begin("a")
        trial.begin("a")
        assert trial.active() == ["a", "a", "b", "work"]
        trial.complete("b")
        assert trial.active() == ["a", "a", "c", "work"]
        trial.set({"done": True})
        trial.complete("c")
        assert trial.active() == ["after"]

    def test_in_order_one_at_a_time_and_somebody_may_say_that_it_is_done(self) -> None:
        trial = begun("start s; adhoc work order=Sequential { user a; user b }; user after; s -> work -> after")
        trial.begin("a")
        with pytest.raises(NotWaiting):
            trial.begin("b")
        assert trial.active() == ["a", "work"]
        trial.complete("a")
        trial.finish("work")
        assert trial.active() == ["after"]
