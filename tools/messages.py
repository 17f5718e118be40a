"""Translations of the server: the words of the code, the catalogues of its packages and what is wrong with them.

`messages.py compile` makes stale .mo files, `update` merges the words of the code into the catalogues, `check`
finds words without a translation, translations without a word and texts that do not fit their word.

Every package keeps its own words in `locale/<language>/LC_MESSAGES/django.po`. Django reads all of them into one
catalogue, so one word has one translation everywhere; a word with two meanings is told apart by `pgettext`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hans", "zh_Hant")
PACKAGES = ("heyi/kit", "heyi/config", "heyi/core/*", "heyi/apps/*")
APART = {"tests", "migrations", "locale"}
_PLURAL = (1, 2)
_CONTEXT = ((1, "c"), 2)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
}
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Word = tuple[str | None, str]
"""A word's context, if any, and its English text (the singular one)."""


def catalogues() -> list[Path]:
    return sorted((ROOT / "heyi").glob("**/locale/*/LC_MESSAGES/*.po"))


def packages() -> list[Path]:
    """The folders that have catalogues of their own."""
    found = (path for pattern in PACKAGES for path in sorted(ROOT.glob(pattern)))
    return [path for path in found if (path / "__init__.py").exists()]


def path_of(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def load(path: Path, language: str) -> Catalog:
    """A catalogue; an empty one where there is none yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def helps(source: Path) -> Iterator[str]:
    """What the commands of `heyi` say about themselves: the text of `HELP`, translated where it is shown."""
    for node in ast.parse(source.read_text("utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="HELP")], value=ast.Constant(value=str(text))):
                yield text


def words(package: Path) -> Catalog:
    """The words of a package's code, without its tests and migrations."""
    catalogue = Catalog()
    for source in sorted(package.rglob("*.py")):
        if APART & set(source.relative_to(package).parts):
            continue
        place = (source.relative_to(ROOT).as_posix(), 1)
        for _line, message, _comments, context in extract_from_file("python", source, keywords=KEYWORDS):
            catalogue.add(message, None, [place], context=context)
        for text in helps(source):
            catalogue.add(text, None, [place])
    return catalogue


def word_of(message: Message) -> Word:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def texts_of(message: Message) -> tuple[str, ...]:
    """A message's translations: one, or one for each plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def by_word(catalogue: Catalog) -> dict[Word, Message]:
    return {word_of(message): message for message in catalogue if message.id}


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


def save(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue so that the same words always give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        "Content-Type: text/plain; charset=utf-8",
        f"Language: {catalogue.locale_identifier}",
        f"Plural-Forms: {catalogue.plural_forms}",
    ]
    header = 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"
    with path.open("wb") as file:
        file.write(header.encode())
        write_po(file, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=120)


def update() -> int:
    """Merge the words of the code into the catalogues.

    Translations that are used no more are dropped; a new word that another package has already takes its translation.
    """
    for language in LANGUAGES:
        known = {
            word: message.string
            for package in packages()
            for word, message in by_word(load(path_of(package, language), language)).items()
            if all(texts_of(message))
        }
        for package in packages():
            found = words(package)
            if not by_word(found):
                continue
            path = path_of(package, language)
            catalogue = load(path, language)
            catalogue.update(found, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            for word, message in by_word(catalogue).items():
                if not all(texts_of(message)):
                    message.string = known.get(word, message.string)
            save(catalogue, path)
    return 0


def fits(message: Message) -> bool:
    """Every text has exactly the places for values that its word has; a plural form may leave the number out."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    wanted = {place for text in ids for place in PLACES.findall(text)}
    return all(set(PLACES.findall(text)) == wanted for text in texts_of(message))


def problems_of(package: Path, language: str) -> Iterator[str]:
    """What a package lacks in a language, and what it has too much."""
    found = by_word(words(package))
    known = by_word(load(path_of(package, language), language))
    for word in sorted(found.keys() | known.keys(), key=lambda word: (word[1], word[0] or "")):
        message = known.get(word)
        if word not in found:
            yield f"{word[1]!r} is not used"
        elif message is None or message.fuzzy or not all(texts_of(message)):
            yield f"{word[1]!r} is not translated"
        elif not fits(message):
            yield f"{word[1]!r} has other places for values in its translation"


def quarrels(language: str) -> Iterator[str]:
    """Words that two packages translate differently, so that one of them would never be seen."""
    first: dict[Word, tuple[Path, tuple[str, ...]]] = {}
    for package in packages():
        for word, message in by_word(load(path_of(package, language), language)).items():
            if not all(texts_of(message)):
                continue
            where, texts = first.setdefault(word, (package, texts_of(message)))
            if texts != texts_of(message):
                yield f"{word[1]!r} is “{texts[0]}” in {where.name} and “{texts_of(message)[0]}” in {package.name}"


def check() -> int:
    """Print every problem of the translations; 1 when there are any."""
    wrong = []
    for language in LANGUAGES:
        for package in packages():
            wrong += [f"{package.relative_to(ROOT)} {language}: {line}" for line in problems_of(package, language)]
        wrong += [f"{language}: {line}" for line in quarrels(language)]
    total = sum(len(by_word(words(package))) for package in packages())
    print("\n".join([*wrong, f"{total} words in {len(packages())} packages, {len(wrong)} problems"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    COMMANDS = {"compile": compile_stale, "check": check, "update": update}
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
