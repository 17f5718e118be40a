"""Finding Chinese text by characters, pinyin and initials, with nothing more than a tsvector and a GIN index.

PostgreSQL's parsers do not cut Chinese into words, and trigrams do not serve queries of two characters. So the
application makes the lexemes itself: of 蓝天软件 the characters and the pairs, the pinyin from each character on
(`lantianruanjian`, `tianruanjian`, ...) and the initials from each on (`ltrj`, `trj`, ...). A query becomes a tsquery
over the same lexemes; letters match as prefixes, so `tianr` and `trj` find it. Both sides are simplified and folded.
Use: `SET search = %s::tsvector` with `document(...)`, `WHERE search @@ %s::tsquery` with `query_terms(q).tsquery`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from heyi.kit.text import fold, is_han, simplified

MAX_CHARS = 2000  # of one text; the rest is not searchable
PINYIN_CHARS = 64  # of one text have pinyin: enough for names and titles
MAX_SYLLABLES = 8
MAX_READINGS = 4
MAX_QUERY = 100
MAX_POSITION = 16000  # PostgreSQL keeps positions up to 16383
_WEIGHTS = "ABCD"
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])")
_PIECES = re.compile(r"[a-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """Lexemes of one text with their positions: `words` (characters, pairs, letters, digits), `pinyin`, `initials`."""

    words: tuple[tuple[str, int], ...]
    pinyin: tuple[tuple[str, int], ...]
    initials: tuple[tuple[str, int], ...]
    length: int

    def lexemes(self) -> frozenset[str]:
        """All lexemes without their positions."""
        return frozenset(word for group in (self.words, self.pinyin, self.initials) for word, _ in group)


@dataclass(frozen=True, slots=True)
class Query:
    """A query for `@@`: what must be found (`han` runs, `prefixes`) and the tsquery text, empty if nothing is asked."""

    han: tuple[str, ...]
    prefixes: tuple[str, ...]
    tsquery: str

    def __bool__(self) -> bool:
        return bool(self.tsquery)


@cache
def load() -> Any:
    """pypinyin. Its dictionaries take 56 MB and a third of a second, so who never searches does not load them."""
    import pypinyin

    return pypinyin


def normalise(text: str) -> str:
    """Folded, simplified, without accents on letters; ü is v, as on a keyboard."""
    plain = simplified(fold(text)).replace("ü", "v")
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFD", plain) if not unicodedata.combining(char))
        plain = unicodedata.normalize("NFC", plain)
    return _APOSTROPHE.sub("", plain)


def _runs(text: str) -> Iterator[tuple[int, str, bool]]:
    """Runs of Chinese characters (True) and of other letters and digits with inner marks (False), with their place."""
    start = 0
    while start < len(text):
        han = is_han(text[start])
        end = start + 1
        if han:
            while end < len(text) and is_han(text[end]):
                end += 1
            yield start, text[start:end], True
        elif text[start].isalnum():
            while end < len(text) and not is_han(text[end]) and (text[end].isalnum() or _is_inner(text, end)):
                end += 1
            yield start, text[start:end], False
        start = end


def _is_inner(text: str, index: int) -> bool:
    following = text[index + 1 : index + 2]
    return text[index] in "-_./@:" and following.isalnum() and not is_han(following)


@lru_cache(maxsize=4096)
def _readings(char: str) -> tuple[str, ...]:
    found = dict.fromkeys(
        reading for reading in load().pinyin(char, style=load().Style.NORMAL, heteronym=True)[0] if reading.isalpha()
    )
    return tuple(found)[:MAX_READINGS]


def _one_by_one(unknown: str) -> Any:
    """Keep characters without a reading apart, so that every character has one place in the answer."""
    return list(unknown)


@lru_cache(maxsize=2048)
def _syllables(run: str) -> tuple[str, ...]:
    """One syllable for each character, as the words in the run are read (重庆 is chong qing)."""
    spoken = load().lazy_pinyin(run, style=load().Style.NORMAL, errors=_one_by_one)
    return tuple(syllable if syllable.isascii() and syllable.isalpha() else "" for syllable in spoken)


def _spellings(run: str, start: int) -> Iterator[tuple[str, ...]]:
    """Readings of the run from `start` on: as spoken, then with one character at a time in another reading."""
    spoken = _syllables(run)[start : start + MAX_SYLLABLES]
    if not all(spoken):
        spoken = spoken[: spoken.index("")]
    if not spoken:
        return
    yield spoken
    for place, syllable in enumerate(spoken):
        for other in _readings(run[start + place]):
            if other != syllable:
                yield (*spoken[:place], other, *spoken[place + 1 :])


def search_terms(text: str, *, offset: int = 0) -> Terms:
    """The lexemes of one text. Positions count characters from `offset` + 1, so that neighbours can be asked for."""
    plain = normalise(text[:MAX_CHARS])[:MAX_CHARS]
    words: dict[tuple[str, int], None] = {}
    spelled: dict[tuple[str, int], None] = {}
    initials: dict[tuple[str, int], None] = {}
    spoken_left = PINYIN_CHARS
    for start, run, han in _runs(plain):
        at = offset + start + 1
        if not han:
            words.update(((piece, at), None) for piece in _pieces(run))
            continue
        for index, char in enumerate(run):
            words[char, at + index] = None
            if index + 1 < len(run):
                words[run[index : index + 2], at + index] = None
        spoken = run[:spoken_left]
        spoken_left -= len(spoken)
        for index in range(len(spoken)):
            for syllables in _spellings(spoken, index):
                spelled["".join(syllables), at + index] = None
                initials["".join(syllable[0] for syllable in syllables), at + index] = None
    return Terms(tuple(words), tuple(spelled), tuple(initials), len(plain))


def _pieces(run: str) -> Iterable[str]:
    """Of a Latin or digit run: the parts, the whole without marks, and the tails of long numbers (last 4 digits)."""
    parts = [part for part in re.split(r"[-_./@:]", run) if part]
    found = dict.fromkeys(part[:64] for part in parts)
    if len(parts) > 1:
        for index in range(min(len(parts) - 1, 6)):
            found["".join(parts[index:])[:64]] = None
    for part in parts:
        for piece in _PIECES.findall(part):
            found[piece[:64]] = None
            if piece[0].isdigit():
                found.update(dict.fromkeys(piece[index:] for index in range(1, min(len(piece), 24) - 3)))
                found[piece.lstrip("0")[:64] or "0"] = None
    return found


def query_terms(text: str) -> Query:
    """What a person typed, as a tsquery: all parts must be found; Chinese runs as they stand, the rest as prefixes."""
    han: list[str] = []
    prefixes: list[str] = []
    for _, run, is_chinese in _runs(normalise(text[:MAX_QUERY])[:MAX_QUERY]):
        if is_chinese:
            han.append(run)
        else:
            prefixes.append("".join(part for part in re.split(r"[-_./@:]", run))[:64])
    clauses = [_han_clause(run) for run in han] + [f"{_quoted(prefix)}:*" for prefix in prefixes]
    return Query(tuple(han), tuple(prefixes), " & ".join(clauses))


def _han_clause(run: str) -> str:
    if len(run) <= 2:
        return _quoted(run)
    pairs = [_quoted(run[index : index + 2]) for index in range(len(run) - 1)]
    return "(" + " <-> ".join(pairs) + ")"


def document(*texts: str) -> str:
    """A tsvector literal of texts in falling weight (A, B, C, then D); phrases do not reach across texts."""
    places: dict[str, list[str]] = {}
    offset = 0
    for index, text in enumerate(texts):
        weight = _WEIGHTS[min(index, 3)]
        terms = search_terms(text, offset=offset)
        for group in (terms.words, terms.pinyin, terms.initials):
            for word, position in group:
                entry = f"{position}{weight}"
                if position <= MAX_POSITION and entry not in places.setdefault(word, []) and len(places[word]) < 255:
                    places[word].append(entry)
        offset += terms.length + 2
    return " ".join(f"{_quoted(word)}:{','.join(entries)}" for word, entries in places.items() if entries)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


_SURNAMES = {
    "曾": "zeng1", "单": "shan4", "仇": "qiu2", "解": "xie4", "任": "ren2", "查": "zha1",
    "区": "ou1", "盖": "ge3", "朴": "piao2", "华": "hua4", "翟": "zhai2", "洗": "xian3",
    "尉": "yu4", "乐": "yue4", "员": "yun4", "缪": "miao4", "宓": "mi4", "长": "zhang3",
}  # fmt: skip


def sort_key(text: str, *, person: bool = False, length: int = 64) -> str:
    """A key by which text sorts as in a Chinese index: by pinyin and tone, letters between, numbers by value.

    Compare bytewise (collation C). With `person`, the first character is read as a surname (曾 as zeng).
    """
    plain = normalise(text)[:length]
    parts: list[str] = []
    for start, run, han in _runs(plain):
        if han:
            spoken = load().lazy_pinyin(run, style=load().Style.TONE3, neutral_tone_with_five=True, errors=_one_by_one)
            if person and start == 0:
                spoken[0] = _SURNAMES.get(run[0], spoken[0])
            parts.extend(spoken)
        else:
            parts.append(re.sub(r"[0-9]+", lambda found: found[0].lstrip("0").rjust(16, "0"), run))
    return " ".join(parts) + "\x01" + plain
