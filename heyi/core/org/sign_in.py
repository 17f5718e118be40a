"""How people come in: no open sign-up; accounts are made by administrators or by a trusted identity provider."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction

from heyi.core.org import actors


class AccountAdapter(DefaultAccountAdapter):
    """Only people with an active employment may sign in; nobody signs up."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            employed = actors.load(user.pk) is not None
        if not employed:
            from allauth.core.exceptions import ImmediateHttpResponse
            from django.http import JsonResponse

            from heyi.core.org.errors import NotEmployed

            raise ImmediateHttpResponse(JsonResponse(NotEmployed().as_dict(), status=403))
        return super().pre_login(request, user, **kwargs)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity provider vouches for people who are already here; it does not bring in strangers."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False
