"""The simple designer: a file as a tree of steps, and the tree as a file again. Nothing is stored here."""

from typing import Any

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.parser.lint import Finding, lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.simple.reading import Reading, read_tree
from heyi.core.workflow.simple.tree import from_json
from heyi.core.workflow.simple.writing import write_tree


def as_tree(xml: str, *, actor: Actor) -> Reading:
    """The tree of a file, or the node because of which it has none; Malformed when it cannot be read at all."""
    scoping.require(actor, MANAGE)
    return read_tree(read(xml))


def as_file(model: Any, *, actor: Actor, xml: str = "") -> tuple[str, list[Finding]]:
    """The file of a tree, within the one that it came from, and what the lint says of it."""
    scoping.require(actor, MANAGE)
    text = write_tree(from_json(model), xml)
    return text, lint(read(text))
