"""Regular expressions of XPath and XQuery Functions 3.1 (5.6), with a bound on the time that they may take.

Matching may take exponential time in the worst case, whoever wrote the pattern; so every match has a time limit.
"""

import re
from functools import lru_cache

import regex

from heyi.core.workflow.feel.builtin.charclass import translate
from heyi.core.workflow.feel.errors import LimitExceeded

MAX_PATTERN = 500
SECONDS = 0.2

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_GROUP = re.compile(r"\\(\\|\$)|\$(\d)|(\\|\$)")


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str] | None:
    if len(pattern) > MAX_PATTERN or set(flags) - _FLAGS.keys():
        return None
    combined = 0
    for flag in flags:
        combined |= _FLAGS[flag]
    try:
        text = re.escape(pattern) if "q" in flags else _translated(pattern, extended="x" in flags)
        return regex.compile(text, combined)
    except (regex.error, ValueError, OverflowError, RecursionError):
        return None


def _translated(pattern: str, *, extended: bool) -> str:
    bare = re.sub(r"\\[pP]\{[^}]*\}|\\.|\[[^\]]*\]", "a", pattern, flags=re.DOTALL)
    if re.search(r"\(\?(?!:)|[*+?}][+]", bare):
        raise ValueError("no XPath pattern")
    if extended:
        pattern = re.sub(r"\s+", "", pattern)
    return re.sub(r"(\\.|\[[^\]]*\])|\$$", lambda found: found[1] or r"(?!\n)$", translate(pattern), flags=re.DOTALL)


def search(text: str, pattern: str, flags: str) -> bool | None:
    """Whether the pattern occurs; None for a bad pattern, LimitExceeded when it takes too long."""
    ready = _compiled(pattern, flags)
    if ready is None:
        return None
    try:
        return ready.search(text, timeout=SECONDS) is not None
    except TimeoutError as error:
        raise LimitExceeded("pattern_too_slow") from error


def replace(text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Every match replaced; None and LimitExceeded as in `search`, None also for a pattern that matches nothing."""
    ready = _compiled(pattern, flags)
    if ready is None or search("", pattern, flags):
        return None
    groups = int(ready.groups)

    def fill(found: regex.Match[str]) -> str:
        def part(mark: re.Match[str]) -> str:
            if mark[1]:
                return mark[1]
            if mark[2]:
                return (found[int(mark[2])] or "") if int(mark[2]) <= groups else ""
            return mark[0]

        return replacement if "q" in flags else _GROUP.sub(part, replacement)

    try:
        return str(ready.sub(fill, text, timeout=SECONDS))
    except TimeoutError as error:
        raise LimitExceeded("pattern_too_slow") from error


def split(text: str, pattern: str) -> list[str] | None:
    """The pieces between matches; None and LimitExceeded as in `search`."""
    ready = _compiled(pattern, "")
    if ready is None:
        return None
    pieces: list[str] = []
    start = 0
    try:
        for found in ready.finditer(text, timeout=SECONDS):
            if found.end() > found.start():
                pieces.append(text[start : found.start()])
                start = found.end()
    except TimeoutError as error:
        raise LimitExceeded("pattern_too_slow") from error
    return [*pieces, text[start:]]
