"""Whether a paper is what the system says: by its code (QR), or by the whole file, which also tells each difference.

``good``: the same then and now. ``outdated``: the system said so when it was printed, and the case has gone on since.
``altered``: the system did not print this, or it no longer has what it printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.printing import words
from heyi.core.printing.sealing import Sealed, unsealed
from heyi.core.printing.services.facts import as_of, in_order
from heyi.core.printing.statement import DECISIONS, DOCUMENT, Code, Statement, is_digest_of, part, read_code
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.services.viewing import View
from heyi.kit.errors import Malformed

Found = dict[str, Any]
OF_A_DECISION = ("action", "by", "for", "at", "opinion")


def verify_code(text: str, *, actor: Actor) -> Found:
    """What the system says about the code of a paper. Malformed for other texts, NotFound for cases that are not theirs."""
    code = read_code(text)
    if code is None:
        raise Malformed.at("code", "no_code", _("This is not the code of a paper printed here."))
    view = View(code.case_id, actor)
    then = _then(view, code)
    found = [] if code.is_genuine() else [_difference("signature")]
    if part(then, DOCUMENT) != code.document:
        found.append(_difference("document"))
    if part(then, DECISIONS) != code.decisions:
        found.append(_difference("decisions"))
    return _answer(view, code, then, found)


def verify_file(pdf: bytes, *, actor: Actor) -> Found:
    """The same for a file, with each difference: what it says and what the system says, as far as the actor may know it."""
    sealed = unsealed(pdf)
    if sealed is None or sealed.code is None:
        raise Malformed.at(
            "file", "not_printed_here", _("This is not a PDF that was printed here, or it is badly damaged.")
        )
    view = View(sealed.code.case_id, actor)
    then = _then(view, sealed.code)
    return _answer(view, sealed.code, then, [*_of_file(sealed), *_differences(view, sealed.statement, then)])


def _then(view: View, code: Code) -> Found:
    """What its reader could know when it was printed. A forged code is compared with what the asking person may know, so
    that nobody finds out about secret votes by guessing papers of the voters.
    """
    reader = code.printed_by if code.is_genuine() else view.actor.employee_id
    return as_of(view, code.printed_at, reader or 0)


def _of_file(sealed: Sealed) -> Iterator[Found]:
    assert sealed.code is not None  # noqa: S101  the caller has looked
    if not sealed.code.is_genuine():
        yield _difference("signature")
    if not sealed.is_whole:
        yield _difference("file")
    if sealed.statement is not None and not is_digest_of(sealed.code, sealed.statement):
        yield _difference("code")


def _differences(view: View, statement: Statement | None, then: Found) -> Iterator[Found]:
    if statement is None:
        return
    for name in DOCUMENT:
        if statement.get(name) != then[name]:
            yield _difference(name, statement.get(name), then[name])
    listed = statement.get("decisions")
    paper = {one.get("task"): one for one in listed if isinstance(one, dict)} if isinstance(listed, list) else {}
    system = {one["task"]: one for one in then["decisions"]}
    known = {one.task_id for one in view.history.decisions.values()}
    for task, one in paper.items():
        if task not in system:
            yield _difference("missing", one.get("opinion") or one.get("action"), "")
            continue
        for name in OF_A_DECISION:
            if one.get(name) != system[task][name]:
                yield _difference(name, one.get(name), system[task][name] if task in known else "")
    for task in system.keys() - paper.keys():
        yield _difference("left_out", "", system[task]["action"] if task in known else "")


def _difference(name: str, paper: Any = "", system: Any = "") -> Found:
    return {"part": name, "label": words.difference(name), "paper": _said(paper), "system": _said(system)}


def _said(value: Any) -> str:
    return "" if value is None else str(value)[:500]


def _answer(view: View, code: Code, then: Found, differences: list[Found]) -> Found:
    case = view.case
    since = _since(view, code, then)
    return {
        "verdict": "altered" if differences else "outdated" if since else "good",
        "case": {
            "id": case.id, "number": case.subject_label, "state": case.state,
            "title": title_for(view.actor, case.resource, case.title, case.subject_label),
        },
        "printed": {
            "at": code.printed_at, "by": _name(view, code.printed_by), "language": code.language, "state": code.state,
            "round": code.round,
        },
        "differences": differences, "since": since,
    }  # fmt: skip


def _since(view: View, code: Code, then: Found) -> list[Found]:
    """What has changed since: the state, the content, and each decision that was taken later."""
    found = []
    if view.case.state != code.state:
        found.append(_difference("state", words.state(code.state), words.state(view.case.state)))
    if view.case.round != code.round:
        found.append(_difference("round", code.round, view.case.round))
    if view.case.snapshot_hash != then["snapshot"]:
        found.append(_difference("document"))
    later = [one for one in in_order(view.history.decisions.values()) if one.decided_at > code.printed_at]
    return found + [
        _difference("decisions", "", f"{view.node_name(one.node)}: {words.act(one.action)}") for one in later
    ]


def _name(view: View, employee_id: int) -> Found | None:
    people = view.step.directory.people({employee_id}) if employee_id else {}
    return {"id": employee_id, "label": people[employee_id].label} if employee_id in people else None


@dataclass(frozen=True, slots=True)
class Alone:
    """What public keys alone say of a paper: the parts that do not hold, and what it states."""

    broken: tuple[str, ...]
    statement: Statement | None


def file_offline(pdf: bytes, keys: tuple[str, ...]) -> Alone | None:
    """Of a file; None for those that were not printed so."""
    sealed = unsealed(pdf, keys)
    if sealed is None or sealed.code is None:
        return None
    found = [] if sealed.code.is_genuine(keys) else ["signature"]
    found += [] if sealed.is_whole else ["file"]
    if sealed.statement is None or not is_digest_of(sealed.code, sealed.statement):
        found.append("code")
    return Alone(tuple(found), sealed.statement)


def code_offline(text: str, keys: tuple[str, ...]) -> Alone | None:
    """Of a code; None for other texts."""
    code = read_code(text)
    if code is None:
        return None
    told = {"case": code.case_id, "state": code.state, "printed_at": code.printed_at.isoformat()}
    return Alone(() if code.is_genuine(keys) else ("signature",), told)
