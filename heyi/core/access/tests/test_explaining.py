"""What `access explain` says is what lists, records and verbs do."""

from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.config.commands import access
from heyi.core.access import explaining, shares
from heyi.core.access.actor import Actor, Scope
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant
from heyi.core.access.work import declare
from heyi.core.org.models import Company, Employee
from heyi.core.org.services import companies, people
from heyi.core.resources import detail, listing, registry, writing
from heyi.core.resources.saving import save
from heyi.kit.errors import Denied, NotFound
from tests.plain.models import Book

pytestmark = pytest.mark.django_db
PEOPLE = ("sales", "colleague", "manager", "finance", "warehouse", "boss", "employee", "stranger")
PLACES = ("root", "sales", "shanghai", "finance", "warehouse")


@st.composite
def worlds(draw: Any) -> dict[str, Any]:
    """Books with owners and departments, some of them shared; extra grants for whoever asks."""
    book = st.fixed_dictionaries(
        {
            "owner": st.sampled_from(PEOPLE),
            "department": st.sampled_from(PLACES),
            "share": st.sampled_from((None, "read", "write")),
        }
    )
    grant = st.tuples(st.sampled_from(("view", "update")), st.sampled_from(list(Scope)), st.sampled_from(PLACES))
    return {
        "who": draw(st.sampled_from(PEOPLE)),
        "books": draw(st.lists(book, min_size=1, max_size=4)),
        "grants": draw(st.lists(grant, max_size=3, unique_by=lambda found: found[:2])),
    }


def _system(company: Company) -> Actor:
    actor = companies.acting_for(company)
    declare(actor)
    return actor


def _build(cast: Any, world: dict[str, Any]) -> list[Book]:
    who = cast.employees[world["who"]]
    books = []
    for number, wanted in enumerate(world["books"]):
        owner = cast.employees[wanted["owner"]]
        home = cast.other if wanted["owner"] == "stranger" else cast.company
        actor = _system(home)
        department = owner.department if wanted["owner"] == "stranger" else cast.departments[wanted["department"]]
        book = Book(company=home, title=f"书{number}", owner=owner, department=department)
        books.append(save(book, actor=actor))
        if wanted["share"] and who.company_id == home.pk:
            writable = wanted["share"] == "write"
            shares.open_to(book, [who.pk], reason="share", actor=actor, writable=writable)
    actor = _system(cast.other if world["who"] == "stranger" else cast.company)
    role = save(Role(name="额外"), actor=actor)
    for verb, scope, place in world["grants"]:
        chosen = [cast.departments[place].pk] if who.company_id == cast.company.pk else [who.department_id]
        row = RoleGrant(role=role, permission=f"plain.book.{verb}", scope=scope, departments=chosen)
        save(row, actor=actor)
    save(RoleAssignment(role=role, employee=who), actor=actor)
    return books


def _shown(resource: Any, book: Book, actor: Any) -> bool:
    try:
        detail.show(resource, book.pk, actor)
    except NotFound:
        return False
    return True


def _changed(resource: Any, book: Book, actor: Any) -> bool:
    try:
        with transaction.atomic():
            writing.update(resource, book.pk, {"shelf": "old"}, actor, version=None)
            transaction.set_rollback(True)
    except (NotFound, Denied):
        return False
    return True


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds())
def test_the_verdict_is_what_list_record_and_verb_do(cast, world):
    resource, who = registry.get("plain.book"), cast.employees[world["who"]]
    with transaction.atomic():
        books = _build(cast, world)
        cast.system()
        told = {
            (book.pk, verb): explaining.explain(who, f"plain.book.{verb}", book).allowed
            for book in books
            for verb in ("view", "update")
        }
        actor = cast.actor(world["who"])
        listed = set(listing.rows_for(resource, listing.Query(), actor).values_list("pk", flat=True))
        for book in books:
            assert told[book.pk, "view"] == (book.pk in listed) == _shown(resource, book, actor)
            assert told[book.pk, "update"] == _changed(resource, book, actor)
        transaction.set_rollback(True)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0] or ""


def test_explaining_leaves_whoever_asks_as_they_were(cast, api):
    book = api("sales").post("plain/books", {"title": "甲"}).data
    cast.actor("admin")
    names = ("app.user", "app.employee", "app.companies", "app.actor", "app.groups")
    before = [_setting(name) for name in names]
    explaining.explain(cast.employees["stranger"], "plain.book.view", Book.objects.get(pk=book["id"]))
    assert [_setting(name) for name in names] == before


class TestReasons:
    """Each rule in words, in the language of whoever asks."""

    @pytest.fixture(autouse=True)
    def in_english(self, cast):
        cast.employees["admin"].user.language = "en"
        cast.employees["admin"].user.save(update_fields=["language"])

    def ask(self, api, cast, person, book, permission="plain.book.view"):
        query = {"employee": cast.employees[person].pk, "permission": permission, "id": book}
        return api("admin").get("access/explain", **query)

    def test_the_reach_of_a_role_is_named(self, api, cast):
        book = api("sales").post("plain/books", {"title": "甲"}).data["id"]
        own = self.ask(api, cast, "sales", book).data
        assert own["allowed"]
        assert any("The record is their own." in reason["text"] for reason in own["reasons"] if reason["holds"])
        other = self.ask(api, cast, "colleague", book).data
        assert not other["allowed"]
        texts = [reason["text"] for reason in other["reasons"]]
        assert any("its owner is 林晓雯" in text for text in texts), texts
        assert "Nobody has opened the record to them." in texts
        below = self.ask(api, cast, "manager", book).data
        assert any("counts for 上海销售组" in reason["text"] for reason in below["reasons"] if reason["holds"])

    def test_a_share_is_named_with_its_cause(self, api, cast):
        book = api("sales").post("plain/books", {"title": "甲"}).data["id"]
        record = Book.objects.get(pk=book)
        shares.open_to(record, [cast.employees["warehouse"].pk], reason="approval", actor=cast.system())
        told = self.ask(api, cast, "warehouse", book).data
        assert told["allowed"]
        assert any("Part of its approval" in reason["text"] for reason in told["reasons"] if reason["holds"])
        assert any("No role of theirs grants plain.book.view" in reason["text"] for reason in told["reasons"])
        assert not self.ask(api, cast, "warehouse", book, "plain.book.update").data["allowed"]

    def test_the_wall_between_companies_is_named(self, cast):
        book = save(Book(title="甲"), actor=cast.system())
        told = explaining.explain(cast.employees["stranger"], "plain.book.view", book)
        assert not told.allowed
        assert [(reason.kind, reason.holds) for reason in told.reasons] == [("company", False)]

    def test_whoever_has_left_has_nothing(self, cast, api):
        book = api("sales").post("plain/books", {"title": "甲"}).data["id"]
        people.leave(cast.employees["sales"].pk, actor=cast.actor("hr"))
        cast.system()
        gone = Employee.objects.get(pk=cast.employees["sales"].pk)
        told = explaining.explain(gone, "plain.book.view", Book.objects.get(pk=book))
        assert (told.allowed, told.reasons[0].kind) == (False, "account")

    def test_field_modes_come_with_the_roles_that_set_them(self, cast, api):
        actor = cast.system()
        for role in Role.objects.filter(assignments__employee=cast.employees["sales"]):
            save(FieldRule(role=role, resource="plain.book", field="price", mode="hidden"), actor=actor)
        query = {"employee": cast.employees["sales"].pk, "permission": "plain.book.view"}
        fields = {item["name"]: item for item in api("admin").get("access/explain", **query).data["fields"]}
        assert fields["price"]["mode"] == "hidden"
        # The role of every employee has no say about books, which it does not let anybody see.
        assert fields["price"]["text"].count("Hidden") == 1
        assert fields["title"]["text"] == "As declared; no role says otherwise."


class TestEndpoint:
    """Who may ask, and about what."""

    def test_only_those_with_the_permission_may_ask(self, api, cast):
        query = {"employee": cast.employees["sales"].pk, "permission": "plain.book.view"}
        assert api("sales").get("access/explain", **query).status_code == 403
        assert api("admin").get("access/explain", **query).status_code == 200

    def test_what_the_asker_may_not_see_is_not_explained(self, api, cast):
        theirs = save(Book(title="外", company=cast.other), actor=_system(cast.other))
        query = {"employee": cast.employees["sales"].pk, "permission": "plain.book.view", "id": theirs.pk}
        assert api("admin").get("access/explain", **query).status_code == 404
        query = {"employee": cast.employees["stranger"].pk, "permission": "plain.book.view"}
        assert api("admin").get("access/explain", **query).status_code == 404

    def test_unknown_permissions_are_malformed(self, api, cast):
        query = {"employee": cast.employees["sales"].pk, "permission": "plain.book.burn"}
        assert api("admin").get("access/explain", **query).status_code == 422


def test_the_command_prints_the_verdict_and_its_rules(cast, api):
    book = api("sales").post("plain/books", {"title": "甲"}).data["id"]
    cast.system()
    told = access.as_text(access.ask("colleague", "plain.book.view", book))
    assert told.startswith("Not allowed.")
    assert "  - The role" in told
    assert access.as_text(access.ask("sales", "plain.book.view", book)).startswith("Allowed.")
