"""Plain conditions in the reader's words: comparisons of a field with a value, and several of them together."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from lark import Token, Tree

from heyi.core.workflow.feel.errors import FeelSyntaxError
from heyi.core.workflow.feel.grammar import parse
from heyi.core.workflow.parser.dialects import as_feel
from heyi.kit.errors import Text

TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}


class _NotPlain(Exception):
    """The condition is more than its words could say."""


def words(text: str, labels: Mapping[str, Text]) -> str:
    """“Total is more than 100,000” for ``total > 100000``; empty for what cannot be said plainly. ``labels`` are the
    fields by name.
    """
    try:
        (tree,) = parse(as_feel(text), ()).children
        return _sentence(tree, labels)
    except (FeelSyntaxError, _NotPlain, ValueError):
        return ""


def _sentence(tree: Tree[Token] | Token, labels: Mapping[str, Text]) -> str:
    if not isinstance(tree, Tree):
        raise _NotPlain
    if tree.data in ("and_", "or_"):
        parts = [_sentence(child, labels) for child in tree.children if isinstance(child, Tree)]
        return (_(", and ") if tree.data == "and_" else _(", or ")).join(parts)
    if tree.data != "compare" or len(tree.children) != 3:
        raise _NotPlain
    left, sign, right = tree.children
    name, value = (left, right) if _is(left, "name") else (right, left)
    operator = str(sign) if name is left else TURNED.get(str(sign), "")
    return _compared(operator) % {"field": _field(name, labels), "value": _value(value)}


def _compared(operator: str) -> str:
    said = {
        ">": _("%(field)s is more than %(value)s"),
        ">=": _("%(field)s is at least %(value)s"),
        "<": _("%(field)s is less than %(value)s"),
        "<=": _("%(field)s is at most %(value)s"),
        "=": _("%(field)s is %(value)s"),
        "!=": _("%(field)s is not %(value)s"),
    }
    if operator not in said:
        raise _NotPlain
    return said[operator]


def _field(tree: Tree[Token] | Token, labels: Mapping[str, Text]) -> str:
    name = _only(tree, "name")
    if name not in labels:
        raise _NotPlain
    return str(labels[name])


def _value(tree: Tree[Token] | Token) -> str:
    if _is(tree, "number"):
        return f"{Decimal(_only(tree, 'number')):,f}"
    text = _only(tree, "string")[1:-1]
    if "\\" in text:
        raise _NotPlain
    return text


def _is(tree: Tree[Token] | Token, kind: str) -> bool:
    return isinstance(tree, Tree) and tree.data == kind


def _only(tree: Tree[Token] | Token, kind: str) -> str:
    if not isinstance(tree, Tree) or tree.data != kind or len(tree.children) != 1:
        raise _NotPlain
    return str(tree.children[0])
