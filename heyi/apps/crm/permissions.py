"""Who works with which customers."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.guards import Guard
from heyi.core.access.permissions import RoleGrant, RoleTemplate

_PROCESS = (
    RoleGrant("crm.pipeline.view", "company"),
    RoleGrant("crm.stage.view", "company"),
    RoleGrant("crm.pool.view", "company"),
)

_LEADING = (
    RoleGrant("crm.customer.transfer", "department_and_below"),
    RoleGrant("crm.customer.assign", "department_and_below"),
    RoleGrant("crm.customer.protect", "department_and_below"),
    RoleGrant("crm.customer.release", "department_and_below"),
    RoleGrant("crm.pool.create", "company"),
    RoleGrant("crm.pool.update", "company"),
)


def _selling(scope: str) -> tuple[RoleGrant, ...]:
    verbs = {
        "lead": ("view", "create", "update", "delete", "export", "convert", "move", "discard", "revive"),
        "customer": ("view", "create", "update", "export", "claim", "return_to_pool", "add_member", "remove_member"),
        "poolentry": ("view",),
        "followup": ("view", "create", "export", "drop"),
        "opportunity": ("view", "create", "update", "delete", "export", "move", "win", "lose", "reopen"),
    }
    return tuple(RoleGrant(f"crm.{name}.{verb}", scope) for name, acts in verbs.items() for verb in acts)


def _looking(scope: str) -> tuple[RoleGrant, ...]:
    return tuple(
        RoleGrant(f"crm.{name}.view", scope) for name in ("lead", "customer", "followup", "opportunity", "poolentry")
    )


ROLES = (
    RoleTemplate("sales", _("Sales"), (*_PROCESS, *_selling("own"))),
    RoleTemplate(
        "sales_manager",
        _("Sales manager"),
        (*_PROCESS, *_selling("department_and_below"), *_LEADING),
    ),
    RoleTemplate(
        "finance", _("Finance"), (*_PROCESS, *_looking("company"), RoleGrant("crm.customer.set_credit", "company"))
    ),
    RoleTemplate(
        "service", _("Service"), (*_PROCESS, *_looking("company"), RoleGrant("crm.followup.create", "company"))
    ),
    RoleTemplate("general_manager", _("General manager"), (*_PROCESS, *_looking("company"))),
)

# Whoever reaches the customer reaches its party, and nobody else does unless it is a supplier too.
GUARDS = (
    Guard(
        "masterdata.party",
        by="crm.customer",
        label=_("Customer"),
        there="party_id",
        rows=Q(is_customer=True, is_supplier=False),
    ),
)
