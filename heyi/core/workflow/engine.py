"""The engine: lock, load, run one command, write the difference, let the business follow; one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.directory import Directory
from heyi.core.workflow.commands.base import Command
from heyi.core.workflow.commands.intervene import WHILE_SUSPENDED
from heyi.core.workflow.commands.start import Start
from heyi.core.workflow.errors import AlreadyInApproval, CaseSuspended, NoProcess
from heyi.core.workflow.state import Case, CaseState
from heyi.core.workflow.step import Notice, Step
from heyi.core.workflow.store.difference import close_entry
from heyi.core.workflow.store.protocol import Published, Store
from heyi.core.workflow.subjects import Described, subject_of
from heyi.kit.errors import NotFound

Tell = Callable[[Case, Sequence[Notice], Actor], None]


def _tell_nobody(case: Case, notices: Sequence[Notice], actor: Actor) -> None:
    """Trials have no audience."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Commands on cases in a store. ``tell`` hands events on and opens documents to the people of the case."""

    store: Store
    directory: Directory
    clock: Callable[[], datetime]
    tell: Tell = field(default=_tell_nobody)

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
    ) -> CaseState:
        """Submit a document, or run a process that has none (``record_id`` None). One case at a time for a document."""
        with self.store.transaction():
            case = self._new_case(resource, record_id, process, actor, variables or {})
            command = Start(case_id=case.id, choices=choices or {}, opinion=opinion)
            return self._run(CaseState(case), command, actor)

    def perform(self, command: Command, *, actor: Actor) -> CaseState:
        """One act. Either all of it is so afterwards, effects on the document included, or nothing has changed."""
        with self.store.transaction():
            state = self.store.lock(command.case_id, command.task_id)
            if state is None:
                raise NotFound
            return self._run(state, command, actor)

    def draft(self, resource: str, record_id: int, *, actor: Actor, process: str = "") -> Case:
        """The case that submitting would begin, without an id; nothing is written."""
        return self._new_case(resource, record_id, process, actor, {}, trial=True)

    def _new_case(
        self,
        resource: str,
        record_id: int | None,
        process: str,
        actor: Actor,
        variables: Mapping[str, Any],
        *,
        trial: bool = False,
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
        case_id = 0 if trial else self.store.new_case_id()
        return self._case_of(case_id, published, described, resource, record_id, actor, variables)

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
        command.execute(step)
        step.run()
        close_entry(state, act=command.act, actor_id=actor.employee_id, actor=actor.name, at=step.at)
        self.store.write(state)
        self._react(step)
        self.tell(state.case, step.notices, actor)
        return state

    def step(self, state: CaseState, actor: Actor) -> Step:
        """A workbench for a loaded case."""
        case = state.case

        def values() -> Mapping[str, Any]:
            return {} if case.record_id is None else subject_of(case.resource).snapshot(case.record_id)

        return Step(
            state=state,
            graph=self.store.graph(case.version_id, case.digest),
            store=self.store,
            directory=self.directory,
            actor=actor,
            at=self.clock(),
            read_values=values,
        )

    def _react(self, step: Step) -> None:
        """The document follows its approval. What a hook raises undoes the whole act."""
        case = step.state.case
        if case.record_id is None:
            return
        subject = subject_of(case.resource)
        for name in step.hooks:
            subject.reaction(name)(case.record_id, step.actor)
