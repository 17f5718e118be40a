"""Every type under every mode that a role gives: hidden values leave by no channel, read-only ones never change."""

from typing import Any

import orjson
import pytest

from heyi.core.forms.models import Document
from heyi.core.forms.tests import channels
from heyi.core.forms.tests.everything import READER, World
from heyi.core.forms.tests.specimens import NOWHERE
from heyi.core.forms.tests.test_type_matrix import ALL, COLUMNS, GIVEN
from heyi.core.resources import exporting, listing
from heyi.core.resources.summing import aggregate
from heyi.kit.errors import Malformed

ASKABLE = [name for name, one in ALL.items() if one.asks]


@pytest.fixture(params=["hidden", "masked"])
def closed(request: Any, world: World) -> World:
    """The reader knows no value."""
    world.rule(request.param, *world.every_name())
    world.mode = request.param
    return world


def stored(world: World, record_id: int = 0) -> dict[str, Any]:
    data = dict(Document.objects.get(pk=record_id or world.full).data)
    assert isinstance(data, dict)
    return data


class TestReading:
    def test_everybody_else_hears_everything(self, world: World) -> None:
        found = channels.heard(world, channels.of_document(world, READER))
        loud = [name for name, one in world.specimens.items() if one.sung]
        for channel in ("detail", "list", "evaluate", "history", "csv", "xlsx"):
            assert [name for name in loud if f"{name} in {channel}" not in found] == [], channel

    def test_no_channel_tells_what_a_role_hides_or_masks(self, closed: World) -> None:
        assert channels.heard(closed, channels.of_document(closed, READER)) == []

    def test_what_is_hidden_is_not_even_named_and_what_is_masked_shows_its_mask(self, closed: World) -> None:
        shown = closed.client(READER).get(f"{closed.path}/{closed.full}").data
        row = closed.client(READER).get(closed.path, columns="f_text,f_phone,f_email,f_region").data["rows"]
        assert {frozenset(one) for one in shown["rows"]} == {frozenset({"c_open"})}
        if closed.mode == "hidden":
            assert not [name for name in shown if name.startswith("f_") and name != "f_serial"]
            assert {frozenset(one) for one in row} == {frozenset({"id", "version"})}
        else:
            masks = {"phone": "138****0312", "email": "z****@kanari.example"}
            wanted = {f"f_{name}": masks.get(name, "****") for name in [*GIVEN, "lookup"]}
            assert {name: shown[name] for name in wanted} == wanted

    @pytest.mark.parametrize("name", ASKABLE)
    def test_nothing_can_be_asked_about_it(self, closed: World, name: str) -> None:
        reader, resource, field = closed.cast.actor(READER), closed.resource, f"f_{name}"
        asked = [listing.Query(sort=field)]
        for operator, (value, _other) in closed.specimens[name].asks.items():
            asked.append(listing.Query(filter=orjson.dumps([field, operator, value]).decode()))
        for query in asked:
            with pytest.raises(Malformed):
                listing.page(resource, query, reader)
            with pytest.raises(Malformed):
                exporting.ask(resource, {"filter": query.filter, "sort": query.sort}, reader)
        for group, total in ((field, ""), ("status", field)):
            with pytest.raises(Malformed):
                aggregate(resource, listing.Query(), group, total, reader)

    def test_the_search_box_answers_nobody_who_may_not_know_everything(self, closed: World) -> None:
        for word in ("Zqtextus", NOWHERE):
            assert closed.client(READER).get(closed.path, q=word).status_code == 422

    def test_files_follow_their_field(self, world: World) -> None:
        files = [*world.ids.file, *world.ids.image, world.ids.signature[0]]
        places = [f"files/{file.id}/content" for file in files]
        assert [world.client(READER).get(place).status_code for place in places] == [200] * 5
        world.rule("hidden", *world.every_name())
        assert [world.client(READER).get(place).status_code for place in places] == [404] * 5


@pytest.mark.parametrize("mode", ["hidden", "masked", "read"])
class TestWriting:
    def test_no_write_changes_it(self, world: World, mode: str) -> None:
        world.rule(mode, *world.every_name())
        before, client, one = stored(world), world.client(READER), f"{world.path}/{world.full}"
        code = "unknown_field" if mode == "hidden" else "read_only"
        for name in GIVEN:
            if name in ("file", "image", "signature"):
                continue
            refused = client.patch(one, {f"f_{name}": world.specimens[name].other})
            assert [(error["path"], error["code"]) for error in refused.data["errors"]] == [(f"f_{name}", code)]
        made = client.post(world.path, {"f_text": "Zqmine"})
        assert [(error["path"], error["code"]) for error in made.data["errors"]] == [("f_text", code)]
        assert stored(world) == before

    def test_rows_that_are_sent_keep_what_is_not_theirs(self, world: World, mode: str) -> None:
        world.rule(mode, *world.every_name())
        before, client, one = stored(world)["rows"], world.client(READER), f"{world.path}/{world.full}"
        row = {f"c_{name}": world.specimens[name].other for name in COLUMNS}
        sent = client.patch(one, {"rows": [{**row, "c_open": "changed"}, {"c_open": "new", "c_text": "Zqmine"}]})
        assert sent.status_code == 200, sent.data
        assert stored(world)["rows"] == [{**before[0], "c_open": "changed"}, {"c_open": "new"}]
        assert client.patch(one, {"rows": [{"c_open": "new"}]}).status_code == 200
        assert stored(world)["rows"] == [{"c_open": "new"}]

    def test_a_copy_has_only_what_its_maker_could_have_written(self, world: World, mode: str) -> None:
        world.rule(mode, *world.every_name())
        made = world.client(READER).post(f"{world.path}/{world.full}/copy", {})
        assert made.status_code == 200, made.data
        assert stored(world, made.data["id"]) == {"rows": [{"c_open": "open"}]}


class TestOthers:
    def test_strangers_and_colleagues_find_nothing(self, world: World) -> None:
        for name in ("stranger", "colleague"):
            client, one = world.client(name), f"{world.path}/{world.full}"
            listed = client.get(world.path, count="true")
            assert (listed.status_code, listed.data.get("count")) in ((404, None), (200, 0)), name
            assert name == "colleague" or listed.status_code == 404
            answers = [
                client.get(one),
                client.get(f"{one}/history"),
                client.patch(one, {"f_text": "x"}),
                client.delete(one),
            ]
            answers += [client.post(f"{one}/{verb}", {}) for verb in ("submit", "withdraw", "copy")]
            answers += [client.post(f"{world.path}/evaluate", {"id": world.full, "values": {}})]
            answers += [client.get(f"files/{world.ids.file[0].id}/content")]
            assert {answer.status_code for answer in answers} == {404}, name
            assert channels.heard(world, channels.of_document(world, name)) == []
