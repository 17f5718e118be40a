"""The field vocabulary: what kinds there are, and which kind a model field has by itself."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Kind(StrEnum):
    """One word for how a value is entered, shown, filtered, imported and printed."""

    TEXT = "text"
    LONGTEXT = "longtext"
    RICHTEXT = "richtext"
    INTEGER = "integer"
    DECIMAL = "decimal"
    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    PERSON = "person"
    DEPARTMENT = "department"
    COMPANY = "company"
    REFERENCE = "reference"
    LINES = "lines"
    FILE = "file"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    JSON = "json"
    TIME = "time"
    DATERANGE = "daterange"
    DURATION = "duration"
    IDNUMBER = "idnumber"
    TAXID = "taxid"
    ADDRESS = "address"
    RECORDS = "records"
    CASCADE = "cascade"
    REGION = "region"
    FILES = "files"
    IMAGES = "images"
    SIGNATURE = "signature"
    LOCATION = "location"
    RATING = "rating"


REFERENCES = frozenset({Kind.PERSON, Kind.DEPARTMENT, Kind.COMPANY, Kind.REFERENCE})
NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.QUANTITY, Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.RATING})
EXACT = NUMBERS - {Kind.INTEGER, Kind.RATING}
TEXTS = frozenset(
    {
        Kind.TEXT, Kind.LONGTEXT, Kind.RICHTEXT, Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.IDNUMBER, Kind.TAXID,
        Kind.ADDRESS,
    }
)  # fmt: skip
ATTACHED = frozenset({Kind.FILES, Kind.IMAGES, Kind.SIGNATURE})
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME, Kind.DATERANGE})

_BY_TARGET = {"org.Employee": Kind.PERSON, "org.Department": Kind.DEPARTMENT, "org.Company": Kind.COMPANY}
_BY_CLASS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.EmailField, Kind.EMAIL),
    (models.URLField, Kind.URL),
    (models.TextField, Kind.LONGTEXT),
    (models.CharField, Kind.TEXT),
    (models.DecimalField, Kind.DECIMAL),
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.BooleanField, Kind.BOOLEAN),
    (models.IntegerField, Kind.INTEGER),
    (ArrayField, Kind.MULTICHOICE),
    (models.JSONField, Kind.JSON),
)


def kind_of(field: models.Field) -> Kind:
    """The kind that follows from the model field alone; a declaration may say a narrower one (money, percent)."""
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        label = target._meta.label if isinstance(target, type) else str(target)
        return _BY_TARGET.get(label, Kind.REFERENCE)
    if getattr(field, "choices", None):
        return Kind.CHOICE
    for cls, kind in _BY_CLASS:
        if isinstance(field, cls):
            return kind
    raise TypeError(f"No kind is known for {field!r}.")


# Operators by kind; the first is what a filter row offers first.
OPERATORS: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(TEXTS, ("contains", "eq", "ne", "starts", "in", "empty")),
    **dict.fromkeys(NUMBERS, ("eq", "ge", "le", "between", "gt", "lt", "ne", "empty")),
    **dict.fromkeys(MOMENTS, ("between", "eq", "ge", "le", "gt", "lt", "empty")),
    **dict.fromkeys(REFERENCES, ("in", "eq", "ne", "empty")),
    Kind.CHOICE: ("in", "eq", "ne", "empty"),
    Kind.MULTICHOICE: ("contains", "empty"),
    Kind.BOOLEAN: ("eq",),
    Kind.TIME: ("between", "eq", "ge", "le", "empty"),
    # A span is looked for by its first day.
    Kind.DATERANGE: ("between", "eq", "ge", "le", "gt", "lt", "empty"),
    Kind.RECORDS: ("contains", "empty"),
    Kind.CASCADE: ("contains", "empty"),
    Kind.REGION: ("starts", "empty"),
    **dict.fromkeys((Kind.FILE, Kind.LOCATION, *ATTACHED), ("empty",)),
    Kind.LINES: (),
    Kind.JSON: (),
}
