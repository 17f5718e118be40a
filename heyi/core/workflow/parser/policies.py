"""What a process says about all of its cases: attributes of our namespace, and who reads along when a case ends."""

from lxml import etree

from heyi.core.workflow.approval.rules import USUAL_POLICY, CopyOn, Policy
from heyi.core.workflow.parser.extension import Faults, extension_of, read_copies, write_copies
from heyi.core.workflow.parser.xml import BPMN, HEYI


def read_policy(element: etree._Element, faults: Faults) -> Policy:
    """Taking back approvals, interventions, passing on to read, and copies."""
    holder = element.find(f"{{{BPMN}}}extensionElements")
    days, reversal = faults.number(element, f"{{{HEYI}}}revertDays", 0, 0, 3650), element.get(f"{{{HEYI}}}reversal", "")
    if reversal and not days:
        faults.append(f"reversal={reversal!r} needs revertDays, the days in which it can be asked for")
    return Policy(
        revert_days=days,
        reversal=reversal,
        two_person=faults.flag(element, f"{{{HEYI}}}twoPerson", False),
        circulate=faults.number(element, f"{{{HEYI}}}circulate", 3, 0, 10),
        circulate_people=faults.number(element, f"{{{HEYI}}}circulatePeople", 20, 1, 200),
        mention=faults.flag(element, f"{{{HEYI}}}mention", True),
        copies=() if holder is None else read_copies(holder, CopyOn, CopyOn.ANY, faults),
    )


def write_policy(element: etree._Element, policy: Policy) -> None:
    """The same back."""
    written = {
        "revertDays": (policy.revert_days, USUAL_POLICY.revert_days),
        "reversal": (policy.reversal, USUAL_POLICY.reversal),
        "twoPerson": (policy.two_person, USUAL_POLICY.two_person),
        "circulate": (policy.circulate, USUAL_POLICY.circulate),
        "circulatePeople": (policy.circulate_people, USUAL_POLICY.circulate_people),
        "mention": (policy.mention, USUAL_POLICY.mention),
    }
    for name, (value, usual) in written.items():
        if value != usual:
            element.set(f"{{{HEYI}}}{name}", value if isinstance(value, str) else str(value).lower())
    if policy.copies:
        write_copies(extension_of(element), policy.copies)
