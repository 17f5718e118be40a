"""``/api/v1/messages``: the message centre of the person who is signed in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.messages import reading, schemas
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of, body_of

router = Router(tags=["messages"])


@router.get("/messages", openapi_extra=says(SIGNED_IN, schemas.MessagePage))
def list_messages(
    request: HttpRequest, unread: bool = False, kind: str = "", cursor: str = "", limit: int = 50
) -> HttpResponse:
    """The person's messages, newest first."""
    return json_response(reading.page(actor_of(request), unread=unread, kind=kind, cursor=cursor, limit=limit))


@router.get("/messages/counts", openapi_extra=says(SIGNED_IN, schemas.MessageCounts))
def count_messages(request: HttpRequest) -> HttpResponse:
    """How many are unread, in all and of each kind."""
    return json_response(reading.counts(actor_of(request)))


@router.post("/messages/read", openapi_extra=says(SIGNED_IN, schemas.MessageCounts, body=schemas.Read))
def read_messages(request: HttpRequest) -> HttpResponse:
    """Mark messages as read: ``{"ids": [1, 2]}`` or ``{"ids": "all"}``. Answers the counts."""
    return json_response(reading.mark_read(actor_of(request), body_of(request)))
