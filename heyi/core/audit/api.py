"""What the checks found, told at once for the page; as a list it is the resource ``audit.checkfinding``."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from heyi.core.access import scoping
from heyi.core.audit import checkup, schemas
from heyi.core.audit.permissions import VIEW
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of

router = Router(tags=["audit"])


class CheckupParams(Schema):
    """``gone`` asks for what has been mended instead of what does not hold now."""

    gone: bool = False


@router.get("/audit/checkup", openapi_extra=says(VIEW, schemas.Checkup))
def show_checkup(request: HttpRequest, params: Query[CheckupParams]) -> HttpResponse:
    """The last check of what must hold, in the company one acts for, with what breaks each rule and since when."""
    actor = actor_of(request)
    scoping.require(actor, VIEW)
    return json_response(checkup.show(actor, gone=params.gone))
