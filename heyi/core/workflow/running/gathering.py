"""Several steps that one return has opened and that go straight back: those decided first wait for the others (rule 6).

A step that waits keeps its token, with an activation of its own kind. When all of them have been decided, the way straight
back is taken once, with the pasts of all. When one of them is gone (returned further, moved by hand), or what was put back
at a join has gone on, there is no straight way any more, and each goes on step by step from where it is.
"""

from typing import TYPE_CHECKING, Any

from heyi.core.workflow.state import Activation, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

GATHERING = "gathering"


def wait(step: "Step", token: Token, activation: Activation, plan: dict[str, Any]) -> None:
    """A step has been decided; what becomes of it is seen when everything rests."""
    activation.data = {**activation.data, "return": {**plan, "jumped": True}}
    step.state.touch(activation)
    waits = Activation(
        id=step.state.number(), node=token.node, kind=GATHERING, token_id=token.id, round=step.state.case.round,
        entered_at=step.at, scope=token.scope, data={"return": plan},
    )  # fmt: skip
    step.state.add(waits)
    token.activation_id = waits.id
    step.state.touch(token)


def settle(step: "Step") -> bool:
    """Let the steps of one return go on that need not wait any longer; whether there were any."""
    active = [one for one in step.state.activations.values() if one.state == "active" and _group(one)]
    for group in sorted({_group(one) for one in active if one.kind == GATHERING}):
        present = [one for one in active if _group(one) == group]
        waiting = [one for one in present if one.kind == GATHERING]
        if len(present) == waiting[0].data["return"]["size"] and len(waiting) < len(present):
            continue
        _go_on(step, waiting, straight=len(waiting) == waiting[0].data["return"]["size"])
        return True
    return False


def _go_on(step: "Step", waiting: list[Activation], *, straight: bool) -> None:
    from heyi.core.workflow.returning import straight_back

    tokens = [step.state.tokens[one.token_id] for one in waiting]
    for one in waiting:
        step.close(one, "completed")
    if straight and straight_back(step, tokens, waiting[0].data["return"]):
        return
    for token in tokens:
        step.leave(token, step.graph.nodes[token.node])


def _group(activation: Activation) -> int:
    number: int = activation.data.get("return", {}).get("group", 0)
    return number
