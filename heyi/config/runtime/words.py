"""Translation for messages printed before Django is there (or without it).

The language comes from HEYI_LANG, else from the usual LC_ALL, LC_MESSAGES and LANG. Without a compiled
catalogue the English sentence is printed.
"""

import gettext
import os
from functools import lru_cache
from pathlib import Path

LOCALE_DIR = Path(__file__).resolve().parents[1] / "locale"


def language() -> str:
    """One of `zh_Hans`, `zh_Hant`, `en`."""
    for name in ("HEYI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").replace("-", "_").lower()
        if not value:
            continue
        if not value.startswith("zh"):
            return "en"
        traditional = any(mark in value for mark in ("hant", "_tw", "_hk", "_mo"))
        return "zh_Hant" if traditional else "zh_Hans"
    return "en"


@lru_cache(maxsize=8)
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("django", str(LOCALE_DIR), languages=[name], fallback=True)


def _(message: str) -> str:
    """The message in the operator's language."""
    return _catalogue(language()).gettext(message)
