"""Cases that a case has called (call activities), and the one that called it, as the people of either may see them.

Whoever sees a case sees that it has called another, how that stands and when it began and ended; who is asked there and the way
to it only those see who may open that case too.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from heyi.core.workflow import models
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services.keeping import Kept
from heyi.core.workflow.services.secrecy import veil
from heyi.core.workflow.store.archive import ArchiveStore

if TYPE_CHECKING:
    from heyi.core.workflow.services.viewing import View

MOST = 200
"""A case that calls others in a long loop shows the latest of them."""


def called(view: "View") -> list[dict[str, Any]]:
    """The cases right below, oldest first: ``{"id", "process", "node", "state", "started_at", "ended_at", "asked", "opens",
    "reversal"}``, which says whether it decides about taking this one's approval back.
    Of one that the reader may not open the id is 0 and nobody is named."""
    below = _below(view)
    asked = _asked(view, below)
    found = [_row(view, kept, asked.get(kept.case.pk)) for kept in below]
    people = {person for row in found for person in row["asked"]}
    names = {one.id: one.label for one in view.step.directory.people(people).values()} if people else {}
    for row in found:
        row["asked"] = [{"id": one, "label": names.get(one, "")} for one in row["asked"]]
    return found


def caller(view: "View") -> dict[str, Any] | None:
    """The case that called this one: ``{"id", "label"}``; the id is 0 when the reader may not open it."""
    above = keeping.find(view.case.parent_id) if view.case.parent_id else None
    if above is None:
        return None
    graph = above.store.graph(above.case.version_id, above.case.digest)
    return {"id": above.case.pk if _opens(view, above) else 0, "label": graph.label(view.actor.language)}


def _below(view: "View") -> list[Kept]:
    """A case and those that it called are archived together, in one month."""
    number = view.case.id
    if isinstance(view.store, ArchiveStore):
        own = view.store.kept
        rows = models.Archived.objects.filter(
            company_id=own.company_id, closed_at=own.closed_at, family=own.family, parent_id=number
        )
        return [keeping.opened(row) for row in rows.defer(*keeping.HEAVY).order_by("pk")[:MOST]]
    cases = models.Case.objects.filter(parent_id=number).order_by("-pk")[:MOST]
    return [Kept(case, view.store) for case in reversed(cases)]


def _asked(view: "View", below: list[Kept]) -> dict[int, set[int]]:
    """Who is asked in each of these cases that the reader may open, by case. As in the case itself: who has voted blindly looks
    as if they had not."""
    mine = _taking_part(view, below)

    def opens(case: models.Case) -> bool:
        return keeping.opens(case, view.actor, lambda: case.pk in mine())

    opened = [one for one in below if opens(one.case)]
    found: dict[int, set[int]] = {one.case.pk: set() for one in opened}
    running = {
        one.case.pk: one.store.graph(one.case.version_id, one.case.digest) for one in opened if not one.case.ended_at
    }
    tasks = models.Task.objects.filter(case_id__in=running, state="open").exclude(assignee_id=None) if running else ()
    for task in tasks:
        found[task.case_id].add(task.assignee_id or 0)
    for case_id, graph in running.items():
        if any(node.approval is not None and node.approval.blind for node in graph.nodes.values()):
            history = veil(view.store.history(case_id), graph, view.actor.employee_id)
            found[case_id] = {
                one.assignee_id for one in history.tasks.values() if one.state == "open" and one.assignee_id
            }
    return found


def _taking_part(view: "View", below: list[Kept]) -> Callable[[], set[int]]:
    """In which of them the reader takes part; asked once, if at all."""
    me = view.actor.employee_id

    @cache
    def found() -> set[int]:
        if me is None:
            return set()
        if isinstance(view.store, ArchiveStore):
            return {one.case.pk for one in below if one.store.is_participant(one.case.pk, me)}
        return view.store.taking_part([one.case.pk for one in below], me)

    return found


def _row(view: "View", kept: Kept, asked: set[int] | None) -> dict[str, Any]:
    """``asked`` is None for a case that the reader may not open."""
    case, opens = kept.case, asked is not None
    graph = kept.store.graph(case.version_id, case.digest)
    activation = view.whole.activations.get(case.parent_activation)
    # One that nobody waits for does not say which activity called it.
    named = (node.id for node in view.graph.nodes.values() if node.called == case.process and not case.is_reversal)
    node = activation.node if activation else next(named, "")
    return {
        "id": case.pk if opens else 0, "process": {"key": case.process, "label": graph.label(view.actor.language)},
        "node": node, "state": case.state, "started_at": case.started_at, "ended_at": case.ended_at,
        "asked": sorted(asked or ()), "opens": opens, "reversal": case.is_reversal,
    }  # fmt: skip


def _opens(view: "View", kept: Kept) -> bool:
    me = view.actor.employee_id
    return keeping.opens(kept.case, view.actor, lambda: me is not None and kept.store.is_participant(kept.case.pk, me))
