"""A process as checks look at it: level by level, each element with its flows."""

from collections.abc import Iterator
from functools import cached_property

from heyi.core.workflow.parser.model import SUB_PROCESSES, Element, Flow, Kind, Process, Trigger


class Layout:
    """Elements by id and by the sub-process that they stand in. Of elements with the same id the first counts."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.by_id: dict[str, Element] = {}
        self.levels: dict[str, list[Element]] = {"": []}
        for element in process.elements:
            self.by_id.setdefault(element.id, element)
            self.levels.setdefault(element.parent, []).append(element)
        self.flows = {flow.id: flow for flow in process.flows}
        self.incoming: dict[str, list[Flow]] = {}
        self.outgoing: dict[str, list[Flow]] = {}
        for flow in process.flows:
            self.incoming.setdefault(flow.target, []).append(flow)
            self.outgoing.setdefault(flow.source, []).append(flow)

    def entering(self, element: Element) -> list[Flow]:
        """The flows into an element."""
        return self.incoming.get(element.id, [])

    def leaving(self, element: Element) -> list[Flow]:
        """The flows out of an element, in the order of the file."""
        return self.outgoing.get(element.id, [])

    def around(self, element: Element) -> Iterator[Element]:
        """The sub-processes that an element stands in, from the inside outwards."""
        seen: set[str] = set()
        while element.parent in self.by_id and element.parent not in seen:
            seen.add(element.parent)
            element = self.by_id[element.parent]
            yield element

    def inside(self, element: Element) -> Iterator[Element]:
        """Everything in a sub-process, at every depth."""
        entered = {element.id}
        frontier = list(self.levels.get(element.id, [])) if element.kind in SUB_PROCESSES else []
        while frontier:
            one = frontier.pop()
            yield one
            if one.kind in SUB_PROCESSES and one.id not in entered:  # an id may be used twice
                entered.add(one.id)
                frontier += self.levels.get(one.id, [])

    @cached_property
    def edges(self) -> dict[str, list[Element]]:
        """The boundary events of each activity."""
        found: dict[str, list[Element]] = {}
        for element in self.process.elements:
            if element.kind == Kind.BOUNDARY and element.attached_to:
                found.setdefault(element.attached_to, []).append(element)
        return found

    def level_of(self, element: Element) -> list[Element]:
        """The element and its neighbours."""
        return self.levels.get(element.parent, [])

    def in_ad_hoc(self, element: Element) -> bool:
        """Whether people choose when it begins."""
        around = self.by_id.get(element.parent)
        return around is not None and around.kind == Kind.AD_HOC


def stands_alone(element: Element) -> bool:
    """Whether no flow has to lead to an element: it is begun by an event, by a link or to undo something."""
    is_link = element.kind == Kind.CATCH and element.caught(Trigger.LINK) is not None
    return element.kind in (Kind.START, Kind.BOUNDARY) or element.by_event or element.for_compensation or is_link
