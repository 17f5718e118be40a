"""What differs between two versions of a document."""

from heyi.core.workflow.services.comparing import changes

LABELS = {"total": "合计", "lines": "明细", "quantity": "数量", "customer": "客户"}


def test_a_changed_field_is_named_with_what_it_was_and_is() -> None:
    assert changes({"total": "1.00", "note": "x"}, {"total": "2.00", "note": "x"}, LABELS) == [
        {"field": "total", "label": "合计", "old": "1.00", "new": "2.00"}
    ]


def test_an_id_is_left_to_the_name_beside_it_but_told_when_it_stands_alone() -> None:
    old, new = {"customer_id": 1, "customer": "甲"}, {"customer_id": 2, "customer": "乙"}
    assert [one["field"] for one in changes(old, new, LABELS)] == ["customer"]
    assert [one["field"] for one in changes({"contact_id": 1}, {"contact_id": 2}, LABELS)] == ["contact_id"]


def test_lines_are_compared_one_by_one() -> None:
    old = {"lines": [{"quantity": "1"}, {"quantity": "2"}]}
    assert changes(old, {"lines": [{"quantity": "1"}, {"quantity": "3"}]}, LABELS) == [
        {"field": "lines.1.quantity", "label": "明细 2 · 数量", "old": "2", "new": "3"}
    ]
    assert changes(old, {"lines": [{"quantity": "1"}]}, LABELS) == [
        {"field": "lines.1", "label": "明细 2", "old": {"quantity": "2"}, "new": None}
    ]
    assert changes(old, old, LABELS) == []
