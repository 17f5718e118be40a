"""Drafts, and what becomes of them: published now or on a day, rolled back, retired. Running cases stay where they are."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.events.publishing import publish as announce
from heyi.core.workflow.errors import HasCases, NotADraft
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import digest_of, graph_of
from heyi.core.workflow.models import Archived, Case, Definition, Opening, Version
from heyi.core.workflow.parser.lint import Finding, lint, refuse
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import beginning, scenarios
from heyi.core.workflow.services.naming import unknown
from heyi.core.workflow.services.warnings import empty_places
from heyi.kit.errors import Malformed, NotFound


def all_of(actor: Actor) -> QuerySet[Version]:
    """Every version of the processes of the actor's company, the newest first; not those of single cases."""
    scoping.require(actor, MANAGE)
    rows = Version.objects.filter(company_id=actor.company_id).exclude(state=Version.State.CASE)
    rows = rows.select_related("definition")
    return rows.order_by("definition__key", "-number")


def one(version_id: int, *, actor: Actor) -> Version:
    """A version, or NotFound."""
    version = all_of(actor).filter(pk=version_id).first()
    if version is None:
        raise NotFound
    return version


def check(xml: str) -> list[Finding]:
    """What a file lacks; Malformed when it cannot be read at all."""
    return lint(read(xml))


@transaction.atomic
def save_draft(xml: str, *, actor: Actor, note: str = "") -> Version:
    """Keep a file as a draft of the process that it names; it may be incomplete, but it must be BPMN."""
    scoping.require(actor, MANAGE)
    key, text = _readable(xml)
    definition = _definition(key, actor)
    last = definition.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        company_id=actor.company_id, definition=definition, number=last + 1, state="draft", xml=text,
        digest=digest_of(text), note=note, created_by_id=actor.employee_id, updated_by_id=actor.employee_id,
    )  # fmt: skip


@transaction.atomic
def change_draft(version_id: int, xml: str, *, actor: Actor, version: int, note: str | None = None) -> Version:
    """Write a draft anew. Stale when somebody else has written it meanwhile; NotADraft for one that was published."""
    draft = _locked(version_id, actor)
    if draft.state != Version.State.DRAFT:
        raise NotADraft
    draft = Version.objects.for_update(version_id, version=version)
    key, text = _readable(xml)
    if key != draft.definition.key:
        raise Malformed.at("xml", "other_process", f"The file is about the process {key}.")
    draft.xml, draft.digest, draft.updated_by_id = text, digest_of(text), actor.employee_id
    draft.note = draft.note if note is None else note
    draft.save()
    return draft


@transaction.atomic
def remove_draft(version_id: int, *, actor: Actor) -> None:
    """Drafts can go; what has been in force is kept (rule 47)."""
    draft = _locked(version_id, actor)
    if Case.objects.filter(version_id=version_id).exists() or Archived.objects.filter(version_id=version_id).exists():
        raise HasCases
    if draft.state not in (Version.State.DRAFT, Version.State.SCHEDULED):
        raise NotADraft
    draft.delete()


@transaction.atomic
def publish(
    version_id: int, *, actor: Actor, effective_at: datetime | None = None, accept_tests: bool = False
) -> tuple[Version, list[Finding]]:
    """Put a draft in force, now or at a moment. Malformed with every finding that forbids it; warnings come back,
    those about steps that would find nobody for some department among them (rule 17). A test of the process that would go
    another way forbids it too, unless ``accept_tests`` says that the new way is meant."""
    draft = _locked(version_id, actor)
    if draft.state not in (Version.State.DRAFT, Version.State.SCHEDULED):
        raise NotADraft
    findings = lint(read(draft.xml))
    refuse(findings)
    graph = graph_of(draft.digest, draft.xml)
    refuse(list(unknown(graph, draft.company_id)))
    if accept_tests:
        scenarios.accept(draft.definition_id, graph)
    else:
        refuse(scenarios.findings(draft.definition_id, graph))
    draft.effective_at = effective_at
    if effective_at is not None and effective_at > timezone.now():
        from heyi.core.workflow.jobs import take_effect

        draft.state = Version.State.SCHEDULED
        draft.save(update_fields=["state", "effective_at"])
        later = take_effect.configure(schedule_at=effective_at)
        later.defer(version_id=draft.pk, company_id=draft.company_id)
    else:
        put_in_force(draft, actor)
    return draft, [*findings, *empty_places(graph, draft.company_id)]


def put_in_force(version: Version, actor: Actor) -> None:
    """From now on new cases run by this version; the caller holds the lock on its definition."""
    now = timezone.now()
    definition = version.definition
    definition.versions.filter(state=Version.State.PUBLISHED).update(state=Version.State.RETIRED)
    version.state, version.published_at = Version.State.PUBLISHED, now
    version.effective_at = version.effective_at or now
    version.save(update_fields=["state", "published_at", "effective_at"])
    if definition.shipped:
        definition.shipped = False
        definition.save(update_fields=["shipped"])
    beginning.open_for(version, graph_of(version.digest, version.xml), now)
    announce("workflow.version.published", version, actor=actor, data={"process": definition.key})


def take_effect(version_id: int, company_id: int) -> None:
    """The day of a scheduled version has come; nothing when it was published, changed or removed meanwhile."""
    actor = system(company_id, "clock")
    with unit_of_work(actor):
        version = Version.objects.select_related("definition").filter(pk=version_id).first()
        if version is None:
            return
        Definition.objects.select_for_update(of=("self",)).get(pk=version.definition_id)
        version.refresh_from_db()
        due = version.effective_at is not None and version.effective_at <= timezone.now()
        if version.state == Version.State.SCHEDULED and due:
            put_in_force(version, actor)


@transaction.atomic
def roll_back(version_id: int, *, actor: Actor) -> Version:
    """Put what an earlier version says in force again, as a new version: the past is not changed."""
    earlier = one(version_id, actor=actor)
    draft = save_draft(earlier.xml, actor=actor, note=f"v{earlier.number}")
    return publish(draft.pk, actor=actor)[0]


@transaction.atomic
def retire(key: str, *, actor: Actor) -> None:
    """Nobody can begin a case any more; running ones go on to their end (rule 47)."""
    definition = _definition(key, actor, create=False)
    definition.versions.filter(state__in=["published", "scheduled"]).update(state=Version.State.RETIRED)
    definition.shipped = False
    definition.save(update_fields=["shipped"])
    Opening.objects.filter(version__definition=definition).delete()
    announce("workflow.definition.retired", definition, actor=actor, data={"process": key})


def _readable(xml: str) -> tuple[str, str]:
    document = read(xml)
    process = document.process
    if process is None or not process.id:
        raise Malformed.at("xml", "no_process", "The file must have exactly one executable process.")
    return process.id, write(document)


def _definition(key: str, actor: Actor, *, create: bool = True) -> Definition:
    scoping.require(actor, MANAGE)
    facts: dict[str, Any] = {"company_id": actor.company_id, "key": key}
    if create:
        Definition.objects.get_or_create(**facts, defaults={"resource": key})
    definition = Definition.objects.select_for_update(of=("self",)).filter(**facts).first()
    if definition is None:
        raise NotFound
    return definition


def _locked(version_id: int, actor: Actor) -> Version:
    version = one(version_id, actor=actor)
    Definition.objects.select_for_update(of=("self",)).get(pk=version.definition_id)
    version.refresh_from_db()
    return version
