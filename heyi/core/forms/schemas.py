"""Bodies and answers of forms over HTTP."""

from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label

State = Literal["draft", "published", "retired"]


class FormRow(TypedDict):
    """A form at a glance; ``name`` is in the reader's language."""

    id: int
    version: int
    code: str
    resource: str
    name: str
    about: str
    icon: str
    category: str
    state: State
    has_draft: bool
    number: int
    changed_at: datetime


class FormRows(TypedDict):
    rows: list[FormRow]


class FormProcess(TypedDict):
    """The process of a form: its draft, or else what is in force; ``xml`` is null when there is none yet."""

    version_id: int | None
    version: int
    number: int
    state: str
    xml: str | None


class DesignedForm(TypedDict):
    """A form for whoever designs it. ``design`` is the draft or what is in force; ``fixed`` are the names of fields that
    have held values, and keep their type.
    """

    id: int
    version: int
    code: str
    resource: str
    name: dict[str, str]
    about: dict[str, str]
    icon: str
    category: str
    state: State
    number: int
    design: dict[str, Any]
    has_draft: bool
    fixed: list[str]
    process: FormProcess


class FormVersionRow(TypedDict):
    number: int
    state: State
    published_at: datetime | None
    changed_at: datetime
    by: str


class FormVersions(TypedDict):
    rows: list[FormVersionRow]


class FormFinding(TypedDict):
    path: str
    code: str
    level: Literal["error", "warning"]
    message: str


class FormFindings(TypedDict):
    findings: list[FormFinding]


class StartRow(TypedDict):
    """A form that the reader may fill in."""

    resource: str
    page: str
    name: str
    about: str
    icon: str
    category: str


class StartRows(TypedDict):
    rows: list[StartRow]


class FillingDesign(TypedDict):
    """A form as whoever fills it in gets it: without the fields that are hidden from them."""

    resource: str
    name: str
    number: int
    design: dict[str, Any]


class Evaluated(TypedDict):
    """Values with formulas and look-ups worked out; ``shown`` are the fields that are there with these values."""

    values: dict[str, Any]
    shown: list[str]
    errors: list[FormFinding]


class Region(TypedDict):
    code: str
    label: str
    leaf: bool


class Regions(TypedDict):
    rows: list[Region]


class FormTemplate(TypedDict):
    """A ready form: how many fields and steps it has, and the names of forms that come with it."""

    code: str
    name: str
    about: str
    icon: str
    category: str
    fields: int
    steps: int
    installed: bool
    needs: list[str]


class FormTemplates(TypedDict):
    rows: list[FormTemplate]


class AttemptStep(TypedDict):
    """Somebody who would be asked; ``empty``: nobody was found, and the step's rule for that decided."""

    node: str
    name: str
    people: list[Label]
    empty: bool


class FormAttempt(TypedDict):
    """``ends`` is the state of the case at the end, or what it waits for; no steps while there are errors."""

    values: dict[str, Any]
    errors: list[FormFinding]
    steps: list[AttemptStep]
    ends: str
