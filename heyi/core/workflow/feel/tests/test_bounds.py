"""Expressions come from people who design processes: they must not reach Python, nor take more than they are given."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.workflow.feel import FeelSyntaxError, LimitExceeded, Limits, compile_expression, from_python, to_python


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000000 return i",
        "for a in 1..2000, b in 1..2000 return a",
        "every x in 1..1000000000 satisfies x > 0",
        "{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r",
        "count(for i in 1..50000 return for j in 1..50000 return j)",
        'for i in 1..40000 return replace("' + "a" * 5000 + '", "a", "bbbbbbbbbbbbbbbbbbbbbbbb")',
        'matches("' + "a" * 60 + '", "^(a|aa)+$b")',
        "{a: [1, 1], "
        + ", ".join(f"v{i}: [{f'v{i - 1}' if i else 'a'}, {f'v{i - 1}' if i else 'a'}]" for i in range(40))
        + "}",
        "{a: [1, 1], "
        + ", ".join(f"v{i}: [{f'v{i - 1}' if i else 'a'}, {f'v{i - 1}' if i else 'a'}]" for i in range(40))
        + ", s: string(v39)}.s",
        "{a: [1, 1], "
        + ", ".join(f"v{i}: [{f'v{i - 1}' if i else 'a'}, {f'v{i - 1}' if i else 'a'}]" for i in range(40))
        + ", s: v39 = [v38, v38]}.s",
    ],
)
def test_what_costs_too_much_ends_soon(text: str) -> None:
    expression = compile_expression(text)
    began = time.process_time()
    with pytest.raises(LimitExceeded):
        expression.evaluate({})
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text", ["9 ** 99999999999", "9 ** 9 ** 9 ** 9 ** 9", "exp(999999999)", "10 ** 6145", "1 / 0", "sqrt(-1)"]
)
def test_numbers_beyond_the_range_are_null(text: str) -> None:
    assert compile_expression(text).evaluate({}) is None


def test_limits_are_the_callers_to_set() -> None:
    with pytest.raises(LimitExceeded) as caught:
        compile_expression("for i in 1..100 return i").evaluate({}, limits=Limits(steps=50))
    assert caught.value.reason == "too_many_steps"
    with pytest.raises(LimitExceeded) as caught:
        compile_expression("for i in 1..100 return i").evaluate({}, limits=Limits(items=50))
    assert caught.value.reason == "list_too_long"


REACHES = (
    "x.__class__",
    "x.__class__.__mro__",
    "(function() 1).__globals__",
    '"a".format',
    "x.real",
    "[1].append",
    "{a: 1}.keys",
    '{a: 1}["__class__"]',
    "abs.__code__",
    '@"2026-11-23".__init__',
)


@pytest.mark.parametrize("text", REACHES)
def test_python_attributes_are_out_of_reach(text: str) -> None:
    found = compile_expression(text).evaluate({"x": 5})
    assert found in (None, [], [None])


def test_only_plain_data_enters() -> None:
    class Person:
        name = "x"

    for value in (Person(), object(), float("nan"), float("inf"), b"bytes", lambda: 1, {1: Person()}):
        with pytest.raises(TypeError):
            from_python(value)
    nested: list = []
    nested.append(nested)
    with pytest.raises(TypeError):
        from_python(nested)


PIECES = [*"ab1.\"'()[]{},:+-*/<>=@ ?\\", " in ", " and ", "for ", "if ", "not(", "..", "return ", "蓝"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_compiled_or_refused_and_evaluates_within_bounds(text: str) -> None:
    try:
        expression = compile_expression(text)
    except FeelSyntaxError as refused:
        assert 0 <= refused.position <= len(text)  # noqa: PT017
        return
    to_python(expression.run({}).value)


def test_compiling_twice_gives_the_same_expression() -> None:
    assert compile_expression("a + 1", names=["a"]) is compile_expression("a + 1", names=("a",))
