"""Regular expressions of XPath and XQuery Functions 3.1 (5.6), with a bound on what they may cost.

Matching runs in linear time wherever the pattern allows it; Python's engine can take exponential time, so patterns
with a repetition inside a repetition are matched only against short texts.
"""

import re
from functools import lru_cache

MAX_PATTERN = 500
MAX_TEXT = 20_000
MAX_RISKY_TEXT = 200
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.VERBOSE}
_GROUP = re.compile(r"\\(\\|\$)|\$(\d)|(\\|\$)")
_RISKY = re.compile(r"[)\]}*+?.\w][*+}][^|]*\)[*+{]|\([^)]*\|[^)]*\)[*+{]")


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> re.Pattern[str] | None:
    if len(pattern) > MAX_PATTERN or set(flags) - set("smixq"):
        return None
    combined = 0
    for flag in flags:
        combined |= _FLAGS.get(flag, 0)
    text = re.escape(pattern) if "q" in flags else _translated(pattern, extended="x" in flags)
    try:
        return re.compile(text, combined & ~re.VERBOSE)
    except (re.error, OverflowError, RecursionError):
        return None


def _translated(pattern: str, *, extended: bool) -> str:
    if extended:
        pattern = re.sub(r"\s+", "", pattern)
    pattern = pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d").replace(r"\p{Nd}", r"\d")
    pattern = pattern.replace(r"\i", r"[A-Za-z_:]").replace(r"\c", r"[-.\w:]")
    # XPath's $ is the very end; Python's also stands before a last line break.
    return re.sub(r"(\\.)|\$$", lambda found: found[1] or r"(?!\n)$", pattern)


def _ready(text: str, pattern: str, flags: str) -> re.Pattern[str] | None:
    found = _compiled(pattern, flags)
    limit = MAX_RISKY_TEXT if _is_risky(pattern) else MAX_TEXT
    return found if len(text) <= limit else None


def _is_risky(pattern: str) -> bool:
    """Whether a group that repeats or branches is itself repeated, or a group is referred to."""
    return (
        bool(_RISKY.search(pattern)) or bool(re.search(r"\\[1-9]", pattern)) or len(re.findall(r"[*+{]", pattern)) > 3
    )


def search(text: str, pattern: str, flags: str) -> bool | None:
    """Whether the pattern occurs; None for a bad pattern or a text too long for it."""
    ready = _ready(text, pattern, flags)
    return None if ready is None else ready.search(text) is not None


def replace(text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Every match replaced; None as in `search` and for a pattern that matches nothing (XPath: FORX0003)."""
    ready = _ready(text, pattern, flags)
    if ready is None:
        return None
    if "q" in flags:
        return ready.sub(lambda found: replacement, text)
    groups = ready.groups

    def fill(found: re.Match[str]) -> str:
        def part(mark: re.Match[str]) -> str:
            if mark[1]:
                return mark[1]
            if mark[2]:
                return (found[int(mark[2])] or "") if int(mark[2]) <= groups else ""
            return mark[0]

        return _GROUP.sub(part, replacement)

    return ready.sub(fill, text)


def split(text: str, pattern: str) -> list[str] | None:
    """The pieces between matches."""
    ready = _ready(text, pattern, "")
    if ready is None:
        return None
    pieces: list[str] = []
    start = 0
    for found in ready.finditer(text):
        if found.end() > found.start():
            pieces.append(text[start : found.start()])
            start = found.end()
    return [*pieces, text[start:]]
