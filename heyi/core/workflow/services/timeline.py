"""What has happened in a case, line by line, and who reads along (留痕, 传阅)."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from heyi.core.workflow import models
from heyi.core.workflow.approval.identities import shown
from heyi.core.workflow.commands.base import VOTING
from heyi.core.workflow.services import sla
from heyi.core.workflow.services.attaching import visible

if TYPE_CHECKING:
    from heyi.core.workflow.services.viewing import View

Line = dict[str, Any]


def timeline(view: "View") -> list[Line]:
    """Decisions, signers, comments, copies and the end, oldest first; what a blind vote hides is not in ``view.history``."""
    case = view.case
    entries = [
        _line(case.started_at, view.ref(case.initiator_id), "submit", name=_("Submit"), acted_as=shown(case.identity))
    ]
    entries += [
        _line(
            one.decided_at, view.ref(one.actor_id), one.action, node=one.node, name=view.node_name(one.node),
            opinion=one.opinion, on_behalf_of=view.ref(one.on_behalf_of_id), reason=one.reason, target=one.target,
            acted_as=shown(one.identity), on_behalf_as=shown(one.identity.get("for", {})),
        )
        for one in view.history.decisions.values()
    ]  # fmt: skip
    entries += [
        _line(
            one.arrived_at, view.ref(one.origin["added_by"]), "add" if one.kind in VOTING else "ask", node=one.node,
            name=view.node_name(one.node), target=view.people.get(one.assignee_id or 0, ""),
        )
        for one in view.history.tasks.values() if one.origin.get("added_by") and "transferred_from" not in one.origin
    ]  # fmt: skip
    entries += [*_said(view), *_handed_round(view)]
    entries += [
        _line(at, None, action, node=node, name=view.node_name(node) if node else "")
        for at, action, node in sla.reached(view.limits)
    ]
    entries += _called(view)
    if case.ended_at:
        entries.append(_line(case.ended_at, None, case.state, name=_("End")))
    return sorted(entries, key=lambda one: one["at"])


def _called(view: "View") -> list[Line]:
    """When cases below began and ended."""
    found = []
    for one in view.called:
        facts = {"node": one["node"], "name": one["process"]["label"], "case": one["id"] or None}
        word = "reversal" if one["reversal"] else "call"
        found.append(_line(one["started_at"], None, word, **facts))
        if one["ended_at"]:
            found.append(_line(one["ended_at"], None, f"{word}_ended", reason=one["state"], **facts))
    return found


def readers(view: "View") -> list[dict[str, Any]]:
    """Who reads along, in the order in which they got it. ``recallable``: this reader can take it back."""
    found, me = view.store.readers(view.case.id), view.actor.employee_id
    names = _names(view, (person for one in found for person in (one.copy.employee_id, one.copy.by_id)))
    return [
        {
            "id": one.copy.employee_id, "label": names.get(one.copy.employee_id, ""), "by": _ref(names, one.copy.by_id),
            "at": one.copy.at, "note": one.copy.note, "hops": one.copy.hops, "read_at": one.read_at,
            "recallable": me is not None and one.copy.by_id == me and one.read_at is None,
        }
        for one in found
    ]  # fmt: skip


def edits(view: "View") -> list[dict[str, Any]]:
    """Fields that were changed while deciding, oldest first; those that the reader may not know are left out."""
    found = view.store.edits(view.case.id)
    names = _names(view, (one.author_id for one in found))
    labels = view.subject.labels if view.subject else {}
    return [
        {
            "field": change["field"], "label": str(labels.get(change["field"], change["field"])), "at": one.at,
            "node": one.node, "by": _ref(names, one.author_id),
            "old": view.readable({change["field"]: change["old"]})[change["field"]],
            "new": view.readable({change["field"]: change["new"]})[change["field"]],
        }
        for one in found for change in one.changes if view.readable({change["field"]: None})
    ]  # fmt: skip


def _said(view: "View") -> list[Line]:
    notes = visible(view, view.kept.rows(models.Note))
    names = _names(view, (person for note, _late in notes for person in (note.author_id, *note.people)))
    return [
        _line(
            note.at, _ref(names, note.author_id), note.act or "comment", opinion=note.body,
            mentions=[{"id": one, "label": names.get(one, "")} for one in note.people],
            **_attached(note, late),
        )
        for note, late in notes
    ]  # fmt: skip


def _attached(note: models.Note, late: bool) -> Line:
    """Files, and whether they are confidential or came after the reader had decided (rule 43)."""
    files = [{name: one[name] for name in ("id", "name", "size", "type")} for one in note.files]
    return {"files": files, "secret": note.secret, "after_you": late} if files or note.secret else {}


def _handed_round(view: "View") -> list[Line]:
    """Copies, each with whom it went to."""
    copies = view.kept.rows(models.Copy)
    names = _names(view, (person for one in copies for person in (one.by_id, one.employee_id)))
    return [
        _line(
            one.at, _ref(names, one.by_id), "circulate" if one.hops else "cc", opinion=one.note,
            target=names.get(one.employee_id, ""),
        )
        for one in copies
    ]  # fmt: skip


def _names(view: "View", people: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in people if one is not None}
    return {one.id: one.label for one in view.step.directory.people(wanted).values()}


def _ref(names: dict[int, str], person: int | None) -> dict[str, Any] | None:
    return {"id": person, "label": names.get(person, "")} if person is not None else None


def _line(at: datetime, by: dict[str, Any] | None, action: str, **facts: Any) -> Line:
    usual: Line = {
        "node": "", "name": "", "opinion": "", "on_behalf_of": None, "reason": "", "target": "", "mentions": [],
    }  # fmt: skip
    return {"at": at, "by": by, "action": action, **usual, **facts}
