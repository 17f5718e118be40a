"""Passwords that may not come back."""

from django.conf import settings
from django.db import models


class UsedPassword(models.Model):
    """The hash of a password that the account has or had; only the last few are kept, and only where a rule needs them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    password = models.CharField(max_length=256)
    set_at = models.DateTimeField(auto_now_add=True)
