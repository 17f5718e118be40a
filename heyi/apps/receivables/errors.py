"""What the receivables refuse."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict


class CreditExceeded(Conflict):
    """The customer's exposure would pass the limit. ``extra`` holds limit, exposure, document and their components."""

    code = "credit_exceeded"
    title = _("The credit limit would be exceeded.")
    detail = _("Limit %(limit)s, in use %(exposure)s, this document %(document)s (%(currency)s).")


class OverAllocated(Conflict):
    code = "over_allocated"
    title = _("More would be allocated than is open.")


class OverAdjusted(Conflict):
    code = "over_adjusted"
    title = _("More would be written off than is open.")


class OtherParty(Conflict):
    code = "other_party"
    title = _("The receipt and the instalment belong to different customers or currencies.")


class NothingToAllocate(Conflict):
    code = "nothing_to_allocate"
    title = _("There is nothing left to allocate.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    title = _("This allocation has been taken back already.")


class ClaimPaid(Conflict):
    code = "claim_paid"
    title = _("Money has been allocated to this claim; take the allocation back first.")
