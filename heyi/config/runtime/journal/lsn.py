"""Positions in the write-ahead log, as whole numbers of bytes, and the numbers of its pieces."""

SEGMENT_BYTES = 16 * 1024 * 1024
"""initdb's own choice, which the embedded cluster keeps."""
PAGE_BYTES = 8192
PAGE_HEADS = (24, 40)
"""Bytes at the beginning of a page, and of a piece, that belong to no record."""


def parse(text: str) -> int:
    """`0/16B3748` as PostgreSQL writes it."""
    high, _slash, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def text(position: int) -> str:
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def end_of_record(position: int) -> int:
    """Where the last record ended, when `position` is where the next one will begin: the head of a page lies between."""
    head = position % PAGE_BYTES
    return position - head if head in PAGE_HEADS else position


def segment(position: int) -> int:
    """The number of the piece that holds this position."""
    return position // SEGMENT_BYTES


def number_of(name: str) -> int:
    """The number of a piece by the last sixteen digits of its name."""
    return int(name[:8], 16) * (2**32 // SEGMENT_BYTES) + int(name[8:], 16)


def name(timeline: int, number: int) -> str:
    """A piece's name."""
    each = 2**32 // SEGMENT_BYTES
    return f"{timeline:08X}{number // each:08X}{number % each:08X}"
