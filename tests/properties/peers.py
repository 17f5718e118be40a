"""The same random processes in SpiffWorkflow and bpmn-engine: ``python -m tests.properties.peers [COUNT [SEED]]``.

Only what each of them supports: user tasks, exclusive, parallel and inclusive gateways, sub-processes, ends that do
nothing else; conditions are constants. The waiting task whose name comes first is completed each time. Compared are the
tasks that were completed and whether the case ends; the naive interpreter has to say the same as the engine. Processes
that go round for ever are left out. A peer that is not installed (``tools/environment.py bench``) is skipped with a
message. What a difference comes from is told by the smallest process that shows it (``reason``).
"""

import json
import os
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from unittest import mock
from zlib import crc32

from heyi.core.workflow import step as engine_step
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.parser.model import Element, Flow, Kind, Process
from heyi.core.workflow.parser.xml import BPMN
from tests.properties.choices import Choices
from tests.properties.driving import MOST_MOVES, Real
from tests.properties.graphs import process_of
from tests.properties.naive import BusyLoop, Naive
from tests.properties.notation import smallest, written

ROOT = Path(__file__).resolve().parents[2]
PYTHON, NODE = ROOT / ".venv-bench" / "bin" / "python", ROOT / ".venv-bench" / "bin" / "node"
UNKNOWN, ENDLESS = "unknown", "goes on for ever"
REFUSALS = ("refused", "error", "died", "never answers")
NO_WAY_OUT = ("no conditional flow taken", "No conditions satisfied")
MOST_ACTS, PATIENCE = 30, 3.0


@dataclass(frozen=True)
class Peer:
    """Another engine: how it is run, and how a condition that is true or false is written for it."""

    name: str
    command: tuple[str, ...]
    needs: tuple[Path, ...]
    conditions: dict[str, str]


PEERS = (
    Peer(
        "SpiffWorkflow", (str(PYTHON), "-m", "bench.peers.spiff_paths"), (PYTHON,), {"true": "True", "false": "False"}
    ),
    Peer(
        "bpmn-engine", (str(NODE), "bench/peers/node/paths.mjs"),
        (NODE, ROOT / "bench" / "peers" / "node" / "node_modules" / "bpmn-engine"), {"true": "${true}", "false": "${false}"},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What a case came to: the tasks that were completed, and ``ended``, ``stuck`` or something else."""

    done: tuple[str, ...]
    how: str


def constant(seed: int) -> Process:
    """A process whose conditions are drawn once and for all."""
    process = process_of(seed, plain=True)
    inclusive = {one.id for one in process.elements if one.kind == Kind.INCLUSIVE}
    defaults = {one.default for one in process.elements}
    flows = tuple(
        replace(flow, condition=("false", "true")[crc32(f"{seed} {flow.id}".encode()) % 2])
        if flow.condition
        else replace(flow, condition="true")  # the same, and SpiffWorkflow takes it
        if flow.source in inclusive and flow.id not in defaults
        else flow
        for flow in process.flows
    )
    return ended(reached(replace(process, flows=flows)))


def ended(process: Process) -> Process:
    """With an end event behind everything that nothing follows: SpiffWorkflow takes no other sub-processes."""
    left = {flow.source for flow in process.flows}
    last = [one for one in process.elements if one.id not in left and one.kind != Kind.END]
    levels = {one.parent for one in last} | {one.id for one in process.elements if one.kind == Kind.SUB_PROCESS}
    ends = tuple(Element(f"end_{level}", Kind.END.value, parent=level) for level in sorted(levels))
    flows = tuple(Flow(f"last_{one.id}", one.id, f"end_{one.parent}", parent=one.parent) for one in last)
    return replace(process, elements=process.elements + ends, flows=process.flows + flows)


def reached(process: Process) -> Process:
    """Without what no path from a start leads to: beside a start event nothing begins of itself (BPMN 2.0.2, 10.5.2)."""
    found = {""}
    todo = [one for one in process.elements if one.kind == Kind.START and not one.parent]
    while todo:
        one = todo.pop()
        found.add(one.id)
        ahead = {flow.target for flow in process.flows if flow.source == one.id}
        todo += [
            other
            for other in process.elements
            if other.id not in found and (other.id in ahead or (other.parent == one.id and other.kind == Kind.START))
        ]
    elements = tuple(one for one in process.elements if one.id in found)
    return replace(process, elements=elements, flows=tuple(flow for flow in process.flows if flow.source in found))


def ours(process: Process) -> Run:
    """The engine."""
    done: list[str] = []
    real = Real(process, Choices(0))
    with mock.patch.object(engine_step, "MAX_MOVES", MOST_MOVES):
        real.start()
        while real.tasks() and len(done) < MOST_ACTS and "busy_loop" not in real.incidents():
            task = min(real.tasks(), key=lambda one: (one.node, one.id))
            done.append(task.node)
            real.act(Approve(task_id=task.id), task.assignee_id or 1)
    if real.ended:
        return Run(tuple(done), "ended")
    return Run(tuple(done), "going on" if real.tasks() or "busy_loop" in real.incidents() else "stuck")


def by_the_standard(process: Process) -> Run:
    """The naive interpreter."""
    done: list[str] = []
    naive = Naive(process, Choices(0), MOST_MOVES)
    try:
        naive.start()
        while naive.tokens("task") and len(done) < MOST_ACTS:
            token = min(naive.tokens("task"), key=lambda one: (one.node, one.since))
            done.append(token.node)
            naive.complete(token)
    except BusyLoop:
        return Run(tuple(done), "going on")
    return Run(tuple(done), "ended" if naive.ended else "going on" if naive.tokens("task") else "stuck")


def reason(process: Process, theirs: Run) -> str:
    """What the difference that a smallest process shows comes from, with the clause of BPMN 2.0.2 that decides."""
    if any(text in theirs.how for text in NO_WAY_OUT):
        return "both stop where no condition holds: here an incident, there an exception (13.4.1, 13.4.3)"
    if theirs.how.startswith(REFUSALS):
        return theirs.how.partition(": ")[2]
    pairs = Counter((flow.source, flow.target) for flow in process.flows)
    into = Counter(flow.target for flow in process.flows)
    joins = {one.kind for one in process.elements if into[one.id] > 1}
    if Kind.PARALLEL in joins:
        return "a parallel join needs a token on each flow and takes one from each (13.4.2)"
    if Kind.INCLUSIVE in joins:
        return "an inclusive join waits for all that can still come, and for nothing else (13.4.3)"
    if any(count > 1 for count in pairs.values()):
        return "two flows between the same nodes carry a token each (13.4.1 to 13.4.3)"
    return "an activity is done once for each token that arrives (13.3.2)" if max(into.values()) > 1 else UNKNOWN


def xml(process: Process, peer: Peer) -> str:
    """The process as the peer reads it."""
    return (
        f'<definitions xmlns="{BPMN}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
        f'<process id="trial" isExecutable="true">{_level(process, "", peer)}</process></definitions>'
    )


def _level(process: Process, level: str, peer: Peer) -> str:
    made = ""
    for one in process.elements:
        if one.parent == level:
            default = f' default="{one.default}"' if one.default else ""
            made += f'<{one.kind} id="{one.id}" name="{one.id}"{default}>'
            made += "".join(f"<incoming>{flow.id}</incoming>" for flow in process.flows if flow.target == one.id)
            made += "".join(f"<outgoing>{flow.id}</outgoing>" for flow in process.flows if flow.source == one.id)
            made += f"{_level(process, one.id, peer)}</{one.kind}>"
    for flow in process.flows:
        if flow.parent == level:
            text = peer.conditions.get(flow.condition, "")
            inner = f'<conditionExpression xsi:type="tFormalExpression">{text}</conditionExpression>' if text else ""
            made += f'<sequenceFlow id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}">{inner}</sequenceFlow>'
    return made


class Running:
    """A peer that waits for processes."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.process = self._begin()

    def _begin(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.peer.command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )  # fmt: skip

    def run(self, process: Process) -> Run:
        """One case. A peer that dies of it is started again."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"id": 0, "xml": xml(process, self.peer)}) + "\n")
        self.process.stdin.flush()
        comes, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        answer = self.process.stdout.readline() if comes else ""
        if not answer:
            self.process.kill()
            self.process.wait()
            self.process = self._begin()
            return Run((), "died" if comes else "never answers")
        found = json.loads(answer)
        return Run(tuple(found["done"]), found["how"])

    def close(self) -> None:
        """No more."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def verdict(mine: Run, theirs: Run) -> str:
    """In what they differ; ``same`` when in nothing."""
    if mine.how == "going on":
        return ENDLESS
    if theirs.how.startswith(REFUSALS):
        return theirs.how.split(":")[0]
    if sorted(mine.done) == sorted(theirs.done) and mine.how == theirs.how:
        return "same"
    if set(mine.done) == set(theirs.done) and mine.how == theirs.how:
        return "differs in how often"
    if set(mine.done) == set(theirs.done):
        return f"here {mine.how}, there {theirs.how}"
    return "differs in which tasks"


def installed() -> Iterator[Peer]:
    """The peers that are here; says which are not."""
    for peer in PEERS:
        if all(path.exists() for path in peer.needs):
            yield peer
        else:
            print(f"{peer.name}: not installed (tools/environment.py bench), skipped")


@dataclass
class Compared:
    """A peer on many processes: how they compare, what the differences come from, and examples."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def compare(peer: Peer, count: int, first: int) -> Compared:
    """So many processes."""
    running, found = Running(peer), Compared()
    for seed in range(first, first + count):
        process = constant(seed)
        mine = ours(process)
        assert mine == by_the_standard(process), f"seed {seed}: the engine differs from the naive interpreter"
        kind = verdict(mine, running.run(process))
        found.counts[kind] += 1
        if kind in ("same", ENDLESS):
            continue
        small = process if kind in REFUSALS else smallest(process, partial(_still, kind, running))
        theirs = running.run(small)
        why = reason(small, theirs)
        found.reasons[f"{kind}: {why}"] += 1
        if found.reasons[f"{kind}: {why}"] == 1 and kind not in REFUSALS:
            found.examples.append(f"seed {seed}, {kind}: {why}\nhere {ours(small)}\nthere {theirs}\n{written(small)}\n")
    running.close()
    return found


def _still(kind: str, running: Running, process: Process) -> bool:
    return process == reached(process) and verdict(ours(process), running.run(process)) == kind


def main() -> None:
    """The command."""
    count, first = [*(int(one) for one in sys.argv[1:3]), *(2_000, 0)[len(sys.argv[1:3]) :]]
    for peer in installed():
        found = compare(peer, count, first)
        print(f"{peer.name}, seeds {first} to {first + count - 1}: {dict(found.counts.most_common())}")
        for why, times in found.reasons.most_common():
            print(f"  {times} x {why}")
        print("\n" + "\n".join(found.examples))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    import django

    django.setup()
    main()
