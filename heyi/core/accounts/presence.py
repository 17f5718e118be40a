"""Acts that outlive the session, or reach into another account, are for whoever has just given the password."""

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate

from heyi.core.access.actor import Actor
from heyi.core.accounts.errors import ConfirmPassword
from heyi.kit.errors import Denied


def insist(request: Any, actor: Actor) -> None:
    """ConfirmPassword unless the password was given a moment ago; Denied for API keys, which cannot give one."""
    if actor.via != "session":
        raise Denied
    if not did_recently_reauthenticate(request):
        raise ConfirmPassword
