"""A draft tried on what has really happened, before anybody meets it."""

from typing import Any

from django.db.models import Avg, DurationField, ExpressionWrapper, F

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.models import Activation, Case
from heyi.core.workflow.parser.lint import lint, refuse
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import versions
from heyi.core.workflow.services.recorded import recorded
from heyi.core.workflow.services.replaying import replay, report
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.store.postgres import PostgresStore

MOST = 200


def replay_cases(version_id: int, *, actor: Actor, most: int = MOST) -> dict[str, Any]:
    """The latest ended cases of a process once more by this version: which would have gone otherwise, and how.

    ``{"cases", "same", "kinds", "hours", "different", "left_out"}``. Malformed when the version cannot run at all.
    """
    scoping.require(actor, MANAGE)
    version = versions.one(version_id, actor=actor)
    refuse(lint(read(version.xml)))
    new, store = graph_of(version.digest, version.xml), PostgresStore()
    cases = Case.objects.filter(version__definition_id=version.definition_id, ended_at__isnull=False, parent_id=0)
    outcomes = [
        replay(
            recorded(case, title_for(actor, case.resource, case.title, case.subject_label)),
            store.graph(case.version_id, case.digest),
            new,
        )
        for case in cases.order_by("-pk")[:most]
    ]
    return report(outcomes, _hours(version.definition_id))


def _hours(definition_id: int) -> dict[str, float]:
    """How long each step has taken on average, in hours as they passed."""
    taken = ExpressionWrapper(F("ended_at") - F("entered_at"), output_field=DurationField())
    rows = Activation.objects.filter(
        case__version__definition_id=definition_id, kind=Kind.USER_TASK, state="completed", ended_at__isnull=False
    )
    found = rows.values("node").annotate(mean=Avg(taken)).values_list("node", "mean")
    return {node: mean.total_seconds() / 3600 for node, mean in found}
