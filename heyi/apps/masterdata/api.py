"""The duplicate check while somebody is typing."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.apps.masterdata.schemas import DuplicateAnswer, DuplicateQuestion
from heyi.apps.masterdata.services import duplicates
from heyi.core.access import rates, scoping
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of

router = Router(tags=["masterdata"])

CHECK = "masterdata.party.check_duplicates"
PER_MINUTE = 120


@router.post("/masterdata/duplicates", openapi_extra=says(CHECK, DuplicateAnswer, refuses=(429,)))
def check_duplicates(request: HttpRequest, question: DuplicateQuestion) -> HttpResponse:
    """Who is known already under these keys, among customers, the pool, suppliers, contacts and leads. It changes nothing
    and stores nothing; it is a POST because telephone numbers do not belong into addresses.
    """
    actor = actor_of(request)
    scoping.require(actor, CHECK)
    rates.spend(actor, "duplicates", per_minute=PER_MINUTE)
    values = question.dict(include={"name", "credit_code", "phone", "email"})
    # Only what the person sees anyway can be left out, so that leaving out tells nothing of what is not seen.
    own = (question.resource, question.id)
    found = [match for match in duplicates.matches(values, actor) if (match["resource"], match["id"]) != own]
    return json_response({"matches": found, "can_override": actor.can(duplicates.OVERRIDE)})
