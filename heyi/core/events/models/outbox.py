"""The outbox: events, and for each handler what became of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import KeptText


class Event(models.Model):
    """``sales.order.confirmed`` with its subject. Append-only; the order of ids is the order of insertion."""

    company = models.ForeignKey("org.Company", models.DO_NOTHING, related_name="+", db_constraint=False)
    name = models.CharField(max_length=120)
    resource = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    record_version = models.PositiveIntegerField(null=True)
    employee_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    request_id = KeptText(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    append_only: ClassVar[bool] = True
    audited: ClassVar[bool] = False

    class Meta:
        verbose_name, verbose_name_plural = _("Event"), _("Events")
        indexes: ClassVar = [
            models.Index(fields=["company", "name", "id"], name="events_event_name"),
            models.Index(fields=["resource", "record_id", "id"], name="events_event_record"),
        ]


class Delivery(models.Model):
    """One handler's share of one event. It is done in the transaction of the handler's effects: once or not at all."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DEAD = "dead"

    company = models.ForeignKey("org.Company", models.DO_NOTHING, related_name="+", db_constraint=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "handler"], name="events_delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="events_delivery_open", condition=~models.Q(state="done"))
        ]
