"""Values as they stand on paper, in the active language."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_currency
from django.utils.translation import get_language

from heyi.kit.capitals import in_capitals, in_english
from heyi.kit.invalid import InvalidNumber

LOCALES = {"zh-hans": "zh_Hans_CN", "zh-hant": "zh_Hant_TW"}
_BREAKS = re.compile(r"<(?:br|/p|/li|/div|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TAGS = re.compile(r"<[^>]*>")


def exact(value: object) -> Decimal | None:
    """A number, however it is stored."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and not isinstance(value, bool) else None


def number(value: object) -> str:
    """1,234.5, without zeros at its end."""
    found = exact(value)
    return str(value) if found is None else f"{found.normalize() if found else Decimal(0):,f}"


def money(value: object, currency: str) -> str:
    """With the sign of its currency, as it is written in the reader's language."""
    found = exact(value)
    if found is None:
        return str(value)
    return str(format_currency(found, currency, locale=_locale())) if currency else f"{found:,.2f}"


def in_words(value: object, currency: str = "CNY") -> str:
    """The amount in financial capitals (大写); empty for one that is finer than cents."""
    found, language = exact(value), get_language() or ""
    if found is None:
        return ""
    try:
        if language.startswith("zh"):
            return in_capitals(found, script="zh_hant" if language == "zh-hant" else "zh_hans")
        return f"{currency} {in_english(found)}".strip()
    except InvalidNumber:
        return ""


def percent(value: object) -> str:
    """A fraction as percent: 0.13 is 13 %."""
    found = exact(value)
    return str(value) if found is None else f"{number(found * 100)} %"


def moment(value: datetime | str, zone: str) -> str:
    """A moment in a time zone, to the minute."""
    given = datetime.fromisoformat(value) if isinstance(value, str) else value
    return given.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def day(value: date | str) -> str:
    """A date as ISO 8601 writes it, which every reader understands."""
    return str(value)[:10]


def plain(html: str) -> str:
    """The words of a text with marks."""
    text = unescape(_TAGS.sub("", _BREAKS.sub("\n", html))).strip()
    return re.sub(r"\n{3,}", "\n\n", text)


def legal(value: Any) -> Any:
    """Texts, however deep, without the characters that no file can hold (XML 1.0, 2.2)."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value)
    if isinstance(value, dict):
        return {name: legal(one) for name, one in value.items()}
    return [legal(one) for one in value] if isinstance(value, list | tuple) else value


def _locale() -> str:
    return LOCALES.get(get_language() or "", "en_US")
