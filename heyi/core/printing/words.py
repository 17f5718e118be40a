"""The words of a paper, in the language that is active."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

GOOD, BAD = ("approve", "approved"), ("reject", "rejected", "return", "terminated", "voided")
ACCENTS = {
    "approved": "#1d6b3f",
    "rejected": "#a8261c",
    "terminated": "#a8261c",
    "voided": "#a8261c",
    "running": "#24518f",
}


def state(name: str) -> str:
    """Where a case stands."""
    return {
        "running": pgettext("print", "In approval"),
        "returned": pgettext("print", "Returned"),
        "approved": pgettext("print", "Approved"),
        "rejected": pgettext("print", "Rejected"),
        "withdrawn": pgettext("print", "Withdrawn"),
        "terminated": pgettext("print", "Terminated"),
        "archived": pgettext("print", "Archived by force"),
        "voided": pgettext("print", "Void"),
        "reverted": pgettext("print", "Approval reverted"),
    }.get(name, name)


def act(name: str) -> str:
    """What was decided."""
    return {
        "submit": pgettext("print", "Submitted"),
        "approve": pgettext("print", "Agreed"),
        "reject": pgettext("print", "Refused"),
        "return": pgettext("print", "Sent back"),
        "resubmit": pgettext("print", "Submitted again"),
        "transfer": pgettext("print", "Transferred"),
        "delegate": pgettext("print", "Delegated"),
        "abstain": pgettext("print", "Abstained"),
        "answer": pgettext("print", "Answered"),
        "open": pgettext("print", "Waiting"),
    }.get(name, name)


def tone(name: str) -> str:
    """How a decision looks."""
    return "good" if name in GOOD else "bad" if name in BAD else ""


def difference(part: str) -> str:
    """What differs between a paper and the system."""
    return {
        "signature": _("The code was not made by this system."),
        "file": _("The file was changed after it was printed."),
        "code": _("The code belongs to another paper."),
        "number": _("The number"),
        "round": _("The round"),
        "state": _("The state"),
        "snapshot": _("The content of the document"),
        "document": _("The content of the document"),
        "decisions": _("The decisions"),
        "action": _("What was decided"),
        "opinion": _("The opinion"),
        "at": _("The time of the decision"),
        "by": _("Who decided"),
        "for": _("In whose place it was decided"),
        "missing": _("A decision that the system does not have"),
        "left_out": _("A decision that is not on the paper"),
    }.get(part, part)
