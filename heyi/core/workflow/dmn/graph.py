"""The order in which the nodes of a requirement graph are evaluated, and the refusal of cycles."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.errors import refuse
from heyi.core.workflow.dmn.nodes import Node


def order(nodes: Mapping[str, Node], key: str, known: Collection[str]) -> Iterator[str]:
    """What must be evaluated for `key`, each after all that it requires, without what is known already."""
    seen = set(known)
    if key in seen:
        return
    seen.add(key)
    stack = [(key, _needs(nodes[key]))]
    while stack:
        current, needs = stack[-1]
        needed = next((need for need in needs if need not in seen), None)
        if needed is None:
            stack.pop()
            yield current
        else:
            seen.add(needed)
            stack.append((needed, _needs(nodes[needed])))


def _needs(node: Node) -> Iterator[str]:
    return (requirement.key for requirement in node.requires)


def refuse_cycles(nodes: Mapping[str, Node]) -> None:
    """Malformed when a node requires itself, directly or through others; names the nodes of the cycle."""
    done: set[str] = set()
    for start in nodes:
        if start in done:
            continue
        path: dict[str, Iterator[str]] = {start: _edges(nodes[start])}
        while path:
            current = next(reversed(path))
            following = next((key for key in path[current] if key not in done), None)
            if following is None:
                done.add(current)
                del path[current]
            elif following in path:
                keys = list(path)
                names = [nodes[key].name for key in keys[keys.index(following) :]]
                raise refuse(" → ".join([*names, names[0]]), "cycle", _("These decisions require each other."))
            else:
                path[following] = _edges(nodes[following])


def _edges(node: Node) -> Iterator[str]:
    """A service is left to its own decisions only when it is called, but that must not lead back to it."""
    return chain(_needs(node), node.outputs, node.inner)
