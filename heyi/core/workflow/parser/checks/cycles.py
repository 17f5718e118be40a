"""Cycles in which nobody is ever asked: they would turn for ever within one step."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.checks.activities import waits
from heyi.core.workflow.parser.checks.components import cycles
from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import SUB_PROCESSES, Element, Kind, Trigger

#: What may change a value, so that the next round can end the cycle.
CHANGING = frozenset({Kind.SCRIPT_TASK, Kind.SERVICE_TASK, Kind.RULE_TASK, Kind.CALL})
IDLE = frozenset({Kind.TASK, Kind.MANUAL_TASK})


def busy_cycles(layout: Layout) -> Findings:
    """A cycle without a wait, in which nothing changes either, never ends once it has begun."""
    for elements in layout.levels.values():
        turning = {one.id: one for one in elements if not _pauses(layout, one)}
        following = {name: [one for one in _next(layout, turning[name]) if one in turning] for name in turning}
        for cycle in cycles(turning, following.__getitem__):
            if any(turning[name].kind in IDLE for name in cycle):
                message = _("In this cycle nobody is asked: the engine passes plain tasks at once.")
                yield Finding(cycle[-1], "idle_loop", message)
            else:
                yield Finding(cycle[-1], "busy_loop", _("This cycle never waits for anybody."))


def _pauses(layout: Layout, element: Element) -> bool:
    inside = layout.inside(element) if element.kind in SUB_PROCESSES else ()
    return any(waits(one, layout.process) or one.kind in CHANGING for one in (element, *inside))


def _next(layout: Layout, element: Element) -> list[str]:
    link = element.caught(Trigger.LINK) if element.kind == Kind.THROW else None
    if link is not None:
        return [
            one.id
            for one in layout.level_of(element)
            if one.kind == Kind.CATCH and any(event.name == link.name for event in one.events)
        ]
    return [flow.target for flow in layout.leaving(element)]
