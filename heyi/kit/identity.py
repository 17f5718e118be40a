"""Registration numbers of companies and persons: accepted in their compact form or refused with a reason."""

from collections.abc import Callable

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength, ValidationError
from stdnum.tw import ubn
from stdnum.util import clean

from heyi.kit.invalid import InvalidIdentity
from heyi.kit.text import fold

_USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_CODES = {
    InvalidLength: "bad_length",
    InvalidFormat: "bad_characters",
    InvalidChecksum: "bad_check_digit",
    InvalidComponent: "bad_birth_date",
}


def _compact(text: str) -> str:
    return str(clean(fold(text), " -")).upper()


def _checked(validate: Callable[[str], str], text: str) -> str:
    compact = _compact(text)
    try:
        return str(validate(compact))
    except ValidationError as error:
        raise InvalidIdentity(_CODES.get(type(error), "bad_characters"), text) from error


def credit_code(text: str) -> str:
    """统一社会信用代码 (GB 32100-2015): 18 characters, the first may be a letter (农业 N, 其他 Y), check MOD 31-3."""
    compact = _compact(text)
    if len(compact) != 18:
        raise InvalidIdentity("bad_length", text)
    if not _USCC_ALPHABET.issuperset(compact) or not (compact[2:8].isascii() and compact[2:8].isdigit()):
        raise InvalidIdentity("bad_characters", text)
    if uscc.calc_check_digit(compact[:17]) != compact[17]:
        raise InvalidIdentity("bad_check_digit", text)
    return compact


def id_card(text: str) -> str:
    """公民身份号码 of the mainland (GB 11643-1999): 18 characters with region, birth date and MOD 11-2 check."""
    return _checked(ric.validate, text)


def taiwan_number(text: str) -> str:
    """統一編號 of a Taiwan company: 8 digits; the weighted sum is divisible by 5 (by 10 before April 2023)."""
    compact = _compact(text)
    if len(compact) != 8:
        raise InvalidIdentity("bad_length", text)
    if not (compact.isascii() and compact.isdigit()):
        raise InvalidIdentity("bad_characters", text)
    remainder = ubn.calc_checksum(compact) % 5
    # A seventh digit of 7 weighs 28, whose digit sum 10 counts as 1 or as 0.
    if remainder and not (compact[6] == "7" and remainder == 4):
        raise InvalidIdentity("bad_check_digit", text)
    return compact
