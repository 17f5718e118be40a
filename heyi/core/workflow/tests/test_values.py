"""Values from outside: whatever JSON can say is kept as it is or refused, and never harms a case later."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.workflow import models
from heyi.core.workflow.running.data import restored, stored
from heyi.core.workflow.tests.test_versions_on_postgres import begun, published
from tests.cast import Cast
from tests.client import ApiClient

Api = Callable[[str], ApiClient]
MARKS = ["$number", "$date", "$moment", "$microseconds", "$context", "$other"]
PLAIN = st.none() | st.booleans() | st.text() | st.integers().map(Decimal) | st.dates() | st.timedeltas()
KEYS = st.sampled_from(MARKS) | st.text(max_size=5)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)))
def test_what_is_stored_comes_back_the_same_even_when_it_looks_like_a_mark(value: Any) -> None:
    assert restored(stored(value)) == value


def test_exact_values_keep_their_kind() -> None:
    values = [Decimal("0.1"), Decimal(2) ** 60, date(2026, 11, 27), timedelta(microseconds=1)]
    assert restored(stored(values)) == values


@pytest.mark.django_db
@pytest.mark.parametrize("name", MARKS)
def test_a_forged_mark_is_a_value_like_any_other(cast: Cast, api: Api, name: str) -> None:
    published(api, 'start s; user a; xor x; user b; end e; s -> a -> x; x -> b if "ok"; x -> e default; b -> e')
    case_id = begun(cast)
    for values in ({name: "no number"}, {"x": {name: "no number"}, "ok": True}, {"y": [{name: None}]}):
        answer = api("admin").post(f"workflow/cases/{case_id}/variables", {"values": values})
        assert answer.status_code == 200, answer.content
    huge = {"whole": 2**200, "near": 1e308}
    assert api("admin").post(f"workflow/cases/{case_id}/variables", {"values": huge}).status_code == 200
    assert restored(models.Case.objects.get(pk=case_id).variables["whole"]) == 2**200
    task = models.Task.objects.get(case_id=case_id, state="open")
    assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
    assert api("admin").get(f"workflow/cases/{case_id}/standing").data["active"] == ["b"]


@pytest.mark.django_db
def test_what_cannot_be_kept_is_refused_with_a_reason(cast: Cast, api: Api) -> None:
    published(api, "start s; user a; end e; s -> a -> e")
    case_id = begun(cast)
    deep: Any = 1
    for _ in range(400):
        deep = [deep]
    for values in ({"x": deep}, {"x": "\x00"}, {"x": {"\x00": 1}}, {"x": "a" * 300_000}, {"x": "\ud800"}):
        answer = api("admin").post(f"workflow/cases/{case_id}/variables", {"values": values})
        assert answer.status_code == 422, answer.content
        assert api("admin").post("workflow/messages", {"name": "m", "values": values}).status_code == 422
    assert models.Case.objects.get(pk=case_id).variables == {}
