"""Who may bring people in, help them in again, and who sets up the company."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate, register

INVITE = register("accounts.invitation.create", _("Invite people")).name
# Its data scope says whose: whom a delegated administrator may help.
RESET = register("accounts.password.give", _("Give a link for a new password")).name
SET_UP = register("accounts.setup.manage", _("Set up the company")).name

ROLES = (RoleTemplate("hr", _("Human resources"), (RoleGrant(INVITE, "company"),)),)
