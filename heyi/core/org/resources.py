"""The organization as resources."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.actor import Actor, Mode
from heyi.core.org.models import (
    Assignment,
    CalendarDay,
    Delegation,
    Department,
    Employee,
    Membership,
    Post,
    UserGroup,
    WorkCalendar,
)
from heyi.core.org.services import calendars, delegations, people, posts
from heyi.core.org.services import departments as tree
from heyi.core.resources.declare import F, Lines, Resource, Section, Verb
from heyi.core.resources.kinds import Kind
from heyi.kit.errors import Text

VIRTUAL = {"virtual": True}


def _not_here(record: Employee, actor: Actor) -> Text | None:
    return None if record.status == Employee.Status.ACTIVE else _("Not at work at present.")


def _gone(record: Employee, actor: Actor) -> Text | None:
    return _("Has left.") if record.status == Employee.Status.LEFT else None


def _leave(employee_id: int, *, actor: Actor, on: object = None, successor: int | None = None) -> Employee:
    return people.leave(employee_id, actor=actor, on=on, successor_id=successor)  # type: ignore[arg-type]


employees = Resource(
    Employee,
    name="employees",
    icon="user",
    hint="department__name",
    fields=(
        F("name", search="A"),
        F("number", search="B"),
        F("department", required=False, options={"when_empty": tree.top}),
        "post",
        "manager",
        F("email", search="C"),
        F("phone", mask="phone"),
        F("status", mode=Mode.READ, tones={"active": "green", "suspended": "orange", "left": "void"}),
        "hired_on",
        F("left_on", mode=Mode.READ),
        F(
            posts.FIELD,
            label=_("Concurrent posts"),
            lines=Lines(Assignment, "employee", (F("department"), F("post"), F("manager")), only=posts.present),
        ),
    ),
    list=("name", "number", "department", "post", "manager", "status"),
    filters=("department", "post", "status"),
    sort=("name",),
    form=(
        Section(
            _("Employee"),
            ("name", "number", "department", "post", "manager", "email", "phone", "status", "hired_on", "left_on"),
        ),
        Section(_("Concurrent posts"), (posts.FIELD,), columns=1),
    ),
    create=people.create,
    update=people.update,
    delete=None,
    verbs=(
        Verb(
            "suspend",
            _("Suspend"),
            people.suspend,
            tone="danger",
            confirm=_("Sessions and keys end at once; what they are responsible for stays theirs."),
            when=_not_here,
        ),
        Verb(
            "resume",
            _("Resume"),
            people.resume,
            when=lambda record, actor: None if record.status == "suspended" else _("Not suspended."),
        ),
        Verb(
            "leave",
            _("Leave the company"),
            _leave,
            tone="danger",
            payload=(
                F(
                    "successor",
                    kind=Kind.PERSON,
                    label=_("Who takes over"),
                    required=False,
                    reference="org.employee",
                    options={**VIRTUAL, "model": Employee},
                ),
                F("on", kind=Kind.DATE, label=_("First day away"), required=False, options=VIRTUAL),
            ),
            when=_gone,
        ),
    ),
)
departments = Resource(
    Department,
    name="departments",
    icon="apartment",
    fields=(
        F("name", search="A"),
        "code",
        F("parent", options={"when_empty": tree.top}),
        "head",
        "calendar",
        "sort",
        F("closed_on", mode=Mode.READ),
    ),
    list=("name", "parent", "head"),
    sort=("name",),
    create=tree.create,
    update=tree.update,
    delete=None,
    verbs=(
        Verb(
            "move",
            pgettext_lazy("department", "Move"),
            tree.move,
            payload=(F("parent", required=True), F("since", kind=Kind.DATE, label=_("Since"), options=VIRTUAL)),
        ),
    ),
)
post_resource = Resource(
    Post, name="posts", icon="solution", fields=("name", "code", "rank"), list=("name", "code", "rank"), sort=("-rank",)
)
delegation_resource = Resource(
    Delegation,
    name="delegations",
    icon="swap",
    title="note",
    fields=(
        F("principal", required=False),
        "delegate",
        "starts_at",
        "ends_at",
        F("processes", required=False),
        F("amount_below", required=False),
        F("covers_open", required=False),
        "note",
        F("revoked_at", label=_("Revoked"), mode=Mode.READ),
    ),
    list=("principal", "delegate", "starts_at", "ends_at", "note", "revoked_at"),
    filters=("principal", "delegate", "ends_at"),
    sort=("-starts_at",),
    form=(
        Section(
            _("Delegation"), ("principal", "delegate", "starts_at", "ends_at", "amount_below", "covers_open", "note")
        ),
    ),
    create=delegations.create,
    update=delegations.update,
    delete=None,
    verbs=(
        Verb(
            "revoke",
            _("Revoke"),
            delegations.revoke,
            tone="danger",
            when=lambda record, actor: None if record.revoked_at is None else _("It has been revoked."),
        ),
    ),
)
calendar_resource = Resource(
    WorkCalendar,
    name="calendars",
    icon="calendar",
    fields=(
        "name",
        "region",
        "time_zone",
        "is_default",
        F("days", label=_("Special days"), lines=Lines(CalendarDay, "calendar", (F("on"), F("kind"), F("name")))),
    ),
    list=("name", "region", "time_zone", "is_default"),
    sort=("name",),
    form=(
        Section(_("Working calendar"), ("name", "region", "time_zone", "is_default")),
        Section(_("Special days"), ("days",), columns=1),
    ),
    verbs=(
        Verb(
            "fill",
            _("Fill in public holidays"),
            calendars.fill,
            tone="primary",
            payload=(
                F("year", kind=Kind.INTEGER, label=_("Year"), required=True, options=VIRTUAL),
                F(
                    "provisional",
                    kind=Kind.BOOLEAN,
                    label=_("Statutory days also when the year is not announced"),
                    options=VIRTUAL,
                ),
            ),
        ),
    ),
)

group_resource = Resource(
    UserGroup,
    name="groups",
    icon="team",
    fields=(
        F("name"),
        F("code"),
        F("note"),
        F(
            "members",
            label=_("Members"),
            lines=Lines(Membership, "group", (F("employee"), F("starts_on"), F("ends_on"))),
        ),
    ),
    list=("name", "code", "note"),
    sort=("name",),
    form=(Section(_("User group"), ("name", "code", "note")), Section(_("Members"), ("members",), columns=1)),
)

RESOURCES = (employees, departments, post_resource, group_resource, delegation_resource, calendar_resource)
