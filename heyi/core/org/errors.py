"""What the organization refuses."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied, Malformed


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


class StillHolds(Conflict):
    """``extra["holdings"]`` lists what hangs on the person."""

    code = "still_holds"
    title = _("Before %(name)s leaves, somebody has to take over: %(what)s.")


class AlreadyLeft(Conflict):
    code = "already_left"
    title = _("%(name)s does not work here at present.")


class NotSuspended(Conflict):
    code = "not_suspended"
    title = _("%(name)s is not suspended.")


class PrimaryPost(Conflict):
    code = "primary_post"
    title = _("The primary post ends by a transfer or by leaving.")


class DelegationLoop(Conflict):
    code = "delegation_loop"
    title = _("These delegations would go round in a circle.")


class NotYours(Denied):
    code = "not_yours"
    title = _("You may name a delegate for yourself only.")


class YearUnknown(Conflict):
    code = "year_unknown"
    title = _(
        "The holidays and make-up days of %(year)s are not announced yet or not known to this version. "
        "Enter them by hand, or fill in the statutory days now and correct them later."
    )


class NotInFuture(Malformed):
    code = "in_the_future"
    title = _("A change of the organization counts from today or an earlier day.")
