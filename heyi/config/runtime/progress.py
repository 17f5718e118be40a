"""What the operator sees while things happen: one line per step with its time, a bar where the count is known."""

import contextlib
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

BAR = 24


class Progress:
    """Prints steps `[2/5] Database … 0.6 s`. On a terminal a running step is redrawn in place."""

    def __init__(self, total: int, *, done: int = 0, out: TextIO | None = None) -> None:
        self.total = total
        self.done = done
        self.started = time.monotonic()
        self.out = out or sys.stdout
        self.live = self.out.isatty()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator["Step"]:
        """One step; its line is closed with the time it took, or with ✗ when it fails."""
        self.done += 1
        step = Step(self, f"[{self.done}/{self.total}] {title} …")
        step.draw()
        try:
            yield step
        except BaseException:
            step.close("✗")
            raise
        step.close(f"{step.seconds():.1f} s")

    def seconds(self) -> float:
        """Since the first step."""
        return time.monotonic() - self.started

    def write(self, text: str, *, end: str = "\n") -> None:
        """Show it; where that cannot be (a full disk, a terminal that went away) the work goes on without."""
        with contextlib.suppress(OSError):
            print(text, end=end, file=self.out, flush=True)


class Step:
    """A step under way; `at` moves its bar."""

    def __init__(self, progress: Progress, title: str) -> None:
        self.progress, self.title = progress, title
        self.started = time.monotonic()
        self.note = ""
        self._tenth = 0

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def at(self, done: int, total: int) -> None:
        """Show `done` of `total`. Where nothing can be redrawn, a line at each tenth instead."""
        if total <= 0:
            return
        filled = BAR * done // total
        text = f"{'█' * filled}{'░' * (BAR - filled)} {done}/{total}"
        if self.progress.live:
            self.draw(text)
        elif done * 10 // total > self._tenth:
            self._tenth = done * 10 // total
            self.progress.write(f"      {text}")

    def draw(self, extra: str = "") -> None:
        if self.progress.live:
            self.progress.write(f"\r\x1b[K{self.title} {extra}", end="")

    def close(self, word: str) -> None:
        note = f" ({self.note})" if self.note else ""
        start = "\r\x1b[K" if self.progress.live else ""
        self.progress.write(f"{start}{self.title} {word}{note}")


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def table(rows: Sequence[Sequence[str]], *, indent: int = 2) -> str:
    """Rows as aligned columns."""
    if not rows:
        return ""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell + " " * (widths[column] - width(cell)) for column, cell in enumerate(row)]
        lines.append(" " * indent + "   ".join(cells).rstrip())
    return "\n".join(lines)
