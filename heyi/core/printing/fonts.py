"""Fonts of this machine that have Chinese characters, for each script the best that is there."""

from functools import cache
from typing import NamedTuple

import typst
from django.conf import settings

from heyi.core.printing.errors import NoChineseFont

SIMPLIFIED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Microsoft JhengHei", "PingFang TC")
SERIF_SIMPLIFIED = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "Songti SC")
SERIF_TRADITIONAL = ("Noto Serif CJK TC", "Noto Serif TC", "Source Han Serif TC", "PMingLiU", "Songti TC")


class Families(NamedTuple):
    """The families of one language, the first first."""

    sans: list[str]
    serif: list[str]


@cache
def loaded(folder: str) -> typst.Fonts:
    """The fonts of a folder, or those of the machine if none is named; looked for once."""
    return typst.Fonts(
        include_system_fonts=not folder, include_embedded_fonts=True, font_paths=[folder] if folder else []
    )


def fonts() -> typst.Fonts:
    """Those of this installation."""
    return loaded(settings.PRINT_FONTS)


def families(language: str) -> Families:
    """For texts of a language. NoChineseFont where no family has Chinese characters: names are Chinese in every language."""
    there = set(fonts().families())
    first, second = (TRADITIONAL, SIMPLIFIED) if language == "zh-hant" else (SIMPLIFIED, TRADITIONAL)
    sans = [name for name in (*first, *second) if name in there]
    serif_first = SERIF_TRADITIONAL if language == "zh-hant" else SERIF_SIMPLIFIED
    serif = [name for name in serif_first if name in there]
    if not sans and not serif:
        raise NoChineseFont
    return Families(sans or serif, serif or sans)
