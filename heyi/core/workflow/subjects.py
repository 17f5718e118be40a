"""What approvals are about. An app registers each kind of document once; the engine knows it by its resource only."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.exceptions import ImproperlyConfigured

from heyi.core.access.actor import Actor
from heyi.kit.errors import NotFound, Text


@dataclass(frozen=True, slots=True)
class Described:
    """A document in a few words, as it is shown in inboxes. ``summary`` is field and value, in order; what a field is
    called is looked up for each reader in ``Subject.labels``.
    """

    label: str
    company_id: int
    title: str = ""
    summary: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What an approver should know now: credit, stock, margin. ``changed_from`` is what it was at submission."""

    name: str
    label: Text
    value: str
    tone: str = "neutral"
    hint: Text = ""
    changed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure or state that approving changes. Called before and after, the differences are the effects."""

    name: str
    label: Text
    value: str


Hook = Callable[[int, Actor], object]


def _nothing(record_id: int, actor: Actor) -> None:
    """No reaction."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of document.

    ``snapshot`` returns everything that is being approved, as plain values (Decimal, date, str, lists of dicts); its
    hash is what the approvers' decisions are bound to, and conditions read its fields. ``on_approved`` and the others
    run in the transaction of the act: what they raise undoes the act. ``material`` names the fields whose change sends
    a resubmitted case through every step again; None means every field.
    ``speaks_of`` names the fields (``crm.customer.name``) that title and summary repeat: readers from whom one of them is
    hidden get the document's label only.
    ``revert`` undoes what ``on_approved`` did; without it an approval can be neither reverted nor voided nor reopened.
    ``amount`` is the path to what the document is about in money, for delegations up to an amount.
    ``edit`` writes fields that whoever decides may change; without it the resource's own service does.
    ``may_view`` says whether somebody may see the document without being part of the case.
    ``called`` puts a title, of which it also gets the document's label, into the language that is active, and ``worded`` the
    value of a field in the summary; without them both stay as they were written at submission.
    """

    resource: str
    load: Callable[[int], Described]
    snapshot: Callable[[int], Mapping[str, Any]]
    on_approved: Hook = _nothing
    on_rejected: Hook = _nothing
    on_withdrawn: Hook = _nothing
    on_returned: Hook = _nothing
    on_submitted: Hook = _nothing
    facts: Callable[[int, Actor], Sequence[Fact]] | None = None
    effects: Callable[[int], Sequence[Effect]] | None = None
    may_view: Callable[[int, Actor], bool] | None = None
    material: frozenset[str] | None = None
    labels: Mapping[str, Text] = field(default_factory=dict)
    process: str = ""
    speaks_of: tuple[str, ...] = ()
    revert: Hook | None = None
    on_terminated: Hook | None = None
    on_archived: Hook | None = None
    on_voided: Hook | None = None
    amount: str = "total"
    edit: Callable[[int, Mapping[str, Any], Actor], object] | None = None
    called: Callable[[str, str], str] | None = None
    worded: Callable[[str, Any], str] | None = None

    def reaction(self, outcome: str) -> Hook:
        """What happens to the document. Ends that it does not know are like a withdrawal to it."""
        if outcome == "reverted":
            return self.revert or _nothing
        found: Hook | None = getattr(self, f"on_{outcome}")
        return found or self.on_withdrawn


_subjects: dict[str, Subject] = {}
_sources: list[Callable[[str], Subject | None]] = []


def register_source(find: Callable[[str], Subject | None]) -> None:
    """Let documents be designed while the system runs: asked by resource where no kind of that name is registered."""
    _sources.append(find)


def find_subject(resource: str) -> Subject | None:
    """The kind of document, registered or designed."""
    known = _subjects.get(resource)
    return known or next((found for ask in _sources if (found := ask(resource)) is not None), None)


def register_subject(subject: Subject) -> Subject:
    """Make a kind of document known; twice is an error of programming."""
    if subject.resource in _subjects:
        raise ImproperlyConfigured(f"The subject {subject.resource} is registered twice.")
    _subjects[subject.resource] = subject
    return subject


def subject_of(resource: str) -> Subject:
    """The kind of document, or NotFound."""
    found = find_subject(resource)
    if found is None:
        raise NotFound
    return found


def speaks_of(resource: str) -> tuple[str, ...]:
    """The fields that the title and summary of such documents repeat."""
    subject = find_subject(resource)
    return subject.speaks_of if subject is not None else ()


def summary(resource: str, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stored summary in the language that is active. Older cases keep the labels they were given."""
    subject = find_subject(resource)
    labels = subject.labels if subject is not None else {}
    worded = subject.worded if subject is not None else None
    return [
        {"label": one["label"], "value": one["value"]}
        if "label" in one
        else {
            "label": str(labels.get(one["name"], one["name"])),
            "value": worded(one["name"], one["value"]) if worded else one["value"],
        }
        for one in stored
    ]


def subjects() -> dict[str, Subject]:
    """Every registered kind, by resource."""
    return dict(_subjects)


def canonical(values: Mapping[str, Any]) -> str:
    """One text for one content (keys sorted, exact numbers as strings): what is hashed and stored."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z
    return orjson.dumps(values, default=str, option=options).decode()


def digest(text: str) -> str:
    """SHA-256 of a canonical text, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def without(values: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Values of a document without hidden fields, the columns of its lines included; an id goes with its name."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in hidden or name.removesuffix("_id") in hidden:
            continue
        columns = {one.partition(".")[2] for one in hidden if one.startswith(f"{name}.")}
        if columns and isinstance(value, list):
            rows = [row for row in value if isinstance(row, Mapping)]
            value = [{key: one for key, one in row.items() if key not in columns} for row in rows]
        found[name] = value
    return found
