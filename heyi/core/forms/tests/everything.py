"""A form with a field of every type, a document that has them all filled in, and people who may read and write differently."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant
from heyi.core.files.models import File
from heyi.core.forms.models import Form
from heyi.core.forms.tests import designs
from heyi.core.forms.tests.specimens import Ids, Named, Specimen, table
from heyi.core.forms.vocabulary import TYPES
from heyi.core.org.models import Department, Employee, Post
from heyi.core.org.services import departments, people
from heyi.core.resources import registry, writing
from heyi.core.resources.declare import Resource
from heyi.core.resources.saving import save
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.builder import approve, manager, role
from tests.plain.models import Book

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.client import ApiClient

READER = "employee"
"""Whose only role reads, changes and exports all documents of the company; field rules are put on it."""


@dataclass
class World:
    """``full`` is the document with everything, ``blank`` a draft with nothing, both of the salesperson."""

    cast: "Cast"
    ids: Ids
    form: Form
    specimens: dict[str, Specimen]
    role: Role
    files: Path
    full: int = 0
    blank: int = 0
    mode: str = ""
    clients: dict[str, "ApiClient"] = field(default_factory=dict)

    @property
    def resource(self) -> Resource:
        """The form as it is in force."""
        return registry.get(self.form.resource)

    @property
    def path(self) -> str:
        """Where its documents stand."""
        return self.form.resource.replace(".", "/")

    @property
    def given(self) -> dict[str, Specimen]:
        """The specimens that people fill in."""
        return {name: one for name, one in self.specimens.items() if one.is_given}

    @property
    def columns(self) -> dict[str, Specimen]:
        """The specimens that can stand in a line and are filled in."""
        return {name: one for name, one in self.given.items() if TYPES[one.type].in_lines}

    def values(self, which: str = "good", *, lines: bool = True) -> dict[str, Any]:
        """A body with all good (or other) values."""
        found = {f"f_{name}": getattr(one, which) for name, one in self.given.items()}
        if lines:
            # a file stands in one place only
            files = ("file", "image")
            row = {f"c_{n}": getattr(one, "other" if n in files else which) for n, one in self.columns.items()}
            found["rows"] = [{**row, "c_open": "open"}]
        return found

    def client(self, name: str) -> "ApiClient":
        """Somebody signed in."""
        from tests.client import ApiClient

        if name not in self.clients:
            self.clients[name] = ApiClient(self.cast.employees[name].user)
        return self.clients[name]

    def rule(self, mode: str, *names: str) -> None:
        """Give the reader's role this mode for fields."""
        actor = self.cast.system()
        for name in names:
            facts = {"role": self.role, "resource": self.form.resource, "field": name, "mode": mode}
            save(FieldRule(company_id=self.cast.company.pk, **facts), actor=actor)

    def every_name(self) -> list[str]:
        """All fields, and all columns but the one that is open to everybody."""
        columns = [*(f"rows.c_{name}" for name in self.columns), "rows.c_lookup"]
        return [*(f"f_{name}" for name in self.specimens if name != "serial"), *columns]


def build(cast: "Cast", files: Path) -> World:
    """The world, inside the transaction that is open; bytes of files lie in a folder of its own."""
    ids = _ids(cast, files)
    specimens = table(ids)
    form = designs.publish(cast.actor("admin"), "every", _design(specimens), *_steps(specimens))
    world = World(cast, ids, form, specimens, _reader(cast, form.resource), files)
    sales = cast.actor("sales")
    world.blank = writing.create(world.resource, {}, sales).pk
    world.full = writing.create(world.resource, world.values(), sales).pk
    return world


def labels(name: str) -> dict[str, str]:
    """The label of a field in the three languages."""
    return {"zh-hans": f"简{name}", "zh-hant": f"繁{name}", "en": f"En {name}"}


def _design(specimens: dict[str, Specimen]) -> dict[str, Any]:
    def one(prefix: str, name: str, specimen: Specimen) -> dict[str, Any]:
        said = {"label": labels(name), "required": specimen.is_given}
        return {"name": f"{prefix}{name}", "type": specimen.type, **said, **specimen.options}

    columns = [one("c_", name, found) for name, found in specimens.items() if TYPES[found.type].in_lines]
    columns = [{**column, "from": "c_reference"} if column["type"] == "lookup" else column for column in columns]
    return {
        "fields": [
            *(one("f_", name, found) for name, found in specimens.items()),
            {"name": "rows", "type": "lines", "label": labels("rows"), "required": True, "least": 1,
             "fields": [*columns, designs.field("c_open", "text"), designs.field("c_later", "text", later=True)]},
            designs.field("later", "text", later=True),
            designs.field("inner", "text", hidden=True),
            designs.field("double", "number", formula="f_number * 2", hidden=True),
        ],
        "list": ["f_text", "f_number"],
        "summary": ["f_text"],
    }  # fmt: skip


def _steps(specimens: dict[str, Specimen]) -> tuple[Any, ...]:
    """One who may read nothing, one who may change nothing, one who may change everything."""
    names = [f"f_{name}" for name in specimens if name != "serial"]
    given = [f"f_{name}" for name, one in specimens.items() if one.is_given]
    columns = [f"rows.c_{name}" for name, one in specimens.items() if TYPES[one.type].in_lines]
    hidden = dict.fromkeys([*names, *columns, "later", "inner", "double"], FieldRight.HIDDEN)
    return (
        approve("blind", "Blind", manager(), fields=hidden),
        approve("reading", "Reading", role("hr"), fields=dict.fromkeys([*given, "rows", "later"], FieldRight.READ)),
        approve(
            "writing", "Writing", role("finance"),
            fields={**dict.fromkeys([*given, "rows"], FieldRight.WRITE), "later": FieldRight.REQUIRED,
                    "rows.c_text": FieldRight.READ,
                    "rows.c_date": FieldRight.HIDDEN, "rows.c_later": FieldRight.REQUIRED},
        ),
    )  # fmt: skip


def _ids(cast: "Cast", folder: Path) -> Ids:
    admin = cast.actor("admin")
    root = cast.departments["root"]
    places = [departments.open_department(name=name, parent_id=root.pk, actor=admin) for name in ("Zqdept", "Zqbureau")]
    posts = [save(Post(company_id=cast.company.pk, code=name, name=name), actor=admin) for name in ("Zqpost", "Zqjob")]
    hired = [
        people.hire(name=name, number=name, department=Department.objects.get(pk=root.pk), actor=admin, post=posts[0])
        for name in ("Zqperson", "Zqhuman")
    ]
    trip = designs.publish(
        admin, "trip", {"fields": [designs.field("why", "text")]}, approve("manager", "Manager", manager())
    )
    sales = cast.actor("sales")
    books = [writing.create(registry.get("plain.book"), {"title": name}, sales) for name in ("Zqbook", "Zqnovel")]
    trips = [writing.create(registry.get(trip.resource), {"why": "so"}, sales) for _each in range(2)]
    for number, record in enumerate(trips):
        type(record)._default_manager.filter(pk=record.pk).update(number=f"ZQTRIP-{number}")
        record.refresh_from_db()
    names = ["zqa.txt", "zqb.txt", "zqc.png", "zqd.png", "zqe.png", "zqf.png", "zqg.txt", "zqh.png"]
    files = [_file(sales, name, folder) for name in names]
    pairs = [hired, places, posts, books, trips, files[:2], files[2:4], files[4:6], files[6:]]
    return Ids(*((_named(first), _named(second)) for first, second in pairs))


def _named(record: Any) -> Named:
    return Named(
        record.pk, str(getattr(record, "name", "") or record if not isinstance(record, Book) else record.title)
    )


def _file(actor: Any, name: str, folder: Path) -> File:
    place = folder / "uploads" / "zq" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(f"bytes of {name}".encode())
    kind = "image/png" if name.endswith("png") else "text/plain"
    facts = {"name": name, "type": kind, "size": 3, "sha256": "0" * 64, "path": f"zq/{name}"}
    return save(File(employee_id=actor.employee_id, company_id=actor.company_id, **facts), actor=actor)


def _reader(cast: "Cast", resource: str) -> Role:
    actor = cast.system()
    company = cast.company.pk
    found = save(Role(company_id=company, code="zq_reader", name="Zq reader"), actor=actor)
    for verb in ("view", "export", "update", "create", "copy"):
        save(RoleGrant(company_id=company, role=found, permission=f"{resource}.{verb}", scope="company"), actor=actor)
    employee: Employee = cast.employees[READER]
    RoleAssignment.objects.filter(employee=employee).delete()
    save(RoleAssignment(company_id=company, role=found, employee=employee), actor=actor)
    return found
