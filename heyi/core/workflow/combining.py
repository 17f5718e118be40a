"""退回 to several steps at once (多节点): which earlier steps can be open together, and why others cannot.

Two decided steps that both lie in the past of a task can be open together exactly when neither lies in the past of the
other: then the history has a moment at which both were still to be done (in the terms of Nielsen, Plotkin and Winskel
1981, they are concurrent events of one run, and a set of pairwise concurrent ones has a common cut). Pasts come from the
tokens, so that a step which was asked again stands for itself and for what it replaced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.errors import BadTarget
from heyi.core.workflow.returning import START, Past, legal_targets, same_as
from heyi.core.workflow.state import Activation
from heyi.core.workflow.step import Step
from heyi.kit.errors import Text

MOST_TARGETS = 10
TEXTS: dict[str, Text] = {
    "ordered": _("“%(second)s” comes after “%(first)s”, and is decided again anyway."),
    "start": _("Returned to the initiator, everything begins anew: no other step can be chosen beside it."),
    "not_behind": _("“%(first)s” has not been decided on the way to this step, is being decided now, or cannot begin again."),
    "nobody": _("At “%(first)s” nobody can be found who decides."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """Why one step, or two of them together, cannot be returned to. ``steps``: the earlier one first."""

    code: str
    steps: tuple[str, ...]


def clashes(past: Past, targets: Sequence[Activation]) -> list[Clash]:
    """Each pair that cannot be open together."""
    found = []
    for one, other in combinations(targets, 2):
        first, second = sorted((one, other), key=lambda activation: activation.id)
        if _before(past, first, second):
            found.append(Clash("ordered", (first.node, second.node)))
        elif _before(past, second, first):
            found.append(Clash("ordered", (second.node, first.node)))
    return found


def _before(past: Past, first: Activation, second: Activation) -> bool:
    return bool(same_as(past, first) & past.of(second.token_id, second.id))


def together(past: Past, targets: Sequence[Activation]) -> dict[str, list[str]]:
    """For each step that can be returned to: those that can be open with it. A set is legal when all its pairs are."""
    apart = {frozenset(clash.steps) for clash in clashes(past, targets)}
    nodes = [one.node for one in targets]
    return {one: [two for two in nodes if two != one and frozenset((one, two)) not in apart] for one in nodes}


def chosen(step: Step, past: Past, activation: Activation, names: Iterable[str]) -> list[Activation]:
    """The activations behind the steps that somebody wants to return to, all at once. BadTarget with what can be
    returned to (``targets``) and the reason for each step or pair that cannot (``reasons``)."""
    legal = {one.node: one for one in legal_targets(past, activation)}
    wanted = list(dict.fromkeys(names))
    found = [legal[name] for name in wanted if name in legal]
    wrong = [Clash("start" if name in (START, step.graph.start.id) else "not_behind", (name,))
             for name in wanted if name not in legal]  # fmt: skip
    wrong += clashes(past, found)
    if wrong:
        raise refusal(step, wrong, list(legal))
    return found


def refusal(step: Step, wrong: Sequence[Clash], legal: Sequence[str]) -> BadTarget:
    """The first reason as the sentence, and all of them for whoever shows them beside the steps."""
    reasons: list[dict[str, Any]] = [
        {"steps": list(clash.steps), "code": clash.code, "message": str(TEXTS[clash.code]) % _names(step, clash)}
        for clash in wrong
    ]
    first = wrong[0]
    return BadTarget(TEXTS[first.code], extra={"targets": list(legal), "reasons": reasons}, **_names(step, first))


def _names(step: Step, clash: Clash) -> dict[str, Any]:
    labels = [
        step.graph.nodes[one].label(step.actor.language) if one in step.graph.nodes else one for one in clash.steps
    ]
    return {"first": labels[0], "second": labels[-1]}
