"""Roles and who holds them, as administrators see them."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Mode
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant, Share
from heyi.core.access.services import assigning, editing
from heyi.core.resources.declare import F, Lines, Resource, Section, Tab

roles = Resource(
    Role,
    name="roles",
    icon="safety-certificate",
    fields=(
        "name",
        "description",
        F("code", mode=Mode.READ),
        F("duty", mode=Mode.READ),
        F("grants", label=_("Grants"), lines=Lines(RoleGrant, "role", (F("permission"), F("scope"), F("departments")))),
        F(
            "field_rules",
            label=_("Field rules"),
            lines=Lines(FieldRule, "role", (F("resource"), F("field"), F("mode"))),
        ),
    ),
    list=("name", "description", "code", "duty"),
    sort=("name",),
    form=(
        Section(_("Basics"), ("name", "description")),
        Section(_("Grants"), ("grants",), columns=1),
        Section(_("Field rules"), ("field_rules",), columns=1),
    ),
    tabs=(Tab("holders", _("Who holds it"), "access.roleassignment", {"role": "$record.id"}),),
    create=editing.create,
    update=editing.update,
    delete=editing.delete,
)
assignments = Resource(
    RoleAssignment,
    name="role-assignments",
    icon="user-switch",
    title="role__name",
    fields=(F("role", create_only=True), F("employee", create_only=True), "valid_to"),
    list=("employee", "role", "valid_to"),
    filters=("role", "employee", "valid_to"),
    create=assigning.assign,
    update=assigning.prolong,
    delete=assigning.revoke,
)
shares = Resource(
    Share,
    name="shares",
    icon="share-alt",
    title="resource",
    fields=(
        "resource",
        "record_id",
        F("employee", label=_("Employee")),
        F("department", label=_("Department")),
        "writable",
        "reason",
        "expires_at",
    ),
    list=("resource", "record_id", "employee", "department", "writable", "reason", "expires_at"),
    filters=("resource", "employee", "department", "reason"),
    create=None,
    update=None,
    delete=None,
)

RESOURCES = (roles, assignments, shares)
