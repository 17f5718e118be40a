"""Texts that people write in several languages: ``{"zh-hans": "请假", "zh-hant": "請假", "en": "Leave"}``."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from heyi.kit.languages import OFFERED

MAX_TEXT = 2000


def said(texts: Any, language: str = "") -> str:
    """The text in a language (the active one unless named), or else in the first there is."""
    if not isinstance(texts, Mapping):
        return ""
    wanted = (language or get_language() or "").lower()
    return next((str(texts[one]) for one in (wanted, *OFFERED) if texts.get(one)), "")


later: Any = lazy(said, str)
"""The same, said in the language of whoever reads it in the end."""


def faults(texts: Any, *, required: bool = True, most: int = MAX_TEXT) -> str:
    """Why these are no texts: ``""``, ``required``, ``too_long`` or ``not_texts``."""
    if texts in (None, {}, ""):
        return "required" if required else ""
    if not isinstance(texts, Mapping) or not texts.keys() <= set(OFFERED):
        return "not_texts"
    if any(not isinstance(one, str) or "\x00" in one for one in texts.values()):
        return "not_texts"
    if any(len(one) > most for one in texts.values()):
        return "too_long"
    return "" if not required or any(one.strip() for one in texts.values()) else "required"
