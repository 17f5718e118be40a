from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict


class NotPublished(Conflict):
    """Nobody can fill the form in (any more)."""

    code = "form_not_published"
    title = _("This form is not in use.")


class NothingToPublish(Conflict):
    code = "nothing_to_publish"
    title = _("There is no draft of this form.")


class CodeTaken(Conflict):
    code = "form_code_taken"
    title = _("Another form has this code.")


class FormHasDocuments(Conflict):
    code = "form_has_documents"
    title = _("Documents have been made with this form; it can only be retired.")
