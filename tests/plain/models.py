from typing import ClassVar

from django.db import models

from heyi.core.access.records import OwnedRecord, Searchable


class Book(OwnedRecord, Searchable):
    class Shelf(models.TextChoices):
        NEW = "new", "New"
        OLD = "old", "Old"

    title = models.CharField("Title", max_length=100)
    shelf = models.CharField("Shelf", max_length=10, choices=Shelf.choices, default=Shelf.NEW)
    price = models.DecimalField("Price", max_digits=12, decimal_places=2, null=True, blank=True)
    bought_on = models.DateField("Bought on", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [*Searchable.Meta.indexes]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "title"], name="plain_book_title")]
