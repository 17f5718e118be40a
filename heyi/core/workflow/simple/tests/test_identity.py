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
    assert [one for one in lint(read(write_tree(model))) if one.is_error] == []
