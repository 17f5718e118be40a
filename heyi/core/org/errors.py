"""What the organization refuses."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied


class NotEmployed(Denied):
    code = "not_employed"
    title = _("This account has no active employment in any company.")


class DepartmentLoop(Conflict):
    code = "department_loop"
    title = _("A department cannot be moved below itself.")


class ManagerLoop(Conflict):
    code = "manager_loop"
    title = _("Nobody can be their own manager, not even through others.")


class SetupClosed(Conflict):
    code = "setup_closed"
    title = _("This link has been used or has expired.")
