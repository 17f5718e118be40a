"""What a tree cannot show is named: exactly the node that was added to a file that was a tree before."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heyi.core.workflow.parser.read import read
from heyi.core.workflow.simple.model import Process
from heyi.core.workflow.simple.reading import read_tree
from heyi.core.workflow.simple.tests.adding import ADDED, File, unmatched_join
from heyi.core.workflow.simple.tests.test_identity import MODELS
from heyi.core.workflow.simple.tests.trees import trees
from heyi.core.workflow.simple.writing import write_tree
from heyi.core.workflow.tests.drawn import Drawing, drawn
from heyi.kit.errors import Malformed


@settings(max_examples=MODELS)
@given(model=trees(full=False), added=st.sampled_from(ADDED), seed=st.integers(0, 10**6))
def test_the_node_that_was_added_is_named(model: Process, added: tuple, seed: int):
    code, add = added
    file = File(write_tree(model), seed)
    assume(file.all("userTask", "callActivity"))
    assume(add is not unmatched_join or file.joins)
    node = add(file)
    found = read_tree(read(file.text()))
    assert found.model is None
    assert found.blocked is not None
    assert (found.blocked.node, found.blocked.code) == (node, code)
    assert str(found.blocked.reason)


@pytest.mark.parametrize(("text", "node", "code"), [
    ("start s; user a; s -> a", "a", "dead_end"),
    ("start s; xor x; user a; user b; end e; s -> x; x -> a if 1; x -> b default; a -> e; b -> e", "e", "implicit_join"),
    ("start s; and x; user a; user b; end e; s -> x -> a -> e; x -> b -> e", "e", "implicit_join"),
    ("start s; xor x; end a; end b; s -> x; x -> a if 1; x -> b if 2", "x", "no_default"),
    ("start s; xor x; xor y; end a; end b; user c; user d; s -> x; x -> c if 1; x -> d default; c -> y; d -> y;"
     "y -> a if 1; y -> b default", "y", "mixed_gateway"),
    ("start s; user a; end e; s -> a; a -> e if 1", "a", "conditional_flow"),
    ("start s; s -> nowhere", "s_nowhere", "dangling"),
    ("user a; end e; a -> e", "trial", "start_event"),
])  # fmt: skip
def test_what_hangs_together_otherwise_is_named(text: str, node: str, code: str):
    blocked = read_tree(drawn(text)).blocked
    assert blocked is not None
    assert (blocked.node, blocked.code) == (node, code)


def test_a_way_that_goes_on_may_come_straight_to_the_join_of_the_block_around():
    text = "start s; and p; and j; xor x; end no; user a; user b; end e; s -> p -> x; x -> no if bad; x -> a default;"
    found = read_tree(drawn(text + "a -> j; p -> b -> j; j -> e"))
    assert found.blocked is None
    assert found.joins == {"p": "j"}
    assert found.model is not None
    assert read_tree(read(write_tree(found.model))).model == found.model


def late() -> str:
    file = File(Drawing("start s; user a; end e; s -> a -> e", "trial").xml(), 1)
    file.add('<boundaryEvent id="late" name="到点" attachedToRef="a"><timerEventDefinition/></boundaryEvent>')
    return file.text()


def test_it_is_named_as_people_call_it():
    blocked = read_tree(read(late())).blocked
    assert blocked is not None
    assert (blocked.node, blocked.name) == ("late", "到点")


def test_a_file_that_is_no_tree_is_not_written_into():
    model = read_tree(drawn("start s; user a; end e; s -> a -> e")).model
    assert model is not None
    with pytest.raises(Malformed) as refused:
        write_tree(model, late())
    assert [(error.path, error.code) for error in refused.value.errors] == [("xml", "boundary_event")]
