"""Reading the syntax tree: what of a node means something, and the types that it names."""

from collections.abc import Mapping
from typing import Any

from lark import Token, Tree

from heyi.core.workflow.feel.types import ANY, Type, named

Node = Tree[Token]
_KEPT = frozenset({"NAME", "NUMBER", "STRING", "AT", "LT", "LE", "GT", "GE", "EQ", "NE", "R_OPEN", "R_CLOSE", "DOTDOT"})


def parts(node: Node) -> list[Any]:
    """Children that mean something: trees, names, literals, comparison signs."""
    return [child for child in node.children if isinstance(child, Tree) or child.type in _KEPT]


def is_name(token: object) -> bool:
    """Whether a leaf of the tree is a name."""
    return isinstance(token, Token) and token.type == "NAME"


def read_type(node: Node, types: Mapping[str, Type]) -> Type | None:
    """The type that a node names, or None when nobody knows it."""
    found = parts(node)
    if node.data == "type":
        return types.get(str(found[0])) or named(str(found[0]))
    inner = [child for child in found if isinstance(child, Tree)]
    if node.data == "function_type":
        *takes, gives = [read_type(child, types) or ANY for child in inner]
        return Type("function", of=gives, takes=tuple(takes))
    if node.data == "context_type":
        pairs = [parts(member) for member in inner]
        return Type("context", members=tuple((str(key), read_type(of, types) or ANY) for key, of in pairs))
    return Type(str(found[0]), of=read_type(inner[0], types)) if found[0] in ("list", "range") else None


def read_parameters(node: Node, types: Mapping[str, Type]) -> tuple[tuple[str, ...], tuple[Type | None, ...]]:
    """Names and types of a function literal's parameters; None where no type is written."""
    names: list[str] = []
    wanted: list[Type | None] = []
    for parameter in parts(node):
        name, *of = parts(parameter)
        names.append(str(name))
        wanted.append(read_type(of[0], types) if of else None)
    return tuple(names), tuple(wanted)
