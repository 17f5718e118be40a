"""Page marks for paging by key: where the last page ended, bound to its sort and signed against alteration."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from heyi.kit.invalid import InvalidCursor

Key = None | bool | int | str | Decimal | datetime | date | UUID
_LONGEST = 4096
_SIGNATURE = 16


def encode_cursor(keys: Sequence[Key], *, sort: Sequence[str], secret: bytes) -> str:
    """An opaque mark for the sort columns' values in the last row; `sort` names them: `["-amount", "id"]`."""
    if len(keys) != len(sort):
        raise ValueError("one key for each sort column")
    body = json.dumps([_tagged(key) for key in keys], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(body, sort, secret) + body).rstrip(b"=").decode()


def decode_cursor(cursor: str, *, sort: Sequence[str], secret: bytes) -> tuple[Key, ...]:
    """The values behind a mark, each with its type; InvalidCursor when broken, altered, or made for another sort."""
    if not cursor.isascii() or len(cursor) > _LONGEST:
        raise InvalidCursor
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise InvalidCursor from error
    body = data[_SIGNATURE:]
    if not hmac.compare_digest(data[:_SIGNATURE], _signature(body, sort, secret)):
        raise InvalidCursor
    try:
        keys = tuple(_untagged(item) for item in json.loads(body))
    except (ValueError, TypeError, ArithmeticError, KeyError) as error:
        raise InvalidCursor from error
    if len(keys) != len(sort):
        raise InvalidCursor
    return keys


def _signature(body: bytes, sort: Sequence[str], secret: bytes) -> bytes:
    message = json.dumps(list(sort)).encode() + b"\x00" + body
    return hmac.new(b"cursor:" + secret, message, hashlib.sha256).digest()[:_SIGNATURE]


def _tagged(key: Key) -> object:
    if key is None or isinstance(key, bool | int | str):
        return key
    if isinstance(key, Decimal):
        return ["n", str(key)]
    if isinstance(key, datetime):
        return ["t", key.isoformat()]
    if isinstance(key, date):
        return ["d", key.isoformat()]
    if isinstance(key, UUID):
        return ["u", key.hex]
    raise TypeError(type(key).__name__)


_READERS: dict[str, Callable[[str], Key]] = {
    "n": Decimal,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
}


def _untagged(item: object) -> Key:
    if item is None or isinstance(item, bool | int | str):
        return item
    if isinstance(item, list) and len(item) == 2 and isinstance(item[1], str):
        return _READERS[item[0]](item[1])
    raise InvalidCursor
