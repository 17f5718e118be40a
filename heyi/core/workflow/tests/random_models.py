"""Random small processes of user tasks and gateways, most of them nearly right: blocks with a wrong join now and then, and
flows that lead somewhere else. Each choice is made by the task right before it, so that a player decides it."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.seeds import ready


@dataclass(slots=True)
class Model:
    """Nodes with their kinds, flows with their conditions, and what can be chosen at which task."""

    nodes: dict[str, str] = field(default_factory=dict)
    flows: list[list[str]] = field(default_factory=list)
    choices: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()

    def add(self, kind: str, facts: str = "") -> str:
        """A node of a kind, with what its event waits for."""
        name = f"{kind}{len(self.nodes)}"
        self.nodes[name] = kind
        self.facts[name] = facts.replace("~", name)
        return name

    def flow(self, source: str, target: str, condition: str = "") -> None:
        """A flow; the condition is FEEL, or ``default``."""
        self.flows.append([source, target, condition])

    def text(self) -> str:
        """In the notation of ``drawn``."""
        lines = [f"{kind} {name} {self.facts[name]}" for name, kind in self.nodes.items()]
        for source, target, condition in self.flows:
            tail = f' if "{condition}"' if condition not in ("", "default") else f" {condition}"
            lines.append(f"{source} -> {target}{tail}")
        return "\n".join(lines)


BLOCKS = ("user", "seq", "and", "xor", "or", "loop")
WITH_EVENTS = (*BLOCKS, "edge", "edge", "events", "link", "ending")


def random_model(
    seed: int, *, wrong: float = 0.4, rewired: float = 0.4, depth: int = 2, kinds: tuple[str, ...] = BLOCKS
) -> Model:
    """``wrong`` is how often a join is of another kind than its split, ``rewired`` how often a flow leads elsewhere."""
    draw, model = Random(seed), Model(kinds=kinds)  # noqa: S311  no secret
    start, end = model.add("start"), model.add("end")
    first, last = _block(model, draw, depth, wrong)
    model.flow(start, first)
    model.flow(last, end)
    if draw.random() < rewired:
        _rewire(model, draw)
    return model


def _block(model: Model, draw: Random, depth: int, wrong: float) -> tuple[str, str]:
    match draw.choice(model.kinds) if depth else "user":
        case "seq":
            first, middle = _block(model, draw, depth - 1, wrong)
            following, last = _block(model, draw, depth - 1, wrong)
            model.flow(middle, following)
            return first, last
        case "loop":
            return _loop(model, draw, depth, wrong)
        case "edge" | "events" | "link" | "ending" as kind:
            return _event(model, draw, depth, wrong, kind)
        case "user":
            name = model.add("user")
            return name, name
        case kind:
            return _split(model, draw, depth, wrong, kind)


def _split(model: Model, draw: Random, depth: int, wrong: float, kind: str) -> tuple[str, str]:
    task, split = model.add("user"), model.add(kind)
    other = draw.choice(["and", "xor", "or"]) if draw.random() < wrong else kind
    join = model.add(other)
    model.flow(task, split)
    count = draw.choice([2, 2, 3])
    for place in range(count):
        first, last = _block(model, draw, depth - 1, wrong)
        condition = {"and": "", "xor": f"{split} = {place}", "or": f"{split}_{place}"}[kind]
        model.flow(split, first, "default" if condition and place == count - 1 else condition)
        model.flow(last, join)
    if kind == "xor":
        model.choices[task] = [{split: place} for place in range(count)]
    if kind == "or":
        names = [f"{split}_{place}" for place in range(count - 1)]
        ways = range(2 ** len(names))
        model.choices[task] = [{name: bool(way >> place & 1) for place, name in enumerate(names)} for way in ways]
    return task, join


def _loop(model: Model, draw: Random, depth: int, wrong: float) -> tuple[str, str]:
    merge = model.add("and" if draw.random() < wrong / 3 else "xor")
    first, last = _block(model, draw, depth - 1, wrong)
    task, split = model.add("user"), model.add("xor")
    after = model.add("user")
    model.flow(merge, first)
    model.flow(last, task)
    model.flow(task, split)
    model.flow(split, merge, f"{split} = 0")
    model.flow(split, after, "default")
    model.choices[task] = [{split: 0}, {split: 1}]
    return merge, after


def _event(model: Model, draw: Random, depth: int, wrong: float, kind: str) -> tuple[str, str]:
    """Something that comes from outside, at the edge of a task or behind a gateway, or that leads away."""
    if kind == "link":
        out, back = model.add("throw", "link=~"), model.add("catch")
        model.facts[back] = f"link={out}"
        after = model.add("user")
        model.flow(back, after)
        return out, after
    merge = model.add(draw.choice(["xor", "xor", "or"]))
    first, after = model.add("user"), model.add("user")
    model.flow(merge, after)
    if kind == "events":
        gateway = model.add("events")
        model.flow(first, gateway)
        for _ in range(2):
            caught = model.add("catch", "message=~")
            model.flow(gateway, caught)
            model.flow(caught, merge)
        return first, after
    task = model.add("user")
    model.flow(first, task)
    model.flow(task, merge)
    if kind == "edge":
        edge = model.add("boundary", f"on={task} message=~ {draw.choice(['', '', 'beside'])}")
    else:
        edge = model.add("xor")
        model.flows.pop()
        model.flow(task, edge)
        model.flow(edge, merge, f"{edge} = 1")
        model.choices[task] = [{edge: 0}, {edge: 1}]
    other, last = _block(model, draw, depth - 1, wrong)
    model.flow(edge, other, "default" if kind == "ending" else "")
    if kind == "ending" or draw.random() < 0.5:
        model.flow(last, model.add("end", draw.choice(["", "terminate"])))
    else:
        model.flow(last, merge)
    return first, after


def _rewire(model: Model, draw: Random) -> None:
    """One flow leads to another element; tasks before a choice keep their one way to it."""
    choosing = set(model.choices)
    able = [
        flow
        for flow in model.flows
        if flow[0] not in choosing
        and model.nodes[flow[0]] != "start"
        and (_joins(model, flow[1]) or draw.random() < 0.1)
    ]
    targets = [name for name, kind in model.nodes.items() if kind in ("user", "end") or _joins(model, name)]
    if not able:
        return
    flow = draw.choice(able)
    for target in draw.sample(targets, len(targets)):
        if target != flow[0] and not any(one[:2] == [flow[0], target] for one in model.flows):
            flow[1] = target
            return


def _joins(model: Model, name: str) -> bool:
    return model.nodes[name] in ("and", "xor", "or") and sum(one[1] == name for one in model.flows) > 1


def drawn_model(text: str) -> Document:
    """A text in the notation of ``drawn``, with approvers."""
    document = drawn(text)
    return Document(document.root, tuple(ready(process) for process in document.processes))
