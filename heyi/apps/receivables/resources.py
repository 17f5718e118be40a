"""Claims, receipts and their matches as people see them."""

from typing import Any

from django.db.models import Case, CharField, DateField, Func, Value, When
from django.db.models import F as Col
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.apps.receivables.models import Adjustment, Allocation, Claim, CreditTicket, Instalment, Receipt
from heyi.apps.receivables.services import adjustments, receipts
from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Lines, Resource, Section, Tab, Verb
from heyi.core.resources.kinds import Kind

READ = Mode.READ
# The day of the company that owns the row (crm rule 38), as ``days.today`` tells it.
_TODAY = Func(Col("company__time_zone"), Now(), template="(timezone(%(expressions)s))::date", output_field=DateField())


def _money(name: str, **more: Any) -> F:
    """An amount that the system computes."""
    return F(name, kind=Kind.MONEY, mode=READ, **more)


instalments = Resource(
    Instalment,
    name="instalments",
    icon="calendar",
    title="claim__number",
    fields=(
        F("claim", mode=READ),
        F("party", source="claim__party"),
        F("due_on", mode=READ, deadline={"due_state": ("overdue",)}),
        F("currency", source="claim__currency"),
        _money("amount", currency="currency"),
        _money("settled", currency="currency"),
        _money("adjusted", currency="currency"),
        _money(
            "open",
            label=pgettext_lazy("amount", "Open"),
            source=Col("amount") - Col("settled") - Col("adjusted"),
            currency="currency",
            filterable=False,
        ),
        F(
            "paid_state",
            kind=Kind.CHOICE,
            label=_("Payment"),
            filterable=False,
            source=Case(
                When(settled=0, amount__gt=Col("adjusted"), then=Value("none")),
                When(settled__lt=Col("amount") - Col("adjusted"), then=Value("part")),
                default=Value("full"),
                output_field=CharField(),
            ),
            tones={"none": "neutral", "part": "blue", "full": "green"},
            options={"choices": (("none", _("Unpaid")), ("part", _("Partly paid")), ("full", _("Paid")))},
        ),
        F(
            "due_state",
            kind=Kind.CHOICE,
            label=_("Due"),
            filterable=False,
            source=Case(
                When(settled__gte=Col("amount") - Col("adjusted"), then=Value("done")),
                When(due_on__lt=_TODAY, then=Value("overdue")),
                When(due_on=_TODAY, then=Value("due")),
                default=Value("not_due"),
                output_field=CharField(),
            ),
            tones={"done": "neutral", "overdue": "red", "due": "orange", "not_due": "blue"},
            options={
                "choices": (
                    ("not_due", _("Not due")),
                    ("due", _("Due today")),
                    ("overdue", _("Overdue")),
                    ("done", _("Settled")),
                )
            },
        ),
    ),
    list=("claim", "party", "due_on", "amount", "settled", "open", "paid_state", "due_state"),
    filters=("party", "due_on"),
    sort=("due_on",),
    create=None,
    update=None,
    delete=None,
    tabs=(
        Tab("allocations", _("Allocations"), "receivables.allocation", {"instalment": "$record.id"}),
        Tab("adjustments", _("Adjustments"), "receivables.adjustment", {"instalment": "$record.id"}),
    ),
    verbs=(
        Verb(
            "write_off",
            _("Write off"),
            adjustments.write_off,
            tone="danger",
            payload=(
                F("amount", kind=Kind.MONEY, required=False),
                F("reason", kind=Kind.TEXT, label=_("Reason"), required=True, options={"virtual": True}),
            ),
            when=lambda record, actor: None if record.open > 0 else _("Nothing is open."),
            confirm=_("What is written off will not be asked for any more."),
        ),
    ),
)


claims = Resource(
    Claim,
    name="claims",
    icon="account-book",
    title="number",
    hint="party__name",
    fields=(
        F("number", mode=READ, search="A"),
        F("party", mode=READ),
        F("party_name", source="party__name", search="B", label=_("Customer name")),
        F("source_label", mode=READ, search="C"),
        F("source_resource", mode=READ, label=_("Document")),
        F("source_id", mode=READ, kind=Kind.INTEGER, label=_("Document no.")),
        F("on", mode=READ),
        F("currency", mode=READ),
        _money("amount", currency="currency"),
        _money("base_amount"),
        F("rate", mode=READ),
        F("owner", mode=READ),
        F("department", mode=READ),
        F("voided_on", mode=READ),
        F(
            "instalments",
            label=_("Instalments"),
            mode=READ,
            lines=Lines(
                Instalment,
                "claim",
                (F("due_on", mode=READ), _money("amount"), _money("settled"), _money("adjusted")),
            ),
        ),
    ),
    list=("number", "party", "source_label", "on", "amount", "owner", "voided_on"),
    filters=("party", "owner", "on"),
    summary=("party", "amount", "currency", "on"),
    sections=(
        Section(
            _("Receivable"), ("number", "party", "source_label", "on", "amount", "currency", "base_amount", "rate")
        ),
        Section(_("Instalments"), ("instalments",), columns=1),
    ),
    create=None,
    update=None,
    delete=None,
)

_pairs = Lines(
    Allocation,
    "receipt",
    (
        F("instalment", kind=Kind.INTEGER, label=_("Instalment"), required=True, options={"virtual": True}),
        F("amount", kind=Kind.MONEY),
    ),
)

receipt_resource = Resource(
    Receipt,
    name="receipts",
    icon="transaction",
    title="number",
    hint="party__name",
    fields=(
        F("number", mode=READ, search="A"),
        F("party", create_only=True),
        F("party_name", source="party__name", search="B", label=_("Customer name")),
        F("on"),
        F("currency", default="CNY"),
        F("amount", kind=Kind.MONEY, currency="currency"),
        _money("allocated", currency="currency"),
        _money(
            "unallocated",
            label=_("Unallocated"),
            source=Col("amount") - Col("allocated"),
            currency="currency",
            filterable=False,
        ),
        F("method"),
        F("reference", search="C"),
        F("owner"),
        F("department"),
        F("note"),
    ),
    list=("number", "party", "on", "amount", "allocated", "unallocated", "method"),
    filters=("party", "on", "method"),
    summary=("party", "amount", "allocated", "unallocated"),
    form=(Section(_("Receipt"), ("party", "on", "amount", "currency", "method", "reference", "note")),),
    tabs=(Tab("allocations", _("Allocations"), "receivables.allocation", {"receipt": "$record.id"}),),
    create=receipts.create,
    verbs=(
        Verb(
            "allocate",
            _("Allocate"),
            receipts.allocate,
            tone="primary",
            payload=(
                F("allocations", label=_("Allocations"), lines=_pairs),
                F("on", required=False),
            ),
            when=lambda record, actor: None if record.amount > record.allocated else _("It is fully allocated."),
        ),
        Verb(
            "take_back",
            _("Take allocations back"),
            receipts.take_back,
            payload=(F("allocation", kind=Kind.INTEGER, label=_("Allocation"), options={"virtual": True}),),
            when=lambda record, actor: None if record.allocated else _("Nothing is allocated."),
            confirm=_("The allocations of this receipt will be taken back."),
        ),
    ),
)

allocations = Resource(
    Allocation,
    name="allocations",
    icon="link",
    title="receipt__number",
    fields=(
        F("receipt", mode=READ),
        F("instalment", mode=READ),
        F("claim", source="instalment__claim"),
        F("on", mode=READ),
        _money("amount"),
        F("created_by", mode=READ),
    ),
    list=("on", "receipt", "claim", "amount", "created_by"),
    filters=("receipt", "instalment"),
    create=None,
    update=None,
    delete=None,
)

adjustment_resource = Resource(
    Adjustment,
    name="adjustments",
    icon="minus-circle",
    title="reason",
    fields=(
        F("instalment", mode=READ),
        F("claim", source="instalment__claim"),
        F("kind", mode=READ, tones={"write_off": "red", "closed": "neutral"}),
        F("on", mode=READ),
        _money("amount"),
        F("reason", mode=READ),
        F("created_by", mode=READ),
    ),
    list=("on", "claim", "kind", "amount", "reason", "created_by"),
    filters=("kind", "instalment"),
    create=None,
    update=None,
    delete=None,
)

credit_tickets = Resource(
    CreditTicket,
    name="credit-overrides",
    icon="key",
    title="reason",
    fields=(
        F("party", create_only=True),
        F("amount", kind=Kind.MONEY),
        "expires_on",
        "reason",
        F("used_at", mode=READ),
        F("used_for", mode=READ),
        F("created_by", mode=READ),
    ),
    list=("party", "amount", "expires_on", "reason", "used_for", "created_by"),
    filters=("party", "expires_on"),
    form=(Section(_("Credit override"), ("party", "amount", "expires_on", "reason")),),
)

RESOURCES = (claims, instalments, receipt_resource, allocations, adjustment_resource, credit_tickets)
