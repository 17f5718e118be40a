"""The table, and bench/results/<date>.json and .md with machine, versions and everything that was measured."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measure import Figure, machine

RESULTS = Path(__file__).parent / "results"
HEAD = ("row", "what", "size", "value", "against", "ratio", "goal", "", "note")


def line(figure: Figure) -> str:
    """`8  list of 50, manager, 100 k   812 /s   bare json_agg 1,900 /s   0.43x   >= 0.28x   met`."""
    size = f", {thousands(figure.rows)} rows" if figure.rows else ""
    parts = [f"{figure.row:<4}{figure.what + size:<58}{value(figure):>14}"]
    if figure.other is not None and figure.ratio is not None:
        parts.append(against(figure).ljust(44))
        parts.append(f"{figure.ratio:7.2f}x  {figure.goal:<9} {verdict(figure)}")
    elif figure.goal:
        parts.append(f"{figure.goal:<9} {verdict(figure)}")
    if figure.note:
        parts.append(f" ({figure.note})")
    return "  ".join(parts)


def value(figure: Figure) -> str:
    return "not measured" if figure.value is None else f"{number(figure.value)} {figure.unit}".rstrip()


def against(figure: Figure) -> str:
    return "" if figure.other is None else f"{figure.against} {number(figure.other)} {figure.unit}".rstrip()


def verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "MISSED"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"


def thousands(rows: int) -> str:
    return f"{rows // 1_000_000} M" if rows % 1_000_000 == 0 else f"{rows // 1000} k"


def write(figures: list[Figure], facts: dict[str, Any]) -> Path:
    """Keep the results of this run; the path of the table."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    content = {"at": now.isoformat(timespec="seconds"), "commit": _commit(), "machine": machine(), **facts}
    whole = {**content, "figures": [figure.as_dict() for figure in figures]}
    (RESULTS / f"{now:%Y-%m-%d}.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    path = RESULTS / f"{now:%Y-%m-%d}.md"
    path.write_text("\n".join(page(figures, content)) + "\n", "utf-8")
    return path


def page(figures: list[Figure], facts: dict[str, Any]) -> Iterator[str]:
    """The page of a run: what it ran on, what it found, how it grows."""
    loads = [figure.load for figure in figures]
    yield from (
        f"# Bench of {facts['at'][:10]}",
        "",
        "What the rows mean and how they are measured: the docstrings of `bench/rows`.",
        "",
    )
    yield from _facts(facts, (min(loads), max(loads)) if loads else (0.0, 0.0))
    yield from ("", "## Figures", "", *_rows(HEAD, (_cells(figure) for figure in figures)))
    sizes = sorted({figure.rows for figure in figures if figure.rows and figure.value is not None})
    if len(sizes) > 1:
        yield from (
            "",
            "## Growth",
            "",
            *_rows(("row", "what", "unit", *map(thousands, sizes)), _growth(figures, sizes)),
        )


def _facts(facts: dict[str, Any], loads: tuple[float, float]) -> Iterator[str]:
    """Where, what and how, one line each."""
    here = facts["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in here["versions"].items())
    yield f"- Command: `{facts['command']}`; at {facts['at']}, commit {facts['commit']}"
    yield f"- Machine: {here['cores']} cores, {here['cpu'] or 'processor without a name'}, {here['system']}"
    yield f"- Versions: Python {here['python']}, PostgreSQL {facts['postgresql']}, {versions}"
    yield f"- Peers: {', '.join(f'{name} {number}' for name, number in facts['peers'].items()) or 'none installed'}"
    sizes = ", ".join(f"{size:,}" for size in facts["sizes"])
    yield f"- Customers: {sizes}; seed {facts['seed']}; medians of {facts['rounds']} rounds, all sides in turn in each"
    yield f"- Load of the machine while measuring (our own included): {loads[0]:g} to {loads[1]:g}"


def _cells(figure: Figure) -> tuple[str, ...]:
    size = thousands(figure.rows) if figure.rows else ""
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}x"
    return (
        figure.row,
        figure.what,
        size,
        value(figure),
        against(figure),
        ratio,
        figure.goal,
        verdict(figure),
        figure.note,
    )


def _growth(figures: list[Figure], sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """What was measured at more than one size, side by side."""
    found: dict[tuple[str, str, str], dict[int, float]] = {}
    for figure in figures:
        if figure.rows and figure.value is not None:
            found.setdefault((figure.row, figure.what, figure.unit), {}).setdefault(figure.rows, figure.value)
    for about, values in found.items():
        if len(values) > 1:
            yield *about, *(number(values[size]) if size in values else "" for size in sizes)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)


def _commit() -> str:
    """The commit that was measured; `+` where something was not committed."""
    asked = ["git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    done = subprocess.run(asked, cwd=RESULTS.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
