"""Writing into the file that a tree came from: what it does not show stays, and the diagram while nothing moved."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind, VoteMode
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import XSI, parse
from heyi.core.workflow.simple.model import Block, BlockKind, Branch, Process, Task
from heyi.core.workflow.simple.reading import read_tree
from heyi.core.workflow.simple.tests.test_identity import MODELS
from heyi.core.workflow.simple.tests.trees import trees
from heyi.core.workflow.simple.writing import write_tree
from heyi.kit.errors import Malformed

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:other"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:bioc="urn:colour" id="file" targetNamespace="t" exporter="M">
  <bpmn:process id="trial" name="请假" isExecutable="true" x:owner="hr">
    <bpmn:documentation>What leave is.</bpmn:documentation>
    <bpmn:startEvent id="Start_1" name="begin"><bpmn:outgoing>F1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="F1" sourceRef="Start_1" targetRef="boss"/>
    <!-- the first step -->
    <bpmn:userTask id="boss" name="主管" x:form="f1">
      <bpmn:documentation>Asks the boss.</bpmn:documentation>
      <bpmn:extensionElements><x:listener on="create"/></bpmn:extensionElements>
      <bpmn:incoming>F1</bpmn:incoming><bpmn:outgoing>F2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="F2" name="on" sourceRef="boss" targetRef="G1"/>
    <bpmn:exclusiveGateway id="G1" default="F4" x:note="n">
      <bpmn:incoming>F2</bpmn:incoming><bpmn:outgoing>F3</bpmn:outgoing><bpmn:outgoing>F4</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="F3" sourceRef="G1" targetRef="hr" x:kept="1">
      <bpmn:conditionExpression>days &gt; 3</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:userTask id="hr" name="人事"><bpmn:incoming>F3</bpmn:incoming><bpmn:outgoing>F5</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="F4" sourceRef="G1" targetRef="G2"/>
    <bpmn:sequenceFlow id="F5" sourceRef="hr" targetRef="G2"/>
    <bpmn:exclusiveGateway id="G2" name="together">
      <bpmn:incoming>F4</bpmn:incoming><bpmn:incoming>F5</bpmn:incoming><bpmn:outgoing>F6</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="F6" sourceRef="G2" targetRef="End_1"/>
    <bpmn:endEvent id="End_1"><bpmn:incoming>F6</bpmn:incoming></bpmn:endEvent>
    <bpmn:textAnnotation id="Note_1"><bpmn:text>Mind the law.</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Tie_1" sourceRef="hr" targetRef="Note_1"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="trial">
    SHAPES
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
DRAWN = ("Start_1", "boss", "G1", "hr", "G2", "End_1", "Note_1", "F1", "F2", "F3", "F4", "F5", "F6", "Tie_1")


def _shape(name: str, place: int) -> str:
    if name.startswith("F") or name == "Tie_1":
        inner = f'<di:waypoint x="{place}" y="1"/><di:waypoint x="{place}" y="9"/>'
        return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{inner}</bpmndi:BPMNEdge>'
    bounds = f'<dc:Bounds x="{place}" y="7" width="100" height="80"/>'
    return f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}" bioc:stroke="red">{bounds}</bpmndi:BPMNShape>'


ORIGINAL = FOREIGN.replace("SHAPES", "\n".join(_shape(name, place) for place, name in enumerate(DRAWN)))


def tree() -> Process:
    found = read_tree(read(ORIGINAL)).model
    assert found is not None
    return found


def written(model: Process) -> tuple[str, etree._Element]:
    text = write_tree(model, ORIGINAL)
    assert read_tree(read(text)).model == model
    assert [one for one in lint(read(text)) if one.is_error and not one.lacks] == []
    _ids_are_unique(text)
    return text, parse(text)


def _ids_are_unique(text: str) -> None:
    ids = Counter(node.get("id") for node in parse(text).iter("{*}*") if node.get("id"))
    assert [name for name, count in ids.items() if count > 1] == []


def by_id(root: etree._Element, name: str) -> Any:
    return next((node for node in root.iter("{*}*") if node.get("id") == name), None)


def _around(text: str) -> list[str]:
    """The process and its diagram, line by line, without the first task."""
    start, end = text.index('<bpmn:userTask id="boss"'), text.index("</bpmn:userTask>")
    return (text[text.index("<bpmn:process") : start] + text[end:]).splitlines()


def asked(step: Any) -> Task:
    return replace(step, approval=Approval(rules=(ApproverRule(RuleKind.MANAGER),), mode=VoteMode.ANY))


def test_a_tree_that_says_the_same_gives_the_file_as_it_was():
    assert write_tree(tree(), ORIGINAL) == ORIGINAL


class TestOneStepSaysSomethingElse:
    def test_nothing_else_changes(self):
        model = tree()
        text, root = written(replace(model, steps=(asked(model.steps[0]), *model.steps[1:])))
        task = by_id(root, "boss")
        assert task.get("{urn:other}form") == "f1"
        assert task.find(".//{urn:other}listener") is not None
        assert [etree.QName(child).localname for child in task] == [
            "documentation", "extensionElements", "incoming", "outgoing", "multiInstanceLoopCharacteristics",
        ]  # fmt: skip
        assert _around(text) == _around(ORIGINAL)

    def test_a_condition_is_written_with_the_prefix_of_the_file(self):
        model = tree()
        block = model.steps[1]
        assert isinstance(block, Block)
        ways = (replace(block.branches[0], condition="days > 5", name={"en": "Long"}), block.branches[1])
        _, root = written(replace(model, steps=(model.steps[0], replace(block, branches=ways))))
        flow = by_id(root, "F3")
        assert flow.get("{urn:other}kept") == "1"
        assert flow.find("{*}conditionExpression").get(f"{{{XSI}}}type") == "bpmn:tFormalExpression"
        assert by_id(root, "F3_di")[0].get("x") == str(DRAWN.index("F3"))


class TestAStepCameOrWent:
    def test_what_stays_keeps_its_ids_and_what_others_say_of_it(self):
        model = tree()
        text, root = written(replace(model, steps=(asked(replace(model.steps[0], id="new", name={})), *model.steps)))
        assert 'exporter="M"' in text
        assert "<!-- the first step -->" in text
        assert by_id(root, "trial").get("{urn:other}owner") == "hr"
        assert by_id(root, "G2").get("name") == "together"
        assert by_id(root, "Start_1").get("name") == "begin"
        assert {f"F{number}" for number in range(1, 7)} <= {node.get("id") for node in root.iter("{*}sequenceFlow")}
        assert (by_id(root, "F1").get("sourceRef"), by_id(root, "F1").get("targetRef")) == ("Start_1", "new")
        assert by_id(root, "F2").get("name") == "on"
        assert [child.text for child in by_id(root, "boss").iterfind("{*}incoming")] == ["new_to_boss"]

    def test_the_diagram_is_laid_out_anew_with_its_colours_and_notes(self):
        model = tree()
        _, root = written(replace(model, steps=model.steps[1:]))
        shapes = {shape.get("bpmnElement"): shape for shape in root.iter("{*}BPMNShape", "{*}BPMNEdge")}
        assert "boss" not in shapes
        assert shapes["hr"].get("{urn:colour}stroke") == "red"
        assert shapes["hr"][0].get("x") != str(DRAWN.index("hr"))
        moved = float(shapes["hr"][0].get("x")) - DRAWN.index("hr")
        assert float(shapes["Note_1"][0].get("x")) == DRAWN.index("Note_1") + moved
        assert float(shapes["Tie_1"][0].get("x")) == DRAWN.index("Tie_1") + moved

    def test_what_speaks_of_a_step_goes_with_it(self):
        model = tree()
        _, root = written(replace(model, steps=model.steps[:1]))
        assert by_id(root, "hr") is None
        assert by_id(root, "Tie_1") is None
        assert by_id(root, "Tie_1_di") is None
        assert by_id(root, "Note_1") is not None

    def test_ways_that_change_places_do_so_in_the_file(self):
        model = tree()
        block = model.steps[1]
        assert isinstance(block, Block)
        _, root = written(replace(model, steps=(model.steps[0], replace(block, branches=block.branches[::-1]))))
        leaving = [flow.get("id") for flow in root.iter("{*}sequenceFlow") if flow.get("sourceRef") == "G1"]
        assert leaving == ["F4", "F3"]


def test_another_key_is_said_everywhere():
    _, root = written(replace(tree(), key="other"))
    assert by_id(root, "other").tag.endswith("process")
    assert next(root.iter("{*}BPMNPlane")).get("bpmnElement") == "other"


def test_a_file_without_a_diagram_gets_one():
    bare = ORIGINAL[: ORIGINAL.index("<bpmndi:BPMNDiagram")] + "</bpmn:definitions>"
    text = write_tree(tree(), bare)
    assert len(list(parse(text).iter("{*}BPMNShape"))) == 6


def test_an_id_of_something_else_in_the_file_is_refused():
    model = tree()
    with pytest.raises(Malformed) as refused:
        write_tree(replace(model, steps=(replace(model.steps[0], id="Note_1"),)), ORIGINAL)
    assert refused.value.errors[0].code == "duplicate_id"


def test_ids_that_the_tree_gives_are_not_given_again():
    task = Task("start", {}, Approval())
    ways = tuple(Branch((), name, condition=name, is_default=name == "end") for name in ("b_join", "end"))
    ways = (ways[0], replace(ways[1], condition=""))
    model = Process("diagram", {}, (task, Block(BlockKind.CHOICE, "b", {}, ways), replace(task, id="plane")))
    text = write_tree(model)
    _ids_are_unique(text)
    assert read_tree(read(text)).model == model


@settings(max_examples=MODELS)
@given(old=trees(), new=trees())
def test_any_tree_can_be_written_into_the_file_of_any_other(old: Process, new: Process):
    text = write_tree(new, write_tree(old))
    found = read_tree(read(text))
    assert (found.blocked, found.model) == (None, new)
    _ids_are_unique(text)
    drawn = {shape.get("bpmnElement") for shape in parse(text).iter("{*}BPMNShape", "{*}BPMNEdge")}
    process = next(parse(text).iter("{*}process"))
    nodes = {node.get("id") for node in process.iterchildren("{*}*") if node.get("id")}
    assert drawn == nodes
