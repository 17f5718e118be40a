"""Identifiers that are made without asking the database."""

import secrets
import threading
import time
from uuid import UUID

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562): milliseconds, a sub-millisecond fraction, 62 random bits.

    Within one process each is greater than the one before, so that rows are inserted at the end of an index.
    """
    global _last
    nanoseconds = time.time_ns()
    stamp = (nanoseconds // 1_000_000 << 12) | (nanoseconds % 1_000_000 * 4096 // 1_000_000)
    with _lock:
        _last = stamp = max(stamp, _last + 1)
    milliseconds, fraction = stamp >> 12, stamp & 0xFFF
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | secrets.randbits(62))


def short_code(length: int = 8) -> str:
    """A random code to read aloud or type, without letters and digits that look alike; 8 are about 39 bits."""
    if not 4 <= length <= 64:
        raise ValueError(length)
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
