"""Which pieces of the log are missing, and how far one comes without them."""

from collections.abc import Collection


def missing(numbers: Collection[int], start: int) -> list[tuple[int, int]]:
    """The gaps from piece `start` to the last one that there is, each as its first and last missing number."""
    found: list[tuple[int, int]] = []
    expected = start
    for number in sorted(number for number in numbers if number >= start):
        if number > expected:
            found.append((expected, number - 1))
        expected = number + 1
    return found


def last_without_gap(numbers: Collection[int], start: int) -> int:
    """The last piece that one reaches from `start`; start - 1 when even that is missing."""
    known, last = frozenset(numbers), start - 1
    while last + 1 in known:
        last += 1
    return last
