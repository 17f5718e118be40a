"""Conditions of processes in the reader's words; what cannot be said plainly is not said at all, and never as FEEL."""

import pytest
from django.utils import translation

from heyi.core.workflow.wording import words

LABELS = {"total": "Total", "currency": "Currency"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("total > 100000", "Total is more than 100,000"),
        ("= total >= 1234.50", "Total is at least 1,234.50"),
        ("100 < total", "Total is more than 100"),
        ('total <= 5 and currency = "CNY"', "Total is at most 5, and Currency is CNY"),
        ('total < 5 or currency != "CNY"', "Total is less than 5, or Currency is not CNY"),
        ("unknown > 5", ""),
        ("total + 1 > 5", ""),
        ("some x in lines satisfies x.net > 1", ""),
        ("not(total > 5)", ""),
        ("total >", ""),
    ],
)
def test_plain_comparisons_are_said_and_nothing_else(text, said):
    with translation.override("en"):
        assert words(text, LABELS) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "合计大于 100,000"), ("zh-hant", "合計大於 100,000"), ("en", "Total is more than 100,000")],
)
def test_the_shipped_process_says_when_the_general_manager_is_asked(cast, api, language, said):
    user = cast.employees["admin"].user
    user.language = language
    user.save()
    (process,) = [row for row in api("admin").get("workflow/processes").data["rows"] if row["key"] == "sales.order"]
    assert [step["when"] for step in process["steps"]] == ["", "", said]
