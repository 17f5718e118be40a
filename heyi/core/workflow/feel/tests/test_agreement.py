"""Where the browser's evaluator makes something else of an expression than the server, docs/apps/feel.md says so."""

import re

import pytest

from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.tests.agreement import ERROR, ROOT, differences, expressions, feelin, same, server

PAGE = ROOT / "docs" / "apps" / "feel.md"
MOVING = {"now", "today", "random number"}


def documented() -> set[str]:
    """The expressions in the page's table."""
    return set(re.findall(r"^\| `(.+?)` \|", PAGE.read_text("utf-8"), re.MULTILINE))


def test_the_browser_and_the_server_differ_only_where_the_page_says_so() -> None:
    module = feelin()
    if module is None:
        pytest.skip("feelin or Node is not there")
    found = differences(module)
    print(f"\n{len(expressions()) - len(found)} of {len(expressions())} expressions agree")  # noqa: T201
    assert {difference.expression for difference in found} == documented()


def test_the_page_shows_only_expressions_that_are_compared() -> None:
    assert documented() <= set(expressions())


def test_every_built_in_function_is_compared() -> None:
    text = "\n".join(expressions())
    assert {name for name in builtins() if f"{name}(" not in text} == MOVING


def test_the_server_reads_every_expression() -> None:
    assert [text for text in expressions() if server(text) == ERROR] == []


def test_values_of_other_kinds_are_never_the_same() -> None:
    assert same([1, {"a": None}], [1.0, {"a": None}])
    assert not same(True, 1)
    assert not same({"date": "2026-01-01"}, "2026-01-01")
    assert not same(0.1, 0.1000001)
