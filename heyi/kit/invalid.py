"""What is wrong with a value: one class of ValueError with a stable code and a sentence in the reader's language."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class InvalidValue(ValueError):
    """A value that cannot be accepted. `code` is stable and goes into problem details; `message` is translated late."""

    messages: ClassVar[dict[str, Promise]] = {
        "bad_number": _("This is not a number."),
        "number_too_large": _("The number is too large."),
        "number_too_precise": _("The number has too many decimal places."),
        "number_negative": _("The number must not be negative."),
        "bad_rate": _("The rate is out of range."),
        "bad_discount": _("The discount must be between 0% and 100%."),
        "unknown_currency": _("This currency is not known."),
        "nothing_to_spread_over": _("There is nothing to spread the amount over."),
        "bad_boolean": _("Write yes or no."),
        "bad_date": _("This is not a date."),
        "ambiguous_date": _("Day and month cannot be told apart. Write the year first, for example 2026-11-23."),
        "date_out_of_range": _("The date is out of range."),
        "bad_datetime": _("This is not a date and time."),
        "hidden_characters": _("The text contains hidden or control characters."),
        "unknown_encoding": _("The character encoding of the file cannot be recognised. Save it as UTF-8."),
        "bad_phone": _("This is not a telephone number."),
        "bad_email": _("This is not an e-mail address."),
        "bad_length": _("The number has the wrong length."),
        "bad_characters": _("The number contains characters that do not belong there."),
        "bad_check_digit": _("The check digit is wrong. Look for a typing error."),
        "bad_birth_date": _("The birth date inside the number is not a date."),
        "no_working_time": _("The working calendar has no working time."),
        "bad_interval": _("The working hours overlap or are not in order."),
        "range_too_long": _("The period is too long."),
        "unknown_region": _("The public holidays of this region are not known."),
        "bad_cursor": _("This page mark is not valid here. Start again from the first page."),
    }

    def __init__(self, code: str, value: object = None) -> None:
        super().__init__(code)
        self.code = code
        self.value = value

    @property
    def message(self) -> str:
        """The sentence for a person, in the language that is active now."""
        return str(self.messages.get(self.code, self.code))


class InvalidNumber(InvalidValue):
    """Not a usable number or amount."""


class InvalidMoment(InvalidValue):
    """Not a usable date or time."""


class InvalidText(InvalidValue):
    """Not usable text."""


class InvalidIdentity(InvalidValue):
    """Not a usable registration number, telephone number or address."""


class InvalidCalendar(InvalidValue):
    """A working calendar that cannot be computed with."""


class InvalidCursor(InvalidValue):
    """A page mark that was altered, is broken, or belongs to another list."""

    def __init__(self, value: object = None) -> None:
        super().__init__("bad_cursor", value)
