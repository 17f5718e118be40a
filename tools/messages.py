"""Translations: `messages.py compile` makes stale .mo files, `messages.py check` finds what is not translated."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hans", "zh_Hant")


def catalogues() -> list[Path]:
    return sorted((ROOT / "heyi").glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_stale() -> int:
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)
    return 0


def check() -> int:
    """Every message of every catalogue has a text, none is marked fuzzy, and each folder has both languages."""
    wrong = []
    for source in catalogues():
        with source.open("rb") as file:
            catalogue = read_po(file)
        for message in catalogue:
            texts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            if message.id and (message.fuzzy or not all(texts)):
                wrong.append(f"{source.relative_to(ROOT)}: {message.id!r} is not translated")
        for language in LANGUAGES:
            sibling = source.parents[2] / language / "LC_MESSAGES" / source.name
            if not sibling.exists():
                wrong.append(f"{sibling.relative_to(ROOT)} is missing")
    print("\n".join(sorted(set(wrong))) or f"{len(catalogues())} catalogues complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(compile_stale() if sys.argv[1] == "compile" else check())
