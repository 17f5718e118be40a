"""What master data refuses."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict


class PartyExists(Conflict):
    """A strong key (credit code, phone, e-mail) is known already. ``extra["matches"]`` says of each match only what the
    asker may know.
    """

    code = "party_exists"
    title = _("This customer or supplier is known already.")
