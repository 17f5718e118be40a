"""The words of a paper, in the language that is active."""

from django.utils.translation import get_language, pgettext

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


def reason(name: str) -> str:
    """Why the system decided."""
    return {
        "timeout": pgettext("print", "Automatic: the time limit was over"),
        "empty": pgettext("print", "Automatic: nobody to ask"),
        "signer_rejected": pgettext("print", "Automatic: an added signer refused"),
    }.get(name, pgettext("print", "Automatic"))


def paper(name: str) -> str:
    """What a paper of this name is called: Chinese says so of the sheet itself (单)."""
    language = get_language() or ""
    if not language.startswith("zh") or name.endswith(("单", "單", "表", "书", "書", "函", "证", "證")):
        return name
    return name + ("單" if language == "zh-hant" else "单")


def usual(name: str) -> str:
    """Words that papers of every kind have."""
    return {
        "sum": pgettext("print", "Sum"),
        "yes": pgettext("print", "Yes"),
        "no": pgettext("print", "No"),
        "rest": pgettext("print", "Further fields"),
        "hours": pgettext("print", "hours"),
        "days": pgettext("print", "days"),
        "am": pgettext("print", "morning"),
        "pm": pgettext("print", "afternoon"),
    }.get(name, "")


def tone(name: str) -> str:
    """How a decision looks."""
    return "good" if name in GOOD else "bad" if name in BAD else ""


def difference(part: str) -> str:
    """What differs between a paper and the system."""
    return {
        "signature": pgettext("print", "The code was not made by this system."),
        "file": pgettext("print", "The file was changed after it was printed."),
        "code": pgettext("print", "The code belongs to another paper."),
        "number": pgettext("print", "The number"),
        "round": pgettext("print", "The round"),
        "state": pgettext("print", "The state"),
        "snapshot": pgettext("print", "The content of the document"),
        "document": pgettext("print", "The content of the document"),
        "decisions": pgettext("print", "The decisions"),
        "action": pgettext("print", "What was decided"),
        "opinion": pgettext("print", "The opinion"),
        "at": pgettext("print", "The time of the decision"),
        "by": pgettext("print", "Who decided"),
        "for": pgettext("print", "In whose place it was decided"),
        "missing": pgettext("print", "A decision that the system does not have"),
        "left_out": pgettext("print", "A decision that is not on the paper"),
    }.get(part, part)
