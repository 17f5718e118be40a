"""时效 (SLA): how much time a whole case, or one stage of it, may take. ``heyi:sla`` on a process or an activity."""

from dataclasses import dataclass
from datetime import timedelta

from lxml import etree

from heyi.core.workflow.feel.temporal import DaysTime
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.parser.extension import NAMESPACES, Faults, extension_of
from heyi.core.workflow.parser.xml import HEYI


@dataclass(frozen=True, slots=True)
class Sla:
    """``within`` is the budget in ISO 8601 (``PT16H``; hours of work unless ``working`` is false), ``risk`` the percentage
    of it from which on a case counts as at risk.
    """

    within: str
    risk: int = 80
    working: bool = True

    @property
    def budget(self) -> timedelta | None:
        """The budget; None for what is no length of hours and days (months differ)."""
        duration = read_duration(self.within)
        if isinstance(duration, DaysTime) and duration.nanos >= 1000:
            return timedelta(microseconds=duration.nanos // 1000)
        return None


def read_sla(element: etree._Element, faults: Faults) -> Sla | None:
    """The limit that a process or an activity says, or None."""
    node = element.find("bpmn:extensionElements/heyi:sla", NAMESPACES)
    if node is None:
        return None
    return Sla(
        within=node.get("within", ""),
        risk=faults.number(node, "risk", 80, 1, 100),
        working=faults.flag(node, "working", True),
    )


def write_sla(parent: etree._Element, sla: Sla) -> None:
    """The same back, in place of what stood there."""
    holder = extension_of(parent)
    for old in holder.findall(f"{{{HEYI}}}sla"):
        holder.remove(old)
    written = {"within": sla.within}
    if sla.risk != 80:
        written["risk"] = str(sla.risk)
    if not sla.working:
        written["working"] = "false"
    etree.SubElement(holder, f"{{{HEYI}}}sla", written)
