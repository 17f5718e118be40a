"""``/account`` (one's own), ``/accounts`` (for whoever brings people in or helps them in again), ``/invitation`` and
``/password`` (for strangers).
"""

from typing import Annotated, Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from heyi.core.accounts import jobs, passwords, presence, schemas, selectors
from heyi.core.accounts.permissions import INVITE, RESET
from heyi.core.accounts.services import invitations, own_keys, resetting
from heyi.core.org.models import User
from heyi.core.resources.http.answers import json_response, once_response
from heyi.core.resources.http.bulk import each
from heyi.core.resources.http.described import ANONYMOUS, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of, body_of, checked_id
from heyi.core.resources.http.shapes import Done
from heyi.kit.bodies import one_text, texts
from heyi.kit.errors import Malformed, TooMany

router = Router(tags=["accounts"])
MAX_PEOPLE = 500


class Body(Schema):
    model_config = ConfigDict(extra="forbid")


class InviteBody(Body):
    employees: Annotated[list[Annotated[int, Field(ge=1, lt=2**53)]], Field(min_length=1, max_length=MAX_PEOPLE)]


@router.post("/invitation", openapi_extra=says(ANONYMOUS, schemas.Welcome, body=schemas.Token, refuses=(429,)))
def show_invitation(request: HttpRequest) -> HttpResponse:
    """Who is invited by this link: ``{"token": …}``. A POST, so that the token comes into no log of addresses."""
    found = invitations.welcome(one_text(body_of(request), "token", 200))
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

    def one(employee_id: int) -> dict[str, Any]:
        invitation, token = invitations.invite(employee_id, actor=actor)
        return {"name": invitation.employee.name, "path": invitations.path_of(token)}

    results = each(body.employees, one)
    kept = [{**one, "path": None} for one in results]
    return once_response({"results": results}, kept={"results": kept}, status=201)


@router.post("/accounts/invitations/{int:employee_id}/revoke", openapi_extra=says(INVITE, Done))
def revoke_invitation(request: HttpRequest, employee_id: int) -> HttpResponse:
    """The open link of this employee opens nothing any more."""
    invitations.revoke(checked_id(employee_id), actor=actor_of(request))
    return json_response({"ok": True})


@router.post(
    "/password/forgotten",
    openapi_extra=says(ANONYMOUS, Done, status=202, body=schemas.Forgotten, refuses=(429,)),
)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail: ``{"name": user name or mail address}``. The answer does not tell whether there is one."""
    values, errors = texts(body_of(request), {"name": 254})
    if errors:
        raise Malformed(errors=tuple(errors))
    if not ratelimit.consume(request, action="forgotten_name", key=values["name"].lower()):
        raise TooMany
    jobs.forgotten.defer(name=values["name"])
    return json_response({"ok": True}, status=202)


@router.post(
    "/password/link", openapi_extra=says(ANONYMOUS, schemas.PasswordLink, body=schemas.Token, refuses=(409, 429))
)
def show_password_link(request: HttpRequest) -> HttpResponse:
    """Whose password this link changes: ``{"token": …}``."""
    return json_response({**resetting.shown(one_text(body_of(request), "token", 200)), "password": passwords.rules()})


@router.post(
    "/password/link/use",
    openapi_extra=says(ANONYMOUS, schemas.Accepted, body=schemas.AnotherPassword, refuses=(409, 429)),
)
def use_password_link(request: HttpRequest) -> HttpResponse:
    """Choose another password: ``{"token", "password"}``. All sessions end; signing in comes after that, as always."""
    user = resetting.use(body_of(request))
    get_adapter().forget_failures(request, user)
    return json_response({"username": user.username})


@router.post(
    "/accounts/employees/{int:employee_id}/password-link",
    openapi_extra=says(RESET, {201: schemas.GivenLink}),
)
def give_password_link(request: HttpRequest, employee_id: int) -> HttpResponse:
    """A link for a new password, to be handed to this employee. It is shown this once; a repeated request has none."""
    actor = actor_of(request)
    presence.insist(request, actor)
    link, token = resetting.give(checked_id(employee_id), actor=actor)
    told = {"name": link.employee.name, "expires_at": link.expires_at.isoformat()}
    return once_response({**told, "path": resetting.path_of(token)}, kept={**told, "path": None}, status=201)


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
    presence.insist(request, actor_of(request))
    key, token = own_keys.make(actor_of(request), body_of(request))
    shown = own_keys.shown(key)
    return once_response({**shown, "key": token}, kept={**shown, "key": None}, status=201)


@router.post("/account/keys/{int:key_id}/revoke", openapi_extra=says(SIGNED_IN, Done))
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """End one of one's own keys."""
    own_keys.revoke(checked_id(key_id), actor=actor_of(request))
    return json_response({"ok": True})
