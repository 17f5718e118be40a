"""Parallel gateway: fires when each incoming flow holds a token, takes exactly one from each (rule 27, WCP-33)."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class ParallelGateway:
    """Waits for all, then sends on all. A waiting token simply stands at the gateway with the flow it came by."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """One more token here; it may be the one that was missing."""
        if len(node.incoming) < 2:
            if len(node.outgoing) == 1:
                step.move(token, node.outgoing[0])
            elif node.outgoing:
                step.split(token, node, node.outgoing)
            else:
                scopes.finish(step, token)
            return
        arrivals = _one_of_each(step, token, node)
        if arrivals is not None:
            joined = join(step, node, arrivals)
            if len(node.outgoing) == 1:
                step.move(joined, node.outgoing[0])
            elif node.outgoing:
                step.split(joined, node, node.outgoing)
            else:
                scopes.finish(step, joined)


def _one_of_each(step: Step, token: Token, node: Node) -> list[Token] | None:
    waiting = [other for other in scopes.inside(step, token.scope) if other.node == node.id and not other.incident_id]
    oldest = {flow.id: next((one for one in waiting if one.flow == flow.id), None) for flow in node.incoming}
    found = [one for one in oldest.values() if one is not None]
    return found if len(found) == len(node.incoming) else None


def join(step: Step, node: Node, arrivals: list[Token]) -> Token:
    """Several tokens become one. The activation keeps who arrived and by which flow, for returning (rule 3)."""
    activation = step.activate(arrivals[0], node, state="completed", kind="join")
    activation.data = {"arrivals": [[one.id, one.flow] for one in arrivals]}
    for one in arrivals:
        step.consume(one)
    return step.born(
        node.id,
        scope=arrivals[0].scope,
        splits=_splits_left(step, arrivals),
        parents=[[one.id, activation.id + 1] for one in arrivals],
    )


def _splits_left(step: Step, arrivals: list[Token]) -> list[int]:
    """What all arrivals were born in, without the splits that nobody else is in any more."""
    common: list[int] = []
    for level in zip(*(one.splits for one in arrivals), strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    others = list(step.state.live_tokens())
    while common and not any(common[-1] in other.splits for other in others):
        common.pop()
    return common
