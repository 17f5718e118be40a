"""The table, and bench/results/<date>.json with machine, versions and everything that was measured."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.measure import Figure, machine

RESULTS = Path(__file__).parent / "results"


def line(figure: Figure) -> str:
    """`8  list of 50, manager, 100 k   812 /s   bare json_agg 1,900 /s   0.43x   >= 0.28x   met`."""
    size = f", {figure.rows // 1000} k rows" if figure.rows else ""
    value = "not measured" if figure.value is None else f"{number(figure.value):>10} {figure.unit:<3}"
    parts = [f"{figure.row:<4}{figure.what + size:<58}{value}"]
    if figure.other is not None and figure.ratio is not None:
        parts.append(f"{figure.against} {number(figure.other)} {figure.unit}".ljust(44))
        parts.append(f"{figure.ratio:7.2f}x  {figure.goal:<9} {verdict(figure)}")
    elif figure.goal:
        parts.append(f"{figure.goal:<9} {verdict(figure)}")
    if figure.note:
        parts.append(f" ({figure.note})")
    return "  ".join(parts)


def verdict(figure: Figure) -> str:
    return "" if figure.met is None else "met" if figure.met else "MISSED"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2f}"


def write(figures: list[Figure], facts: dict[str, Any]) -> Path:
    """Keep the results of this run."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%d}.json"
    content = {"at": now.isoformat(timespec="seconds"), "machine": machine(), **facts}
    content["figures"] = [figure.as_dict() for figure in figures]
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
