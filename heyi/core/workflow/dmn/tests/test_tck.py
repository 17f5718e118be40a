"""How much of the DMN Technology Compatibility Kit passes, FEEL and models together."""

import os
from pathlib import Path

import pytest

from heyi.core.workflow.dmn.tck import Totals, Verdict, by_case, run_file, run_folder

ROOT = Path(__file__).parents[5]
KIT = Path("shared") / "conformance" / "dmn-tck"
LEAST = 0.99


def kit() -> Path:
    # Beside the project, or one folder further up when this is a worktree.
    for beside in (ROOT.parent, ROOT.parent.parent):
        if (beside / KIT).is_dir():
            return beside / KIT
    if os.environ.get("CI") == "true":
        pytest.fail("../shared/conformance/dmn-tck is missing")
    pytest.skip("the DMN TCK is not beside the project")


def test_at_least_99_percent_of_all_cases_pass_and_each_that_does_not_says_why() -> None:
    results = list(run_folder(kit()))
    nodes = Totals.of([result.verdict for result in results])
    cases = Totals.of(list(by_case(results).values()))
    print(f"\nDMN TCK: {cases.passed} of {cases.run} cases, {nodes.passed} of {nodes.run} results pass;")  # noqa: T201
    print(f"not supported: {cases.not_supported} cases, {nodes.not_supported} results.")  # noqa: T201
    for result in [result for result in results if result.verdict is not Verdict.PASS][:40]:
        print(f"  {result.file} {result.case} {result.node}: {result.detail}")  # noqa: T201
    assert cases.run > 2000
    assert cases.passed / (cases.run + cases.not_supported) >= LEAST
    assert nodes.passed / (nodes.run + nodes.not_supported) >= LEAST
    assert all(result.detail for result in results if result.verdict is not Verdict.PASS)


CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>m.dmn</modelName>
  <testCase id="1"><inputNode name="a"><value xsi:type="xsd:decimal">2</value></inputNode>
    <resultNode name="d"><expected><value xsi:type="xsd:decimal">{wanted}</value></expected></resultNode></testCase>
  <testCase id="2"><resultNode name="java"><expected><value xsi:type="xsd:decimal">1</value></expected></resultNode>
  </testCase>
</testCases>"""
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
  <inputData id="a" name="a"/>
  <decision id="d" name="d"><informationRequirement><requiredInput href="#a"/></informationRequirement>
    <literalExpression><text>a * 2</text></literalExpression></decision>
  <decision id="java" name="java"><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <literalExpression><text>k()</text></literalExpression></decision>
  <businessKnowledgeModel id="k" name="k"><encapsulatedLogic kind="Java"/></businessKnowledgeModel>
</definitions>"""


def _verdicts(folder: Path, wanted: str) -> list[Verdict]:
    (folder / "m.dmn").write_text(MODEL)
    (folder / "m-test.xml").write_text(CASES.format(wanted=wanted))
    return [result.verdict for result in run_file(folder / "m-test.xml")]


def test_a_right_result_passes_and_java_is_told_to_be_not_supported(tmp_path: Path) -> None:
    assert _verdicts(tmp_path, "4") == [Verdict.PASS, Verdict.NOT_SUPPORTED]


def test_a_wrong_result_fails(tmp_path: Path) -> None:
    assert _verdicts(tmp_path, "5") == [Verdict.FAIL, Verdict.NOT_SUPPORTED]


def test_a_model_that_cannot_be_read_fails_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "m-test.xml").write_text(CASES)
    (tmp_path / "m.dmn").write_text("<definitions/>")
    results = list(run_file(tmp_path / "m-test.xml"))
    assert {result.verdict for result in results} == {Verdict.FAIL}
    assert all("DMN 1.1 to 1.5" in result.detail for result in results)
