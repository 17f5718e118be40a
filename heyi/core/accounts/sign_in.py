"""How people come in: no open sign-up; accounts come from invitations, and an identity provider vouches for those."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext_lazy as _

from heyi.core.accounts import passwords
from heyi.core.org import actors
from heyi.core.org.errors import NotEmployed
from heyi.core.org.models import User
from heyi.kit.errors import Problem

log = structlog.get_logger(__name__)
LOCKED = _(
    "Too many wrong passwords. For safety this account waits %(minutes)d minutes; then the right password opens it again."
)


class AccountAdapter(DefaultAccountAdapter):
    """Only people with an active employment may sign in; nobody signs up."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            employed = actors.load(user.pk) is not None
        if not employed:
            by_provider = request.path.startswith("/accounts/")
            refusal = HttpResponseRedirect("/sign-in?error=not_employed") if by_provider else _problem(NotEmployed())
            raise ImmediateHttpResponse(refusal)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        methods = [one["method"] for one in request.session.get("account_authentication_methods", ())]
        log.info("signed_in", user_id=user.pk, address=self.get_client_ip(request), methods=methods)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: Any, **credentials: Any) -> None:
        """Without the name that was typed: people type passwords into that field."""
        log.warning("sign_in_failed", address=self.get_client_ip(request))

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "too_many_login_attempts":
            log.warning("sign_in_locked")
            minutes = int(passwords.active().locked_for.total_seconds() // 60)
            return ValidationError(LOCKED, code=code, params={"minutes": minutes})
        return super().validation_error(code, *args)

    def forget_failures(self, request: Any, user: User) -> None:
        """Whoever has just chosen another password need not wait for what was typed wrong before."""
        self._delete_login_attempts_cached_email(request, username=user.username)

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Failures count for the account, whichever of its names was typed."""
        given = str(credentials.get("email") or credentials.get("username") or "").lower()
        found = User.objects.filter(Q(username__iexact=given) | Q(email__iexact=given)).order_by("pk").first()
        return f"account:{found.pk}" if found else f"name:{given}"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider vouches for people who are already here; it does not bring in strangers."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """At the first sign-in, tie the provider's subject to the one account with that address. Later the subject alone
        counts. Unknown, unverified or ambiguous addresses are sent back to the sign-in page.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") != "login":
            return
        known = self._account_of(sociallogin)
        if known is None:
            raise ImmediateHttpResponse(HttpResponseRedirect("/sign-in?error=unknown_person"))
        sociallogin.connect(request, known)

    def on_authentication_error(
        self,
        request: Any,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        raise ImmediateHttpResponse(HttpResponseRedirect("/sign-in?error=provider"))

    def _account_of(self, sociallogin: Any) -> User | None:
        addresses = [address.email for address in sociallogin.email_addresses if address.verified and address.email]
        wanted = Q()
        for address in addresses:
            wanted |= Q(email__iexact=address)
        found = list(User.objects.filter(wanted, is_active=True)[:2]) if addresses else []
        return found[0] if len(found) == 1 else None


def _problem(problem: Problem) -> JsonResponse:
    return JsonResponse(problem.as_dict(), status=problem.status)
