"""What runs: incidents, waits, messages and signals, the work of service tasks, ad-hoc activities."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AfterValidator, AwareDatetime, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import commands
from heyi.core.workflow.functions import OPERATE, VIEW, WORK
from heyi.core.workflow.http import shapes
from heyi.core.workflow.http.bodies import Body, Id, Values, plain
from heyi.core.workflow.services import figures, operating, past, posting, sla, working

router = Router()
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Key = Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]


class RetryBody(Body):
    opinion: Words = ""


class SkipBody(Body):
    opinion: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]
    flow: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class ValuesBody(Body):
    values: Values


class MessageBody(Body):
    name: Name
    key: Key = ""
    values: Values = {}
    keep: bool = False


class SignalBody(Body):
    name: Name
    values: Values = {}


class FetchBody(Body):
    topics: Annotated[list[Name], Field(min_length=1, max_length=50)]
    most: Annotated[int, Field(ge=1, le=100)] = 10
    seconds: Annotated[int, Field(ge=1, le=86_400)] = 300


class FailBody(Body):
    code: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    message: Words = ""


class NodeBody(Body):
    node: Name


def _item(value: Any) -> Any:
    return plain({"item": value})["item"]


Item = Annotated[Any, AfterValidator(_item)]


class InstanceBody(NodeBody):
    item: Item = None


class RemoveBody(NodeBody):
    token: Id


@router.get("/workflow/incidents", openapi_extra=says(OPERATE, shapes.IncidentRows))
def incidents(request: HttpRequest, after: int = 0) -> HttpResponse:
    """What has stopped, oldest first, a hundred at a time after an id: no one found, conditions that fail, deadlocks."""
    return json_response({"rows": operating.incidents(actor_of(request), after=max(after, 0))})


@router.post(
    "/workflow/incidents/{incident_id}/retry", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409))
)
def retry(request: HttpRequest, incident_id: Id, body: RetryBody) -> HttpResponse:
    """The cause has been removed: try once more."""
    return json_response(operating.repaired(incident_id, commands.Retry, actor_of(request), opinion=body.opinion))


@router.post("/workflow/incidents/{incident_id}/skip", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409)))
def skip(request: HttpRequest, incident_id: Id, body: SkipBody) -> HttpResponse:
    """Go on behind the element, with a reason; by the named flow where there are several."""
    actor = actor_of(request)
    return json_response(operating.repaired(incident_id, commands.Skip, actor, opinion=body.opinion, flow=body.flow))


@router.get("/workflow/cases/{case_id}/standing", openapi_extra=says(OPERATE, shapes.Standing))
def standing(request: HttpRequest, case_id: Id) -> HttpResponse:
    """Where a case is, what it waits for, and its variables."""
    return json_response(operating.standing(case_id, actor_of(request)))


@router.get("/workflow/cases/{case_id}/log", openapi_extra=says(OPERATE, shapes.LogLines))
def log(request: HttpRequest, case_id: Id) -> HttpResponse:
    """Every line of a case's chained log in a few words."""
    return json_response({"rows": past.lines(case_id, actor_of(request))})


@router.get("/workflow/cases/{case_id}/log/{seq}", openapi_extra=says(OPERATE, shapes.AtLine))
def at_line(request: HttpRequest, case_id: Id, seq: Id) -> HttpResponse:
    """The case as it was after a line of its log: who was asked, what had been decided, and on which content."""
    return json_response(past.at_line(case_id, seq, actor_of(request)))


@router.get("/workflow/figures", openapi_extra=says(VIEW, shapes.Figures))
def show_figures(request: HttpRequest, since: AwareDatetime, until: AwareDatetime, process: str = "") -> HttpResponse:
    """Working time of each step that ended in a period, where most of it went first, and how often cases came back."""
    rows = figures.figures(actor_of(request), since=since, until=until, process=process[:120])
    return json_response({"rows": rows})


@router.get("/workflow/figures/people", openapi_extra=says(VIEW, shapes.PersonFigures))
def figures_of_people(
    request: HttpRequest, since: AwareDatetime, until: AwareDatetime, process: str = ""
) -> HttpResponse:
    """How long tasks waited for each person and how long they were handled, whoever decided most first."""
    rows = figures.by_person(actor_of(request), since=since, until=until, process=process[:120])
    return json_response({"rows": rows})


@router.get("/workflow/figures/processes", openapi_extra=says(VIEW, shapes.ProcessFigures))
def figures_of_processes(
    request: HttpRequest, since: AwareDatetime, until: AwareDatetime, process: str = ""
) -> HttpResponse:
    """How long cases of each process took, and how many of them came back at least once."""
    rows = figures.by_process(actor_of(request), since=since, until=until, process=process[:120])
    return json_response({"rows": rows})


@router.get("/workflow/sla", openapi_extra=says(VIEW, shapes.LateCases))
def late_cases(request: HttpRequest, state: str = "", process: str = "", after: int = 0) -> HttpResponse:
    """Running cases that are close to a time limit or past it, a hundred at a time after a case."""
    rows = sla.late(actor_of(request), state=state, process=process[:120], after=max(after, 0))
    return json_response({"rows": rows})


@router.get("/workflow/sla/figures", openapi_extra=says(VIEW, shapes.SlaFigures))
def sla_figures(request: HttpRequest, since: AwareDatetime, until: AwareDatetime, process: str = "") -> HttpResponse:
    """How many cases and stages with a time limit ended in a period, and how many of them too late."""
    rows = sla.figures(actor_of(request), since=since, until=until, process=process[:120])
    return json_response({"rows": rows})


@router.post("/workflow/cases/{case_id}/variables", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409)))
def set_variables(request: HttpRequest, case_id: Id, body: ValuesBody) -> HttpResponse:
    """Set variables; conditions that have become true take effect at once."""
    return _done(request, commands.SetVariables(case_id=case_id, values=body.values))


@router.post("/workflow/cases/{case_id}/begin", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409)))
def begin(request: HttpRequest, case_id: Id, body: NodeBody) -> HttpResponse:
    """Begin an activity of an ad-hoc sub-process."""
    return _done(request, commands.BeginActivity(case_id=case_id, node=body.node))


@router.post("/workflow/cases/{case_id}/finish", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409)))
def finish(request: HttpRequest, case_id: Id, body: NodeBody) -> HttpResponse:
    """Say that an ad-hoc sub-process is done."""
    return _done(request, commands.FinishAdHoc(case_id=case_id, node=body.node))


@router.post("/workflow/cases/{case_id}/instances", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409)))
def add_instance(request: HttpRequest, case_id: Id, body: InstanceBody) -> HttpResponse:
    """One more run of a multi-instance activity."""
    return _done(request, commands.AddInstance(case_id=case_id, node=body.node, item=body.item))


@router.post(
    "/workflow/cases/{case_id}/instances/remove", openapi_extra=says(OPERATE, shapes.Standing, refuses=(404, 409))
)
def remove_instance(request: HttpRequest, case_id: Id, body: RemoveBody) -> HttpResponse:
    """One run less, never the last."""
    return _done(request, commands.RemoveInstance(case_id=case_id, node=body.node, token_id=body.token))


@router.post("/workflow/messages", openapi_extra=says(OPERATE, shapes.Received, refuses=(409,)))
def message(request: HttpRequest, body: MessageBody) -> HttpResponse:
    """A message from outside, to the one case that waits for its name and key; kept for later if ``keep``."""
    actor = actor_of(request)
    operating.require(actor)
    return json_response({"case": posting.correlate(body.name, body.key, body.values, actor=actor, keep=body.keep)})


@router.post("/workflow/signals", openapi_extra=says(OPERATE, {204: None}))
def signal(request: HttpRequest, body: SignalBody) -> HttpResponse:
    """A signal to everybody who waits for it, delivered soon."""
    actor = actor_of(request)
    operating.require(actor)
    posting.broadcast(body.name, body.values, actor=actor)
    return HttpResponse(status=204)


@router.post("/workflow/work/fetch", openapi_extra=says(WORK, shapes.WorkRows))
def fetch(request: HttpRequest, body: FetchBody) -> HttpResponse:
    """Take work of service tasks by topic; nobody else gets it for so many seconds."""
    rows = working.fetch(body.topics, most=body.most, seconds=body.seconds, actor=actor_of(request))
    return json_response({"rows": rows})


@router.post("/workflow/work/{work_id}/finish", openapi_extra=says(WORK, {204: None}, refuses=(404, 409)))
def finish_work(request: HttpRequest, work_id: Id, body: ValuesBody) -> HttpResponse:
    """The work is done; its values become variables and the case goes on."""
    working.finish(work_id, body.values, actor=actor_of(request))
    return HttpResponse(status=204)


@router.post("/workflow/work/{work_id}/fail", openapi_extra=says(WORK, {204: None}, refuses=(404, 409)))
def fail_work(request: HttpRequest, work_id: Id, body: FailBody) -> HttpResponse:
    """It cannot be done: with a code the model's error path is taken, without one it becomes an incident."""
    working.fail(work_id, body.code, body.message, actor=actor_of(request))
    return HttpResponse(status=204)


def _done(request: HttpRequest, command: commands.Command) -> HttpResponse:
    return json_response(operating.done(command, actor_of(request)))
