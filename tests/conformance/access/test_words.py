"""Whatever is written into filters, orders, columns, page marks, search boxes, headers and mapping files: an answer or a
refusal, never an error of ours, and never a row that is not the reader's.

``HEYI_FUZZ_EXAMPLES`` sets how many questions each test asks (default 60 here; the long run thousands).
"""

import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.importing import mapping
from heyi.core.importing.document import MappingError
from heyi.core.resources import registry
from heyi.core.resources.kinds import OPERATORS
from tests.conformance.access import asking, rules
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

EXAMPLES = int(os.environ.get("HEYI_FUZZ_EXAMPLES", "60"))
ROOT = Path(__file__).parents[3]
RESOURCES = [resource.key for resource in registry.every()]
tried = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
wild = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    wild,
    st.sampled_from(
        [
            "me",
            "today",
            "today-9999999d",
            "month",
            "9999-12-31",
            "0001-01-01",
            "'; --",
            "__class__",
            "-0",
            "1e400",
            "NaN",
        ]
    ),
)
values = st.one_of(scalars, st.lists(scalars, max_size=4), st.dictionaries(wild, scalars, max_size=2))
operators = st.one_of(st.sampled_from(sorted({op for ops in OPERATORS.values() for op in ops})), wild)


def _names(key: str) -> st.SearchStrategy[str]:
    known = [*registry.get(key).by_name, "id", "owner__user__password", "company", "search", "pk", "created_by__name"]
    return st.one_of(st.sampled_from(known), wild)


def _filters(key: str) -> st.SearchStrategy[object]:
    condition = st.tuples(_names(key), operators, values).map(list)
    joined = st.recursive(
        condition,
        lambda inner: st.one_of(
            st.builds(lambda word, parts: {word: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )
    return st.one_of(joined, values)


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A resource and a list request for it, right or wrong in every member."""
    key = draw(st.sampled_from(RESOURCES))
    names = st.lists(st.one_of(_names(key), _names(key).map(lambda name: f"-{name}")), max_size=5).map(",".join)
    members = {
        "filter": st.one_of(_filters(key), wild),
        "sort": names,
        "columns": names,
        "q": wild,
        "cursor": st.one_of(wild, st.binary(max_size=40).map(lambda raw: base64.urlsafe_b64encode(raw).decode())),
        "limit": st.one_of(st.integers(), wild),
        "count": st.one_of(st.booleans(), wild),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(members)), min_size=1))
    return key, {name: draw(members[name]) for name in sorted(chosen)}


@pytest.mark.parametrize("who", ["sales", "employee"])
def test_no_question_to_a_list_breaks_it_or_shows_too_much(world: World, who: str):
    world.open()
    person = world.people[who]
    seen: dict[str, set[int]] = {}

    @tried
    @given(questions())
    def question(asked):
        key, params = asked
        if key not in seen:
            world.open()
            rows = [world.row(record) for record in registry.get(key).model._default_manager.all()]
            seen[key] = {row.id for row in rows if rules.reaches(person, row, "view", world.now)}
        answer = ask(world.keys[who], "GET", registry.get(key).path, **params)
        assert answer.status in (200, 422), (answer.status, answer.data)
        if answer.status == 200:
            assert {row["id"] for row in answer.data["rows"]} <= seen[key]

    question()


def test_a_mark_of_one_list_is_no_mark_of_another_order(world: World):
    first = ask(world.keys["admin"], "GET", "/api/v1/org/employees", limit=1, sort="name")
    mark = first.data["next"]
    assert ask(world.keys["admin"], "GET", "/api/v1/org/employees", limit=1, sort="number", cursor=mark).status == 422

    @tried
    @given(st.integers(0, len(mark) - 1), st.sampled_from("aZ0-_="))
    def changed(place, letter):
        broken = mark[:place] + letter + mark[place + 1 :]
        answer = ask(world.keys["admin"], "GET", "/api/v1/org/employees", limit=1, sort="name", cursor=broken)
        assert answer.status == 422 or broken.rstrip("=") == mark.rstrip("=")

    changed()


HEADERS = ("X-Company", "If-Match", "Idempotency-Key", "Accept-Language", "X-Request-ID", "Content-Type", "Accept")
line = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=250)


def test_no_header_breaks_a_write_or_opens_another_company(world: World):
    world.open()
    book, other = world.records["plain.book"]["own"], world.cast.other.pk

    @tried
    @given(
        st.dictionaries(
            st.sampled_from(HEADERS), st.one_of(line, st.just(str(other)), st.integers().map(str)), max_size=4
        )
    )
    def write(headers):
        with asking.taken_back():
            body = json.dumps({"shelf": "old"}).encode()
            kind = headers.pop("Content-Type", "application/json")
            http = asking.client(world.keys["sales"])
            answer = http.generic("PATCH", f"/api/v1/plain/books/{book.pk}", body, content_type=kind, headers=headers)
            assert answer.status_code < 500, answer.content
            again = http.get("/api/v1/plain/books", headers=headers)
            assert again.status_code < 500, again.content
            if again.status_code == 200:
                foreign = world.records["plain.book"]["other company"].pk
                assert foreign not in {row["id"] for row in again.json()["rows"]}

    write()


def test_no_search_breaks(world: World):
    @tried
    @given(
        st.one_of(
            wild, st.sampled_from(["'", "\\", "&", "|", "!", "<->", ":*", "\x00", "%", "_", "𠮷", "ﬁ", "蓝 & 天"])
        )
    )
    def search(words):
        for path in ("/api/v1/search", "/api/v1/org/employees/options", "/api/v1/workflow/inbox"):
            assert ask(world.keys["sales"], "GET", path, q=words).status in (200, 422)

    search()


MAPPINGS = sorted(path for folder in ("examples", "tests", "heyi") for path in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.skipif(not MAPPINGS, reason="There is no mapping to spoil.")
def test_no_mapping_file_breaks_the_reader(tmp_path):
    told, texts = [], [path.read_text("utf-8") for path in MAPPINGS]
    pieces = st.one_of(
        wild,
        st.sampled_from(
            [
                "\n",
                ":",
                "- ",
                "  ",
                "&a *a",
                "!!python/object:os.system",
                "{",
                "[",
                "'",
                "\t",
                "constant: ",
                "expression: a +",
                "lookup: x",
            ]
        ),
    )

    @tried
    @given(
        st.sampled_from(texts), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 80), pieces), min_size=1, max_size=4)
    )
    def spoiled(text, cuts):
        for where, length, piece in cuts:
            place = int(where * len(text))
            text = text[:place] + piece + text[place + length :]
        file = tmp_path / "mapping.yaml"
        file.write_text(text, "utf-8")
        try:
            mapping.read(file)
        except MappingError as refusal:
            told.append(str(refusal))

    spoiled()
    assert told
    assert all(told)
