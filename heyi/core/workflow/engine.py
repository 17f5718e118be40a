"""The engine: lock, load, run one command, write the difference, let the business follow; one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.directory import Directory
from heyi.core.workflow.approval.identities import identity_of
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.behaviors.call_activity import missing
from heyi.core.workflow.commands.base import Command
from heyi.core.workflow.commands.events import Abandon, Returned
from heyi.core.workflow.commands.intervene import WHILE_SUSPENDED
from heyi.core.workflow.commands.revert import Reversed
from heyi.core.workflow.commands.revise import APPEND, LEAVE_OUT
from heyi.core.workflow.commands.start import Start
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyInApproval,
    BadIdentity,
    CaseSuspended,
    NoProcess,
    ProcessSuspended,
)
from heyi.core.workflow.running import sla
from heyi.core.workflow.running.calendars import AlwaysWorking, Calendars, Rest, reachable_always
from heyi.core.workflow.running.data import restored_all
from heyi.core.workflow.state import RUNNING, Case, CaseState, Subscription
from heyi.core.workflow.step import Called, Notice, Step, Thrown
from heyi.core.workflow.store.difference import close_entry
from heyi.core.workflow.store.protocol import Published, Store
from heyi.core.workflow.subjects import Described, subject_of
from heyi.kit.errors import NotFound, Problem

Tell = Callable[[Case, Sequence[Notice], Actor], None]
Send = Callable[[Case, Sequence[Thrown], Actor], None]
Wait = Callable[[Case, Sequence[Subscription]], None]
Write = Callable[[str, int, Mapping[str, Any], Actor, Mapping[str, FieldRight]], None]


Absent = Callable[[int, Actor], Problem]
Way = Callable[[Step], dict[str, Any]]

#: Acts that change the way of a case: the log tells it as it was before and as it is after (workflow.md A).
REROUTING = frozenset({APPEND, LEAVE_OUT, "jump", "skip", "migrate"})


class NotTogether(Exception):
    """An act needs more than its own case, so it cannot be done together with others."""


def _tell_nobody(case: Case, notices: Sequence[Notice], actor: Actor) -> None:
    """Trials have no audience."""


def _send_nothing(case: Case, thrown: Sequence[Thrown], actor: Actor) -> None:
    """Trials have no neighbours."""


def _wait_for_nothing(case: Case, rows: Sequence[Subscription]) -> None:
    """Nor a clock that runs by itself."""


def _do(command: Command, step: Step) -> None:
    command.execute(step)
    if not step.moot:
        step.run()


def _no_way(step: Step) -> dict[str, Any]:
    """Trials tell where they stand themselves."""
    return {}


def _nowhere(case_id: int, actor: Actor) -> Problem:
    """A store without an archive has it or not."""
    return NotFound()


def _write_nothing(
    resource: str, record_id: int, values: Mapping[str, Any], actor: Actor, rights: Mapping[str, FieldRight]
) -> None:
    """Nor documents that could be edited."""
    raise ActionNotOffered


@dataclass(frozen=True, slots=True)
class Engine:
    """Commands on cases in a store. ``tell`` hands events on and opens documents to the people of the case; ``send``
    sees to it that messages and signals reach other cases once this transaction is kept, ``wait`` that what is new to be
    waited for is looked after, ``rest`` when somebody can be disturbed. ``absent`` says why a case cannot be acted on
    that the store does not have, ``edit`` changes fields of a document for whoever decides about it, ``way`` tells where a
    case stands and what is ahead of it. ``imagined``: cases are only thought through, and operations of apps do not run.
    """

    store: Store
    directory: Directory
    clock: Callable[[], datetime]
    tell: Tell = field(default=_tell_nobody)
    send: Send = field(default=_send_nothing)
    wait: Wait = field(default=_wait_for_nothing)
    calendars: Calendars = field(default_factory=AlwaysWorking)
    rest: Rest = reachable_always
    absent: Absent = field(default=_nowhere)
    edit: Write = field(default=_write_nothing)
    way: Way = field(default=_no_way)
    imagined: bool = False

    def start(
        self,
        resource: str,
        record_id: int | None,
        *,
        actor: Actor,
        process: str = "",
        variables: Mapping[str, Any] | None = None,
        choices: Mapping[str, list[int]] | None = None,
        opinion: str = "",
        event: str = "",
        payload: Mapping[str, Any] | None = None,
        identity: int = 0,
    ) -> CaseState:
        """Submit a document, or run a process that has none (``record_id`` None). One case at a time for a document.

        ``identity`` is the assignment in which the initiator submits it (兼岗); 0: their main post. BadIdentity when it is
        none of theirs today in the document's company.
        """
        with self.store.transaction():
            case = self._new_case(resource, record_id, process, actor, variables or {}, identity=identity)
            command = Start(case_id=case.id, choices=choices or {}, opinion=opinion, event=event, payload=payload or {})
            return self._run(CaseState(case), command, actor)

    def perform(self, command: Command, *, actor: Actor) -> CaseState:
        """One act. Either all of it is so afterwards, effects on the document included, or nothing has changed."""
        with self.store.transaction():
            state = self.store.lock(command.case_id, command.task_id)
            if state is None:
                raise self.absent(command.case_id, actor)
            return self._run(state, command, actor)

    def perform_many(
        self, states: Sequence[CaseState], commands: Mapping[int, Command], *, actor: Actor
    ) -> Sequence[CaseState]:
        """One act of the system on each of many locked cases, which the caller writes together.

        Raises what any of them raises: the caller then does them one by one. Cases that call others are not for this.
        """
        for state in states:
            if state.case.suspended:
                raise NotTogether
            command = commands[state.case.id]
            step = self.step(state, actor)
            _do(command, step)
            if step.called or step.uncalled:
                raise NotTogether
            sla.mark(state)
            close_entry(state, act=step.word or command.act, actor_id=None, actor=actor.name, at=step.at)
            self._react(step)
            if step.notices:
                self.tell(state.case, step.notices, actor)
            self._outward(step, actor, command.act)
        return states

    def draft(self, resource: str, record_id: int, *, actor: Actor, process: str = "", identity: int = 0) -> Case:
        """The case that submitting would begin, without an id; nothing is written."""
        return self._new_case(resource, record_id, process, actor, {}, trial=True, identity=identity)

    def _new_case(
        self,
        resource: str,
        record_id: int | None,
        process: str,
        actor: Actor,
        variables: Mapping[str, Any],
        *,
        trial: bool = False,
        identity: int = 0,
    ) -> Case:
        described = Described("", actor.company_id)
        if record_id is not None:
            subject = subject_of(resource)
            described, process = subject.load(record_id), process or subject.process or resource
            if not trial and self.store.running_case_of(resource, record_id) is not None:
                raise AlreadyInApproval
        published = self.store.published(process, described.company_id)
        if published is None or actor.employee_id is None:
            raise NoProcess
        if published.suspended and not trial:
            halted = published.suspended
            raise ProcessSuspended(reason=halted["reason"], extra={"by": halted["name"], "at": halted["at"]})
        case_id = 0 if trial else self.store.new_case_id()
        case = self._case_of(case_id, published, described, resource, record_id, actor, variables)
        self._submitted_as(case, identity)
        return case

    def _submitted_as(self, case: Case, assignment_id: int) -> None:
        """The initiator's post and unit; the rules of the process look from that unit."""
        person = self.directory.people([case.initiator_id]).get(case.initiator_id)
        if person is None:
            if assignment_id:
                raise BadIdentity
            return
        if not assignment_id:
            case.identity = identity_of(person)
            return
        place = next((one for one in person.places if one.id == assignment_id), None)
        if place is None or place.company_id != case.company_id:
            raise BadIdentity
        case.identity = {**identity_of(person, place), "assignment_id": assignment_id}
        case.department_id = place.department_id

    def _case_of(
        self,
        case_id: int,
        published: Published,
        described: Described,
        resource: str,
        record_id: int | None,
        actor: Actor,
        variables: Mapping[str, Any],
    ) -> Case:
        assert actor.employee_id is not None  # noqa: S101  checked by the caller
        return Case(
            id=case_id,
            company_id=described.company_id,
            version_id=published.version_id,
            process=published.process,
            digest=published.graph.digest,
            title=described.title or described.label or published.graph.label(actor.language),
            initiator_id=actor.employee_id,
            department_id=actor.department_id,
            resource=resource,
            record_id=record_id,
            started_at=self.clock(),
            subject_label=described.label,
            variables=dict(variables),
            summary=[{"name": name, "value": value} for name, value in described.summary],
        )

    def _run(self, state: CaseState, command: Command, actor: Actor) -> CaseState:
        step = self.step(state, actor)
        halted = state.case.suspended
        if halted and command.act not in WHILE_SUSPENDED:
            raise CaseSuspended(reason=halted["reason"], extra={"by": halted["name"], "at": halted["at"]})
        if command.act in REROUTING:
            before = self.way(step)
            _do(command, step)
            after = self.way(step)
            state.moved = {} if before == after else {"before": before, "after": after}
        else:
            _do(command, step)
        sla.mark(state)
        close_entry(state, act=step.word or command.act, actor_id=actor.employee_id, actor=actor.name, at=step.at)
        self.store.write(state)
        self._react(step)
        self.tell(state.case, step.notices, actor)
        self._outward(step, actor, command.act)
        if step.called or step.uncalled or (step.ended and state.case.parent_id):
            self._follow(step, actor)
        return state

    def _outward(self, step: Step, actor: Actor, act: str) -> None:
        if step.thrown:
            self.send(step.state.case, step.thrown, actor)
        new = list(step.state.new["subscriptions"].values())
        if act == "resume":  # what came meanwhile is taken now
            new = step.state.open_subscriptions()
        if new:
            self.wait(step.state.case, new)

    def _follow(self, step: Step, actor: Actor) -> None:
        """Cases above and below this one, whose rows are locked with it: begin them, end them, or let them go on."""
        case = step.state.case
        for call in step.called:
            self._call(case, call, actor)
        for activation_id in step.uncalled:
            child = self.store.child_of(case.id, activation_id)
            if child is not None:
                self._below(Abandon(case_id=child), actor)
        if case.is_reversal and step.ended:
            self._below(Reversed(case_id=case.parent_id, outcome=case.state), actor)
        elif case.parent_activation and case.ended_at is not None and not step.abandoned:
            results = {**restored_all(case.variables), "outcome": case.state}
            returned = Returned(
                case_id=case.parent_id, activation_id=case.parent_activation, results=results, error=step.raised
            )
            self._below(returned, actor)

    def _call(self, parent: Case, call: Called, actor: Actor) -> None:
        published = self.store.published(call.process, parent.company_id)
        if published is None or published.suspended:
            error = missing(published, call.process)
            failed = Returned(case_id=parent.id, activation_id=call.activation_id, error=error)
            self._below(failed, actor)
            return
        about: dict[str, Any] = {"title": call.title, "is_reversal": True}
        if not call.reverses:
            about = {"title": published.graph.label(actor.language), "resource": "", "record_id": None}
            about |= {"subject_label": "", "summary": [], "is_reversal": False}
        child = replace(
            parent, id=self.store.new_case_id(), version_id=published.version_id, process=published.process,
            digest=published.graph.digest, **about,
            started_at=self.clock(), state=RUNNING, round=1, snapshot_hash="", choices={},
            variables=dict(call.variables), decided=0, incidents=0, numbers=0, entries=0, log_hash="", ended_at=None, sla="",
            organization={},
            root_id=parent.root_id or parent.id, parent_id=parent.id, parent_activation=call.activation_id,
            depth=parent.depth + 1, suspended={}, pending={},
        )  # fmt: skip
        self._run(CaseState(child), Start(case_id=child.id, below=True), actor)

    def _below(self, command: Command, actor: Actor) -> None:
        state = self.store.lock(command.case_id)
        if state is not None:
            self._run(state, command, actor)

    def step(self, state: CaseState, actor: Actor) -> Step:
        """A workbench for a loaded case."""
        case = state.case

        def values() -> Mapping[str, Any]:
            return {} if case.record_id is None else subject_of(case.resource).snapshot(case.record_id)

        def write(changed: Mapping[str, Any], rights: Mapping[str, FieldRight]) -> None:
            assert case.record_id is not None  # noqa: S101  only then it is handed on
            self.edit(case.resource, case.record_id, changed, actor, rights)

        return Step(
            state=state,
            graph=self.store.graph(case.version_id, case.digest),
            store=self.store,
            directory=self.directory,
            actor=actor,
            at=self.clock(),
            read_values=values,
            calendars=self.calendars,
            rest=self.rest,
            write_values=None if case.record_id is None else write,
            imagined=self.imagined,
        )

    def _react(self, step: Step) -> None:
        """The document follows its approval. What a hook raises undoes the whole act. A case that decides about a reversal has
        no effect of its own: the case that was approved has."""
        case = step.state.case
        if case.record_id is None or case.is_reversal:
            return
        subject = subject_of(case.resource)
        for name in step.hooks:
            subject.reaction(name)(case.record_id, step.actor)
