"""兼岗: as whom somebody is asked and acts: the post, unit and company, derived from why they were found.

A person is one person, whatever they hold: votes, duplicates (rule 14) and separated duties go by people. What is kept here
is what the record says about them: with each case, task and decision, as it was called that day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from heyi.core.workflow.approval.directory import Person, Place
from heyi.core.workflow.approval.rules import ApproverRule, RuleKind

Identity = dict[str, Any]
HEADS = frozenset({RuleKind.DEPARTMENT_HEAD, RuleKind.FORM_DEPARTMENT_HEAD})
MANAGING = frozenset({RuleKind.MANAGER, RuleKind.MANAGERS})


def identity_of(person: Person, place: Place | None = None, *, head: bool = False) -> Identity:
    """Person, post, unit and company; the main post unless another is named. ``head``: as the head of that unit."""
    held = place or person.main
    return {
        "name": person.label, "post": held.post, "post_id": held.post_id, "department": held.department,
        "department_id": held.department_id, "company": held.company, "company_id": held.company_id,
        **({"head": True} if head else {}),
    }  # fmt: skip


def found_as(rule: ApproverRule, person: Person, line: Callable[[], Sequence[int]]) -> Identity:
    """As whom a rule has found somebody: as the head of the unit, the holder of the post, a member of the department. A
    manager is asked in the post that they hold nearest to the initiator; all others in their main post.

    ``line`` is the initiator's unit (or the one that the document names) with all above it, the outermost first.
    """
    if rule.kind in HEADS:
        unit = _nearest(person.heads, line())
        return _as_head(person, unit) if unit else identity_of(person)
    if len(person.places) < 2:
        return identity_of(person)
    match rule.kind:
        case RuleKind.POST:
            fitting = [one for one in person.places if one.post_code == rule.name]
            place = _nearest(fitting, line()) or (fitting[0] if fitting else None)
        case RuleKind.DEPARTMENT:
            place = next((one for one in person.places if _is_in(one, rule.name, line)), None)
        case kind if kind in MANAGING:
            place = _nearest(person.places, line())
        case _:
            place = None
    return identity_of(person, place)


def acting_as(person: Person, asked: Mapping[str, Any]) -> Identity:
    """As whom somebody decides: as they were asked if they still hold that post or head that unit, else in the main post."""
    unit = asked.get("department_id")
    if asked.get("head"):
        headed = next((one for one in person.heads if one.department_id == unit), None)
        return _as_head(person, headed) if headed else identity_of(person)
    held = (one for one in person.places if (one.department_id, one.post_id) == (unit, asked.get("post_id")))
    return identity_of(person, next(held, None))


def shown(identity: Mapping[str, Any]) -> Identity | None:
    """As it is told; None where nobody acted, as in a decision of the system for nobody."""
    if "name" not in identity:
        return None
    texts = {name: str(identity.get(name) or "") for name in ("name", "post", "department", "company")}
    ids = {name: identity.get(name) for name in ("post_id", "department_id", "company_id")}
    if isinstance(identity.get("company"), int):  # decisions of earlier versions kept the id only
        texts["company"], ids["company_id"] = "", identity["company"]
    return {**texts, **ids, "head": bool(identity.get("head"))}


def _as_head(person: Person, unit: Place) -> Identity:
    """In the post that they hold in the unit; whoever heads it from elsewhere keeps the name of their main post."""
    own = next((one for one in person.places if one.department_id == unit.department_id), person.main)
    identity = identity_of(person, unit, head=True)
    return {**identity, "post": own.post, "post_id": own.post_id}


def _nearest(places: Iterable[Place], line: Sequence[int]) -> Place | None:
    """The one whose unit stands lowest on the line; None when no unit is on it."""
    depth = {unit: height for height, unit in enumerate(line)}
    on_line = [one for one in places if one.department_id in depth]
    return max(on_line, key=lambda one: depth[one.department_id or 0], default=None)


def _is_in(place: Place, name: str, line: Callable[[], Sequence[int]]) -> bool:
    if name:
        return name in (place.department_code, str(place.department_id))
    return place.department_id in line()[-1:]
