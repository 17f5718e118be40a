"""Page marks come back as they went, and only for the sort that they were made for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.kit import ids
from heyi.kit.invalid import InvalidCursor
from heyi.kit.paging import decode_cursor, encode_cursor

SECRET = b"secret"
keys = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=50),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.uuids(),
)


@given(st.lists(keys, min_size=1, max_size=4))
def test_values_come_back_with_their_types(values: list) -> None:
    sort = [f"c{i}" for i in range(len(values))]
    cursor = encode_cursor(values, sort=sort, secret=SECRET)
    back = decode_cursor(cursor, sort=sort, secret=SECRET)
    assert list(back) == values
    assert [type(value) for value in back] == [type(value) for value in values]


@given(st.text(max_size=200))
def test_any_other_text_is_a_bad_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor) as caught:
        decode_cursor(text, sort=["id"], secret=SECRET)
    assert caught.value.code == "bad_cursor"


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_is_noticed(place: int, change: int) -> None:
    cursor = bytearray(encode_cursor([Decimal("1.50"), 7], sort=["-amount", "id"], secret=SECRET).encode())
    cursor[place % len(cursor)] = (cursor[place % len(cursor)] + change) % 128
    altered = cursor.decode()
    try:
        assert decode_cursor(altered, sort=["-amount", "id"], secret=SECRET) == (Decimal("1.50"), 7)
    except InvalidCursor:
        return


def test_a_mark_of_another_sort_or_server_is_refused() -> None:
    cursor = encode_cursor([date(2026, 11, 23), 5], sort=["due_on", "id"], secret=SECRET)
    for sort, secret in ((["-due_on", "id"], SECRET), (["due_on", "id"], b"other"), (["due_on"], SECRET)):
        with pytest.raises(InvalidCursor):
            decode_cursor(cursor, sort=sort, secret=secret)


def test_datetimes_are_not_taken_for_dates() -> None:
    moment = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
    assert decode_cursor(encode_cursor([moment], sort=["at"], secret=SECRET), sort=["at"], secret=SECRET) == (moment,)


def test_ids_rise_and_are_well_formed() -> None:
    made = [ids.uuid7() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert all(one.version == 7 and one.variant == UUID(int=uuid4().int).variant for one in made)


def test_short_codes_have_no_letters_that_look_alike() -> None:
    codes = {ids.short_code() for _ in range(500)}
    assert len(codes) == 500
    assert not set("".join(codes)) & set("01OIlU L")
    with pytest.raises(ValueError):
        ids.short_code(2)
