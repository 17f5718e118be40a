"""Character classes of XML Schema: `\\p{Lu}`, `\\P{..}`, `\\i`, `\\c`, `[a-z-[aeiou]]`."""

import re
import sys
import unicodedata
from functools import lru_cache

_NAME_START = r"A-Z_a-z:\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3001-\ud7ff"
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_BLOCKS = {
    "IsBasicLatin": r"\x00-\x7f",
    "IsLatin-1Supplement": r"\x80-\xff",
    "IsGreek": r"\u0370-\u03ff",
    "IsGreekandCoptic": r"\u0370-\u03ff",
    "IsCyrillic": r"\u0400-\u04ff",
    "IsCJKUnifiedIdeographs": r"\u4e00-\u9fff",
    "IsHiragana": r"\u3040-\u309f",
    "IsKatakana": r"\u30a0-\u30ff",
}
_CATEGORY = re.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_ESCAPE = re.compile(r"[pP]\{([A-Za-z0-9-]{1,40})\}")


@lru_cache(maxsize=64)
def _members(category: str) -> str:
    """Ranges of the characters of a general category, ready to stand inside brackets."""
    ranges: list[str] = []
    start = -1
    for point in range(sys.maxunicode + 2):
        inside = point <= sys.maxunicode and unicodedata.category(chr(point)).startswith(category)
        if inside and start < 0:
            start = point
        elif not inside and start >= 0:
            ranges.append(f"\\U{start:08x}-\\U{point - 1:08x}")
            start = -1
    return "".join(ranges)


def named_class(pattern: str, index: int) -> tuple[str, bool, int] | None:
    """For an escape at `index` (a backslash): the ranges that it names, whether they are excluded, and its length."""
    code = pattern[index + 1 : index + 2]
    if code in ("i", "I"):
        return _NAME_START, code == "I", 2
    if code in ("c", "C"):
        return _NAME_PART, code == "C", 2
    found = _ESCAPE.match(pattern, index + 1)
    if found is None:
        return None
    name = found[1]
    if name in _BLOCKS:
        ranges = _BLOCKS[name]
    elif _CATEGORY.fullmatch(name):
        ranges = _members(name)
    else:
        raise ValueError(name)
    return ranges, found[0].startswith("P"), len(found[0]) + 1


def translate(pattern: str) -> str:
    """An XPath pattern as a Python one. ValueError for what neither knows."""
    made: list[str] = []
    index = 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            text, length = _escape(pattern, index)
        elif char == "[":
            text, length = _bracket(pattern, index)
        elif char == "$":
            text, length = "$", 1
        else:
            text, length = char, 1
        made.append(text)
        index += length
    return "".join(made)


def _escape(pattern: str, index: int) -> tuple[str, int]:
    if named := named_class(pattern, index):
        ranges, excluded, length = named
        return f"[{'^' if excluded else ''}{ranges}]", length
    code = pattern[index + 1 : index + 2]
    if not code or code == "0" or (code.isascii() and code.isalpha() and code not in "nrtdDsSwW"):
        raise ValueError(code)
    return pattern[index : index + 2], 2


def _bracket(pattern: str, index: int) -> tuple[str, int]:
    """A class in brackets; `-[...]` at its end takes characters away, by a look-ahead."""
    place = index + 1
    negated = pattern.startswith("^", place)
    place += negated
    inside: list[str] = []
    without = ""
    while place < len(pattern) and pattern[place] != "]":
        if pattern.startswith("-[", place):
            taken, length = _bracket(pattern, place + 1)
            without, place = f"(?!{taken})", place + 1 + length
        elif pattern[place] == "\\":
            text, length = _inside_escape(pattern, place)
            inside.append(text)
            place += length
        elif pattern[place] == "[":
            raise ValueError("[")
        else:
            inside.append("\\" + pattern[place] if pattern[place] in "&~|" else pattern[place])
            place += 1
    if place >= len(pattern) or not inside:
        raise ValueError("]")
    return f"{without}[{'^' if negated else ''}{''.join(inside)}]", place + 1 - index


def _inside_escape(pattern: str, index: int) -> tuple[str, int]:
    named = named_class(pattern, index)
    if named is None:
        if pattern[index + 1 : index + 2].isdigit():
            raise ValueError("reference inside brackets")
        return _escape(pattern, index)
    ranges, excluded, length = named
    if excluded:
        raise ValueError("excluded class inside brackets")
    return ranges, length
