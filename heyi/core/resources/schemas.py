"""Bodies and answers of the endpoints that belong to no single resource."""

from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from heyi.core.accounts.schemas import PasswordRules
from heyi.core.resources.http.shapes import Label, Language, Tone

Kind = Literal[
    "text", "longtext", "richtext", "integer", "decimal", "quantity", "money", "percent", "date", "datetime",
    "boolean", "choice", "multichoice", "person", "department", "company", "reference", "lines", "file", "phone",
    "email", "url", "json", "time", "daterange", "duration", "idnumber", "taxid", "address", "records", "cascade",
    "region", "files", "images", "signature", "location", "rating",
]  # fmt: skip


class Myself(TypedDict):
    """The account of whoever is signed in, with its preferences."""

    id: int
    username: str
    name: str
    email: str
    language: Language
    time_zone: str
    theme: Literal["light", "dark", "system"]
    density: Literal["comfortable", "compact"]
    pinned: list[str]


class Preferences(TypedDict, total=False):
    language: Language
    time_zone: str
    theme: Literal["light", "dark", "system"]
    density: Literal["comfortable", "compact"]
    pinned: list[str]


class Place(TypedDict):
    """The person's place in the organization."""

    id: int
    name: str
    company: Label
    department: Label | None
    post: str


class MenuItem(TypedDict):
    name: str
    label: str
    path: str
    resource: str | None
    icon: str | None


class MenuApp(TypedDict):
    app: str
    label: str
    icon: str | None
    items: list[MenuItem]


class Me(TypedDict):
    """``password_due``: the password is older than the rules allow, and nothing else is open until it is changed."""

    user: Myself
    password_due: bool
    password_rules: PasswordRules
    employee: Place
    companies: list[Label]
    permissions: list[str]
    menu: list[MenuApp]
    demo: bool


class Choice(TypedDict):
    value: str | int
    label: str
    tone: Tone


class Field(TypedDict):
    """One field as this person may use it. What says nothing is left out."""

    name: str
    kind: Kind
    label: str
    help: str
    required: bool
    mode: Literal["write", "read", "masked", "hidden"]
    filter: list[str]
    sortable: NotRequired[Literal[True]]
    create_only: NotRequired[Literal[True]]
    reference: NotRequired[str]
    currency_field: NotRequired[str]
    decimals: NotRequired[int]
    deadline: NotRequired[dict[str, list[str]]]
    default: NotRequired[Any]
    choices: NotRequired[list[Choice]]
    fields: NotRequired[list["Field"]]


class Section(TypedDict):
    title: str
    columns: int
    fields: list[str]


class Tab(TypedDict):
    """Records of another resource; values of ``filter`` may name ``$record`` fields."""

    name: str
    label: str
    resource: str
    filter: dict[str, str]


class Verb(TypedDict):
    name: str
    label: str
    tone: Tone
    bulk: bool
    confirm: str | None
    payload: list[Field]


# A class cannot have a member called import.
Allowed = TypedDict("Allowed", {"create": bool, "update": bool, "import": bool, "export": bool})


class ListLayout(TypedDict):
    columns: list[str]
    sort: list[str]
    quick_filters: list[str]
    search: bool


class Kanban(TypedDict):
    group: str
    title: str
    fields: list[str]
    sum: str | None
    verb: str | None


class Detail(TypedDict):
    summary: list[str]
    sections: list[Section]
    tabs: list[Tab]


Fields: TypeAlias = list[Field]
Sections: TypeAlias = list[Section]
Verbs: TypeAlias = list[Verb]


class Resource(TypedDict):
    """One resource as this person may use it; ``page`` is where its pages live in the web app."""

    key: str
    app: str
    name: str
    path: str
    page: str
    label: str
    label_plural: str
    icon: str
    title_field: str
    permissions: Allowed
    fields: Fields
    list: ListLayout
    kanban: Kanban | None
    form: Sections
    detail: Detail
    verbs: Verbs


class Meta(TypedDict):
    """``version`` changes when any of it does."""

    resources: dict[str, Resource]
    version: str


class Hit(TypedDict):
    """A record that matches; ``path`` is its page."""

    id: int
    label: str
    hint: str
    path: str


class SearchGroup(TypedDict):
    resource: str
    label: str
    rows: list[Hit]


class Found(TypedDict):
    groups: list[SearchGroup]


class ViewQuery(TypedDict, total=False):
    """Filter, order, columns and form of a list."""

    filter: Any
    sort: list[str]
    columns: list[str]
    q: str
    mode: Literal["table", "kanban", "calendar"]


class SavedView(TypedDict):
    id: int
    version: int
    resource: str
    name: str
    shared: bool
    mine: bool
    query: ViewQuery


class SavedViews(TypedDict):
    rows: list[SavedView]


class NewView(TypedDict):
    resource: str
    name: str
    shared: NotRequired[bool]
    query: NotRequired[ViewQuery]


class ViewChange(TypedDict, total=False):
    name: str
    shared: bool
    query: ViewQuery
    version: int
