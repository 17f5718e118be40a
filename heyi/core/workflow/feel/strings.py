"""String literals: the escapes of FEEL (grammar rule 64)."""

import re

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def _character(found: re.Match[str]) -> str:
    code = found[1]
    if len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point <= 0x10FFFF else found[0]
    return _SIMPLE.get(code, found[0])


def unquoted(literal: str) -> str:
    """The text of a literal in quotation marks; two escaped surrogates are one character."""
    text = _ESCAPE.sub(_character, literal[1:-1])
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
