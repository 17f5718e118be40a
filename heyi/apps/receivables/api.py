"""Ageing has no resource of its own: it is a question put to claims and receipts."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.apps.receivables import schemas, selectors
from heyi.core.access import scoping
from heyi.core.org.days import today
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of

router = Router(tags=["receivables"])


@router.get("/receivables/ageing", openapi_extra=says("receivables.claim.view", schemas.Ageing))
def ageing(request: HttpRequest, as_of: date | None = None) -> HttpResponse:
    """What customers owed at the end of a day, by how late it was, in the buckets of the trade."""
    actor = actor_of(request)
    scoping.require(actor, "receivables.claim.view")
    return json_response(selectors.ageing(actor, as_of=as_of or today(actor.company_id)))
