"""Leads as people see them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.apps.crm.models import Lead
from heyi.apps.crm.services import leads
from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Kanban, Resource, Section, Tab, Verb
from heyi.core.resources.kinds import Kind

READ = Mode.READ
TONES = {"new": "blue", "working": "orange", "qualified": "primary", "converted": "green", "invalid": "neutral"}
CHOICES = (("create", _("Create")), ("existing", _("Existing")), ("skip", _("Leave out")))


def _choice(name: str, label: Any) -> F:
    options = {"virtual": True, "choices": CHOICES}
    return F(name, kind=Kind.CHOICE, label=label, default="create", required=False, options=options)


_REASON = F(
    "duplicate_reason", kind=Kind.TEXT, label=_("Why this is no duplicate"), options={"virtual": True, "asked": True}
)
_CONVERSION = (
    _choice("account_choice", _("Customer")),
    F("customer", required=False),
    _choice("contact_choice", _("Contact")),
    F("contact", required=False),
    _choice("opportunity_choice", _("Opportunity")),
    F("opportunity", required=False),
    F("opportunity_name", kind=Kind.TEXT, label=_("Name of the opportunity"), options={"virtual": True}),
    F("amount", kind=Kind.MONEY, label=_("Expected amount"), options={"virtual": True}),
    F("expected_close_on", kind=Kind.DATE, label=_("Expected close date"), options={"virtual": True}),
    _REASON,
)

lead_resource = Resource(
    Lead,
    name="leads",
    icon="aim",
    hint="contact_name",
    fields=(
        F("name", search="A"),
        F("contact_name", search="A"),
        "title",
        F("phone", kind=Kind.PHONE, search="C", mask="phone"),
        F("email", search="C"),
        F("status", mode=READ, tones=TONES),
        "source",
        "campaign",
        "industry",
        "region",
        F("city", search="D"),
        F("need", kind=Kind.LONGTEXT),
        "owner",
        "department",
        F("invalid_reason", mode=READ),
        F("last_follow_up_at", mode=READ),
        F("next_follow_up_at", mode=READ, deadline={"status": tuple(sorted(Lead.OPEN))}),
        F("converted_at", mode=READ),
        F("converted_by", mode=READ),
        F("customer", mode=READ),
        F("contact", mode=READ),
        F("opportunity", mode=READ),
        F("created_at", mode=READ),
        _REASON,
    ),
    list=("name", "contact_name", "phone", "status", "source", "city", "owner", "next_follow_up_at", "created_at"),
    filters=("status", "source", "owner", "customer", "created_at"),
    summary=("status", "source", "owner", "next_follow_up_at"),
    form=(
        Section(pgettext_lazy("section", "Lead"), ("name", "contact_name", "title", "phone", "email")),
        Section(_("Origin"), ("source", "campaign", "industry", "region", "city", "owner")),
        Section(_("What they need"), ("need",), columns=1),
    ),
    tabs=(Tab("follow_ups", _("Follow-ups"), "crm.followup", {"lead": "$record.id"}),),
    kanban=Kanban("status", "name", ("contact_name", "source", "owner", "next_follow_up_at"), verb="move"),
    create=leads.create,
    update=leads.update,
    delete=leads.delete,
    verbs=(
        Verb("convert", _("Convert"), leads.convert, tone="primary", payload=_CONVERSION, step="convert"),
        Verb(
            "move",
            _("Move"),
            leads.move,
            payload=(F("status", required=True),),
            when=lambda record, actor: None if record.status in Lead.OPEN else _("It is closed."),
        ),
        Verb(
            "discard",
            _("Mark as invalid"),
            leads.discard,
            tone="danger",
            step="discard",
            payload=(F("invalid_reason", required=True),),
        ),
        Verb("revive", _("Take up again"), leads.revive, step="revive"),
    ),
)
