"""The life of an order."""

from typing import Any

from django.db import transaction

from heyi.apps.crm import public as crm
from heyi.apps.sales.errors import OrderIsEmpty, OrderOfAnotherCompany, OrderOfThePast
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import amounts, effects
from heyi.apps.sales.services.lines import lines_of
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.numbering import next_number
from heyi.core.org.days import today
from heyi.core.resources.saving import save, save_new
from heyi.core.workflow import public as workflow


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Order:
    """A draft with its lines. Prices that are not given are resolved and say where they come from (crm rule 12)."""
    rows = data.pop("lines", [])
    given = {name: value for name, value in data.items() if value is not None}
    terms = crm.terms(given["customer_id"])
    order = Order(**{"company_id": actor.company_id, "currency": terms.currency, **given})
    order.ordered_on = order.ordered_on or today(actor.company_id)
    lines = lines_of(order, rows, {}, party_id=terms.party_id)
    amounts.compute(order, lines)
    save(order, actor=actor)
    for line in lines:
        line.order = order
    save_new(lines, actor=actor)
    return order


@transaction.atomic
def update(order_id: int, data: dict[str, Any], *, actor: Actor) -> Order:
    """Change a draft; lines are replaced as a whole, rows with a known id stay the same rows."""
    order = Order.objects.for_update(order_id)
    rows = data.pop("lines", None)
    for name, value in data.items():
        setattr(order, name, value)
    present = {line.pk: line for line in order.lines.select_for_update().order_by("pk")}
    kept = sorted(present.values(), key=lambda line: line.position)
    party_id = crm.parties_of([order.customer_id])[order.customer_id]
    lines = kept if rows is None else lines_of(order, rows, present, party_id=party_id)
    amounts.compute(order, lines)
    for line in lines:
        save(line, actor=actor)
    staying = {line.pk for line in lines}
    for line in kept:
        if line.pk not in staying:
            line.delete()
    return save(order, actor=actor)


@transaction.atomic
def submit(order_id: int, *, actor: Actor, choices: Any = None, identity: Any = None) -> Order:
    """Hand the order in: its approval begins, and from here on its states follow the case (``workflow.py``).

    ``choices`` are the approvers whom the initiator picks, ``identity`` the post in which they submit (0: the main one).
    """
    order = _locked(order_id, actor, "submit")
    if not order.can_step("submit"):
        order.transition("submit")
    if not order.lines.exists():
        raise OrderIsEmpty
    if not order.number:  # before the case begins, whose title and messages name the order
        order.number = next_number("sales.order", actor=actor, on=order.ordered_on)
        save(order, actor=actor)
    chosen, post = workflow.clean_choices(choices), workflow.clean_identity(identity)
    workflow.submit("sales.order", order.pk, actor=actor, choices=chosen, identity=post)
    return order


@transaction.atomic
def withdraw(order_id: int, *, actor: Actor) -> Order:
    """Take the order back while nobody has decided about it. The case is locked before the order, as in every decision."""
    order: Order = Order.objects.visible_to(actor).get_visible(order_id)
    scoping.require(actor, "sales.order.withdraw", order)
    workflow.withdraw("sales.order", order.pk, actor=actor)
    return order


def submitted(order_id: int, actor: Actor) -> None:
    """The case has begun, or begun again: the order is closed to editing."""
    order = Order.objects.for_update(order_id)
    order.transition("submit")
    save(order, actor=actor)
    publish("sales.order.submitted", order, actor=actor)


def approved(order_id: int, actor: Actor) -> None:
    """The last approver has agreed: promise the goods and open the claim in the very same transaction. What is refused
    here undoes the approval too, and the approver is told why.
    """
    order = Order.objects.for_update(order_id)
    order.transition("approve")
    effects.take(order, actor=actor)
    save(order, actor=actor)
    publish("sales.order.approved", order, actor=actor)


def sent_back(order_id: int, actor: Actor) -> None:
    """Rejected, returned or withdrawn: the order is its owner's draft again."""
    order = Order.objects.for_update(order_id)
    if order.status == Order.Status.IN_APPROVAL:
        order.transition("withdraw")
        save(order, actor=actor)
        publish("sales.order.sent_back", order, actor=actor)


@transaction.atomic
def close(order_id: int, *, actor: Actor) -> Order:
    """No more deliveries: what is still promised is freed (crm rule 14)."""
    order = _locked(order_id, actor, "close")
    order.transition("close")
    effects.stop_deliveries(order, actor=actor)
    save(order, actor=actor)
    publish("sales.order.closed", order, actor=actor)
    return order


@transaction.atomic
def reopen(order_id: int, *, actor: Actor) -> Order:
    """Deliver again: credit and stock are checked as at approval."""
    order = _locked(order_id, actor, "reopen")
    order.transition("reopen")
    if order.rate is None:
        raise OrderOfThePast
    effects.resume_deliveries(order, actor=actor)
    save(order, actor=actor)
    publish("sales.order.reopened", order, actor=actor)
    return order


@transaction.atomic
def cancel(order_id: int, *, actor: Actor) -> Order:
    """The order will not be: promises are freed and the claim is voided; not when goods or money have moved."""
    order = _locked(order_id, actor, "cancel")
    was_approved = order.status == Order.Status.APPROVED
    order.transition("cancel")
    if was_approved:
        effects.take_back(order, actor=actor)
    save(order, actor=actor)
    publish("sales.order.cancelled", order, actor=actor)
    return order


@transaction.atomic
def record(order_id: int, *, actor: Actor) -> Order:
    """Keep an order of the past that was handled elsewhere: numbered and closed, without promising goods or claiming
    money. For taking over old systems.
    """
    order = _locked(order_id, actor, "record")
    order.transition("record")
    order.number = order.number or next_number("sales.order", actor=actor, on=order.ordered_on)
    order.delivery_status = Order.Progress.FULL if order.shipped_on else Order.Progress.NONE
    save(order, actor=actor)
    return order


@transaction.atomic
def copy(order_id: int, *, actor: Actor) -> Order:
    """A new draft with the same lines at today's prices, in the same company; it goes through all checks like any other.

    OrderOfAnotherCompany when the actor acts for another one: customer, prices and numbers are those of the original.
    """
    original = Order.objects.visible_to(actor).get_visible(order_id)
    if original.company_id != actor.company_id:
        raise OrderOfAnotherCompany
    scoping.require(actor, "sales.order.create")
    rows = [
        {"product_id": line.product_id, "quantity": line.quantity, "discount": line.discount}
        for line in original.lines.order_by("position")
    ]
    names = (
        "customer_id", "contact_id", "currency", "prices_include_tax", "credit_days", "instalment_count",
        "ship_name", "ship_address", "ship_city", "ship_region", "ship_postal_code", "ship_country",
    )  # fmt: skip
    return create({**{name: getattr(original, name) for name in names}, "lines": rows}, actor=actor)


def _locked(order_id: int, actor: Actor, verb: str) -> Order:
    order: Order = Order.objects.visible_to(actor).for_update(order_id)
    scoping.require(actor, f"sales.order.{verb}", order)
    return order
