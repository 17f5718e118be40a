"""The gallery: every template is installed, published and tried."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from heyi.core.forms.models import Form
from heyi.core.forms.services import gallery
from heyi.core.workflow.models import Version
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.kit.errors import Conflict, Denied

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.client import ApiClient

pytestmark = pytest.mark.django_db
ALL = sorted(gallery.templates())


@pytest.mark.parametrize("code", ALL)
def test_each_is_installed_with_what_it_points_to_and_nothing_is_wrong_with_it(cast: "Cast", code: str) -> None:
    made = gallery.install(code, actor=cast.actor("admin"))
    assert made[-1].code == code
    assert {form.state for form in made} == {"published"}
    for form in made:
        process = Version.objects.get(definition__key=form.resource, state="published")
        assert [str(one.message) for one in lint(read(process.xml)) if one.is_error] == []
        assert set(form.names) == {"zh-hans", "zh-hant", "en"}


def test_it_is_installed_once_and_by_designers_only(cast: "Cast") -> None:
    with pytest.raises(Denied):
        gallery.install("leave", actor=cast.actor("sales"))
    assert not Form.objects.exists()
    gallery.install("cancel_leave", actor=cast.actor("admin"))
    assert sorted(Form.objects.values_list("code", flat=True)) == ["cancel_leave", "leave"]
    with pytest.raises(Conflict):
        gallery.install("leave", actor=cast.actor("admin"))
    assert Form.objects.count() == 2


def test_it_is_offered_and_tried_over_http(api: Callable[[str], "ApiClient"], cast: "Cast") -> None:
    admin = api("admin")
    rows = {row["code"]: row for row in admin.get("forms/templates").data["rows"]}
    assert len(rows) >= 24
    assert rows["cancel_leave"]["needs"] == [rows["leave"]["name"]]
    made = admin.post("forms/templates/leave/install", {})
    assert made.status_code == 201, made.data
    assert {row["code"]: row["installed"] for row in admin.get("forms/templates").data["rows"]}["leave"]
    body = {"initiator": cast.employees["sales"].pk, "values": {}}
    tried = admin.post(f"forms/designs/{made.data['id']}/try", body)
    assert tried.status_code == 200, tried.data
    assert {one["code"] for one in tried.data["errors"]} == {"required"}
    assert tried.data["steps"] == []
