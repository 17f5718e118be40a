"""What a paper states, as one canonical text: which case, which content, who decided what when, and who printed it.

The code on the paper (QR) is an address that carries its SHA-256, those of its two parts and a signature over all of it,
so that a scanned paper can be checked without a network.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from heyi.core.printing.keys import decoded, encoded, is_signed, sign
from heyi.core.workflow.subjects import canonical

VERSION = 1
PART = 12
MOST = 2_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PATH = re.compile(r"/verify/([1-9][0-9]{0,15})", re.ASCII)
DOCUMENT, DECISIONS = ("number", "round", "snapshot"), ("decisions",)
Statement = Mapping[str, Any]


def digest(statement: Statement) -> str:
    """SHA-256 of the canonical text, as base64url."""
    return encoded(_sha256(statement))


def part(statement: Statement, names: tuple[str, ...]) -> str:
    """The beginning of the SHA-256 of some members: enough to say which part differs."""
    return encoded(_sha256({name: statement[name] for name in names})[:PART])


def _sha256(values: Statement) -> bytes:
    return hashlib.sha256(canonical(values).encode()).digest()


@dataclass(frozen=True, slots=True)
class Code:
    """What the QR code says. ``signed`` is the text over which the signature goes."""

    case_id: int
    digest: str
    document: str
    decisions: str
    state: str
    round: int
    printed_at: datetime
    printed_by: int
    language: str
    signed: str
    signature: str

    def is_genuine(self, keys: tuple[str, ...] = ()) -> bool:
        """Whether this installation (or the owner of a key) made it."""
        return is_signed(self.signed.encode(), self.signature, keys)


def code_of(statement: Statement, site: str) -> str:
    """The address that stands on the paper."""
    facts = {
        "d": digest(statement), "p": part(statement, DOCUMENT), "q": part(statement, DECISIONS),
        "s": statement["state"], "n": statement["round"], "l": statement["language"],
        "t": _microseconds(statement["printed_at"]), "r": statement["printed_by"],
    }  # fmt: skip
    signed = f"/verify/{statement['case']}?{urlencode(facts)}"
    return f"{site}{signed}&g={sign(signed.encode())}"


def _microseconds(moment: str) -> int:
    return (datetime.fromisoformat(moment) - EPOCH) // timedelta(microseconds=1)


def read_code(text: str) -> Code | None:
    """The code of an address, whichever site it names; None for anything else."""
    found = urlsplit(text.strip()[:MOST]) if text.strip().startswith(("http://", "https://", "/")) else None
    place = _PATH.fullmatch(found.path[found.path.rfind("/verify/") :]) if found and "/verify/" in found.path else None
    if found is None or place is None:
        return None
    query, _mark, signature = found.query.rpartition("&g=")
    facts = dict(parse_qsl(query, keep_blank_values=True))
    try:
        return Code(
            case_id=int(place.group(1)), digest=facts["d"], document=facts["p"], decisions=facts["q"], state=facts["s"],
            round=int(facts["n"]), printed_at=EPOCH + timedelta(microseconds=int(facts["t"])),
            printed_by=int(facts["r"]), language=facts["l"], signed=f"{place.group(0)}?{query}", signature=signature,
        )  # fmt: skip
    except (KeyError, ValueError, OverflowError):
        return None


def is_digest_of(code: Code, statement: Statement) -> bool:
    """Whether the code on a paper is that of a statement."""
    try:
        return decoded(code.digest) == _sha256(statement)
    except ValueError:
        return False
