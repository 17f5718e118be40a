"""Customers, follow-ups and opportunities as people see them."""

from datetime import timedelta

from django.db.models import Case, DurationField, ExpressionWrapper, IntegerField, When
from django.db.models import F as Col
from django.db.models.functions import Cast, Extract, Floor, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.apps.crm.lead_resource import lead_resource
from heyi.apps.crm.models import Customer, FollowUp, Opportunity, Pipeline, Pool, PoolEntry, Stage
from heyi.apps.crm.services import credit, customers, follow_ups, opportunities, pool, team
from heyi.core.access.actor import Actor, Mode
from heyi.core.org.models import Employee
from heyi.core.resources.declare import F, Kanban, Lines, Resource, Section, Tab, Verb
from heyi.core.resources.kinds import Kind
from heyi.kit.errors import Text

READ = Mode.READ


def _party(name: str, **more: object) -> F:
    """A field of the customer's party, on the customer's own form."""
    return F(name, source=f"party__{name}", through="party", **more)  # type: ignore[arg-type]


def _owned(record: Customer) -> Text | None:
    return None if record.owner_id is not None else _("It is in the pool.")


_MEMBER = F(
    "employee",
    kind=Kind.PERSON,
    label=_("Team member"),
    required=True,
    reference="org.employee",
    options={"virtual": True, "model": Employee},
)

customer_resource = Resource(
    Customer,
    name="customers",
    icon="idcard",
    title="party__name",
    hint="party__city",
    fields=(
        _party("name", required=True, search="A"),
        _party("code", search="B"),
        _party("short_name", search="A"),
        "level",
        F("status", tones={"prospect": "blue", "active": "green", "dormant": "neutral"}),
        # Later on an owner changes by claim, assign, transfer and return, which check caps and leave a trace.
        F("owner", create_only=True),
        F("department", create_only=True),
        "pool",
        "source",
        "industry",
        _party("phone", kind=Kind.PHONE, search="C", mask="phone"),
        _party("fax", kind=Kind.PHONE),
        _party("email"),
        _party("website", kind=Kind.TEXT),
        _party("credit_code", search="B"),
        _party("tax_number"),
        _party("country"),
        _party("region"),
        _party("city", search="D"),
        _party("address"),
        _party("postal_code"),
        _party("currency"),
        F("credit_limit", kind=Kind.MONEY, mode=READ),
        F("credit_days", mode=READ),
        F("last_follow_up_at", mode=READ),
        F("next_follow_up_at", mode=READ, deadline={}),
        F("party", mode=READ),
        F("is_protected", mode=READ),
        "note",
        F(
            "duplicate_reason",
            kind=Kind.TEXT,
            label=_("Why this is no duplicate"),
            options={"virtual": True, "asked": True},
        ),
    ),
    list=("name", "level", "status", "owner", "phone", "city", "last_follow_up_at", "next_follow_up_at"),
    filters=("owner", "level", "status", "next_follow_up_at"),
    summary=("level", "status", "owner", "next_follow_up_at", "credit_limit"),
    form=(
        Section(_("Basics"), ("name", "short_name", "code", "level", "status", "owner", "source", "industry")),
        Section(
            pgettext_lazy("section", "Contact"),
            ("phone", "fax", "email", "website", "country", "region", "city", "postal_code", "address"),
        ),
        Section(_("Invoicing"), ("credit_code", "tax_number", "currency")),
        Section(_("More"), ("note",), columns=1),
    ),
    tabs=(
        Tab("follow_ups", _("Follow-ups"), "crm.followup", {"customer": "$record.id"}),
        Tab("contacts", _("Contacts"), "masterdata.contact", {"party": "$record.party.id"}),
        Tab("opportunities", _("Opportunities"), "crm.opportunity", {"customer": "$record.id"}),
        Tab("leads", _("Leads"), "crm.lead", {"customer": "$record.id"}),
        Tab("owners", _("Changes of owner"), "crm.poolentry", {"customer": "$record.id"}),
    ),
    create=customers.create,
    update=customers.update,
    delete=customers.delete,
    verbs=(
        Verb(
            "claim",
            _("Claim"),
            pool.claim,
            tone="primary",
            bulk=True,
            when=lambda record, actor: None if record.owner_id is None else _("It has an owner."),
        ),
        Verb(
            "return_to_pool",
            _("Return to pool"),
            pool.return_to_pool,
            bulk=True,
            payload=(F("reason", kind=Kind.TEXT, label=_("Reason"), options={"virtual": True}),),
            confirm=_("Everybody who may claim customers will see it."),
            when=lambda record, actor: None if record.owner_id is not None else _("It is in the pool."),
        ),
        Verb(
            "assign",
            _("Assign"),
            pool.assign,
            bulk=True,
            payload=(F("owner", required=True),),
            when=lambda record, actor: None if record.owner_id is None else _("It has an owner."),
        ),
        Verb(
            "transfer",
            _("Transfer owner"),
            customers.transfer,
            bulk=True,
            payload=(
                F("owner", required=True),
                F(
                    "with_opportunities",
                    kind=Kind.BOOLEAN,
                    label=_("With open opportunities"),
                    default=True,
                    options={"virtual": True},
                ),
            ),
        ),
        Verb(
            "add_member",
            _("Add team member"),
            team.add_member,
            payload=(
                _MEMBER,
                F("writable", kind=Kind.BOOLEAN, label=_("May edit"), options={"virtual": True}),
                F("expires_at", kind=Kind.DATETIME, label=_("Until"), options={"virtual": True}),
            ),
        ),
        Verb(
            "protect",
            _("Protect"),
            pool.protect,
            when=lambda record, actor: _("It is protected.") if record.is_protected else _owned(record),
        ),
        Verb(
            "release",
            _("Release"),
            pool.release,
            when=lambda record, actor: None if record.is_protected else _("It is not protected."),
        ),
        Verb("remove_member", _("Remove team member"), team.remove_member, payload=(_MEMBER,)),
        Verb(
            "set_credit",
            _("Set credit"),
            credit.set_credit,
            payload=(F("credit_limit", kind=Kind.MONEY, required=False), F("credit_days", required=True)),
        ),
    ),
)
follow_up_resource = Resource(
    FollowUp,
    name="follow-ups",
    icon="message",
    title="content",
    fields=(
        "customer",
        "lead",
        "contact",
        "opportunity",
        "kind",
        F("content", kind=Kind.LONGTEXT),
        F("happened_at", required=False),
        F("is_back_dated", mode=READ),
        F("next_at", deadline={"next_outcome": ("",)}),
        F("next_outcome", mode=READ, tones={"done": "green", "superseded": "neutral", "dropped": "void"}),
        F("created_by", mode=READ),
        F("created_at", mode=READ),
    ),
    list=("customer", "kind", "content", "happened_at", "next_at", "created_by"),
    filters=("customer", "lead", "kind", "created_by", "next_at"),
    sort=("-happened_at",),
    form=(
        Section(
            _("Follow-up"), ("customer", "lead", "kind", "contact", "opportunity", "happened_at", "next_at", "content")
        ),
    ),
    create=follow_ups.create,
    update=None,
    delete=None,
    verbs=(
        Verb(
            "drop",
            _("No longer needed"),
            follow_ups.drop,
            when=lambda record, actor: (
                None if record.next_at and not record.next_outcome else _("Nothing is promised.")
            ),
        ),
    ),
)


def _open(record: Opportunity, actor: Actor) -> Text | None:
    return None if record.stage.outcome == Stage.Outcome.OPEN else _("It is closed.")


def _closed(record: Opportunity, actor: Actor) -> Text | None:
    return _("It is open.") if record.stage.outcome == Stage.Outcome.OPEN else None


# Days without activity (a follow-up, a change of stage), where they are more than the pipeline allows.
_IDLE = Cast(
    Floor(Extract(ExpressionWrapper(Now() - Col("last_activity_at"), output_field=DurationField()), "epoch") / 86400),
    IntegerField(),
)
_STALLED = Case(
    When(
        stage__outcome=Stage.Outcome.OPEN,
        last_activity_at__lt=Now() - Col("stage__pipeline__stalled_after_days") * timedelta(days=1),
        then=_IDLE,
    ),
    default=None,
    output_field=IntegerField(),
)

opportunity_resource = Resource(
    Opportunity,
    name="opportunities",
    icon="funnel-plot",
    hint="customer__party__name",
    fields=(
        F("name", search="A"),
        "customer",
        F("customer_name", source="customer__party__name", label=_("Customer name"), search="B"),
        F("stage", required=False),
        F("stage_position", source="stage__position", label=_("Order")),
        F("pipeline", source="stage__pipeline"),
        F("stalled_days", source=_STALLED, kind=Kind.INTEGER, label=_("Stalled (days)"), filterable=False),
        F("last_activity_at", mode=READ),
        F("outcome", source="stage__outcome", tones={"open": "blue", "won": "green", "lost": "red"}),
        F("amount", kind=Kind.MONEY, currency="currency"),
        "currency",
        F("probability", kind=Kind.PERCENT, required=False),
        F("is_pinned", required=False),
        F("expected_close_on", deadline={"outcome": ("open",)}),
        F("closed_on", mode=READ),
        "owner",
        "department",
        F("lost_reason", mode=READ),
        "note",
    ),
    list=("name", "customer", "stage", "amount", "probability", "expected_close_on", "owner"),
    filters=("pipeline", "stage", "owner", "customer", "expected_close_on"),
    summary=("stage", "amount", "probability", "expected_close_on", "owner"),
    form=(
        Section(
            _("Opportunity"),
            ("name", "customer", "amount", "currency", "expected_close_on", "owner", "probability", "is_pinned"),
        ),
        Section(_("More"), ("note",), columns=1),
    ),
    tabs=(Tab("follow_ups", _("Follow-ups"), "crm.followup", {"opportunity": "$record.id"}),),
    kanban=Kanban(
        "stage",
        "name",
        ("customer", "amount", "probability", "expected_close_on", "owner", "stalled_days"),
        sum="amount",
        verb="move",
    ),
    create=opportunities.create,
    update=opportunities.update,
    verbs=(
        Verb(
            "move",
            _("Move"),
            opportunities.move,
            tone="primary",
            payload=(F("stage", required=True), F("lost_reason", required=False)),
            when=_open,
        ),
        Verb("win", _("Mark as won"), opportunities.win, when=_open),
        Verb(
            "lose",
            _("Mark as lost"),
            opportunities.lose,
            tone="danger",
            payload=(F("lost_reason", required=True),),
            when=_open,
        ),
        Verb("reopen", _("Reopen"), opportunities.reopen, when=_closed),
    ),
)

RESOURCES = (
    lead_resource,
    customer_resource,
    Resource(
        Pool,
        name="pools",
        icon="inbox",
        fields=(
            "name",
            "is_default",
            "daily_limit",
            "holding_cap",
            "cool_down_days",
            "recycle_days_a",
            "recycle_days_b",
            "recycle_days_c",
            "warn_days",
        ),
        list=("name", "is_default", "daily_limit", "holding_cap", "cool_down_days"),
        sort=("name",),
    ),
    Resource(
        PoolEntry,
        name="pool-entries",
        icon="history",
        title="act",
        fields=tuple(
            F(name, mode=READ)
            for name in ("customer", "act", "employee", "former_owner", "reason", "rule", "created_at")
        ),
        list=("customer", "act", "employee", "former_owner", "reason", "created_at"),
        filters=("customer", "act", "employee"),
        create=None,
        update=None,
        delete=None,
    ),
    opportunity_resource,
    follow_up_resource,
    Resource(
        Pipeline,
        name="pipelines",
        fields=(
            "name",
            "is_default",
            "stalled_after_days",
            F(
                "stages",
                label=_("Stages"),
                lines=Lines(Stage, "pipeline", (F("name"), F("outcome"), F("probability", kind=Kind.PERCENT))),
            ),
        ),
        list=("name", "is_default"),
        sort=("name",),
    ),
    Resource(
        Stage,
        name="stages",
        fields=tuple(F(name, mode=READ) for name in ("name", "pipeline", "position", "outcome", "probability")),
        list=("name", "pipeline", "position", "outcome", "probability"),
        filters=("pipeline",),
        sort=("position",),
        create=None,
        update=None,
        delete=None,
    ),
)
