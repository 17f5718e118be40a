"""In which order the rows of a step are taken: whoever is referred to by another row comes first.

An employee's manager may stand further down in the same file. Rows are sorted into levels (Kahn, 1962): what a level
refers to is in an earlier one. Rows whose references go round in a circle belong nowhere and are refused.
"""

from collections.abc import Callable

from heyi.core.importing.sources import Row, as_text
from heyi.core.importing.specs import FieldSpec, Step

Read = Callable[[FieldSpec, Row], str]


def levels(step: Step, rows: list[Row], read: Read) -> tuple[list[list[Row]], dict[int, str]]:
    """The rows in levels, and the rows in circles: their numbers with the way round. ``read`` gives a cell's text, empty
    where it cannot be read.
    """
    targets = {spec.target: spec for spec in step.fields}
    own = [spec for spec in step.fields if spec.lookup == step.resource.key]
    inside = [spec for spec in own if spec.by in targets and not spec.separator]
    if not inside:
        return _by_depth([spec for spec in own if spec.separator], rows, read), {}
    needs = _needs(inside, targets, rows, read)
    by_number = {row.number: row for row in rows}
    found: list[list[Row]] = []
    left = dict(needs)
    while ready := [number for number, needed in left.items() if not needed & left.keys()]:
        found.append([by_number[number] for number in ready])
        for number in ready:
            del left[number]
    circle = _circles(left)
    behind = [by_number[number] for number in left if number not in circle]
    return [*found, *([[row] for row in behind])], {
        n: _way(n, circle, by_number, inside, targets, read) for n in circle
    }


def _by_depth(paths: list[FieldSpec], rows: list[Row], read: Read) -> list[list[Row]]:
    """Rows that refer to others by a path of names: the shorter the path, the earlier."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        depth = max((read(spec, row).count(spec.separator) + bool(read(spec, row)) for spec in paths), default=0)
        found.setdefault(depth, []).append(row)
    return [found[depth] for depth in sorted(found)]


def _needs(inside: list[FieldSpec], targets: dict[str, FieldSpec], rows: list[Row], read: Read) -> dict[int, set[int]]:
    """For each row the rows of the same file that it refers to."""
    owners: dict[str, dict[str, int]] = {}
    for by in {spec.by or "" for spec in inside}:
        owners[by] = {}
        for row in rows:
            owners[by].setdefault(read(targets[by], row), row.number)
    found: dict[int, set[int]] = {}
    for row in rows:
        wanted = ((spec.by or "", read(spec, row)) for spec in inside)
        found[row.number] = {owners[by][value] for by, value in wanted if value and value in owners[by]}
    return found


def _circles(left: dict[int, set[int]]) -> dict[int, set[int]]:
    """Of the rows that are left, those that stand in a circle, and not merely behind one."""
    found = dict(left)
    while True:
        pointed = set().union(*found.values()) if found else set()
        outside = [number for number in found if number not in pointed]
        if not outside:
            return {number: needed & found.keys() for number, needed in found.items()}
        for number in outside:
            del found[number]


def _way(
    start: int,
    circle: dict[int, set[int]],
    rows: dict[int, Row],
    inside: list[FieldSpec],
    targets: dict[str, FieldSpec],
    read: Read,
) -> str:
    """``A → B → A`` from one row on, at most eight steps."""
    names, number = [], start
    for _step in range(8):
        names.append(read(targets[inside[0].by or ""], rows[number]))
        number = min(circle[number])
        if number == start:
            names.append(names[0])
            break
    return " → ".join(as_text(name) for name in names)
