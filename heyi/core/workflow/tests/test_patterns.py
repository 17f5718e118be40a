"""The control-flow patterns WCP-1 to 43 (van der Aalst et al., 2006), one test for each, by number.

What a pattern needs is written with elements of BPMN only. Where that says less than the pattern asks for, the table in
docs/apps/workflow-conformance.md says so.
"""

from datetime import timedelta

import pytest

from heyi.core.workflow import models
from heyi.core.workflow.commands import Withdraw
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.services import posting
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.test_scopes import begun
from heyi.core.workflow.tests.test_waiting_on_postgres import another, in_force, nodes
from heyi.core.workflow.trying.trial import Trial
from tests.cast import Cast

THREE = "user a; user b; user c; start s; and fork; s -> fork; fork -> a; fork -> b; fork -> c"


class TestBasic:
    def test_wcp_01_sequence(self) -> None:
        trial = begun("start s; user a; user b; s -> a -> b")
        assert trial.active() == ["a"]
        trial.complete("a")
        assert trial.active() == ["b"]

    def test_wcp_02_parallel_split(self) -> None:
        assert begun(THREE).active() == ["a", "b", "c"]

    def test_wcp_03_synchronization(self) -> None:
        trial = begun(f"{THREE}; and join; user d; a -> join; b -> join; c -> join; join -> d")
        trial.complete("c")
        trial.complete("a")
        assert trial.active() == ["b", "join", "join"]
        trial.complete("b")
        assert trial.active() == ["d"]

    def test_wcp_04_exclusive_choice(self) -> None:
        text = 'start s; xor way; user a; user b; s -> way; way -> a if "x > 1"; way -> b default'
        assert begun(text, x=2).active() == ["a"]
        assert begun(text, x=1).active() == ["b"]

    def test_wcp_05_simple_merge(self) -> None:
        trial = begun(
            'start s; xor way; user a; user b; xor m; user c; s -> way; way -> a if "x"; way -> b default; '
            "a -> m; b -> m; m -> c",
            x=True,
        )
        trial.complete("a")
        assert trial.active() == ["c"], "nobody waits for the way that was not taken"


class TestBranching:
    MANY = (
        'start s; or fork; user a; user b; user c; s -> fork; fork -> a if "x"; fork -> b if "y"; fork -> c if "z"; '
        "or join; user after; a -> join; b -> join; c -> join; join -> after"
    )

    def test_wcp_06_multi_choice(self) -> None:
        assert begun(self.MANY, x=True, y=False, z=True).active() == ["a", "c"]

    def test_wcp_07_structured_synchronizing_merge(self) -> None:
        trial = begun(self.MANY, x=True, y=False, z=True)
        trial.complete("c")
        assert trial.active() == ["a", "join"]
        trial.complete("a")
        assert trial.active() == ["after"]

    def test_wcp_08_multi_merge(self) -> None:
        trial = begun(f"{THREE}; xor m; user d; a -> m; b -> m; c -> m; m -> d")
        trial.complete("a")
        trial.complete("b")
        assert trial.active() == ["c", "d", "d"], "every token passes"

    def test_wcp_09_structured_discriminator(self) -> None:
        trial = begun(joined(1))
        trial.complete("b")
        assert trial.active() == ["a", "after", "c"]
        trial.complete("a")
        trial.complete("c")
        assert trial.active() == ["after"], "the others are taken without going on"

    def test_wcp_28_blocking_discriminator(self) -> None:
        trial = begun(twice(1))
        trial.complete("a")
        trial.complete("a")
        assert trial.active() == ["after", "b", "join"], "the second of the same branch waits for the reset"
        trial.complete("b")
        assert trial.active() == ["after", "after"], "reset, and the one that waited begins the next round"

    def test_wcp_29_cancelling_discriminator(self) -> None:
        trial = begun(cancelling("xor m"))
        trial.complete("b")
        assert trial.active() == ["after"]
        assert [task.node for task in trial.tasks()] == ["after"]

    def test_wcp_30_structured_partial_join(self) -> None:
        trial = begun(joined(2))
        trial.complete("a")
        assert trial.active() == ["b", "c", "join"]
        trial.complete("b")
        assert trial.active() == ["after", "c"]
        trial.complete("c")
        assert trial.active() == ["after"]

    def test_wcp_31_blocking_partial_join(self) -> None:
        trial = begun(twice(2))
        trial.complete("a")
        trial.complete("a")
        assert trial.active() == ["b", "join", "join"], "two of one branch are no two branches"
        trial.complete("b")
        assert trial.active() == ["after", "join"]

    def test_wcp_32_cancelling_partial_join(self) -> None:
        trial = begun(cancelling('complex m activation="activationCount >= 2"'))
        trial.complete("b")
        assert trial.active() == ["a", "c", "m"]
        trial.complete("a")
        assert trial.active() == ["after"]

    def test_wcp_33_generalized_and_join(self) -> None:
        trial = begun(
            "start s; and fork; xor m; user a; user b; user c; and join; user after; s -> fork; fork -> m; fork -> m; "
            "fork -> b; fork -> c; c -> b; m -> a -> join; b -> join; join -> after"
        )
        trial.complete("a")
        trial.complete("a")
        trial.complete("b")
        assert trial.active() == ["after", "c", "join"], "one from each flow; the surplus stays for the next round"
        trial.complete("c")
        trial.complete("b")
        assert trial.active() == ["after", "after"]

    def test_wcp_37_local_synchronizing_merge(self) -> None:
        trial = begun(
            "start s; and fork; xor way; user a; user b; end lost; or join; user after; s -> fork; fork -> a -> join; "
            'fork -> b -> way; way -> lost if "gone"; way -> join default; join -> after',
            gone=True,
        )
        trial.complete("a")
        assert trial.active() == ["b", "join"]
        trial.complete("b")
        assert trial.active() == ["after"], "what can no longer come is not waited for"

    def test_wcp_38_general_synchronizing_merge(self) -> None:
        trial = begun(
            "start s; and fork; xor again; user a; user b; or join; user after; s -> fork; fork -> a -> join; "
            'fork -> b -> again; again -> b if "more"; again -> join default; join -> after',
            more=True,
        )
        trial.complete("a")
        for more in (True, False):
            trial.set({"more": more})
            assert trial.active() == ["b", "join"], "it may come round the loop once more"
            trial.complete("b")
        assert trial.active() == ["after"]

    def test_wcp_41_thread_merge(self) -> None:
        trial = begun("start s; sub box { start i; and fork; xor m; user a; i -> fork; fork -> m; fork -> m; m -> a }; "
                      "user b; s -> box -> b")  # fmt: skip
        trial.complete("a")
        assert trial.active() == ["a"]
        trial.complete("a")
        assert trial.active() == ["b"], "two threads of one branch have become one"

    def test_wcp_42_thread_split(self) -> None:
        assert begun("start s; and fork; xor m; user a; s -> fork; fork -> m; fork -> m; m -> a").active() == ["a", "a"]


class TestInstances:
    def test_wcp_12_multiple_instances_without_synchronization(self) -> None:
        trial = begun(
            'start s; xor m; script one text="n + 1" result=n; and out; user work; xor more; user after; s -> m -> one '
            '-> out; out -> work; out -> more; more -> m if "n < 3"; more -> after default',
            n=0,
        )
        assert trial.active() == ["after", "work", "work", "work"], "it goes on without them"

    def test_wcp_13_multiple_instances_with_a_number_known_at_design_time(self) -> None:
        trial = begun("start s; user a count=3; user b; s -> a -> b")
        for left in (3, 2, 1):
            assert trial.active() == ["a"] * left
            trial.complete("a")
        assert trial.active() == ["b"]

    def test_wcp_14_multiple_instances_with_a_number_known_at_run_time(self) -> None:
        trial = begun('start s; user count; user a many="items"; user b; s -> count -> a -> b', items=[1])
        trial.complete("count", {"items": [1, 2]})
        assert trial.active() == ["a", "a"]

    def test_wcp_15_multiple_instances_whose_number_grows_while_they_run(self) -> None:
        trial = begun("start s; user a count=1; user b; s -> a -> b")
        trial.add("a")
        trial.complete("a")
        trial.add("a")
        assert trial.active() == ["a", "a"]
        trial.complete("a")
        trial.complete("a")
        assert trial.active() == ["b"]

    def test_wcp_26_cancel_multiple_instances(self) -> None:
        trial = begun("start s; user a count=3; boundary no on=a message=no; user b; user c; s -> a -> b; no -> c")
        trial.complete("a")
        trial.message("no")
        assert trial.active() == ["c"]
        assert [task.node for task in trial.tasks()] == ["c"]

    def test_wcp_27_complete_multiple_instances(self) -> None:
        trial = begun("start s; user a count=3; boundary on on=a message=enough; user b; xor m; s -> a -> m; on -> m; "
                      "m -> b")  # fmt: skip
        trial.complete("a")
        trial.message("enough")
        assert trial.active() == ["b"], "the rest is withdrawn, and the case goes on as if all were done"

    def test_wcp_34_static_partial_join_for_multiple_instances(self) -> None:
        trial = begun(
            'start s; sub box count=3 { start i; user a; script one text="n + 1" result=n; i -> a -> one }; '
            'boundary enough on=box condition="n >= 2" beside; user after; end rest; s -> box -> rest; enough -> after',
            n=0,
        )
        trial.complete("a")
        assert trial.active() == ["a", "a"]
        trial.complete("a")
        assert trial.active() == ["a", "after"], "two of three are enough, the third goes on"
        trial.complete("a")
        assert trial.active() == ["after"], "and is taken without a second time"

    def test_wcp_35_cancelling_partial_join_for_multiple_instances(self) -> None:
        trial = begun('start s; user a count=3 completion="numberOfCompletedInstances >= 2"; user b; s -> a -> b')
        trial.complete("a")
        assert trial.active() == ["a", "a"]
        trial.complete("a")
        assert trial.active() == ["b"]

    def test_wcp_36_dynamic_partial_join_for_multiple_instances(self) -> None:
        trial = begun('start s; user a count=2 completion="numberOfCompletedInstances / numberOfInstances >= 0.75"; '
                      "user b; s -> a -> b")  # fmt: skip
        trial.add("a")
        trial.add("a")
        for _ in range(2):
            trial.complete("a")
        assert trial.active() == ["a", "a"], "two of what have become four"
        trial.complete("a")
        assert trial.active() == ["b"]


class TestStates:
    def test_wcp_16_deferred_choice(self) -> None:
        text = ("start s; events first; catch yes message=yes; catch late timer=P1D; user a; user b; s -> first; "
                "first -> yes -> a; first -> late -> b")  # fmt: skip
        trial = begun(text)
        assert trial.active() == ["first"], "nothing has been chosen"
        trial.message("yes")
        trial.advance(timedelta(days=2))
        assert trial.active() == ["a"]

    def test_wcp_17_interleaved_parallel_routing(self) -> None:
        trial = begun("start s; adhoc box order=Sequential { user a; user b; user c; b -> c }; user d; s -> box -> d")
        trial.begin("b")
        with pytest.raises(NotWaiting):
            trial.begin("a")
        trial.complete("b")
        assert trial.active() == ["box", "c"], "what follows comes in its order"
        with pytest.raises(NotWaiting):
            trial.begin("a")
        trial.complete("c")
        trial.begin("a")
        assert trial.active() == ["a", "box"]

    @pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
    def test_wcp_17_each_once_in_any_order_and_on_when_all_are_done(self, order: tuple[str, str]) -> None:
        trial = begun(
            "start s; adhoc box order=Sequential once=true { user a; user b; user c; b -> c }; user d; s -> box -> d"
        )
        for node in order:
            trial.begin(node)
            for other in ("a", "b", "c"):
                with pytest.raises(NotWaiting):
                    trial.begin(other)
            trial.complete(node)
            if node == "b":
                trial.complete("c")
            with pytest.raises(NotWaiting):
                trial.begin(node)
        assert trial.active() == ["d"], "and nobody has to say so"
        trial.complete("d")
        assert trial.case.state == "approved"

    def test_wcp_18_milestone(self) -> None:
        text = (
            "start s; and fork; user a; user b; user passed; user missed; s -> fork; fork -> a -> passed;"
            'catch free condition="open"; boundary over on=b condition="not(open)"; fork -> free -> b; over -> missed'
        )
        trial = begun(text, open=False)
        assert trial.active() == ["a", "free"], "not before"
        trial.set({"open": True})
        assert trial.active() == ["a", "b"]
        trial.complete("a", {"open": False})
        assert trial.active() == ["missed", "passed"], "and not after"

    def test_wcp_39_critical_section(self) -> None:
        trial = begun(
            "start s; adhoc box order=Sequential { sub one { start i; user a; user b; i -> a -> b }; "
            "sub two { start j; user c; user d; j -> c -> d } }; s -> box"
        )
        trial.begin("one")
        trial.complete("a")
        with pytest.raises(NotWaiting):
            trial.begin("two")
        trial.complete("b")
        trial.begin("two")
        assert trial.active() == ["box", "c"]

    def test_wcp_39_both_sections_run_once_one_after_the_other(self) -> None:
        trial = begun(
            "start s; adhoc box order=Sequential once=true { sub one { start i; user a; user b; i -> a -> b }; "
            "sub two { start j; user c; user d; j -> c -> d } }; user e; s -> box -> e"
        )
        trial.begin("two")
        with pytest.raises(NotWaiting):
            trial.begin("one")
        for node in ("c", "d"):
            trial.complete(node)
        with pytest.raises(NotWaiting):
            trial.begin("two")
        trial.begin("one")
        for node in ("a", "b"):
            trial.complete(node)
        assert trial.active() == ["e"]

    def test_wcp_40_interleaved_routing(self) -> None:
        for order in ("ab", "ba"):
            trial = begun("start s; adhoc box order=Sequential { user a; user b }; user c; s -> box -> c")
            trial.begin(order[0])
            with pytest.raises(NotWaiting):
                trial.begin(order[1])
            trial.complete(order[0])
            trial.begin(order[1])
            trial.complete(order[1])
            trial.finish("box")
            assert trial.active() == ["c"]

    @pytest.mark.parametrize("order", ["abc", "bca", "cab"])
    def test_wcp_40_all_run_exactly_once_in_whatever_order_and_never_two_at_a_time(self, order: str) -> None:
        trial = begun("start s; adhoc box order=Sequential once=true { user a; user b; user c }; user d; s -> box -> d")
        for number, node in enumerate(order):
            trial.begin(node)
            for other in "abc":
                with pytest.raises(NotWaiting):
                    trial.begin(other)
            trial.complete(node)
            assert trial.active() == (["box"] if number < 2 else ["d"])
        assert sorted(one for one in trial.passed() if one in "abc") == ["a", "b", "c"]

    def test_each_once_counts_anew_in_each_round_of_the_sub_process(self) -> None:
        trial = begun(
            "start s; xor m; adhoc box once=true { user a; user b }; user c; xor g; end e; s -> m -> box -> c -> g;"
            ' g -> m if "again"; g -> e default',
            again=True,
        )
        for last in (False, True):
            trial.begin("a")
            trial.begin("b")
            trial.complete("a")
            trial.complete("b")
            trial.complete("c", {"again": not last})
        assert trial.case.state == "approved"

    def test_each_once_says_what_it_does_not_understand(self) -> None:
        findings = lint(drawn("start s; adhoc box once=maybe { user a }; s -> box"))
        assert [one.element for one in findings if one.is_error and "eachOnce" in str(one.message)] == ["box"]


class TestCancelling:
    def test_wcp_19_cancel_task(self) -> None:
        trial = begun("start s; and fork; user a; user b; boundary no on=a message=no; s -> fork -> a; fork -> b")
        trial.message("no")
        assert trial.active() == ["b"]
        assert [task.node for task in trial.tasks()] == ["b"]

    def test_wcp_20_cancel_case(self) -> None:
        trial = begun(THREE)
        trial.perform(Withdraw(case_id=trial.case_id))
        assert (trial.case.state, trial.active(), trial.tasks()) == ("withdrawn", [], [])

    def test_wcp_25_cancel_region(self) -> None:
        trial = begun(
            "start s; and fork; user c; sub box { start i; and f; user a; user b; catch late timer=P1D; i -> f; "
            "f -> a; f -> b; f -> late }; boundary no on=box message=no; user d; s -> fork -> box; fork -> c; no -> d"
        )
        trial.complete("a")
        trial.message("no")
        assert trial.active() == ["c", "d"], "all of the region and nothing else"
        assert trial.waits() == []


class TestRounds:
    def test_wcp_10_arbitrary_cycles(self) -> None:
        trial = begun(  # a cycle with two ways in and two ways out
            'start s; xor in; xor m; xor n; user a; user b; xor x; xor y; s -> in; in -> m if "first"; in -> n default; '
            'm -> a -> x; x -> e if "out"; x -> n default; n -> b -> y; y -> e if "out"; y -> m default; end e',
            first=False,
            out=False,
        )
        for node in ("b", "a", "b"):
            trial.complete(node)
        assert trial.active() == ["a"]
        trial.complete("a", {"out": True})
        assert trial.case.state == "approved"

    def test_wcp_21_structured_loop(self) -> None:
        trial = begun('start s; user a loop="again"; user b; s -> a -> b', again=True)
        trial.complete("a")
        assert trial.active() == ["a"]
        trial.complete("a", {"again": False})
        assert trial.active() == ["b"]

    def test_wcp_22_recursion(self) -> None:
        trial = Trial(drawn(
            'start s; xor way; call deeper calls=trial in:n="n - 1" out:depth="depth + 1"; script last text="0" '
            'result=depth; s -> way; way -> deeper if "n > 0"; way -> last default'
        ))  # fmt: skip
        trial.start(variables={"n": 3})
        assert (trial.case.state, trial.case.variables["depth"]) == ("approved", 3)
        assert len(trial.store.cases) == 4


class TestEndings:
    def test_wcp_11_implicit_termination(self) -> None:
        trial = begun(THREE)
        for node in ("a", "b"):
            trial.complete(node)
        assert trial.case.state == "running"
        trial.complete("c")
        assert trial.case.state == "approved", "nothing is left to do"

    def test_wcp_43_explicit_termination(self) -> None:
        trial = begun(f"{THREE}; end stop terminate; a -> stop")
        trial.complete("a")
        assert (trial.case.state, trial.active(), trial.tasks()) == ("approved", [], [])


class TestTriggers:
    def test_wcp_23_transient_trigger(self) -> None:
        trial = begun("start s; user a; catch heard signal=x; user b; s -> a -> heard -> b")
        trial.signal("x")
        trial.complete("a")
        assert trial.active() == ["heard"], "what was called before is gone"
        trial.signal("x")
        assert trial.active() == ["b"]

    @pytest.mark.django_db
    def test_wcp_24_persistent_trigger(self, cast: Cast) -> None:
        in_force(cast, 'start s; catch paid message=paid key="number"; receive after message=never; s -> paid -> after')
        posting.correlate("paid", 7, {}, actor=cast.actor("sales"), keep=True)
        (kept,) = models.Post.objects.all()
        other, right = another(cast, number=8), another(cast, number=7)
        posting.deliver(kept.pk, cast.company.pk)
        assert (nodes(other), nodes(right)) == (["paid"], ["after"]), "it was kept until somebody waited for it"
        late = another(cast, number=7)
        posting.deliver(kept.pk, cast.company.pk)
        assert nodes(late) == ["paid"], "and is taken once"


def joined(least: int) -> str:
    """Three branches and a join that lets so many of them go on."""
    return (
        f'{THREE}; complex join activation="activationCount >= {least}"; user after; a -> join; b -> join; c -> join; '
        "join -> after"
    )


def twice(least: int) -> str:
    """The first of two branches brings two tokens."""
    return (
        f'start s; and fork; xor m; user a; user b; complex join activation="activationCount >= {least}"; user after; '
        "s -> fork; fork -> m; fork -> m; fork -> b; m -> a -> join; b -> join; join -> after"
    )


def cancelling(gateway: str) -> str:
    """Three branches in a scope that ends as soon as the gateway is passed."""
    return (
        f"start s; sub box {{ {THREE.replace('start s', 'start i').replace('s -> fork', 'i -> fork')}; {gateway}; "
        "end stop terminate; a -> m; b -> m; c -> m; m -> stop }; user after; s -> box -> after"
    )
