"""What can be wrong with a decision model. A model that cannot be read is `Malformed`, with the places in `errors`."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import FieldError, Malformed, NotFound, Text


def bad_model(*errors: FieldError) -> Malformed:
    """A model that is refused; each error names the element."""
    return Malformed(_("The decision model cannot be read."), errors=errors)


def refuse(place: str, code: str, message: Text) -> Malformed:
    """A model that is refused for one thing."""
    return bad_model(FieldError(place, code, message))


class NotSupported(Malformed):
    """The model needs something that is not there: functions in Java or PMML, or a language other than FEEL."""

    code, title = "dmn_not_supported", _("The decision model needs something that is not supported: %(what)s.")

    def __init__(self, what: str) -> None:
        super().__init__(what=what, extra={"what": what})
        self.what = what


class UnknownDecision(NotFound):
    """The model has no decision, decision service or function of that name."""

    code, title = "dmn_unknown_decision", _("The model has no decision “%(name)s”.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
