"""The two calls of the simple designer."""

from collections.abc import Callable
from typing import Any

import pytest

from heyi.core.workflow.models import Version
from heyi.core.workflow.tests.drawn import Drawing
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
TREE: dict[str, Any] = {
    "key": "trial", "name": {"zh-hans": "请假", "en": "Leave"}, "withdraw": "running", "policy": {"revert_days": 3},
    "steps": [
        {"type": "approve", "id": "boss", "name": {"zh-hans": "主管"}, "approval": {"rules": [{"kind": "manager"}]}},
        {
            "type": "choice", "id": "long", "name": {}, "branches": [
                {"id": "yes", "name": {}, "condition": "days > 3", "default": False, "steps": [
                    {"type": "end", "id": "no", "name": {}, "outcome": "rejected", "terminates": False},
                ]},
                {"id": "other", "name": {}, "condition": "", "default": True, "steps": []},
            ],
        },
    ],
}  # fmt: skip


def test_a_tree_becomes_a_file_and_the_same_tree_again(api: Api):
    written = api("admin").post("workflow/simple/write", {"model": TREE})
    assert written.status_code == 200, written.data
    assert written.data["findings"] == []
    read = api("admin").post("workflow/simple/read", {"xml": written.data["xml"]})
    assert read.data == {"model": TREE, "blocked": None}
    again = api("admin").post("workflow/simple/write", {"model": TREE, "xml": written.data["xml"]})
    assert again.data["xml"] == written.data["xml"]
    assert not Version.objects.filter(definition__key="trial").exists()


def test_what_it_lacks_to_run_is_said_with_its_node(api: Api):
    steps = [{"type": "approve", "id": "boss", "name": {}, "approval": {}}]
    answer = api("admin").post("workflow/simple/write", {"model": {**TREE, "steps": steps}})
    assert [(one["node"], one["code"], one["level"]) for one in answer.data["findings"]] == [
        ("boss", "no_approver", "error")
    ]


def test_a_file_that_is_no_tree_names_the_node(api: Api):
    text = "start s; user a; boundary late on=a timer=PT1H; end e; end f; s -> a -> e; late -> f"
    answer = api("admin").post("workflow/simple/read", {"xml": Drawing(text, "trial").xml()})
    blocked = answer.data["blocked"]
    assert (answer.data["model"], blocked["node"], blocked["code"]) == (None, "late", "boundary_event")
    assert blocked["reason"]


def test_a_bad_tree_is_refused_with_its_path(api: Api):
    answer = api("admin").post("workflow/simple/write", {"model": {**TREE, "steps": [{"type": "timer"}]}})
    assert answer.status_code == 422
    assert [error["path"] for error in answer.data["errors"]] == ["steps.0.type"]


def test_a_file_that_is_not_xml_is_refused(api: Api):
    assert api("admin").post("workflow/simple/read", {"xml": "leave"}).status_code == 422
    assert api("admin").post("workflow/simple/write", {"model": TREE, "xml": "leave"}).status_code == 422


@pytest.mark.parametrize("path", ["read", "write"])
def test_only_who_may_change_processes_asks(api: Api, path: str):
    body = {"model": TREE} if path == "write" else {"xml": Drawing("start s; end e; s -> e", "trial").xml()}
    assert api("admin").post(f"workflow/simple/{path}", body).status_code == 200
    assert api("sales").post(f"workflow/simple/{path}", body).status_code == 403
