"""Follow-ups: what was said, and when to speak again."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.apps.crm.errors import TooLongAgo
from heyi.apps.crm.models import Customer, FollowUp
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save

BACK_DATED_DAYS = 7


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> FollowUp:
    """Record a contact with a customer whom the actor may edit. The customer's last and next dates follow at once.

    It may be entered some days later, but not arbitrarily (crm rule 37).
    """
    customer = Customer.objects.visible_to(actor).for_update(data["customer_id"])
    scoping.require(actor, "crm.followup.create")
    now = timezone.now()
    follow_up = FollowUp(**{"happened_at": now, **{k: v for k, v in data.items() if v is not None}})
    if follow_up.happened_at < now - timedelta(days=BACK_DATED_DAYS) and not actor.is_system:
        raise TooLongAgo(days=str(BACK_DATED_DAYS))
    save(follow_up, actor=actor)
    if customer.last_follow_up_at is None or follow_up.happened_at > customer.last_follow_up_at:
        customer.last_follow_up_at = follow_up.happened_at
        customer.next_follow_up_at = follow_up.next_at
        save(customer, actor=actor)
    return follow_up
