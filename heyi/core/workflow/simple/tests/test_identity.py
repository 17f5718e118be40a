"""From the tree to BPMN and back nothing is lost, and what is written hangs together."""

import os

from hypothesis import given, settings

from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.simple.model import Process
from heyi.core.workflow.simple.reading import read_tree
from heyi.core.workflow.simple.tests.trees import trees
from heyi.core.workflow.simple.tree import from_json, to_json
from heyi.core.workflow.simple.writing import write_tree

MODELS = int(os.environ.get("HEYI_SIMPLE_MODELS", "60"))
#: What is wrong with how nodes and flows hang together.
STRUCTURE = frozenset({
    "bad_default", "condition_on_default", "condition_on_parallel", "crosses_border", "dangling", "dead_end",
    "duplicate_id", "implicit_end", "into_start", "mode_mismatch", "no_end", "no_id", "no_start", "not_repeatable",
    "out_of_end", "second_start", "unreachable",
})  # fmt: skip


@settings(max_examples=MODELS)
@given(model=trees())
def test_a_tree_written_as_bpmn_is_read_as_the_same_tree(model: Process):
    found = read_tree(read(write_tree(model)))
    assert (found.blocked, found.model) == (None, model)


@settings(max_examples=MODELS)
@given(model=trees())
def test_a_tree_written_as_json_is_read_as_the_same_tree(model: Process):
    assert from_json(to_json(model)) == model


@settings(max_examples=MODELS)
@given(model=trees(full=False))
def test_what_is_written_hangs_together(model: Process):
    findings = lint(read(write_tree(model)))
    assert [one for one in findings if one.code in STRUCTURE] == []
