"""Who may bring people in, and who sets up the company."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate, register

INVITE = register("accounts.invitation.create", _("Invite people")).name
SET_UP = register("accounts.setup.manage", _("Set up the company")).name

ROLES = (RoleTemplate("hr", _("Human resources"), (RoleGrant(INVITE, "company"),)),)
