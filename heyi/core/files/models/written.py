"""Bytes in the storage whose transaction has not said yet that it needs them."""

from django.db import models


class Written(models.Model):
    """Stored by a connection of its own before the bytes are, and removed by the transaction that names the file: so it
    stays exactly when that transaction has failed or was killed, and is locked for as long as it runs.
    """

    path = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(auto_now_add=True)
