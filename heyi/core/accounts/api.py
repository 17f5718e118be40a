"""``/api/v1/account`` (one's own), ``/accounts/invitations`` (for whoever brings people in), ``/invitation`` (for strangers)."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from heyi.core.accounts import passwords, schemas, selectors
from heyi.core.accounts.permissions import INVITE
from heyi.core.accounts.services import invitations, own_keys
from heyi.core.org.models import User
from heyi.core.resources.http.answers import json_response, once_response
from heyi.core.resources.http.described import ANONYMOUS, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of, body_of, checked_id
from heyi.core.resources.http.shapes import Done
from heyi.kit.errors import Problem

router = Router(tags=["accounts"])
MAX_PEOPLE = 500


class Body(Schema):
    model_config = ConfigDict(extra="forbid")


class InviteBody(Body):
    employees: Annotated[list[Annotated[int, Field(ge=1, lt=2**53)]], Field(min_length=1, max_length=MAX_PEOPLE)]


@router.post("/invitation", openapi_extra=says(ANONYMOUS, schemas.Welcome, body=schemas.Token, refuses=(429,)))
def show_invitation(request: HttpRequest) -> HttpResponse:
    """Who is invited by this link: ``{"token": …}``. A POST, so that the token comes into no log of addresses."""
    body = body_of(request)
    token = body.get("token") if isinstance(body, dict) else None
    found = invitations.welcome(token if isinstance(token, str) else "")
    return json_response({**found, "password": passwords.rules()})


@router.post(
    "/invitation/accept",
    openapi_extra=says(ANONYMOUS, {201: schemas.Accepted}, body=schemas.Acceptance, refuses=(429,)),
)
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Choose user name and password; the link is used up. Signing in comes after that, as always."""
    user = invitations.accept(body_of(request))
    return json_response({"username": user.username}, status=201)


@router.get("/accounts/invitations", openapi_extra=says(INVITE, schemas.UninvitedPage))
def list_invitations(request: HttpRequest, q: str = "") -> HttpResponse:
    """People without an account, and how far their invitation is."""
    return json_response(selectors.uninvited(actor_of(request), q=q))


@router.post("/accounts/invitations", openapi_extra=says(INVITE, {201: schemas.InvitedAll}))
def invite(request: HttpRequest, body: InviteBody) -> HttpResponse:
    """Fresh links for these employees, each with its own result. Links are shown this once; a repeated request has none."""
    actor = actor_of(request)
    done: dict[int, dict[str, Any]] = {}
    for employee_id in sorted(set(body.employees)):  # one order of locks, whatever order was asked for
        try:
            invitation, token = invitations.invite(employee_id, actor=actor)
        except Problem as problem:
            done[employee_id] = {"id": employee_id, "ok": False, "problem": problem.as_dict()}
        else:
            path = invitations.path_of(token)
            done[employee_id] = {"id": employee_id, "ok": True, "name": invitation.employee.name, "path": path}
    results = [done[employee_id] for employee_id in dict.fromkeys(body.employees)]
    kept = [{**one, "path": None} for one in results]
    return once_response({"results": results}, kept={"results": kept}, status=201)


@router.post("/accounts/invitations/{int:employee_id}/revoke", openapi_extra=says(INVITE, Done))
def revoke_invitation(request: HttpRequest, employee_id: int) -> HttpResponse:
    """The open link of this employee opens nothing any more."""
    invitations.revoke(checked_id(employee_id), actor=actor_of(request))
    return json_response({"ok": True})


@router.get("/account", openapi_extra=says(SIGNED_IN, schemas.Account))
def account(request: HttpRequest) -> HttpResponse:
    """The rules for passwords, since when one's own stands, and one's keys."""
    user = User.objects.get(pk=actor_of(request).user_id or 0)
    return json_response(
        {
            "username": user.username,
            "email": user.email,
            "rules": passwords.rules(),
            "password_set_at": user.password_set_at.isoformat() if user.password_set_at else None,
            "has_password": user.has_usable_password(),
            "keys": own_keys.listed(user.pk),
        }
    )


@router.post("/account/keys", openapi_extra=says(SIGNED_IN, {201: schemas.NewApiKey}, body=schemas.KeyWish))
def make_key(request: HttpRequest) -> HttpResponse:
    """A key for scripts: ``{"name", "last_day"}``. It is shown this once."""
    own_keys.insist_on_presence(request, actor_of(request))
    key, token = own_keys.make(actor_of(request), body_of(request))
    shown = own_keys.shown(key)
    return once_response({**shown, "key": token}, kept={**shown, "key": None}, status=201)


@router.post("/account/keys/{int:key_id}/revoke", openapi_extra=says(SIGNED_IN, Done))
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """End one of one's own keys."""
    own_keys.revoke(checked_id(key_id), actor=actor_of(request))
    return json_response({"ok": True})
