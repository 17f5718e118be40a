"""Rules 7 and 8: how votes count, early and exactly."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heyi.core.workflow import builder as b
from heyi.core.workflow.approval import electorate
from heyi.core.workflow.approval.rules import Approval, RejectPolicy, TieRule, VoteMode
from heyi.core.workflow.approval.votes import final, needed, outcome
from heyi.core.workflow.commands import Abstain, AddSigners, Approve, Reject, Return
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.tests.world import World, asks

VOTES = ("approved", "rejected", "abstained")
ALL_ACTIONS = frozenset({"approve", "reject", "return", "add", "abstain"})


@st.composite
def elections(draw: st.DrawFn) -> tuple[Approval, list[dict[str, Any]]]:
    """A way of voting, and voters with weights, vetoes and a chair."""
    mode = draw(st.sampled_from([VoteMode.ALL, VoteMode.ANY, VoteMode.SEQUENTIAL, VoteMode.RATIO]))
    policies = [RejectPolicy.VETO, RejectPolicy.WAIT_ALL]
    policies += [RejectPolicy.MAJORITY] if mode == VoteMode.ALL else []
    shares = st.sampled_from(["", "1/2", "2/3", "50%", "66.67%", "100%", "1", "3"])
    approval = Approval(
        mode=mode,
        reject=draw(st.sampled_from(policies)),
        threshold=draw(shares) if mode == VoteMode.RATIO else "",
        quorum=draw(st.sampled_from(["", "", "1/2", "2"])),
        tie=draw(st.sampled_from(list(TieRule))),
    )
    voters = [
        {"weight": draw(st.integers(1, 3)), "veto": draw(st.integers(0, 5)) == 0, "chair": number == 0}
        for number in range(draw(st.integers(1, 5)))
    ]
    return approval, voters


def count(voters: list[dict[str, Any]], votes: tuple[str, ...]) -> electorate.Level:
    level = electorate.level()
    for voter in voters:
        electorate.enter(level, voter)
    for voter, vote in zip(voters, votes, strict=False):
        electorate.cast(level, voter, vote)
    return level


@settings(max_examples=250, deadline=None)
@given(elections(), st.data())
def test_rule_08_in_every_order_the_early_decision_is_the_one_at_the_end_and_falls_as_soon_as_it_is_certain(
    election: tuple[Approval, list[dict[str, Any]]], data: st.DataObject
) -> None:
    approval, voters = election
    voters = data.draw(st.permutations(voters))
    first_decides = approval.mode == VoteMode.ANY and approval.reject != RejectPolicy.WAIT_ALL
    for votes in product(VOTES, repeat=len(voters)):
        early = ""
        for cast in range(len(voters) + 1):
            early = outcome(approval, electorate.tally_of(count(voters, votes[:cast])))
            if early:
                break
        assert early, "everybody has voted, so it is decided"
        end = final(approval, electorate.tally_of(count(voters, votes)))
        if not first_decides:
            assert early == end
        certain = {
            final(approval, electorate.tally_of(count(voters, (*votes[: cast - 1], *rest))))
            for rest in product(VOTES, repeat=len(voters) - cast + 1)
        }
        hears_all = approval.reject == RejectPolicy.WAIT_ALL and approval.mode != VoteMode.ANY
        if cast and not hears_all and not first_decides:
            assert len(certain) == 2, "one vote before it could still have gone either way"


@given(elections(), st.data())
def test_rule_08_counters_stay_exact_while_votes_are_cast_and_taken_back(
    election: tuple[Approval, list[dict[str, Any]]], data: st.DataObject
) -> None:
    _, voters = election
    votes = tuple(data.draw(st.sampled_from(VOTES)) for _ in voters)
    level = count(voters, votes)
    for voter, vote in data.draw(st.permutations(list(zip(voters, votes, strict=True)))):
        electorate.uncast(level, voter, vote)
        electorate.enter(level, voter, -1)
    assert electorate.tally_of(level) == electorate.tally_of(electorate.level())


@pytest.mark.parametrize(("text", "of"), [("2/3", 2), ("60%", "9/5"), ("3", 3), ("66.67%", "20001/10000")])
def test_shares_and_numbers_are_exact(text: str, of: Any) -> None:
    assert needed(text, 3) == Fraction(of)


@pytest.mark.parametrize("text", ["", "0%", "101%", "3/2", "1/0", "-1", "half", "1.5"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        needed(text, 3)


class TestModes:
    def test_rule_07_the_rest_of_a_decided_vote_ends_as_closed_and_not_as_done(self) -> None:
        world = World(asks("vote", 10, 11, 12, 13, mode="ratio", threshold="50%"))
        world.start()
        world.do(Reject, "vote", 10)
        world.do(Approve, "vote", 11)
        assert world.case.state == "running"
        world.do(Approve, "vote", 12)
        assert world.case.state == "approved"
        assert world.states() == ["approved", "approved", "closed", "rejected"]
        assert len(world.kept.appended["decisions"]) == 3

    def test_rule_08_rejected_as_soon_as_the_threshold_cannot_be_reached(self) -> None:
        world = World(asks("vote", 10, 11, 12, mode="ratio", threshold="2/3"))
        world.start()
        world.do(Reject, "vote", 10)
        assert world.case.state == "running"
        world.do(Reject, "vote", 11)
        assert world.case.state == "rejected"

    def test_rule_08_a_fixed_number_of_approvals(self) -> None:
        world = World(asks("vote", 10, 11, 12, 13, mode="ratio", threshold="2"))
        world.start()
        for person in (10, 11):
            world.do(Approve, "vote", person)
        assert world.case.state == "approved"

    def test_rule_08_weights_by_role_count_and_a_veto_holder_is_waited_for(self) -> None:
        standings = (b.weighs(role="finance", weight=3), b.weighs(12, veto=True))
        world = World(asks("vote", 5, 10, 11, 12, mode="ratio", threshold="50%", standings=standings))
        world.start()
        world.do(Approve, "vote", 5)
        assert world.case.state == "running", "three of six is enough, but a veto may still come"
        world.do(Reject, "vote", 12)
        assert world.case.state == "rejected"

    def test_rule_08_abstaining_leaves_the_electorate_as_it_is_and_does_not_help_the_quorum(self) -> None:
        for quorum, ends in (("", "approved"), ("3", "rejected")):
            world = World(
                asks("vote", 10, 11, 12, mode="ratio", threshold="1/3", quorum=quorum, actions=ALL_ACTIONS,
                     reject="wait_all")
            )  # fmt: skip
            world.start()
            world.do(Approve, "vote", 10)
            world.do(Reject, "vote", 11)
            world.do(Abstain, "vote", 12)
            assert world.case.state == ends

    @pytest.mark.parametrize(
        ("tie", "ends"), [("usual", "rejected"), ("approve", "approved"), ("reject", "rejected"), ("chair", "approved")]
    )
    def test_rule_08_a_tie_is_decided_by_its_rule(self, tie: str, ends: str) -> None:
        world = World(asks("vote", 10, 11, reject="majority", tie=tie, standings=(b.weighs(11, chair=True),)))
        world.start()
        world.do(Reject, "vote", 10)
        if world.case.state == "running":
            world.do(Approve, "vote", 11)
        assert world.case.state == ends

    def test_rule_08_the_scope_is_the_nodes_own_activation(self) -> None:
        world = World(
            b.parallel(b.branch(asks("a", 10, 11, mode="ratio", threshold="1")), b.branch(asks("c", 12, 13))),
        )
        world.start()
        world.do(Approve, "a", 10)
        assert world.open() == [("c", 12), ("c", 13)]

    def test_votes_that_were_given_stand_after_a_return_that_comes_straight_back(self) -> None:
        world = World(asks("first", 9), asks("vote", 10, 11, 12, mode="ratio", threshold="2/3", reject="wait_all"))
        world.start()
        world.do(Approve, "first", 9)
        world.do(Reject, "vote", 10)
        world.do(Return, "vote", 11, target="first", then="jump")
        world.do(Approve, "first", 9)
        assert world.open() == [("vote", 11), ("vote", 12)]
        for person in (11, 12):
            world.do(Approve, "vote", person)
        assert world.case.state == "approved"


def test_the_extension_comes_back_as_it_was_written() -> None:
    standings = (b.weighs(10, weight=2, veto=True), b.weighs(post="cfo", chair=True))
    source = b.process(
        "p", "P",
        asks("v", 10, 11, mode="ratio", threshold="2/3", quorum="50%", tie="chair", standings=standings, blind=True,
             signature=True, sod="pay", follow="post", depth=1),
        b.pool("take", "Take", b.role("finance")),
        b.inform("told", "Told", b.role("legal")),
    )  # fmt: skip
    document = read(source.xml())
    assert document.process is not None
    assert not [one for one in lint(document) if one.is_error]
    again = read(write(document)).process
    assert again is not None
    for element, task in zip([e for e in again.elements if e.approval], source.tasks(), strict=True):
        assert element.approval == task.approval


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "sequential", "blind": True},
        {"claim": True},
        {"threshold": "2/3"},
        {"tie": "approve"},
        {"mode": "ratio", "tie": "chair"},
        {"mode": "ratio", "standings": (b.weighs(),)},
        {"mode": "ratio", "threshold": "many"},
    ],
)
def test_what_makes_no_sense_is_not_published(options: dict[str, Any]) -> None:
    findings = lint(read(b.process("p", "P", asks("v", 10, **options)).xml()))
    assert {one.code for one in findings if one.is_error} & {"bad_policy", "bad_extension"}


def test_rule_08_the_denominator_is_the_live_electorate() -> None:
    world = World(asks("vote", 10, 11, mode="ratio", threshold="2/3", actions=ALL_ACTIONS))
    world.start()
    world.do(AddSigners, "vote", 10, to=(12, 13), place="parallel")
    for person in (10, 11):
        world.do(Approve, "vote", person)
    assert world.case.state == "running", "two of four"
    world.do(Approve, "vote", 12)
    assert world.case.state == "approved"
