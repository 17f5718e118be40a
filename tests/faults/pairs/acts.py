"""Everything that can be done to one case, by situation: each act is possible there, so whoever comes first has it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow import commands as c
from heyi.core.workflow.commands import Command
from heyi.core.workflow.commands.reassign import Cover, FollowPost, Reassign
from heyi.core.workflow.state import Subscription, Task
from heyi.core.workflow.store.memory import Kept
from heyi.core.workflow.store.protocol import Published
from tests.faults.pairs.papers import People

Doing = tuple[Command, Actor]


@dataclass(slots=True)
class Desk:
    """A case as it stands, and who is there to act on it. ``second`` is what it may be migrated to,
    ``own`` the version for it alone."""

    kept: Kept
    people: People
    second: Published
    own: Published

    @property
    def case_id(self) -> int:
        return self.kept.case.id

    def task(self, name: str, kind: str = "") -> Task:
        """The latest task that somebody was asked, open if there is one."""
        rows = [one for one in self.kept.tables["tasks"].values() if one.assignee_id == self.people.id(name)]
        rows = [one for one in rows if kind in ("", one.kind)]
        return max(rows, key=lambda one: (one.state == "open", one.id))

    def wait(self, node: str) -> Subscription:
        """What is waited for at a node."""
        rows = self.kept.tables["subscriptions"].values()
        return next(one for one in rows if one.node == node and one.state == "open")

    def incident(self) -> int:
        """The open incident."""
        rows = self.kept.tables["incidents"].values()
        return next(one.id for one in rows if one.resolved_at is None)

    def on_task(self, name: str, command: Any, **facts: Any) -> Doing:
        """Somebody with their own task."""
        kind = {"resubmit": "resubmit", "answer": "reply"}.get(command.__dataclass_fields__["act"].default, "")
        return command(task_id=self.task(name, kind).id, **facts), self.people.actors[name]

    def on_case(self, name: str, command: Any, **facts: Any) -> Doing:
        """Somebody with the whole case."""
        who = self.people.actors[name] if name else self.people.system()
        return command(case_id=self.case_id, **facts), who

    def ordered(self, name: str, command: Any, **facts: Any) -> Doing:
        """The organization with the task of somebody."""
        return command(task_id=self.task(name).id, **facts), self.people.system()

    def delivered(self, node: str) -> Doing:
        """What is waited for at a node comes."""
        return self.on_case("", c.Deliver, subscription_id=self.wait(node).id)


Act = Callable[[Desk], Doing]


def _added(place: str) -> Act:
    return lambda d: d.on_task("one", c.AddSigners, to=(d.people.id("new"), d.people.id("newer")), place=place)


def _intervene(command: Any, **facts: Any) -> Act:
    return lambda d: d.on_case("admin", command, opinion="needed", **facts)


RUNNING: dict[str, Act] = {
    "approve": lambda d: d.on_task("one", c.Approve),
    "approve by another": lambda d: d.on_task("two", c.Approve),
    "reject": lambda d: d.on_task("one", c.Reject),
    "return to start": lambda d: d.on_task("one", c.Return, opinion="no"),
    "return to step": lambda d: d.on_task("one", c.Return, target="first"),
    "transfer": lambda d: d.on_task("one", c.Transfer, to=d.people.id("new")),
    "transfer by another": lambda d: d.on_task("two", c.Transfer, to=d.people.id("new")),
    "delegate": lambda d: d.on_task("one", c.Delegate, to=d.people.id("new")),
    "consult": lambda d: d.on_task("one", c.Consult, to=(d.people.id("new"),), required=True),
    "answer": lambda d: d.on_task("adviser", c.Answer, opinion="fine"),
    "recall": lambda d: d.on_task("three", c.Recall),
    "add before": _added("before"),
    "add after": _added("after"),
    "add beside": _added("parallel"),
    "remove signer": lambda d: (c.RemoveSigner(task_id=d.task("beside").id), d.people.actors["two"]),
    "approve by signer": lambda d: d.on_task("before", c.Approve),
    "return by signer": lambda d: d.on_task("before", c.Return),
    "claim": lambda d: d.on_task("pool_a", c.Claim),
    "claim by another": lambda d: d.on_task("pool_b", c.Claim),
    "release": lambda d: d.on_task("taken_a", c.Release),
    "approve what is taken": lambda d: d.on_task("taken_a", c.Approve),
    "take back": lambda d: d.on_task("four", c.TakeBack),
    "withdraw": lambda d: d.on_case("initiator", c.Withdraw),
    "urge": lambda d: d.on_case("initiator", c.Urge),
    "comment": lambda d: d.on_case("first", c.Comment, opinion="hm"),
    "cc": lambda d: d.on_case("first", c.SendCopy, to=(d.people.id("newest"),)),
    "jump": _intervene(c.Jump, target="last"),
    "jump of one token": _intervene(c.Jump, target="rescue", source="pool"),
    "suspend": _intervene(c.Suspend),
    "terminate": _intervene(c.Terminate),
    "archive": _intervene(c.Archive),
    "void": _intervene(c.Void),
    "timer beside": lambda d: d.delivered("tick"),
    "timer instead": lambda d: d.delivered("late"),
    "message": lambda d: d.delivered("paid"),
    "signal": lambda d: d.delivered("stop"),
    "work done": lambda d: d.on_case("", c.FinishWork, subscription_id=d.wait("work").id),
    "work failed": lambda d: d.on_case("", c.FailWork, subscription_id=d.wait("work").id),
    "variables": lambda d: d.on_case("", c.SetVariables, values={"ready": True, "way": 1}),
    "migrate": lambda d: d.on_case("admin", c.Migrate, version_id=d.second.version_id, graph=d.second.graph),
    "append a step": lambda d: d.on_case(
        "admin",
        c.Revise,
        version_id=d.own.version_id,
        graph=d.own.graph,
        base=d.kept.case.digest,
        node="own",
        opinion="needed",
        facts={"node": "last"},
    ),
    "retry": lambda d: d.on_case("admin", c.Retry, incident_id=d.incident()),
    "skip": lambda d: d.on_case("admin", c.Skip, incident_id=d.incident(), opinion="needed"),
    "somebody leaves": lambda d: d.ordered("one", Reassign, to=d.people.id("newer")),
    "follow the post": lambda d: d.ordered("one", FollowPost),
    "cover": lambda d: d.ordered("one", Cover),
}
ANY_STATE = ("comment", "terminate", "archive", "void")
RETURNED: dict[str, Act] = {
    "resubmit": lambda d: d.on_task("initiator", c.Resubmit),
    "jump": RUNNING["jump"],
    "suspend": RUNNING["suspend"],
    "withdraw": RUNNING["withdraw"],
    "urge": RUNNING["urge"],
    "cc": RUNNING["cc"],
    "variables": RUNNING["variables"],
    **{name: RUNNING[name] for name in ANY_STATE},
}
SUSPENDED: dict[str, Act] = {
    "resume": _intervene(c.Resume),
    "resume by another": lambda d: d.on_case("second", c.Resume),
    "somebody leaves": RUNNING["somebody leaves"],
    **{name: RUNNING[name] for name in ANY_STATE},
}
APPROVED: dict[str, Act] = {
    "revert": lambda d: d.on_case("initiator", c.Revert),
    "reopen": _intervene(c.Reopen),
    "reopen at a step": _intervene(c.Reopen, target="last"),
    "void": RUNNING["void"],
    "comment": RUNNING["comment"],
    "cc": RUNNING["cc"],
}
SITUATIONS = {"running": RUNNING, "returned": RETURNED, "suspended": SUSPENDED, "approved": APPROVED}
