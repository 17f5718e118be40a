"""The statement inside the PDF, and a seal over all its bytes: one byte changed, and the seal does not hold.

They stand as comments before ``startxref`` (ISO 32000-1, 7.2.4), where every reader of PDF passes over them.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from typing import Any

import orjson

from heyi.core.printing.keys import decoded, encoded, is_signed, sign
from heyi.core.printing.statement import Code, Statement, read_code
from heyi.core.workflow.subjects import canonical

END = b"startxref"
PURPOSE = b"heyi-print-file-1:"
MOST_STATEMENT = 4_000_000
_COMMENTS = re.compile(
    rb"%heyi-statement ([\w-]+)\n%heyi-code ([\x21-\x7e]+)\n%heyi-seal ([\w-]+)\n(?=startxref)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a printed file says. ``statement`` is None when it cannot be read any more."""

    statement: dict[str, Any] | None
    code: Code | None
    is_whole: bool


def seal(pdf: bytes, statement: Statement, code: str) -> bytes:
    """The PDF with its statement, sealed."""
    body, mark, end = pdf.rpartition(END)
    text = encoded(zlib.compress(canonical(statement).encode(), 9))
    said = f"%heyi-statement {text}\n%heyi-code {code}\n".encode()
    signature = sign(_message(body + said + mark + end))
    return b"".join((body, said, f"%heyi-seal {signature}\n".encode(), mark, end))


def unsealed(pdf: bytes, keys: tuple[str, ...] = ()) -> Sealed | None:
    """What is stated in a file and whether every byte is as it was sealed; None for files that were not printed so."""
    found = next(reversed(list(_COMMENTS.finditer(pdf))), None)
    if found is None:
        return None
    without = pdf[: found.start()] + found.group(0).rpartition(b"%heyi-seal ")[0] + pdf[found.end() :]
    whole = is_signed(_message(without), found.group(3).decode(), keys)
    return Sealed(_read(found.group(1).decode()), read_code(found.group(2).decode()), whole)


def _message(pdf: bytes) -> bytes:
    return PURPOSE + hashlib.sha256(pdf).digest()


def _read(text: str) -> dict[str, Any] | None:
    try:
        unpacked = zlib.decompressobj().decompress(decoded(text), MOST_STATEMENT)
        found = orjson.loads(unpacked)
    except (ValueError, zlib.error):
        return None
    return found if isinstance(found, dict) else None
