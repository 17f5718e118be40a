"""What apps may ask of approvals: register their documents and processes, submit, withdraw."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.workflow.commands import Withdraw
from heyi.core.workflow.errors import CaseEnded
from heyi.core.workflow.services.cases import act, engine, submit
from heyi.core.workflow.services.definitions import register_process
from heyi.core.workflow.subjects import Described, Effect, Fact, Subject, register_subject
from heyi.kit.errors import Malformed

__all__ = [
    "Described",
    "Effect",
    "Fact",
    "Subject",
    "clean_choices",
    "clean_identity",
    "register_process",
    "register_subject",
    "running_case",
    "submit",
    "withdraw",
]

MAX_PEOPLE = 50


def running_case(resource: str, record_id: int) -> int | None:
    """The case in which a document is now."""
    return engine().store.running_case_of(resource, record_id)


def withdraw(resource: str, record_id: int, *, actor: Actor) -> None:
    """Take a document back; CaseEnded when it is in no approval."""
    case_id = running_case(resource, record_id)
    if case_id is None:
        raise CaseEnded
    act(Withdraw(case_id=case_id), actor=actor)


def clean_choices(given: Any) -> dict[str, list[int]]:
    """The people whom the initiator picked, by node: ``{"node": [ids]}``; anything else is Malformed."""
    if given is None:
        return {}
    good = isinstance(given, Mapping) and all(
        isinstance(node, str) and isinstance(people, list) and len(people) <= MAX_PEOPLE and all(map(_is_id, people))
        for node, people in given.items()
    )
    if not good:
        raise Malformed.at("choices", "bad_choices", _("Name people for each step as a list of ids."))
    return {node: list(people) for node, people in given.items()}


def clean_identity(given: Any) -> int:
    """The post in which the initiator submits: the id of an assignment, 0 or nothing for the main one."""
    if given in (None, 0):
        return 0
    if not _is_id(given):
        raise Malformed.at("identity", "bad_identity", _("Name one of your posts by its id."))
    return int(given)


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
