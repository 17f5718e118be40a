"""Whatever a file says, it is a tree that writes back without loss, or something in it is named."""

import copy
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import BPMN, parse, serialize
from heyi.core.workflow.simple.model import Process, Task, closes
from heyi.core.workflow.simple.reading import read_tree
from heyi.core.workflow.simple.tests.test_identity import MODELS
from heyi.core.workflow.simple.tests.trees import trees
from heyi.core.workflow.simple.tree import from_json, to_json
from heyi.core.workflow.simple.writing import write_tree
from heyi.kit.errors import Malformed

KINDS = (
    "userTask", "callActivity", "endEvent", "startEvent", "exclusiveGateway", "parallelGateway", "inclusiveGateway",
    "sequenceFlow", "subProcess", "association", "textAnnotation",
)  # fmt: skip


def scramble(text: str, draw: Random) -> str:
    """A few things somewhere are something else."""
    root = parse(text)
    process = next(root.iter(f"{{{BPMN}}}process"))
    ids = [str(node.get("id")) for node in process.iter("{*}*") if node.get("id")]
    for _ in range(draw.randint(1, 3)):
        node = draw.choice([one for one in process.iter("{*}*") if one is not process] or [process])
        parent = node.getparent()
        match draw.choice(["attribute", "kind", "gone", "twice", "bare"]):
            case "attribute" if node.attrib:
                name = draw.choice([str(name) for name in node.attrib])
                node.set(name, draw.choice([*ids, "", "true", "x y"]))
            case "kind":
                node.tag = f"{{{BPMN}}}{draw.choice(KINDS)}"
            case "gone" if parent is not None and node is not process:
                parent.remove(node)
            case "twice" if parent is not None and node is not process:
                parent.append(etree.fromstring(etree.tostring(node)))
            case _:
                for child in list(node) if node is not process else []:
                    node.remove(child)
    return serialize(root)


@settings(max_examples=MODELS * 3)
@given(model=trees(full=False, depth=2), seed=st.integers(0, 10**9))
def test_a_scrambled_file_is_a_tree_or_says_what_is_in_the_way(model: Process, seed: int):
    text = scramble(write_tree(model), Random(seed))  # noqa: S311  no secret
    found = read_tree(read(text))
    if found.model is None:
        assert found.blocked is not None
        ids = {node.get("id", "") for node in parse(text).iter("{*}*")}
        assert found.blocked.node in ids | {""}
        return
    assert found.blocked is None
    assert read_tree(read(write_tree(found.model))).model == found.model
    assert read_tree(read(write_tree(found.model, text))).model == found.model
    steps = found.model.steps
    if not (steps and closes(steps[-1])):
        more = replace(found.model, name={"en": "More"}, steps=(*steps, Task("one_more", {}, Approval())))
        assert read_tree(read(write_tree(more, text))).model == more


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["end", "choice", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "steps"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in JSON: what holds it, and where."""
    found = []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += [(value, key), *places(inner)]
    return found


@settings(max_examples=MODELS)
@given(model=trees(depth=1), other=JSON, data=st.data())
def test_scrambled_json_is_a_tree_or_is_refused_at_a_place(model: Process, other: Any, data: st.DataObject):
    value = copy.deepcopy(to_json(model))
    holder, key = data.draw(st.sampled_from(places(value)))
    holder[key] = other
    read_ = tree_or_refusal(value)
    if isinstance(read_, Malformed):
        assert [bool(one.code and str(one.message)) for one in read_.errors] == [True]
        return
    assert from_json(to_json(read_)) == read_
    assert read_tree(read(write_tree(read_))).model == read_


def tree_or_refusal(value: Any) -> Process | Malformed:
    try:
        return from_json(value)
    except Malformed as refused:
        return refused
