"""What customer relations refuse."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Malformed


class AlreadyClaimed(Conflict):
    code = "already_claimed"
    title = _("%(name)s already belongs to %(owner)s.")


class StageClosed(Conflict):
    code = "stage_closed"
    title = _("This opportunity is closed; reopen it first.")


class OtherPipeline(Conflict):
    code = "other_pipeline"
    title = _("This stage belongs to another pipeline.")


class NoPipeline(Conflict):
    code = "no_pipeline"
    title = _("The company has no sales process yet.")


class TooLongAgo(Conflict):
    code = "too_long_ago"
    title = _("A follow-up can be entered at most %(hours)s hours later.")


class StillBusy(Conflict):
    code = "still_busy"
    title = _("%(name)s still has open opportunities; close or transfer them first.")


class NoOwner(Conflict):
    code = "no_owner"
    title = _("%(name)s is in the pool already.")


class ClaimLimit(Conflict):
    code = "claim_limit"
    title = _("You have claimed %(limit)s customers today; more are not allowed.")


class HoldingFull(Conflict):
    code = "holding_full"
    title = _("%(name)s holds %(cap)s customers, which is the cap.")


class CoolingDown(Conflict):
    code = "cooling_down"
    title = _("You gave this customer back less than %(days)s days ago; somebody else may claim it first.")


class LeadNotOpen(Conflict):
    code = "lead_not_open"
    title = _("%(name)s was found to be invalid; take it up again first.")


class NothingToConvert(Conflict):
    code = "nothing_to_convert"
    title = _("Choose at least one of customer, contact and opportunity.")


class UseConvert(Conflict):
    code = "use_convert"
    title = _("Convert the lead, or mark it as invalid with a reason, instead of moving it there.")


class ReasonNeeded(Malformed):
    """Losing owes a reason, whichever way an opportunity gets there (crm section 1: compulsory)."""

    code = "reason_needed"
    title = _("Say why it was lost.")
