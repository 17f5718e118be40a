"""Processes: drafts, versions, publication, and running cases from one version to another."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.http import shapes, trial_shapes
from heyi.core.workflow.http.bodies import Body, Id, Values
from heyi.core.workflow.models import Case, Definition, RuleModel, Version
from heyi.core.workflow.parser.lint import Finding
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import MAX_BYTES
from heyi.core.workflow.services import (
    comparing_versions,
    halting,
    migrating,
    rehearsing,
    rules,
    scenarios,
    trying_versions,
    versions,
    what_if,
)

router = Router()
HALT = (("by", "name"), ("at", "at"), ("reason", "reason"), ("frozen", "frozen"))
Xml = Annotated[str, Field(min_length=1, max_length=MAX_BYTES * 2)]
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Text(Body):
    xml: Xml


class DraftBody(Text):
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class ChangeBody(DraftBody):
    version: Id


class PublishBody(Body):
    effective_at: AwareDatetime | None = None
    accept_tests: bool = False


class MigrateBody(Body):
    mapping: Annotated[dict[Name, Name], Field(max_length=500)] = {}
    cases: Annotated[list[Id], Field(max_length=migrating.MOST)] | None = None
    dry_run: bool = True


@router.post("/workflow/check", openapi_extra=says(MANAGE, shapes.Findings, refuses=(413,)))
def check(request: HttpRequest, body: Text) -> HttpResponse:
    """What a BPMN file lacks to run: each finding with its element; nothing is stored."""
    versions.all_of(actor_of(request))
    return json_response({"rows": [_found(one) for one in versions.check(body.xml)]})


@router.get("/workflow/versions", openapi_extra=says(MANAGE, shapes.VersionRows))
def list_versions(request: HttpRequest, process: Name = "") -> HttpResponse:
    """Every version of every process of the company, or of one, the newest first; with the number of running cases."""
    rows = versions.all_of(actor_of(request))
    rows = rows.filter(definition__key=process) if process else rows
    return json_response({"rows": [_row(one) for one in _counted(rows)[:500]]})


@router.get("/workflow/versions/{version_id}", openapi_extra=says(MANAGE, shapes.VersionText))
def show_version(request: HttpRequest, version_id: Id) -> HttpResponse:
    """One version with its text and what the lint says of it."""
    return _shown(versions.one(version_id, actor=actor_of(request)))


@router.post("/workflow/versions", openapi_extra=says(MANAGE, shapes.VersionText, refuses=(413,)))
def make_draft(request: HttpRequest, body: DraftBody) -> HttpResponse:
    """Keep a BPMN file as a draft of the process that it names; it may still be incomplete."""
    return _shown(versions.save_draft(body.xml, actor=actor_of(request), note=body.note))


@router.patch(
    "/workflow/versions/{version_id}", openapi_extra=says(MANAGE, shapes.VersionText, refuses=(409, 412, 413))
)
def change_draft(request: HttpRequest, version_id: Id, body: ChangeBody) -> HttpResponse:
    """Write a draft anew; ``version`` is the one that was read."""
    draft = versions.change_draft(version_id, body.xml, actor=actor_of(request), version=body.version, note=body.note)
    return _shown(draft)


@router.delete("/workflow/versions/{version_id}", openapi_extra=says(MANAGE, {204: None}, refuses=(409,)))
def remove_draft(request: HttpRequest, version_id: Id) -> HttpResponse:
    """Throw a draft away. What has been in force can only be retired (409)."""
    versions.remove_draft(version_id, actor=actor_of(request))
    return HttpResponse(status=204)


@router.post("/workflow/versions/{version_id}/publish", openapi_extra=says(MANAGE, shapes.VersionText, refuses=(409,)))
def publish(request: HttpRequest, version_id: Id, body: PublishBody) -> HttpResponse:
    """Put a draft in force, now or at a moment. Refused with every finding, and with every test of the process that would
    go another way unless ``accept_tests``; running cases stay on their version."""
    at: datetime | None = body.effective_at
    actor = actor_of(request)
    return _shown(*versions.publish(version_id, actor=actor, effective_at=at, accept_tests=body.accept_tests))


@router.post("/workflow/versions/{version_id}/rollback", openapi_extra=says(MANAGE, shapes.VersionText))
def roll_back(request: HttpRequest, version_id: Id) -> HttpResponse:
    """Put what an earlier version says in force again, as a new version."""
    return _shown(versions.roll_back(version_id, actor=actor_of(request)))


@router.get("/workflow/versions/{version_id}/diff/{other_id}", openapi_extra=says(MANAGE, shapes.Changes))
def diff(request: HttpRequest, version_id: Id, other_id: Id) -> HttpResponse:
    """What the other version changes, element by element, approval rules and conditions included."""
    actor = actor_of(request)
    old, new = versions.one(version_id, actor=actor), versions.one(other_id, actor=actor)
    return json_response({"rows": comparing_versions.changes(old, new)})


@router.post(
    "/workflow/versions/{version_id}/migrate", openapi_extra=says(MANAGE, shapes.MoveVerdicts, refuses=(404, 409))
)
def migrate(request: HttpRequest, version_id: Id, body: MigrateBody) -> HttpResponse:
    """Let running cases of the process go on by this version: tried only, unless ``dry_run`` is false. Each case has its
    own verdict."""
    rows = migrating.migrate(
        version_id, actor=actor_of(request), cases=body.cases, mapping=body.mapping, dry_run=body.dry_run
    )
    return json_response({"rows": rows})


class ReplayBody(Body):
    most: Annotated[int, Field(ge=1, le=trying_versions.MOST)] = 50


@router.post(
    "/workflow/versions/{version_id}/replay", openapi_extra=says(MANAGE, trial_shapes.Replayed, refuses=(404,))
)
def replay(request: HttpRequest, version_id: Id, body: ReplayBody) -> HttpResponse:
    """The latest cases of the process once more by this version, in memory: who else would have been asked, what would
    have come of it, and the hours that steps cost or save which came or went."""
    return json_response(trying_versions.replay_cases(version_id, actor=actor_of(request), most=body.most))


@router.post("/workflow/processes/{key}/retire", openapi_extra=says(MANAGE, {204: None}))
def retire(request: HttpRequest, key: Name) -> HttpResponse:
    """Nobody can begin a case of this process any more; running ones go on to their end."""
    versions.retire(key, actor=actor_of(request))
    return HttpResponse(status=204)


class HaltBody(Body):
    opinion: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]
    freeze: bool = False


class ActivateBody(Body):
    opinion: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]


@router.post("/workflow/processes/{key}/suspend", openapi_extra=says(MANAGE, shapes.ProcessHalt, refuses=(404, 409)))
def suspend(request: HttpRequest, key: Name, body: HaltBody) -> HttpResponse:
    """No case of this process begins until it is activated; with ``freeze`` the running ones are suspended too, soon."""
    definition = halting.suspend(key, body.opinion, actor=actor_of(request), freeze=body.freeze)
    return json_response({"process": key, "suspended": _halt(definition)})


@router.post("/workflow/processes/{key}/activate", openapi_extra=says(MANAGE, shapes.ProcessHalt, refuses=(404, 409)))
def activate(request: HttpRequest, key: Name, body: ActivateBody) -> HttpResponse:
    """Cases begin again; those that were frozen with the process go on."""
    definition = halting.activate(key, body.opinion, actor=actor_of(request))
    return json_response({"process": key, "suspended": _halt(definition)})


class CoverageBody(Body):
    contents: Annotated[list[Values], Field(min_length=1, max_length=20)] = [{}]
    departments: Annotated[list[Id], Field(max_length=200)] | None = None


class ScenarioBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    initiator: Id
    values: Values = {}


@router.post("/workflow/versions/{version_id}/coverage", openapi_extra=says(MANAGE, trial_shapes.Coverage))
def coverage(request: HttpRequest, version_id: Id, body: CoverageBody) -> HttpResponse:
    """Who would be asked, for each department and each content: the same engine in memory, today's organization."""
    actor = actor_of(request)
    version = versions.one(version_id, actor=actor)
    graph = graph_of(version.digest, version.xml)
    return json_response({"rows": what_if.coverage(graph, actor.company_id, body.contents, body.departments)})


class RehearsalBody(Body):
    initiator: Id
    values: Values = {}
    lines: Annotated[list[Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]], Field(max_length=100)] = []


@router.post(
    "/workflow/versions/{version_id}/rehearse", openapi_extra=says(MANAGE, trial_shapes.Rehearsed, refuses=(404, 409))
)
def rehearse(request: HttpRequest, version_id: Id, body: RehearsalBody) -> HttpResponse:
    """Play a case of this version line by line, with real people in the real engine, and undo it: who is asked, what is
    waited for and who would be told. The lines are those of ``heyi bpmn run``."""
    rows = rehearsing.rehearse(version_id, body.initiator, body.values, body.lines, actor=actor_of(request))
    return json_response({"rows": rows})


@router.post("/workflow/processes/{key}/tests", openapi_extra=says(MANAGE, trial_shapes.Scenario, refuses=(404, 409)))
def keep_test(request: HttpRequest, key: Name, body: ScenarioBody) -> HttpResponse:
    """Keep how a content is handled now as what is expected at every publication."""
    row = scenarios.keep(key, body.name, body.initiator, body.values, actor=actor_of(request))
    return json_response({"id": row.pk, "name": row.name, "initiator": row.initiator_id, **row.expected})


class RulesBody(Text):
    key: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[A-Za-z0-9_.-]+$")]


class AskBody(Body):
    decision: Name = ""
    values: Values = {}


@router.get("/workflow/rules", openapi_extra=says(MANAGE, shapes.RuleRows))
def list_rules(request: HttpRequest) -> HttpResponse:
    """The decision models in force."""
    return json_response({"rows": [_rules(one) for one in rules.all_of(actor_of(request))]})


@router.post("/workflow/rules", openapi_extra=says(MANAGE, shapes.RuleRow, refuses=(413,)))
def publish_rules(request: HttpRequest, body: RulesBody) -> HttpResponse:
    """Put a DMN file in force under a key; refused with every error, overlaps of tables included."""
    return json_response(_rules(rules.publish(body.key, body.xml, actor=actor_of(request))[0]))


@router.post("/workflow/rules/{key}/ask", openapi_extra=says(MANAGE, shapes.Decided, refuses=(404,)))
def ask_rules(request: HttpRequest, key: Name, body: AskBody) -> HttpResponse:
    """What a decision gives for values, and which rules matched."""
    return json_response(rules.ask(key, body.decision, body.values, actor=actor_of(request)))


def _rules(row: RuleModel) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, "number": row.number, "digest": row.digest}


def _counted(rows: Any) -> Any:
    running = Case.objects.filter(version_id=OuterRef("pk"), ended_at=None).values("version_id")
    return rows.annotate(running=Coalesce(Subquery(running.annotate(n=Count("pk")).values("n")), 0))


def _shown(version: Version, findings: Iterable[Finding] | None = None) -> HttpResponse:
    counted = _counted(Version.objects.filter(pk=version.pk).select_related("definition")).get()
    known = versions.check(counted.xml) if findings is None else findings
    return json_response({**_row(counted), "xml": counted.xml, "findings": [_found(one) for one in known]})


@lru_cache(maxsize=2_000)
def _name(digest: str, xml: str) -> str:
    """What a version calls its process; a list of versions reads no file twice."""
    process = read(xml).process
    return process.name if process else ""


def _row(version: Any) -> dict[str, Any]:
    return {
        "id": version.pk, "process": version.definition.key, "name": _name(version.digest, version.xml),
        "number": version.number, "state": version.state, "digest": version.digest, "note": version.note,
        "version": version.version, "running": version.running,
        "suspended": _halt(version.definition),
        "published_at": _moment(version.published_at), "effective_at": _moment(version.effective_at),
    }  # fmt: skip


def _halt(definition: Definition) -> dict[str, Any] | None:
    halted = definition.suspended
    return {name: halted[key] for name, key in HALT} if halted else None


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _found(finding: Finding) -> dict[str, Any]:
    return {
        "element": finding.element, "code": finding.code, "message": str(finding.message), "is_error": finding.is_error,
    }  # fmt: skip
