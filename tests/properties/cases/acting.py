"""Somebody does something to a case: mostly what is offered, now and then what is not theirs, over, or done twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow import commands as c
from heyi.core.workflow.combining import together
from heyi.core.workflow.commands.reassign import Cover, FollowPost, Reassign
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.returning import Past, legal_targets
from heyi.core.workflow.state import PER_CASE, Task
from heyi.core.workflow.store.memory import Kept
from heyi.core.workflow.store.protocol import Published
from heyi.core.workflow.tests.world import ADMIN, INITIATOR, FakeDirectory, actor, administrator
from heyi.core.workflow.trying.trial import Trial
from tests.properties.cases.processes import VARIABLES, documents
from tests.properties.cases.revising import left_out, put_before

Doing = tuple[Any, Actor]
SYSTEM = replace(actor(ADMIN), employee_id=None, name="clock")


class Play:
    """One random process and a case of it, moved by one random hand."""

    def __init__(self, seed: int, path: int, *, several: bool = False) -> None:
        self.text, main, below = documents(seed)
        #: Returns to several steps are drawn beside everything else, so that a path without them stays the path it was.
        self.beside = Random(seed * 1_000 + path) if several else None  # noqa: S311  no secret
        self.draw = Random(seed * 1_000 + path)  # noqa: S311  no secret
        self.directory = FakeDirectory()
        self.directory.delegates = {one: one + 10 for one in range(10, 20) if self.draw.random() < 0.2}
        self.trial = Trial(main, below, directory=self.directory)
        again = self.trial.store.definitions["trial"]
        self.trial.store.definitions["again"] = replace(again, version_id=99)
        assert main.process is not None
        #: The processes by which cases run, by version. Ways are changed beside everything else too.
        self.processes = {again.version_id: main.process, 99: main.process}
        self.own = Random(seed * 1_000 + path)  # noqa: S311  no secret
        self.done: list[Doing] = []

    def start(self) -> None:
        """Begin the case."""
        self.trial.start(variables=VARIABLES | {"x": self.draw.randint(0, 4), "y": self.draw.randint(0, 1)})

    @property
    def cases(self) -> list[Kept]:
        return list(self.trial.store.cases.values())

    def choose(self) -> Doing:
        """What is done next."""
        if self.done and self.draw.random() < 0.06:
            return self.draw.choice(self.done)
        kept = self.draw.choice(self.cases)
        groups = [self.on_task] * 12 + [self.on_wait] * 4 + [self.on_case] * 3 + [self.operated, self.ordered]
        doing = self.draw.choice(groups)(kept)
        if self.beside is not None and self.beside.random() < 0.4:
            doing = self._several(kept, self.beside) or doing
        if self.own.random() < (0.06 if self.beside is None else 0.01):
            doing = self._revised(kept) or doing
        if self.draw.random() < 0.05:
            doing = doing[0], actor(self.draw.randint(1, 60))
        self.done.append(doing)
        return doing

    # ---- what -----------------------------------------------------------------------------------------------------
    def on_task(self, kept: Kept) -> Doing:
        """An act on an open task, or on any."""
        tasks = list(kept.tables["tasks"].values())
        wanted = [one for one in tasks if one.state == "open"]
        if self.draw.random() < 0.15 or not wanted:
            wanted = tasks
        if not wanted:
            return self.on_case(kept)
        task = self.draw.choice(wanted)
        return self._act(kept, task), actor(self._holder(task))

    def _holder(self, task: Task) -> int:
        if task.delegate_id and self.draw.random() < 0.5:
            return task.delegate_id
        return task.assignee_id or INITIATOR

    def _act(self, kept: Kept, task: Task) -> Any:
        number, draw = task.id, self.draw
        if draw.random() < 0.9:
            if task.kind == "resubmit":
                return c.Resubmit(task_id=number)
            if task.kind == "reply":
                return c.Answer(task_id=number, opinion="fine")
            if task.held in ("before", "delegated", "consult"):
                return c.Recall(task_id=number)
            if task.state in ("approved", "rejected", "abstained"):
                return c.TakeBack(task_id=number)
        others = tuple(draw.sample(range(40, 56), draw.randint(1, 3)))
        return draw.choice(self._decisions(kept, number, others) + self._askings(number, others))

    def _decisions(self, kept: Kept, number: int, others: tuple[int, ...]) -> list[Any]:
        nodes = [row.node for row in kept.tables["activations"].values() if row.kind == Kind.USER_TASK] or ["nowhere"]
        back = self.draw.choice(["start", *nodes])
        then, rerun = self.draw.choice(["", "step", "jump"]), self.draw.random() < 0.2
        taking = [c.Claim(task_id=number)] * (6 if self._pooled(kept, number) else 0)
        return [
            *taking, *[c.Approve(task_id=number)] * 4, c.Reject(task_id=number), c.Abstain(task_id=number),
            *[c.Return(task_id=number, target=back, then=then, rerun_all=rerun)] * 3,
            c.Transfer(task_id=number, to=others[0]), c.Release(task_id=number),
        ]  # fmt: skip

    def _several(self, kept: Kept, draw: Random) -> Doing | None:
        """A return to steps that can be open together, now and then to any of them; None when there is no such task."""
        history = self.trial.store.history(kept.case.id)
        past = Past(history, self.trial.store.graph(kept.case.version_id, ""))
        for task in [one for one in history.tasks.values() if one.state == "open" and one.kind == "approve"]:
            beside = together(past, legal_targets(past, history.activations[task.activation_id]))
            chosen: list[str] = []
            for name in draw.sample(sorted(beside), len(beside)):
                if draw.random() < 0.03 or all(name in beside[other] for other in chosen):
                    chosen.append(name)
            if len(chosen) > 1:
                then = draw.choice(["", "step", "jump", "jump"])
                back = c.Return(task_id=task.id, targets=tuple(chosen[:4]), then=then, rerun_all=draw.random() < 0.2)
                return back, actor(self._holder(task))
        return None

    def _revised(self, kept: Kept) -> Doing | None:
        """A step more or one less for this case alone; None where its process cannot be changed so."""
        process, draw = self.processes.get(kept.case.version_id), self.own
        if process is None:
            return None
        led = {one.target for one in process.flows}
        users = [one.id for one in process.elements if one.kind == Kind.USER_TASK and one.id in led]
        if not users:
            return None
        node, act = draw.choice(users), draw.choice(["append", "append", "leave_out"])
        version = 100 + len(self.processes)
        made = put_before(process, node, version, draw) if act == "append" else left_out(process, node)
        if made is None:
            return None
        graph = compile_process(made, digest_of(f"own {version}"))
        self.processes[version] = made
        self.trial.store.definitions[f"own {version}"] = Published(version, process.id, graph)
        base = self.trial.store.graph(kept.case.version_id, "").digest
        node = f"own_{version}" if act == "append" else node
        return c.Revise(
            case_id=kept.case.id, version_id=version, base=base, graph=graph, node=node, opinion="needed", facts={"node": node},
            act=act,
        ), administrator()  # fmt: skip

    def _pooled(self, kept: Kept, number: int) -> bool:
        task = kept.tables["tasks"][number]
        node = self.trial.store.graph(kept.case.version_id, "").nodes[task.node]
        return bool(node.approval and node.approval.claim and "gate" not in task.origin)

    def _askings(self, number: int, others: tuple[int, ...]) -> list[Any]:
        draw = self.draw
        place, mode = draw.choice(["before", "after", "parallel"]), draw.choice(["all", "any", "sequential"])
        added = c.AddSigners(task_id=number, to=others, place=place, mode=mode, can_reject=draw.random() < 0.5)
        return [
            *[added] * 3, c.RemoveSigner(task_id=number), c.Delegate(task_id=number, to=others[0]),
            c.Consult(task_id=number, to=others, required=draw.random() < 0.5), c.Recall(task_id=number),
            c.TakeBack(task_id=number), c.Answer(task_id=number, opinion="hm"), c.Resubmit(task_id=number),
        ]  # fmt: skip

    def on_wait(self, kept: Kept) -> Doing:
        """What a case waits for comes, at the right moment or not."""
        rows = list(kept.tables["subscriptions"].values())
        wanted = [row for row in rows if row.state == "open" and row.kind != "compensation"]
        if self.draw.random() < 0.1 or not wanted:
            wanted = rows
        if not wanted:
            return self.on_task(kept) if kept.tables["tasks"] else self.on_case(kept)
        row = self.draw.choice(wanted)
        facts: dict[str, Any] = {"case_id": kept.case.id, "subscription_id": row.id}
        if row.kind == "work":
            code = self.draw.choice(["E1", "E7", ""])
            return self.draw.choice([c.FinishWork(**facts)] * 3 + [c.FailWork(**facts, code=code)]), SYSTEM
        if row.due_at is not None and self.draw.random() < 0.8:
            self.trial.now = max(self.trial.now, row.due_at)
        return c.Deliver(**facts, payload={"m": 1}), SYSTEM

    def on_case(self, kept: Kept) -> Doing:
        """The initiator or an administrator with the whole case."""
        draw, case_id, who = self.draw, kept.case.id, administrator()
        facts: dict[str, Any] = {"case_id": case_id, "opinion": "needed"}
        graph = self.trial.store.graph(kept.case.version_id, "")
        node, source = draw.choice(list(graph.nodes)), draw.choice(["", "", *graph.nodes])
        users = [one.id for one in graph.nodes.values() if one.kind == Kind.USER_TASK]
        if kept.case.suspended and draw.random() < 0.7:
            return c.Resume(case_id=case_id), who
        initiator = actor(kept.case.initiator_id)
        makers: list[Callable[[], Doing]] = [
            *[lambda: (c.Jump(**facts, target=draw.choice([node, *users])), who)] * 3,
            lambda: (c.Jump(**facts, target=draw.choice(users or [node]), source=source), who),
            lambda: (c.Suspend(**facts), who), lambda: (c.Resume(**facts), who),
            lambda: (c.Comment(**facts), initiator), lambda: (c.SendCopy(**facts, to=(draw.randint(40, 62),)), initiator),
            lambda: (c.Urge(case_id=case_id), initiator),
        ]  # fmt: skip
        if kept.case.ended_at is not None or draw.random() < 0.12:
            rare: list[Any] = [c.Terminate, c.Archive, c.Void, c.Reopen, c.Reopen, c.Reopen]
            makers = [
                lambda: (draw.choice(rare)(**facts), who),
                lambda: (draw.choice([c.Withdraw, c.Revert])(case_id=case_id), initiator),
            ]
        return draw.choice(makers)()

    def operated(self, kept: Kept) -> Doing:
        """Whoever keeps processes running."""
        draw, case_id = self.draw, kept.case.id
        graph = self.trial.store.graph(kept.case.version_id, "")
        incidents = list(kept.tables["incidents"]) or [case_id * PER_CASE + 1]
        node = draw.choice([one.id for one in graph.nodes.values()])
        tokens = list(kept.tables["tokens"])
        values = draw.choice([{"ready": True}, {"done": True}, {"x": draw.randint(0, 4)}, {"n": 0}, {"y": 0}])
        version = self.trial.store.definitions["again" if kept.case.version_id != 99 else "trial"]
        made: list[Any] = [
            c.SetVariables(case_id=case_id, values=values), c.SetVariables(case_id=case_id, values=values),
            c.Retry(case_id=case_id, incident_id=draw.choice(incidents)),
            c.Skip(case_id=case_id, incident_id=draw.choice(incidents), opinion="needed"),
            c.BeginActivity(case_id=case_id, node=node), c.FinishAdHoc(case_id=case_id, node=node),
            c.AddInstance(case_id=case_id, node=node, item=3),
            c.RemoveInstance(case_id=case_id, node=node, token_id=draw.choice(tokens)), c.Retime(case_id=case_id),
        ]  # fmt: skip
        if kept.case.process == "trial" and draw.random() < 0.2 and kept.case.ended_at is None:
            made = [c.Migrate(case_id=case_id, version_id=version.version_id, graph=version.graph)]
        return draw.choice(made), SYSTEM

    def ordered(self, kept: Kept) -> Doing:
        """People leave, move and are stood in for."""
        tasks = [one for one in kept.tables["tasks"].values() if one.state == "open"]
        if not tasks:
            return self.on_case(kept)
        kind = self.draw.choice([Reassign, Reassign, FollowPost, Cover])
        return kind(task_id=self.draw.choice(tasks).id), SYSTEM

    # ---- to the end -----------------------------------------------------------------------------------------------
    def usual(self) -> Doing | None:
        """What brings the case to its end; None when it has ended."""
        living = [one for one in self.cases if one.case.ended_at is None]
        if not living:
            return None
        halted = [one for one in living if one.case.suspended]
        kept = max(halted or living, key=lambda one: one.case.depth)
        case_id = kept.case.id
        if kept.case.suspended:
            return c.Resume(case_id=case_id), administrator()
        values = kept.case.variables
        if not (values.get("ready") and values.get("done")):
            return c.SetVariables(case_id=case_id, values={"ready": True, "done": True}), SYSTEM
        for incident in kept.tables["incidents"].values():
            if incident.resolved_at is None:
                return self._repaired(kept, incident)
        for task in sorted(kept.tables["tasks"].values(), key=lambda one: (self._taken(kept, one), one.id)):
            if task.state == "open" and not task.held:
                return self._decided(kept, task), actor(task.assignee_id or 0)
        return self._came(kept)

    def _repaired(self, kept: Kept, incident: Any) -> Doing:
        graph = self.trial.store.graph(kept.case.version_id, "")
        ways = graph.nodes[incident.node].outgoing
        flow = ways[0].id if len(ways) > 1 else ""
        return c.Skip(case_id=kept.case.id, incident_id=incident.id, opinion="on", flow=flow), SYSTEM

    def _decided(self, kept: Kept, task: Task) -> Any:
        if task.kind == "resubmit":
            return c.Resubmit(task_id=task.id)
        if task.kind == "reply":
            return c.Answer(task_id=task.id, opinion="fine")
        if (
            self._pooled(kept, task.id)
            and kept.tables["activations"][task.activation_id].data.get("claimed") != task.id
        ):
            return c.Claim(task_id=task.id)
        return c.Approve(task_id=task.id)

    def _taken(self, kept: Kept, task: Task) -> bool:
        """Whether somebody else has taken the pooled task."""
        taken = kept.tables["activations"][task.activation_id].data.get("claimed")
        return self._pooled(kept, task.id) and taken not in (None, task.id)

    def _came(self, kept: Kept) -> Doing | None:
        nodes = self.trial.store.graph(kept.case.version_id, "").nodes
        rows = [one for one in kept.tables["subscriptions"].values() if one.state == "open" and one.activation_id]
        rows = [
            one
            for one in rows
            if one.kind != "compensation" and nodes[one.node].kind not in (Kind.BOUNDARY, Kind.START)
        ]
        for row in rows:
            if row.due_at is not None:
                self.trial.now = max(self.trial.now, row.due_at + timedelta(seconds=1))
            facts: dict[str, Any] = {"case_id": kept.case.id, "subscription_id": row.id}
            return (c.FinishWork(**facts) if row.kind == "work" else c.Deliver(**facts)), SYSTEM
        active = [
            one for one in kept.tables["activations"].values() if one.state == "active" and one.kind == Kind.AD_HOC
        ]
        return (c.FinishAdHoc(case_id=kept.case.id, node=active[0].node), SYSTEM) if active else None
