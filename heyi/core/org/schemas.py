"""Bodies and answers of the organization's endpoints that no resource gives."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from heyi.core.accounts.schemas import PasswordRules
from heyi.core.org.selectors import Person, Unit
from heyi.core.resources.http.described import BINARY
from heyi.core.resources.http.shapes import Language

FILE = {"type": "object", "properties": {"file": BINARY}, "required": ["file"]}
StepName = Literal["departments", "people", "process"]


class SetupInfo(TypedDict):
    """Whether the link opens; ``ready`` when the company is there and one only has to sign in."""

    valid: bool
    ready: bool
    password: PasswordRules
    currencies: list[str]
    time_zone: str


class FirstAdministrator(TypedDict):
    token: str
    company: str
    name: str
    username: str
    password: str
    language: NotRequired[Language]
    currency: NotRequired[str]
    time_zone: NotRequired[str]


class Tree(TypedDict):
    on: str
    departments: list[Unit]


class People(TypedDict):
    on: str
    people: list[Person]


class Impact(TypedDict):
    """What moving a department changes: how much goes along, who begins and who ceases to reach it, roles that name it."""

    departments: int
    people: int
    lose: list[str]
    gain: list[str]
    roles: list[str]


class Holding(TypedDict):
    name: str
    label: str
    count: int


class Holdings(TypedDict):
    holdings: list[Holding]


class OutlineLine(TypedDict):
    line: int
    name: str
    depth: int
    known: bool
    error: str | None


class Outline(TypedDict):
    """What each line of an indented list means."""

    lines: list[OutlineLine]
    new: int
    errors: int


class Opened(TypedDict):
    opened: int


class RosterFault(TypedDict):
    column: str
    message: str


class RosterRow(TypedDict):
    row: int
    name: str
    contact: str
    department: str
    post: str
    new_post: bool
    manager: str
    role: str
    errors: list[RosterFault]


class Roster(TypedDict):
    """What each row of a pasted table means."""

    rows: list[RosterRow]
    errors: int


class HiredPerson(TypedDict):
    id: int
    name: str


class Hired(TypedDict):
    employees: list[HiredPerson]


class PastedText(TypedDict):
    text: str


class GuideStep(TypedDict):
    name: StepName
    done: bool
    count: int


class Guide(TypedDict):
    """How far the set-up of the company is; ``open`` while it is offered."""

    open: bool
    company: str
    steps: list[GuideStep]


class StepSeen(TypedDict):
    step: StepName
