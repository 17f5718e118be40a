"""Strongly connected components of a small graph: which elements can come back to themselves."""

from collections.abc import Callable, Iterable, Iterator

Following = Callable[[str], Iterable[str]]


def components(names: Iterable[str], following: Following) -> list[list[str]]:
    """The components, each before those that lead to it (Tarjan, 1972), without recursion."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    kept: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for first in names:
        work: list[tuple[str, Iterator[str]]] = []
        if first not in number:
            work.append((first, iter(following(first))))
            number[first] = low[first] = len(number)
            kept.append(first)
            on_stack.add(first)
        while work:
            name, ways = work[-1]
            one = next(ways, None)
            if one is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == number[name]:
                    found.append(_cut(kept, name, on_stack))
            elif one not in number:
                number[one] = low[one] = len(number)
                kept.append(one)
                on_stack.add(one)
                work.append((one, iter(following(one))))
            elif one in on_stack:
                low[name] = min(low[name], number[one])
    return found


def cycles(names: Iterable[str], following: Following) -> list[list[str]]:
    """The components in which something leads back."""
    return [one for one in components(names, following) if len(one) > 1 or one[0] in set(following(one[0]))]


def _cut(kept: list[str], name: str, on_stack: set[str]) -> list[str]:
    place = kept.index(name)
    component = kept[place:]
    del kept[place:]
    on_stack.difference_update(component)
    return component
