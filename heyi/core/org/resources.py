"""The organization as resources."""

from heyi.core.access.actor import Mode
from heyi.core.org.models import Department, Employee, Post
from heyi.core.org.services import departments as tree
from heyi.core.org.services import people
from heyi.core.resources.declare import F, Resource

employees = Resource(
    Employee,
    name="employees",
    icon="user",
    hint="department__name",
    fields=(
        F("name", search="A"),
        F("number", search="B"),
        F("department", required=False),
        "post",
        "manager",
        F("email", search="C"),
        F("phone", mask="phone"),
        F("status", mode=Mode.READ, tones={"active": "green", "suspended": "orange", "left": "void"}),
        "hired_on",
        F("left_on", mode=Mode.READ),
    ),
    list=("name", "number", "department", "post", "manager", "status"),
    filters=("department", "post", "status"),
    sort=("name",),
    create=people.create,
    update=people.update,
    delete=None,
)
departments = Resource(
    Department,
    name="departments",
    icon="apartment",
    fields=(F("name", search="A"), "code", "parent", "head", "sort", F("closed_on", mode=Mode.READ)),
    list=("name", "parent", "head"),
    sort=("name",),
    create=tree.create,
    update=tree.update,
    delete=None,
)
posts = Resource(
    Post, name="posts", icon="solution", fields=("name", "code", "rank"), list=("name", "code", "rank"), sort=("-rank",)
)

RESOURCES = (employees, departments, posts)
