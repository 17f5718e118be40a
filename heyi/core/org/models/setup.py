"""The one-time link by which an empty install gets its first administrator."""

from django.db import models


class SetupLink(models.Model):
    """Only a digest of the token is kept; used once, then closed for ever."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
