"""Whether a paper is what the system says: by its code, by its file, with and without the database."""

import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings
from django.utils import timezone

from heyi.config.cli import main
from heyi.config.runtime import installation
from heyi.core.forms.tests.designs import field, publish
from heyi.core.printing.keys import public_key
from heyi.core.printing.sealing import seal, unsealed
from heyi.core.printing.statement import code_of
from heyi.core.printing.tests.made import Login, code_on, leave, printed, text_of, verified
from heyi.core.workflow.approval.rules import FieldRight, VoteMode
from heyi.core.workflow.builder import approve, manager, person, role
from heyi.core.workflow.services import archiving

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
SMALL: dict[str, Any] = {"fields": [field("reason", "text"), field("booked", "switch", later=True)]}


def running(api: Login, cast: "Cast", *steps: Any) -> int:
    """A document of the salesperson that has been submitted: its case."""
    form = publish(cast.actor("admin"), "small", SMALL, *steps)
    place = form.resource.replace(".", "/")
    made = api("sales").post(place, {"reason": "x"})
    assert api("sales").post(f"{place}/{made.data['id']}/submit", {}).status_code == 200
    case: int = api("sales").get("workflow/inbox", box="mine").data["rows"][0]["case_id"]
    return case


def decide(api: Login, name: str, verb: str = "approve", opinion: str = "行") -> None:
    row = api(name).get("workflow/inbox", box="todo").data["rows"][0]
    done = api(name).post(f"workflow/tasks/{row['task_id']}/{verb}", {"opinion": opinion})
    assert done.status_code == 200, done.data


def code_in(pdf: bytes) -> str:
    return pdf.rpartition(b"%heyi-code ")[2].partition(b"\n")[0].decode()


def asked(api: Login, name: str, code: str) -> Any:
    return api(name).post("workflow/verify", {"code": code})


class TestGood:
    def test_what_a_scanner_reads_is_good(self, api: Login, cast: "Cast", tmp_path: Path) -> None:
        case = leave(api, cast)
        code = code_on(printed(api("sales"), case), tmp_path)
        found = asked(api, "manager", code).data
        assert (found["verdict"], found["differences"], found["since"]) == ("good", [], [])
        assert (found["case"]["id"], found["case"]["state"]) == (case, "approved")
        assert found["printed"]["by"] == {"id": cast.employees["sales"].pk, "label": "林晓雯"}
        elsewhere = code.replace("http://localhost:8000", "https://oa.example.com/heyi")
        assert asked(api, "manager", elsewhere).data["verdict"] == "good"

    def test_the_file_is_good(self, api: Login, cast: "Cast") -> None:
        pdf = printed(api("sales"), leave(api, cast), "zh-Hant")
        found = verified(api("manager"), pdf).json()
        assert (found["verdict"], found["differences"], found["since"]) == ("good", [], [])
        assert found["printed"]["language"] == "zh-hant"

    def test_strangers_are_told_nothing(self, api: Login, cast: "Cast") -> None:
        pdf = printed(api("sales"), leave(api, cast))
        for name in ("stranger", "employee"):
            assert asked(api, name, code_in(pdf)).status_code == 404
            assert verified(api(name), pdf).status_code == 404

    def test_other_texts_and_files_are_refused(self, api: Login, cast: "Cast") -> None:
        sales = api("sales")
        for text in ("x", "https://example.com/verify/1", "/verify/1?d=1&g=1", "/verify/0?" + "d=1&" * 90):
            assert asked(api, "sales", text).status_code == 422
        assert verified(sales, b"%PDF-1.7 something else startxref 1 %%EOF").status_code == 422
        assert sales.post("workflow/verify/file", {}).status_code == 422


class TestAltered:
    def test_one_byte_anywhere_breaks_the_seal(self, api: Login, cast: "Cast") -> None:
        pdf = printed(api("sales"), leave(api, cast))
        said = pdf.rindex(b"%heyi-statement ")
        places = [9, *range(100, said, said // 23), said + 40, pdf.rindex(b"%heyi-seal ") + 20, len(pdf) - 8]
        for place in places:
            bad = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
            found = unsealed(bad)
            assert found is None or not found.is_whole, place
        bad = pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:]
        answer = verified(api("manager"), bad).json()
        assert answer["verdict"] == "altered"
        assert [one["part"] for one in answer["differences"]] == ["file"]
        assert answer["differences"][0]["label"] == "文件在打印后被改动过。"

    def test_a_code_of_other_facts_is_not_genuine(self, api: Login, cast: "Cast") -> None:
        decided = running(api, cast, approve("manager", "Manager", manager()))
        decide(api, "manager", "reject", "不行")
        code = code_in(printed(api("sales"), decided))
        assert asked(api, "manager", code).data["verdict"] == "good"
        forged = asked(api, "manager", code.replace("s=rejected", "s=approved")).data
        assert forged["verdict"] == "altered"
        assert "signature" in {one["part"] for one in forged["differences"]}

    def test_a_forged_opinion_is_named(self, api: Login, cast: "Cast") -> None:
        pdf = printed(api("sales"), leave(api, cast))
        sealed = unsealed(pdf)
        assert sealed is not None
        assert sealed.statement is not None
        statement = sealed.statement
        statement["decisions"][0]["opinion"] = "同意 100 万"
        with override_settings(SECRET_KEY="of somebody else"):
            bare = pdf[: pdf.rindex(b"%heyi-statement ")] + pdf[pdf.rindex(b"startxref") :]
            forged = seal(bare, statement, code_of(statement, ""))
        found = verified(api("manager"), forged).json()
        parts = {one["part"]: (one["paper"], one["system"]) for one in found["differences"]}
        assert found["verdict"] == "altered"
        assert parts["opinion"] == ("同意 100 万", "同意，\x01路上小心")
        assert {"signature", "file"} <= parts.keys()
        # With the key of the system, too: it says something else.
        ours = verified(api("manager"), seal(bare, statement, code_of(statement, ""))).json()
        assert [one["part"] for one in ours["differences"]] == ["opinion"]

    def test_another_key_is_good_only_while_it_is_known(self, api: Login, cast: "Cast") -> None:
        case = leave(api, cast)
        with override_settings(SECRET_KEY="the former one"):
            pdf, former = printed(api("sales"), case), public_key()
        assert verified(api("manager"), pdf).json()["verdict"] == "altered"
        with override_settings(PRINT_FORMER_KEYS=(former,)):
            assert verified(api("manager"), pdf).json()["verdict"] == "good"


class TestLater:
    def test_a_paper_that_was_true_says_what_has_come_since(self, api: Login, cast: "Cast") -> None:
        case = running(
            api, cast, approve("manager", "Manager", manager()), approve("finance", "Finance", role("finance"))
        )
        decide(api, "manager")
        pdf = printed(api("sales"), case)
        assert asked(api, "manager", code_in(pdf)).data["verdict"] == "good"
        decide(api, "finance")
        for found in (asked(api, "manager", code_in(pdf)).data, verified(api("manager"), pdf).json()):
            assert (found["verdict"], found["differences"]) == ("outdated", [])
            assert [one["part"] for one in found["since"]] == ["state", "decisions"]
            assert found["since"][0]["system"] == "已通过"

    def test_another_round_and_what_approvers_filled_in(self, api: Login, cast: "Cast") -> None:
        fills = {"booked": FieldRight.REQUIRED}
        case = running(api, cast, approve("manager", "Manager", manager(), fields=fills))
        first = printed(api("sales"), case)
        decide(api, "manager", "return", "写清楚")
        row = api("sales").get("workflow/inbox", box="todo").data["rows"][0]
        assert api("sales").post(f"workflow/tasks/{row['task_id']}/resubmit", {}).status_code == 200
        second = printed(api("sales"), case)
        row = api("manager").get("workflow/inbox", box="todo").data["rows"][0]
        edit = {"fields": {"booked": {"value": True, "seen": None}}}
        assert api("manager").post(f"workflow/tasks/{row['task_id']}/edit", edit).status_code == 200
        third = printed(api("sales"), case)
        for pdf in (first, second, third):
            assert verified(api("sales"), pdf).json()["differences"] == []
        verdicts = [asked(api, "sales", code_in(pdf)).data["verdict"] for pdf in (first, second, third)]
        assert verdicts == ["outdated", "outdated", "good"]
        assert text_of(third).count("bookedYes") == 1

    def test_an_archived_case_is_printed_and_verified_alike(self, api: Login, cast: "Cast") -> None:
        case = running(api, cast, approve("manager", "Manager", manager()))
        decide(api, "manager")
        before = printed(api("sales"), case)
        assert api("admin").patch("workflow/retention", {"archive_after": 30}).status_code == 200
        assert archiving.move_all(cast.company.pk, now=timezone.now() + timedelta(days=31)) == 1
        after = printed(api("sales"), case)
        for pdf in (before, after):
            assert verified(api("manager"), pdf).json()["verdict"] == "good"
            assert asked(api, "manager", code_in(pdf)).data["verdict"] == "good"

    def test_secret_votes_are_not_found_by_guessing(self, api: Login, cast: "Cast") -> None:
        voters = person(cast.employees["finance"].pk, cast.employees["hr"].pk)
        case = running(api, cast, approve("all", "All", voters, mode=VoteMode.ALL, blind=True))
        decide(api, "finance", opinion="秘密")
        truth = unsealed(printed(api("finance"), case))
        assert truth is not None
        assert truth.statement is not None
        assert truth.statement["decisions"][0]["opinion"] == "秘密"
        for opinion in ("秘密", "别的"):
            truth.statement["decisions"][0]["opinion"] = opinion
            with override_settings(SECRET_KEY="of somebody who guesses"):
                forged = seal(b"%PDF-1.7\nstartxref\n0\n%%EOF", truth.statement, code_of(truth.statement, ""))
            found = verified(api("hr"), forged).json()
            assert [one["part"] for one in found["differences"]] == ["signature", "file", "missing"]
            parts = {
                one["part"] for one in asked(api, "hr", code_of(truth.statement, "")[:-9] + "A" * 9).data["differences"]
            }
            assert parts == {"signature", "decisions"}

    def test_votes_that_were_secret_do_not_make_a_paper_false(self, api: Login, cast: "Cast") -> None:
        voters = person(cast.employees["finance"].pk, cast.employees["hr"].pk)
        case = running(api, cast, approve("all", "All", voters, mode=VoteMode.ALL, blind=True))
        decide(api, "finance", opinion="秘密")
        hers, mine = printed(api("sales"), case), printed(api("finance"), case)
        statement = unsealed(hers)
        assert statement is not None
        assert statement.statement is not None
        assert statement.statement["decisions"] == []
        for pdf in (hers, mine):
            assert "秘密" not in asked(api, "hr", code_in(pdf)).content.decode()
            assert verified(api("hr"), pdf).json()["differences"] == []
        decide(api, "hr")
        for pdf in (hers, mine):
            assert asked(api, "sales", code_in(pdf)).data["verdict"] == "outdated"
            assert verified(api("sales"), pdf).json()["differences"] == []


def test_a_file_is_verified_by_a_key_alone(
    api: Login, cast: "Cast", tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, key = printed(api("sales"), leave(api, cast)), public_key()
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(pdf)
    bad.write_bytes(pdf.replace(b"/Type", b"/type", 1))
    assert main(["print", "verify", str(good), "--key", key, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "good"
    assert told["statement"]["decisions"][0]["opinion"] == "同意，\x01路上小心"
    assert main(["print", "verify", str(bad), "--key", key, "--json"]) == 1
    assert [one["part"] for one in json.loads(capsys.readouterr().out)["differences"]] == ["file"]
    assert main(["print", "verify", code_in(pdf), "--key", key]) == 0
    assert main(["print", "verify", str(good), "--key", "A" * 43]) == 1
    assert main(["print", "verify", str(tmp_path / "none.pdf"), "--key", key]) == 2


def test_the_command_compares_with_the_system(
    api: Login, cast: "Cast", tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = running(api, cast, approve("manager", "Manager", manager()))
    pdf = tmp_path / "paper.pdf"
    pdf.write_bytes(printed(api("sales"), case))
    monkeypatch.setattr(installation, "django", lambda *_args, **_named: nullcontext())
    assert main(["print", "verify", str(pdf)]) == 0
    assert main(["print", "verify", code_in(pdf.read_bytes())]) == 0
    decide(api, "manager")
    assert main(["print", "verify", str(pdf), "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["verdict"] == "outdated"
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 startxref")
    assert main(["print", "verify", str(tmp_path / "other.pdf")]) == 2
    assert main(["print", "key"]) == 0
    assert capsys.readouterr().out.strip() == public_key()
