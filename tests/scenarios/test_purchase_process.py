"""The process of docs/guide/processes.md: tried by `heyi bpmn` as the page shows it, then published and driven by the API."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from heyi.config.cli import main
from heyi.core.workflow.models import Case, Token
from tests.cast import Cast
from tests.client import ApiClient

Api = Callable[[str], ApiClient]
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples/processes"


def sessions() -> list[tuple[list[str], str]]:
    """What the page types at `heyi bpmn`, and the output that it shows."""
    page = (ROOT / "docs/guide/processes.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    found = []
    for block in blocks:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _newline, output = part.partition("\n")
            found.append((command.split()[1:], output))
    return found


def test_the_page_shows_what_the_commands_print(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    shown = sessions()
    assert [arguments[1] for arguments, _output in shown] == ["check", "roundtrip", "run"]
    for arguments, output in shown:
        assert main(arguments) == 0, arguments
        assert capsys.readouterr().out == output, arguments


@pytest.mark.django_db
def test_it_is_published_begun_decided_worked_on_and_ended_by_the_api(cast: Cast, api: Api) -> None:
    admin = api("admin")
    xml = (FOLDER / "purchase.bpmn").read_text("utf-8")
    assert admin.post("workflow/check", {"xml": xml}).data["rows"] == []
    draft = admin.post("workflow/versions", {"xml": xml, "note": "first"}).data
    assert admin.post(f"workflow/versions/{draft['id']}/publish", {}).data["state"] == "published"

    begun = admin.post("workflow/messages", {"name": "purchase.asked", "values": {"total": 12000}})
    case_id = begun.data["case"]
    decide(api, case_id, "manager", "finance")
    (work,) = admin.post("workflow/work/fetch", {"topics": ["erp.order"]}).data["rows"]
    assert (work["case"], work["values"]) == (case_id, {"sum": 12000})
    assert admin.post(f"workflow/work/{work['id']}/finish", {"values": {"number": "PO-7"}}).status_code == 204

    body: dict[str, Any] = {"name": "supplier.confirmed", "key": "PO-8"}
    assert admin.post("workflow/messages", body).status_code == 409
    assert list(Token.objects.filter(case_id=case_id, state="live").values_list("node", flat=True)) == ["confirmed"]
    assert admin.post("workflow/messages", {**body, "key": "PO-7"}).data == {"case": case_id}
    assert Case.objects.get(pk=case_id).state == "approved"


def decide(api: Api, case_id: int, *steps: str) -> None:
    """Whoever is asked approves, step by step."""
    from heyi.core.workflow.models import Task

    for step in steps:
        task = Task.objects.get(case_id=case_id, node=step, state="open")
        assert task.assignee is not None
        user = task.assignee.user
        assert user is not None
        answer = api(user.username).post(f"workflow/tasks/{task.pk}/approve", {})
        assert answer.status_code == 200, answer.content
