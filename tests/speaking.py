"""Texts in the wrong language: Chinese in English, characters of the one script in the other."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from heyi.kit.text import is_han, simplified

#: Members of answers that are for programs, or hold what people wrote.
SILENT = frozenset({"process_key", "key", "code", "url", "opinion", "body"})


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a JSON value with its place."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in SILENT:
                yield from strings(one, f"{path}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, path)
    elif isinstance(value, str):
        yield path, value


def foreign(answer: Any, language: str, own: Iterable[str]) -> list[tuple[str, str]]:
    """The texts of an answer that are not in its language. ``own`` are names that people gave, and stay as they are."""
    names = sorted({one for one in own if one}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")
    return [(path, text) for path, text in strings(answer) if _is_foreign(pattern.sub("", text), language)]


def _is_foreign(text: str, language: str) -> bool:
    if language == "en":
        return any(is_han(char) for char in text)
    if language == "zh-hant":
        return any(is_han(char) and not _encodes(char, "big5") for char in text)
    return any(is_han(char) and simplified(char) != char and not _encodes(char, "gb2312") for char in text)


def _encodes(char: str, encoding: str) -> bool:
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False
