"""What a tree says about approval, policy and time limits, member by member, within the bounds of a file."""

from typing import Any

from django.utils.translation import gettext as _

from heyi.core.workflow.approval.rules import (
    ACTIONS,
    Approval,
    ApproverRule,
    AsOf,
    CopyAt,
    CopyOn,
    CopyRule,
    Duplicates,
    EmptyRule,
    FieldRight,
    Follow,
    OnReject,
    Policy,
    Reach,
    RejectPolicy,
    RuleKind,
    Rung,
    RungAct,
    SelfRule,
    Standing,
    TieRule,
    VoteMode,
)
from heyi.core.workflow.approval.votes import needed
from heyi.core.workflow.parser.sla import Sla
from heyi.core.workflow.simple.members import Amount, Codec, Flag, ListOf, MapOf, OneOf, Record, Whole, Words
from heyi.kit.errors import Malformed

NAME = Words(200)
PEOPLE = ListOf(Whole(1, 2**53 - 1), 500)


def _share(text: str, path: str) -> None:
    try:
        sound = not text or bool(needed(text, 1))
    except ValueError:
        sound = False
    if not sound:
        raise Malformed.at(path, "not_share", _("A share such as 2/3, or a number, is expected here."))


class _Actions:
    """The acts that people of a step have; approving is always among them."""

    def read(self, value: Any, path: str) -> frozenset[str]:
        """The set."""
        names = ListOf(Words(40), len(ACTIONS)).read(value, path)
        for place, name in enumerate(names):
            if name not in ACTIONS:
                message = _("One of these is expected here: %(names)s.") % {"names": ", ".join(ACTIONS)}
                raise Malformed.at(f"{path}.{place}", "not_offered", message)
        return frozenset({"approve", *names})

    def write(self, value: Any) -> list[str]:
        """In the order in which everybody lists them."""
        return [name for name in ACTIONS if name in value]


RULE = Record(ApproverRule, {
    "kind": OneOf(RuleKind), "people": PEOPLE, "name": NAME, "level": Whole(1, 20), "reach": OneOf(Reach),
    "least": Whole(1, 50), "most": Whole(1, 50), "path": NAME, "down": Flag(), "shift": Flag(), "until": NAME,
    "limits": ListOf(Amount(), 20), "text": Words(5_000),
})  # fmt: skip
STANDING = Record(Standing, {
    "kind": OneOf(RuleKind), "people": PEOPLE, "name": NAME, "weight": Whole(1, 1000), "veto": Flag(), "chair": Flag(),
})  # fmt: skip
RUNG = Record(Rung, {
    "after": NAME, "act": OneOf(RungAct), "times": Whole(1, 100), "every": NAME, "role": NAME,
})  # fmt: skip
SLA = Record(Sla, {"within": Words(200), "risk": Whole(1, 100), "working": Flag()})


def _copies(when: Codec) -> Codec:
    return ListOf(Record(CopyRule, {"when": when, "rule": RULE}), 50)


APPROVAL = Record(Approval, {
    "rules": ListOf(RULE, 50), "mode": OneOf(VoteMode), "reject": OneOf(RejectPolicy), "on_reject": OneOf(OnReject),
    "empty": OneOf(EmptyRule), "self_rule": OneOf(SelfRule), "duplicates": OneOf(Duplicates), "delegation": Flag(),
    "fields": MapOf(Words(200, least=1), OneOf(FieldRight), 500), "actions": _Actions(), "threshold": Words(20, fits=_share),
    "quorum": Words(20, fits=_share), "tie": OneOf(TieRule), "standings": ListOf(STANDING, 100), "blind": Flag(),
    "claim": Flag(), "signature": Flag(), "sod": NAME, "follow": OneOf(Follow), "depth": Whole(0, 10), "due": NAME,
    "working": Flag(), "ladder": ListOf(RUNG, 20), "manual": Flag(), "copies": _copies(OneOf(CopyAt)),
    "organization": OneOf(AsOf),
})  # fmt: skip
POLICY = Record(Policy, {
    "revert_days": Whole(0, 3650), "reversal": NAME, "two_person": Flag(), "copies": _copies(OneOf(CopyOn)),
    "circulate": Whole(0, 10), "circulate_people": Whole(1, 200), "mention": Flag(),
})  # fmt: skip


def read_policy(value: Any, path: str) -> Policy:
    """What a process says about all of its cases."""
    policy: Policy = POLICY.read(value, path)
    if policy.reversal and not policy.revert_days:
        message = _("Say in how many days an approval can be reverted.")
        raise Malformed.at(f"{path}.revert_days", "required", message)
    return policy
