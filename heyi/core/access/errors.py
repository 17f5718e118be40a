"""What access refuses when rights are handed on."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied


class BeyondOwn(Denied):
    """Nobody hands on what reaches further than what they hold. ``extra["permission"]`` names the first such function."""

    code = "beyond_own"
    title = _("This would grant more than you hold yourself (%(what)s).")


class OwnRoles(Denied):
    code = "own_roles"
    title = _("Nobody changes their own roles. Somebody else has to do it.")


class LastAdministrator(Conflict):
    code = "last_administrator"
    title = _("Somebody has to remain who administers the system without a date of expiry.")


class DutiesExclude(Conflict):
    code = "duties_exclude"
    title = _("%(name)s holds the role %(held)s. System, security and audit administration are never in one hand.")
