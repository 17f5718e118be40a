"""Running cases to another version of their process (rule 39): tried first, then done, each with its own verdict."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.commands import Migrate
from heyi.core.workflow.errors import NotADraft
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.models import Case, Version
from heyi.core.workflow.services import versions
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.titles import title_for
from heyi.kit.errors import Malformed, Problem

MOST = 1_000


class _Undo(Exception):
    """Takes back what was only tried."""


def migrate(
    version_id: int, *, actor: Actor, cases: Iterable[int] | None = None, mapping: Mapping[str, str], dry_run: bool
) -> list[dict[str, Any]]:
    """``[{"case", "title", "verdict", "obstacles"}]``: ``done`` (``possible`` when only tried), ``refused`` with what
    is in the way, or ``unchanged``. Without cases, all that run by other versions of the process, up to a thousand; those
    whose own way was changed only when they are named.

    Each case is a transaction of its own, so that one that cannot be moved does not hold up the others.
    """
    scoping.require(actor, MANAGE)
    target = versions.one(version_id, actor=actor)
    if target.state not in (Version.State.PUBLISHED, Version.State.RETIRED):
        raise NotADraft
    graph = graph_of(target.digest, target.xml)
    unknown = [name for name in mapping.values() if name not in graph.nodes]
    if unknown:
        raise Malformed.at("mapping", "element_missing", ", ".join(sorted(unknown)))
    rows = Case.objects.filter(company_id=actor.company_id, version__definition_id=target.definition_id, ended_at=None)
    rows = rows.filter(pk__in=list(cases)) if cases is not None else rows.exclude(_own_way(target))
    found = []
    for case in rows.order_by("pk")[:MOST]:
        verdict, obstacles = "unchanged", list[dict[str, str]]()
        if case.version_id != target.pk:
            command = Migrate(case_id=case.pk, version_id=target.pk, graph=graph, mapping=mapping)
            verdict, obstacles = _one(command, actor, dry_run)
        found.append(
            {
                "case": case.pk,
                "title": title_for(actor, case.resource, case.title, case.subject_label),
                "verdict": verdict,
                "obstacles": obstacles,
            }
        )
    return found


def _own_way(target: Version) -> Q:
    """Cases that are where they should be: by the version already, or by one that was made for them alone."""
    return Q(version_id=target.pk) | Q(version__state=Version.State.CASE)


def _one(command: Migrate, actor: Actor, dry_run: bool) -> tuple[str, list[dict[str, str]]]:
    try:
        with transaction.atomic():
            engine().perform(command, actor=actor)
            if dry_run:
                raise _Undo
    except _Undo:
        return "possible", []
    except Problem as problem:
        return "refused", problem.extra.get("obstacles") or [{"node": "", "code": problem.code}]
    return "done", []
