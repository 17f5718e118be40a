"""Leads: entered, worked on, converted (crm rule 1) or found to be nothing."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.errors import LeadNotOpen, NothingToConvert, UseConvert
from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity
from heyi.apps.crm.services import customers, follow_ups, opportunities
from heyi.apps.masterdata import public as masterdata
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed

KEYED = ("name", "phone", "email")
STEPS = {Lead.Status.NEW: "renew", Lead.Status.WORKING: "start", Lead.Status.QUALIFIED: "qualify"}


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Lead:
    """A new lead; its telephone number and address must be nobody else's (``masterdata`` duplicate check)."""
    reason = data.pop("duplicate_reason", "") or ""
    lead = save(Lead(**data), actor=actor)
    _keep_keys(lead, actor, reason)
    return lead


@transaction.atomic
def update(lead_id: int, data: dict[str, Any], *, actor: Actor) -> Lead:
    """Change a lead that is not converted yet."""
    reason = data.pop("duplicate_reason", "") or ""
    lead: Lead = Lead.objects.for_update(lead_id)
    for name, value in data.items():
        setattr(lead, name, value)
    save(lead, actor=actor)
    if data.keys() & set(KEYED) and lead.status != Lead.Status.INVALID:
        _keep_keys(lead, actor, reason)
    return lead


@transaction.atomic
def delete(lead_id: int, *, actor: Actor) -> None:
    """Remove a lead to which nothing points."""
    lead: Lead = Lead.objects.for_update(lead_id)
    masterdata.forget_keys("crm.lead", lead.pk)
    lead.delete()


@transaction.atomic
def move(lead_id: int, *, actor: Actor, status: str) -> Lead:
    """Into another open status. Converting and discarding ask for more and have verbs of their own."""
    lead = _locked(lead_id, actor, "move")
    if status not in STEPS:
        raise UseConvert
    if lead.status != status:
        lead.transition(STEPS[Lead.Status(status)])
        save(lead, actor=actor)
        publish("crm.lead.moved", lead, actor=actor, data={"status": status})
    return lead


@transaction.atomic
def discard(lead_id: int, *, actor: Actor, invalid_reason: str) -> Lead:
    """It leads nowhere. Its telephone number is free for others from now on."""
    lead = _locked(lead_id, actor, "discard")
    lead.transition("discard")
    lead.invalid_reason, lead.next_follow_up_at = invalid_reason, None
    save(lead, actor=actor)
    masterdata.forget_keys("crm.lead", lead.pk)
    follow_ups.close_promises(lead=lead, outcome=FollowUp.Outcome.DROPPED, actor=actor)
    publish("crm.lead.discarded", lead, actor=actor, data={"reason": invalid_reason})
    return lead


@transaction.atomic
def revive(lead_id: int, *, actor: Actor) -> Lead:
    """It leads somewhere after all."""
    lead = _locked(lead_id, actor, "revive")
    lead.transition("revive")
    lead.invalid_reason = ""
    save(lead, actor=actor)
    _keep_keys(lead, actor, "")
    publish("crm.lead.revived", lead, actor=actor)
    return lead


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a conversion makes: for each of the three an id that exists, something new, or nothing."""

    account_choice: str = "create"
    customer_id: int | None = None
    contact_choice: str = "create"
    contact_id: int | None = None
    opportunity_choice: str = "create"
    opportunity_id: int | None = None
    opportunity_name: str = ""
    amount: Any = None
    expected_close_on: Any = None
    duplicate_reason: str = ""


@transaction.atomic
def convert(lead_id: int, *, actor: Actor, **given: Any) -> Lead:
    """Make a customer, a contact and an opportunity of a lead (转化): each "create", "existing" or "skip".

    One transaction under the lead's lock: two people who convert at once get one result, and a second click returns the
    first. The lead stays, points to what became of it, and its follow-ups are the customer's from now on.
    """
    lead = _locked(lead_id, actor, "convert")
    if lead.status == Lead.Status.CONVERTED:
        return lead
    if lead.status not in Lead.OPEN:
        raise LeadNotOpen(name=lead.name)
    wanted = Wanted(**{name: value for name, value in given.items() if value is not None})
    _check(wanted, lead)
    # From here on the lead's keys are the customer's; until then they were held against everybody else.
    masterdata.forget_keys("crm.lead", lead.pk)
    lead.customer = _account(lead, wanted, actor)
    lead.contact_id = _contact(lead, wanted, actor)
    lead.opportunity = _opportunity(lead, wanted, actor)
    lead.transition("convert")
    lead.converted_at, lead.converted_by_id, lead.next_follow_up_at = timezone.now(), actor.employee_id, None
    save(lead, actor=actor)
    if lead.customer is not None:
        follow_ups.hand_over(lead, lead.customer, actor=actor)
    else:
        follow_ups.close_promises(lead=lead, outcome=FollowUp.Outcome.DROPPED, actor=actor)
        _keep_keys(lead, actor, wanted.duplicate_reason)
    made = {"customer": lead.customer_id, "contact": lead.contact_id, "opportunity": lead.opportunity_id}
    publish("crm.lead.converted", lead, actor=actor, data=made)
    return lead


def _check(wanted: Wanted, lead: Lead) -> None:
    """Refuse what cannot be before anything is written, and say where."""
    for place, choice, found in (
        ("customer", wanted.account_choice, wanted.customer_id),
        ("contact", wanted.contact_choice, wanted.contact_id),
        ("opportunity", wanted.opportunity_choice, wanted.opportunity_id),
    ):
        if choice == "existing" and found is None:
            raise Malformed.at(place, "required", _("Please fill this in."))
    if wanted.account_choice == "skip" and (wanted.contact_choice != "skip" or wanted.opportunity_choice != "skip"):
        raise Malformed.at("account_choice", "needed", _("A contact or an opportunity needs a customer."))
    if wanted.account_choice == wanted.contact_choice == wanted.opportunity_choice == "skip":
        raise NothingToConvert
    if wanted.contact_choice == "create" and not lead.contact_name:
        raise Malformed.at(
            "contact_choice", "no_name", _("The lead names no contact; enter the name first or leave it out.")
        )


def _account(lead: Lead, wanted: Wanted, actor: Actor) -> Customer | None:
    if wanted.account_choice == "skip":
        return None
    if wanted.account_choice == "existing":
        customer: Customer = Customer.objects.visible_to(actor).for_update(wanted.customer_id or 0)
        scoping.require(actor, "crm.customer.update", customer)
        return customer
    scoping.require(actor, "crm.customer.create")
    data = {name: getattr(lead, name) for name in ("name", "source", "industry", "region", "city")}
    # The person's own number and address go to the contact; without one they are the company's.
    if wanted.contact_choice != "create":
        data |= {"phone": lead.phone, "email": lead.email}
    data |= {"owner_id": lead.owner_id, "department_id": lead.department_id}
    return customers.create({**data, "duplicate_reason": wanted.duplicate_reason}, actor=actor)


def _contact(lead: Lead, wanted: Wanted, actor: Actor) -> int | None:
    if wanted.contact_choice == "skip" or lead.customer is None:
        return None
    party_id = lead.customer.party_id
    if wanted.contact_choice == "existing":
        if not masterdata.has_contact(party_id, wanted.contact_id or 0):
            raise Malformed.at("contact", "elsewhere", _("This contact belongs to another customer."))
        return wanted.contact_id
    scoping.require(actor, "masterdata.contact.create")
    data = {"name": lead.contact_name, "title": lead.title, "phone": lead.phone, "email": lead.email}
    return masterdata.create_contact(
        {**data, "party_id": party_id, "duplicate_reason": wanted.duplicate_reason}, actor=actor
    )


def _opportunity(lead: Lead, wanted: Wanted, actor: Actor) -> Opportunity | None:
    if wanted.opportunity_choice == "skip" or lead.customer is None:
        return None
    if wanted.opportunity_choice == "existing":
        found: Opportunity = Opportunity.objects.visible_to(actor).for_update(wanted.opportunity_id or 0)
        if found.customer_id != lead.customer_id:
            raise Malformed.at("opportunity", "elsewhere", _("This opportunity belongs to another customer."))
        return found
    scoping.require(actor, "crm.opportunity.create")
    data: dict[str, Any] = {
        "name": wanted.opportunity_name or lead.name,
        "customer_id": lead.customer_id,
        "expected_close_on": wanted.expected_close_on,
        "owner_id": lead.owner_id,
        "department_id": lead.department_id,
        "note": lead.need,
    }
    if wanted.amount is not None:
        data["amount"] = wanted.amount
    return opportunities.create(data, actor=actor)


def tell(ids: list[int], actor: Actor) -> dict[int, masterdata.Told]:
    """What the duplicate check may say of leads."""
    rows = Lead.objects.filter(pk__in=ids).select_related("owner", "department")
    seen = set(Lead.objects.filter(scoping.visible(actor, Lead), pk__in=ids).values_list("pk", flat=True))
    return {
        lead.pk: masterdata.Told(
            label=lead.name if lead.pk in seen else None,
            resource="crm.lead" if lead.pk in seen else None,
            id=lead.pk if lead.pk in seen else None,
            owner=str(lead.owner) if lead.pk in seen and lead.owner else None,
            department=lead.department.name if lead.department else None,
        )
        for lead in rows
    }


def _locked(lead_id: int, actor: Actor, verb: str) -> Lead:
    lead: Lead = Lead.objects.visible_to(actor).for_update(lead_id)
    scoping.require(actor, f"crm.lead.{verb}", lead)
    return lead


def _keep_keys(lead: Lead, actor: Actor, reason: str) -> None:
    holder = masterdata.Holder("crm.lead", lead.pk, f"lead:{lead.pk}", lead.company_id)
    masterdata.keep_keys(holder, {name: getattr(lead, name) for name in KEYED}, actor=actor, reason=reason)
