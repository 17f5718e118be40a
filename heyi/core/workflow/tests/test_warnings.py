"""Rule 17 at publication: steps that would find nobody are named with the departments; they do not forbid anything."""

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow.services import versions
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_rule_17_publishing_warns_of_departments_for_which_nobody_would_be_found(cast: Cast) -> None:
    source = b.process(
        "trial.warned", "Warned",
        b.approve("high", "High", b.department_head(2)),
        b.approve("role", "Role", b.role("nobody")),
        b.approve("known", "Known", b.role("administrator")),
        b.approve("later", "Later", b.form_person("owner_id")),
    )  # fmt: skip
    actor = cast.actor("admin")
    version, findings = versions.publish(versions.save_draft(source.xml(), actor=actor).pk, actor=actor)
    assert version.state == "published"
    warned = {one.element: str(one.message) for one in findings if one.code == "nobody_in"}
    assert warned.keys() == {"high", "role"}
    assert "上海销售组" not in warned["high"], "above the group there are the heads of sales and of the company"
    assert "华东精密" in warned["high"]
    assert "上海销售组" in warned["role"]
