"""Every type under the rights of a step: who decides without seeing it, who reads it, and who changes it."""

from typing import Any

import orjson
import pytest

from heyi.core.forms.models import Document
from heyi.core.forms.tests import channels
from heyi.core.forms.tests.everything import World
from heyi.core.forms.tests.test_type_matrix import GIVEN
from heyi.core.resources import listing, registry
from heyi.core.resources.summing import aggregate
from heyi.core.workflow import models

ATTACHED = ("file", "image", "signature")
ELSEWHERE = ("approval", "approvals")
"""What points to papers that only their initiator sees."""
CHANGED = [name for name in GIVEN if name not in (*ATTACHED, *ELSEWHERE)]


@pytest.fixture
def submitted(world: World) -> World:
    """It waits for the one who may read nothing."""
    answer = world.client("sales").post(f"{world.path}/{world.full}/submit", {})
    assert answer.status_code == 200, answer.data
    return world


@pytest.fixture
def reading(submitted: World) -> World:
    """It waits for the one who may change nothing."""
    decide(submitted, "manager")
    return submitted


@pytest.fixture
def writing(reading: World) -> World:
    """It waits for the one who may change everything."""
    decide(reading, "hr")
    return reading


def task() -> str:
    return f"workflow/tasks/{models.Task.objects.get(state='open').pk}"


def decide(world: World, name: str) -> None:
    answer = world.client(name).post(f"{task()}/approve", {"opinion": "ok"})
    assert answer.status_code in (200, 204), answer.data


def stored(world: World) -> dict[str, Any]:
    data = Document.objects.get(pk=world.full).data
    assert isinstance(data, dict)
    return data


def seen(world: World, name: str) -> dict[str, Any]:
    """The snapshot of the case as somebody gets it."""
    case = models.Case.objects.get().pk
    found = world.client(name).get(f"workflow/cases/{case}").data["snapshot"]
    assert isinstance(found, dict)
    return found


def edit(world: World, name: str, values: dict[str, Any], content: dict[str, Any]) -> Any:
    fields = {field: {"value": value, "seen": content.get(field)} for field, value in values.items()}
    return world.client(name).post(f"{task()}/edit", {"fields": fields})


def as_sent(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a snapshot as a body has it: records and files by their ids."""

    def sent(value: Any) -> Any:
        if isinstance(value, list):
            return [sent(one) for one in value]
        return value["id"] if isinstance(value, dict) and "id" in value else value

    return {name: sent(value) for name, value in row.items()}


class TestHidden:
    def test_whoever_decides_blindly_hears_nothing_then_or_later(self, submitted: World) -> None:
        for moment in ("now", "later"):
            assert channels.heard(submitted, channels.of_document(submitted, "manager")) == [], moment
            assert channels.heard(submitted, channels.of_case(submitted, "manager")) == [], moment
            if moment == "now":
                decide(submitted, "manager")
                decide(submitted, "hr")
                edited = edit(submitted, "finance", {"f_address": "Zqstreet 99"}, seen(submitted, "finance"))
                assert edited.status_code in (200, 204), edited.data

    def test_nothing_can_be_found_out_by_asking(self, submitted: World) -> None:
        manager, resource = submitted.cast.actor("manager"), submitted.resource
        asked = [
            f'["f_{name}", "{operator}", {orjson.dumps(value).decode()}]'
            for name, one in submitted.specimens.items()
            for operator, pair in one.asks.items()
            for value in pair
        ]

        def count(query: listing.Query) -> int:
            return listing.rows_for(resource, query, manager).count()

        assert count(listing.Query()) == 1
        assert {text: count(listing.Query(filter=text)) for text in asked} == dict.fromkeys(asked, 0)
        assert count(listing.Query(q="Zqtextus")) == count(listing.Query(sort="f_text")) == 0
        assert aggregate(resource, listing.Query(), "f_choice", "", manager) == []
        assert aggregate(resource, listing.Query(), "status", "f_number", manager) == []

    def test_files_stay_closed(self, submitted: World) -> None:
        files = [*submitted.ids.file, *submitted.ids.image, submitted.ids.signature[0]]
        codes = {name: [submitted.client(name).get(f"files/{one.id}/content").status_code for one in files]
                 for name in ("manager", "sales", "colleague")}  # fmt: skip
        assert codes == {"manager": [404] * 5, "sales": [200] * 5, "colleague": [404] * 5}

    def test_copies_do_not_tell(self, submitted: World) -> None:
        made = submitted.client("manager").post(f"{submitted.path}/{submitted.full}/copy", {})
        assert made.status_code in (200, 403), made.data
        assert channels.heard(submitted, iter([("copy", made.content.decode())])) == []

    def test_it_cannot_be_changed(self, submitted: World) -> None:
        before = stored(submitted)
        for name in GIVEN:
            refused = edit(submitted, "manager", {f"f_{name}": submitted.specimens[name].other}, {})
            assert refused.data["code"] == "field_not_yours", name
        assert stored(submitted) == before


class TestRead:
    def test_whoever_reads_gets_every_value(self, reading: World) -> None:
        heard = channels.heard(reading, channels.of_case(reading, "hr"))
        loud = [
            name
            for name, one in reading.specimens.items()
            if one.sung and name not in ("datetime", "choice", "multichoice")
        ]
        assert [name for name in loud if f"{name} in case" not in heard] == []
        content = seen(reading, "hr")
        for name in ("choice", "multichoice", "cascade", "region", "person", "persons", "file", "switch", "rating"):
            shown = content[f"f_{name}"]
            wanted = reading.specimens[name].kept
            assert str(shown) == str(wanted), name

    def test_no_write_changes_it(self, reading: World) -> None:
        before, content = stored(reading), seen(reading, "hr")
        for name in GIVEN:
            refused = edit(reading, "hr", {f"f_{name}": reading.specimens[name].other}, content)
            assert refused.data["code"] == "field_not_yours", name
        assert edit(reading, "hr", {"rows": [{"c_open": "x"}]}, content).data["code"] == "field_not_yours"
        for somebody in ("sales", "hr", "finance"):
            client, one = reading.client(somebody), f"{reading.path}/{reading.full}"
            body = {f"f_{name}": reading.specimens[name].other for name in CHANGED}
            assert client.patch(one, body).status_code in (403, 404, 409)
        assert stored(reading) == before


class TestWritten:
    def test_whoever_may_changes_it(self, writing: World) -> None:
        content, before = seen(writing, "finance"), stored(writing)
        others = {f"f_{name}": writing.specimens[name].other for name in CHANGED}
        done = edit(writing, "finance", others, content)
        assert done.status_code in (200, 204), done.data
        changed = {field for field, value in stored(writing).items() if before[field] != value}
        assert changed == others.keys() | {"double", "f_lookup"}
        again = edit(writing, "finance", others, content).data
        assert again["code"] == "field_changed"
        assert {one["field"] for one in again["conflicts"]} == others.keys()
        back = edit(writing, "finance", {name: writing.values()[name] for name in others}, seen(writing, "finance"))
        assert back.status_code in (200, 204), back.data
        assert stored(writing) == before

    def test_what_was_read_in_the_document_counts_as_seen(self, writing: World) -> None:
        shown = writing.client("finance").get(f"{writing.path}/{writing.full}").data
        others = {f"f_{name}": writing.specimens[name].other for name in CHANGED}
        done = edit(writing, "finance", others, shown)
        assert done.status_code in (200, 204), done.data
        rows = [as_sent(row) for row in shown["rows"]]
        assert edit(writing, "finance", {"rows": rows}, shown).status_code in (200, 204)
        stale = [{**shown["rows"][0], "c_time": "03:18"}]
        assert edit(writing, "finance", {"rows": rows}, {"rows": stale}).data["code"] == "field_changed"

    def test_what_is_bad_or_missing_is_refused_here_too(self, writing: World) -> None:
        before, content = stored(writing), seen(writing, "finance")
        bad = {f"f_{name}": writing.specimens[name].bad[0] for name in CHANGED}
        refused = edit(writing, "finance", {name: value for name, (value, _code) in bad.items()}, content)
        codes = {one["path"].removeprefix("fields."): one["code"] for one in refused.data["errors"]}
        assert (refused.status_code, codes) == (422, {name: code for name, (_value, code) in bad.items()})
        empty = edit(writing, "finance", dict.fromkeys(bad), content)
        codes = {one["path"]: one["code"] for one in empty.data["errors"]}
        assert (empty.status_code, codes) == (422, dict.fromkeys(bad, "required"))
        assert stored(writing) == before

    def test_rows_are_changed_but_for_the_columns_that_are_not_theirs(self, writing: World) -> None:
        before, content = stored(writing)["rows"], seen(writing, "finance")
        assert "c_date" not in content["rows"][0]
        row = {**as_sent(content["rows"][0]), "c_text": "Zqforged", "c_date": "2039-01-01"}
        sent = {**row, "c_number": "12", "c_open": "changed"}
        assert "2037-02-03" not in str(edit(writing, "finance", {"rows": [sent]}, {}).data["conflicts"])
        done = edit(writing, "finance", {"rows": [{**sent, "c_later": "booked"}]}, {"rows": content["rows"]})
        assert done.status_code in (200, 204), done.data
        changed = {"c_number": "12", "c_open": "changed", "c_later": "booked"}
        assert stored(writing)["rows"] == [{**before[0], **changed}]

    def test_what_the_step_requires_is_asked_for(self, writing: World) -> None:
        def decided() -> tuple[str, str]:
            data = writing.client("finance").post(f"{task()}/approve", {"opinion": "ok"}).data
            return data["code"], data["field"]

        assert decided() == ("field_required", "later")
        assert edit(writing, "finance", {"later": "done"}, {}).status_code in (200, 204)
        assert decided() == ("field_required", "rows.c_later")
        content = seen(writing, "finance")
        rows = [{**as_sent(content["rows"][0]), "c_later": "booked"}]
        assert edit(writing, "finance", {"rows": rows}, content).status_code in (200, 204)
        decide(writing, "finance")
        record = Document.objects.get(pk=writing.full)
        assert (record.status, record.data["later"]) == ("approved", "done")
        assert registry.knows(writing.form.resource)
