"""When people, posts, roles or rules changed last: what makes it safe to remember who somebody is."""

from typing import ClassVar

from django.db import models


class PeopleChange(models.Model):
    """A transaction that changed what actors are made of; written by triggers (``sealing.SHAPING``), read by ``heyi_enter``.

    Kept for a day, which is longer than any transaction lasts and anybody remembers an actor afterwards.
    """

    transaction = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="access_peoplechange_age")]
