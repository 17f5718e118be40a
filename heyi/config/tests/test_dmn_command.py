"""`heyi feel` and `heyi dmn` evaluate, decide, check and measure without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from heyi.config.cli import main

ROWS = """<rule><inputEntry><text>&lt; 1000</text></inputEntry><outputEntry><text>"lead"</text></outputEntry></rule>
<rule><inputEntry><text>{second}</text></inputEntry><outputEntry><text>"manager"</text></outputEntry></rule>"""
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:m" name="m">
<inputData id="amount" name="Amount"><variable name="Amount" typeRef="number"/></inputData>
<inputData id="day" name="Day"><variable name="Day" typeRef="date"/></inputData>
<decision id="who" name="Who"><informationRequirement><requiredInput href="#amount"/></informationRequirement>
<decisionTable><input><inputExpression typeRef="number"><text>Amount</text></inputExpression></input><output/>{rows}
</decisionTable></decision>
<decision id="year" name="Year"><informationRequirement><requiredInput href="#day"/></informationRequirement>
<literalExpression><text>Day.year</text></literalExpression></decision></definitions>"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "m.dmn"
    path.write_text(MODEL.format(rows=ROWS.format(second="&gt;= 1000")))
    return path


def test_an_expression_is_evaluated_in_its_context(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", 'if a > 1.5 then ["x", a] else null', "--context", '{"a": 2}']) == 0
    assert capsys.readouterr().out == '["x", 2]\n'


def test_the_context_may_be_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.json").write_text('{"unit price": 0.1}')
    assert main(["feel", "unit price * 3", "--context", f"@{tmp_path / 'c.json'}"]) == 0
    assert capsys.readouterr().out == "0.3\n"


def test_the_result_as_json_says_why_it_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", '1 + "a"', "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["value"], [note["code"] for note in found["diagnostics"]]) == (None, ["no_result"])


def test_an_expression_that_cannot_be_read_is_told_with_line_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "1 +\n  2 * )"]) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert "line 2, column 7" in written.err


def test_what_costs_too_much_or_is_no_context_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feel", "for i in 1..1000000000 return i"]) == 1
    assert main(["feel", "for i in 1..3000 return if i = 1 then [1] else [partial[-1]]"]) == 1
    assert main(["feel", "for i in 1..3000 return if i = 1 then [1] else [partial[-1]]", "--json"]) == 1
    assert main(["feel", "1", "--context", "[1]"]) == 2
    assert main(["feel", "1", "--context", '{"a":' + "[" * 100_000]) == 2
    assert main(["feel", "1", "--context", '{"a": NaN}']) == 2
    assert main(["feel", "1", "--context", "@/nowhere.json"]) == 2
    assert capsys.readouterr().out == ""


def test_a_decision_is_told_with_the_rules_that_matched(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmn", "run", str(model), "--input", '{"Amount": 1200}', "--decision", "Who"]) == 0
    assert capsys.readouterr().out == 'Who: "manager"\n  Who: rules 2 for Amount = 1200\n'


def test_all_decisions_are_told_as_json_and_dates_are_read(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmn", "run", str(model), "--input", '{"Amount": 5, "Day": "2026-11-27"}', "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["value"] == {"Who": "lead", "Year": 2026}
    assert [match["rules"] for match in found["matches"]] == [[1]]


def test_what_cannot_be_decided_is_refused_in_a_sentence(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmn", "run", str(model), "--decision", "Whom"]) == 2
    assert main(["dmn", "run", str(model), "--input", '{"Amuont": 5}']) == 2
    assert main(["dmn", "run", str(model.parent / "n.dmn")]) == 2
    model.write_text("<definitions/>")
    assert main(["dmn", "run", str(model)]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "“Whom”" in written.err
    assert "Amuont" in written.err
    assert "Traceback" not in written.err


def test_a_check_ends_with_1_only_when_there_are_errors(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dmn", "check", str(model)]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings\n"
    model.write_text(MODEL.format(rows=ROWS.format(second="&gt; 1000")))
    assert main(["dmn", "check", str(model)]) == 0
    assert "No rule is for: 1000" in capsys.readouterr().out
    model.write_text(MODEL.format(rows=ROWS.format(second="-")))
    assert main(["dmn", "check", str(model), "--json"]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)] == ["overlap"]


CASE = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName><testCase id="1">
 <inputNode name="Amount"><value xsi:type="decimal">5</value></inputNode>
 <resultNode name="Who"><expected><value>{wanted}</value></expected></resultNode></testCase></testCases>"""


def test_test_cases_are_counted_by_case_and_by_result(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = model.parent / "m-test.xml"
    cases.write_text(CASE.format(wanted="lead"))
    assert main(["dmn", "tck", str(model.parent)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "pass          m-test 1",
        "cases: 1 passed of 1 run, 0 not supported",
        "results: 1 passed of 1 run, 0 not supported",
    ]
    cases.write_text(CASE.format(wanted="manager"))
    assert main(["dmn", "tck", str(model.parent)]) == 1
    cases.write_text("no XML")
    assert main(["dmn", "tck", str(model.parent)]) == 1


def test_neither_settings_nor_a_data_folder_are_needed(model: Path, tmp_path: Path) -> None:
    kept = {"PATH", "LANG", "HOME", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {"HEYI_LANG": "zh_Hans", "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-m", "heyi", "dmn", "check", str(model)]
    model.write_text(MODEL.format(rows=ROWS.format(second="-")))
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "规则 1 和 2" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.dmn"]
