"""What accounts refuse."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied


class InvitationClosed(Conflict):
    code = "invitation_closed"
    title = _("This invitation has been used, replaced, or has expired.")


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
