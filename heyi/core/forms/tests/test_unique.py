"""Values that may stand on one document only: typed, copied, and at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from heyi.core.forms.models import Document
from heyi.core.forms.tests.designs import field, publish
from heyi.core.workflow.builder import approve, manager
from tests.client import ApiClient

if TYPE_CHECKING:
    from tests.cast import Cast

SEAL: dict[str, Any] = {
    "fields": [field("invoice", "text", unique=True), field("about", "text")],
    "list": ["invoice"], "filters": [], "summary": [], "rules": [],
    "layout": [{"type": "section", "columns": 1, "items": [{"field": "invoice"}, {"field": "about"}]}],
}  # fmt: skip


def paper_of(cast: "Cast") -> str:
    form = publish(cast.actor("admin"), "seal", SEAL, approve("manager", "Manager", manager()))
    return form.resource.replace(".", "/")


@pytest.mark.django_db
def test_typed_or_copied_it_stands_on_one_document(cast: "Cast") -> None:
    papers, sales = paper_of(cast), ApiClient(cast.employees["sales"].user)
    first = sales.post(papers, {"invoice": "12345678", "about": "a"}).data
    refused = sales.post(papers, {"invoice": "12345678"})
    assert refused.status_code == 422
    assert [(one["path"], one["code"]) for one in refused.data["errors"]] == [("invoice", "not_unique")]
    copied = sales.post(f"{papers}/{first['id']}/copy", {}).data
    one = f"{papers}/{copied['id']}"
    refused = sales.post(f"{one}/submit", {})
    assert [(one["path"], one["code"]) for one in refused.data["errors"]] == [("invoice", "not_unique")]
    assert sales.patch(one, {"invoice": "87654321"}, version=copied["version"]).status_code == 200
    assert sales.post(f"{one}/submit", {}).status_code == 200
    kept = sales.patch(f"{papers}/{first['id']}", {"about": "b"}, version=first["version"])
    assert (kept.status_code, kept.data["invoice"]) == (200, "12345678")


def test_of_many_at_the_same_moment_one_is_written(committed: "Cast") -> None:
    with transaction.atomic():
        papers = paper_of(committed)

    def write(_number: int) -> int:
        try:
            answer = ApiClient(committed.employees["sales"].user).post(papers, {"invoice": "12345678"})
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(write, range(24))) == [201, *[422] * 23]
    with transaction.atomic():
        committed.system()
        assert Document.objects.count() == 1
