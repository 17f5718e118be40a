"""The words of a mapping as data: what ``mapping`` has read and ``running`` follows."""

from dataclasses import dataclass, field

from heyi.core.importing.document import Node
from heyi.core.importing.expressions import Formula
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import TEXTS, Kind

# Kinds by whose values people name a record.
FINDABLE = TEXTS | {Kind.INTEGER, Kind.CHOICE}
FIELD_MEMBERS = (
    "column", "expression", "constant", "find", "map", "otherwise", "default", "lookup", "by", "separator", "format",
    "numbers",
)  # fmt: skip
STEP_MEMBERS = ("name", "file", "resource", "key", "mode", "repeats", "when", "fields", "lines", "then")
FILE_MEMBERS = ("path", "sheet", "encoding", "delimiter", "header", "empty", "escapes")
DEFAULTS = ("encoding", "delimiter", "empty", "escapes", "dates", "numbers")
MODES = ("upsert", "create", "update")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = ("auto", "utf-8", "gb18030", "gbk", "gb2312", "big5", "utf-16", "cp1252", "latin-1", "shift_jis", "euc-kr")


@dataclass(frozen=True)
class FileSpec:
    """A file below the folder that is imported, and how to read it."""

    path: str
    sheet: str = ""
    encoding: str = "auto"
    delimiter: str = "auto"
    header: int = 1
    empty: tuple[str, ...] = ("",)
    escapes: bool = False
    line: int = 0


@dataclass(frozen=True)
class Find:
    """Take a value from another file: the row whose ``key`` column equals this value."""

    file: FileSpec
    key: str
    take: str


@dataclass(frozen=True)
class FieldSpec:
    """Where one field's value comes from and what happens to it on the way, in this order: source, find, map, default,
    lookup.
    """

    target: str
    node: Node
    column: str | None = None
    formula: Formula | None = None
    constant: str | None = None
    find: Find | None = None
    values: dict[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    default: str | None = None
    lookup: str | None = None
    by: str | None = None
    separator: str = ""
    dates: str = ""
    numbers: str = "point"

    @property
    def source(self) -> str:
        """How error files call the place: the column, or the target for what is computed."""
        return self.column or self.target


@dataclass(frozen=True)
class LinesSpec:
    """Rows of another file that become the rows of a lines field: ``on`` maps its columns to columns of the parent."""

    target: str
    file: FileSpec
    on: dict[str, str]
    fields: tuple[FieldSpec, ...]
    when: Formula | None
    node: Node


@dataclass(frozen=True)
class Then:
    """A verb to call after a record has been created."""

    verb: str
    when: Formula | None
    payload: tuple[FieldSpec, ...]
    node: Node


@dataclass(frozen=True)
class Step:
    """One file into one resource."""

    name: str
    resource: Resource
    file: FileSpec
    key: tuple[str, ...]
    mode: str
    repeats: bool
    when: Formula | None
    fields: tuple[FieldSpec, ...]
    lines: tuple[LinesSpec, ...]
    then: tuple[Then, ...]
    node: Node


def path_of(resource: Resource, field_: F) -> str | None:
    """The ORM path by which a field finds records: its column, the path of a joined one, or the ``path`` that a virtual
    one declares; None for what is computed and for lines.
    """
    if field_.lines is not None:
        return None
    if field_.options.get("virtual"):
        declared = field_.options.get("path")
        return str(declared) if declared else None
    if field_.source is not None:
        return field_.source if isinstance(field_.source, str) else None
    return str(getattr(resource.model._meta.get_field(field_.name), "attname", field_.name))


def parent_of(resource: Resource) -> F | None:
    """The field that makes a tree of the records: the reference called ``parent``."""
    found = resource.by_name.get("parent")
    return found if found is not None and found.reference == resource.key else None
