"""Cases that a case has called (call activities), and the one that called it, as the people of either may see them.

Whoever sees a case sees that it has called another, how that stands and when it began and ended; who is asked there and the way
to it only those see who may open that case too.
"""

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
    """The cases right below, oldest first: ``{"id", "process", "node", "state", "started_at", "ended_at", "asked", "opens"}``.
    Of one that the reader may not open the id is 0 and nobody is named."""
    found = [_row(view, kept) for kept in _below(view)]
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


def _row(view: "View", kept: Kept) -> dict[str, Any]:
    case, opens = kept.case, _opens(view, kept)
    graph = kept.store.graph(case.version_id, case.digest)
    activation = view.whole.activations.get(case.parent_activation)
    # One that nobody waits for does not say which activity called it.
    node = (
        activation.node
        if activation
        else next((n.id for n in view.graph.nodes.values() if n.called == case.process), "")
    )
    asked: set[int] = set()
    if opens and case.ended_at is None:  # as in the case itself: who has voted blindly looks as if they had not
        history = veil(kept.store.history(case.pk), graph, view.actor.employee_id)
        asked = {one.assignee_id for one in history.tasks.values() if one.state == "open" and one.assignee_id}
    return {
        "id": case.pk if opens else 0, "process": {"key": case.process, "label": graph.label(view.actor.language)},
        "node": node, "state": case.state, "started_at": case.started_at, "ended_at": case.ended_at,
        "asked": sorted(asked), "opens": opens,
    }  # fmt: skip


def _opens(view: "View", kept: Kept) -> bool:
    me = view.actor.employee_id
    return keeping.opens(kept.case, view.actor, lambda: me is not None and kept.store.is_participant(kept.case.pk, me))
