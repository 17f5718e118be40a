"""What accounts refuse."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied


class InvitationClosed(Conflict):
    code = "invitation_closed"
    title = _("This invitation has been used, replaced, or has expired.")


class LinkClosed(Conflict):
    code = "password_link_closed"
    title = _("This link for a new password has been used, replaced, or has expired.")


class NoAccount(Conflict):
    code = "no_account"
    title = _("%(name)s has no account yet. Invite them instead.")


class OwnPassword(Denied):
    code = "own_password"
    title = _("You change your own password on your account page.")


class WorksElsewhere(Denied):
    """The account opens a company too in which the helper may not help."""

    code = "works_elsewhere"
    title = _("%(name)s also works in a company that is not yours to administer.")


class HasAccount(Conflict):
    code = "has_account"
    title = _("%(name)s can sign in already.")


class NotWorkingHere(Conflict):
    code = "not_working_here"
    title = _("%(name)s does not work here now.")


class PasswordDue(Denied):
    """The password is older than the rules allow; nothing else is open until it has been changed."""

    code = "password_due"
    title = _("Your password has to be changed first.")


class ConfirmPassword(Denied):
    """The act is grave enough that a session left open does not suffice."""

    code = "confirm_password"
    title = _("Please give your password again.")
