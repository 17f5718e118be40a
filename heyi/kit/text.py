"""Text from outside: what is removed or refused before it is stored, and how it is folded before it is compared.

Stored text keeps its form (NFC; full-width punctuation stays). Compared text is folded (NFKC, case, simplified).
"""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from heyi.kit.invalid import InvalidText

_JOINER = "\u200d"
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SIMPLIFIER = OpenCC("t2s")


def _is_hidden(char: str) -> bool:
    """Control, zero-width, bidirectional override, tag and surrogate characters: never meant, often an attack."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char not in "\t\n"


def _without_hidden(text: str, *, strict: bool) -> str:
    kept = []
    for index, char in enumerate(text):
        if not _is_hidden(char) or (char == _JOINER and _joins_emoji(text, index)):
            kept.append(char)
        elif strict:
            raise InvalidText("hidden_characters", f"U+{ord(char):04X}")
    return "".join(kept)


def _joins_emoji(text: str, index: int) -> bool:
    before = text[:index].rstrip("\ufe0f")[-1:]
    after = text[index + 1 : index + 2]
    return bool(before and after) and all(unicodedata.category(char) in {"So", "Sk"} for char in (before, after))


def clean_line(text: str, *, strict: bool = False) -> str:
    """One line: NFC, hidden characters gone, every run of white space one space, none at the ends.

    With `strict`, a hidden character (other than line breaks) raises InvalidText instead of disappearing.
    """
    plain = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return " ".join(_without_hidden(plain, strict=strict).split())


def clean_text(text: str, *, strict: bool = False) -> str:
    """Several lines: NFC, line breaks as newline, hidden characters and trailing white space gone."""
    plain = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    lines = _without_hidden(plain, strict=strict).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def fold(text: str) -> str:
    """For comparison: NFKC (full width to half width), hidden characters gone, case folded, white space collapsed."""
    return clean_line(unicodedata.normalize("NFKC", clean_line(text))).casefold()


@lru_cache(maxsize=32768)
def _simplified_char(char: str) -> str:
    return str(_SIMPLIFIER.convert(char))


def simplified(text: str) -> str:
    """Traditional to simplified, character by character, so that a part converts as it does within the whole."""
    return "".join(char if char < "\u2e80" else _simplified_char(char) for char in text)


def is_han(char: str) -> bool:
    """Whether `char` is a Chinese character (unified ideographs and their extensions, compatibility, 〇)."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFF
        or 0xF900 <= code <= 0xFAFF
        or code == 0x3007
    )
