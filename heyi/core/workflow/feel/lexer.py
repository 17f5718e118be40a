"""Text to tokens. Names of FEEL hold spaces and even operators (`Monthly Salary`, `date and time`, `Pre-bureau risk`).

The longest known name wins: names given by the caller, names of built-in functions, and names that the expression
itself declares (keys of contexts, parameters, variables of loops). Words side by side that nobody knows are one name,
because the grammar never lets two names meet. Brackets of ranges, `in (`, and the `and` of `between` get kinds of their
own here, so that the grammar stays LALR(1).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lark import Token

from heyi.core.workflow.feel.errors import FeelSyntaxError

MAX_LENGTH = 20_000
MAX_BRACKETS = 60

_LETTER = "^\\W\\d"
_RAW = re.compile(
    rf"""(?P<SPACE>\s+|\ufeff|//[^\n]*|/\*.*?\*/)
    |(?P<STRING>"(?:[^"\\]|\\.)*")
    |(?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<WORD>(?:[{_LETTER}]|[?\U00010000-\U000EFFFF])(?:\w|[?\u00b7\U00010000-\U000EFFFF])*)
    |(?P<OP>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{{}},:.@'])""",
    re.VERBOSE | re.DOTALL,
)
_OPS = {
    "**": "POW", "..": "DOTDOT", "->": "ARROW", "<=": "LE", ">=": "GE", "!=": "NE", "-": "MINUS",
    "+": "PLUS", "*": "STAR", "/": "SLASH", "=": "EQ", "<": "LT", ">": "GT", "(": "LPAR",
    ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE", ",": "COMMA", ":": "COLON",
    ".": "DOT",
}  # fmt: skip
_KEYWORDS = {
    word: word.upper()
    for word in ("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "between",
                 "function", "external", "true", "false", "null", "instance")
}  # fmt: skip
_NAME_PARTS = frozenset(".-+*/'")
_ENDS = frozenset({"NAME", "NUMBER", "STRING", "AT", "RPAR", "RSQB", "RBRACE", "TRUE", "FALSE", "NULL", "R_CLOSE"})
_STARTS = frozenset({"NAME", "NUMBER", "STRING", "AT", "LPAR", "LSQB", "LBRACE", "MINUS", "TRUE", "FALSE", "NULL"})
_STOPS = frozenset(_KEYWORDS.values()) - {"TRUE", "FALSE", "NULL"} | {"COMMA", "COLON", "FOR_IN"}

END = ""


@dataclass(slots=True)
class _Raw:
    kind: str
    text: str
    at: int


Trie = dict[str, "Trie | str"]


def _raw(text: str) -> list[_Raw]:
    found: list[_Raw] = []
    place = 0
    while place < len(text):
        match = _RAW.match(text, place)
        if match is None:
            raise FeelSyntaxError(
                "open_string" if text[place] == '"' else "bad_character", place, text[place : place + 10]
            )
        kind = match.lastgroup or ""
        if kind != "SPACE":
            found.append(_Raw(kind, match[0], place))
        place = match.end()
    return found


def _insert(trie: Trie, parts: Iterable[str], name: str) -> None:
    node = trie
    for part in parts:
        node = node.setdefault(part, {})  # type: ignore[assignment]
    node[END] = name


@lru_cache(maxsize=512)
def _trie(names: tuple[str, ...]) -> Trie:
    trie: Trie = {}
    for name in names:
        try:
            _insert(trie, [raw.text for raw in _raw(name)], name)
        except FeelSyntaxError:
            continue
    return trie


def _declared(raws: list[_Raw]) -> Trie:
    """Names that the expression declares: before a colon, and between `for`, `some`, `every` and `in`."""
    trie: Trie = {}
    for index, raw in enumerate(raws):
        if raw.text == ":" and raw.kind == "OP":
            start = index
            while start and _may_be_in_name(raws[start - 1]):
                start -= 1
            if start and raws[start - 1].text in "{,(" and index - start > 1:
                parts = [part.text for part in raws[start:index]]
                _insert(trie, parts, _joined(raws[start:index]))
        elif raw.text in ("for", "some", "every") and raw.kind == "WORD":
            end = index + 1
            while end < len(raws) and _may_be_in_name(raws[end]) and raws[end].text != "in":
                end += 1
            if end < len(raws) and raws[end].text == "in" and end - index > 2:
                _insert(trie, [part.text for part in raws[index + 1 : end]], _joined(raws[index + 1 : end]))
    return trie


def _may_be_in_name(raw: _Raw) -> bool:
    return raw.kind in ("WORD", "NUMBER") or raw.text in _NAME_PARTS


def _joined(raws: list[_Raw]) -> str:
    """The name as it is kept: words one space apart, marks as they were written."""
    text = raws[0].text
    for before, raw in pairwise(raws):
        apart = raw.at > before.at + len(before.text)
        text += (" " if apart else "") + raw.text
    return text


def _longest(raws: list[_Raw], index: int, trie: Trie) -> tuple[int, str]:
    node: Trie | str | None = trie
    best, end = "", index
    while end < len(raws) and isinstance(node, dict):
        node = node.get(raws[end].text) if raws[end].kind != "STRING" else None
        end += 1
        if isinstance(node, dict) and isinstance(name := node.get(END), str):
            best, length = name, end - index
    return (length, best) if best else (0, "")


def _words(raws: list[_Raw], index: int) -> int:
    """How many plain words and numbers follow each other from here on."""
    end = index + 1
    while end < len(raws) and (
        (raws[end].kind == "WORD" and raws[end].text not in _KEYWORDS)
        or (raws[end].kind == "NUMBER" and raws[end].text.isdigit())
    ):
        end += 1
    return end - index


def _name_at(raws: list[_Raw], index: int, tries: tuple[Trie, ...]) -> tuple[int, str]:
    length, name = max((_longest(raws, index, trie) for trie in tries), key=lambda found: found[0])
    if length == 1 and raws[index].text in _KEYWORDS:
        length = 0
    if raws[index].text in _KEYWORDS:
        return length, name
    plain = _words(raws, index)
    if plain > length:
        return plain, " ".join(raw.text for raw in raws[index : index + plain])
    return length, name


def tokenize(text: str, names: tuple[str, ...]) -> list[Token]:
    """The tokens of `text`, given the multi-part `names` in scope. FeelSyntaxError tells what is wrong and where."""
    if len(text) > MAX_LENGTH:
        raise FeelSyntaxError("too_long", MAX_LENGTH)
    raws = _raw(text)
    tries = (_trie(names), _declared(raws))
    tokens: list[Token] = []
    index = 0
    while index < len(raws):
        raw = raws[index]
        taken = 1
        if raw.kind == "OP":
            if raw.text == "@":
                taken = _at_literal(raws, index, tokens)
            elif raw.text in _OPS:
                tokens.append(_token(_OPS[raw.text], raw.text, raw.at))
            else:
                raise FeelSyntaxError("bad_character", raw.at, raw.text)
        elif raw.kind == "WORD":
            taken = _word(raws, index, tries, tokens)
        else:
            tokens.append(_token(raw.kind, raw.text, raw.at))
        index += taken
    _check_brackets(tokens)
    _mark_iterations(tokens)
    _mark_ranges(tokens)
    _mark_tests(tokens)
    return tokens


def _token(kind: str, value: str, at: int) -> Token:
    return Token(kind, value, start_pos=at)


def _at_literal(raws: list[_Raw], index: int, tokens: list[Token]) -> int:
    if index + 1 >= len(raws) or raws[index + 1].kind != "STRING":
        raise FeelSyntaxError("bad_character", raws[index].at, "@")
    tokens.append(_token("AT", raws[index + 1].text, raws[index].at))
    return 2


def _word(raws: list[_Raw], index: int, tries: tuple[Trie, ...], tokens: list[Token]) -> int:
    raw = raws[index]
    if raw.text == "instance" and index + 1 < len(raws) and raws[index + 1].text == "of":
        tokens.append(_token("INSTANCE", "instance of", raw.at))
        return 2
    length, name = _name_at(raws, index, tries)
    if length == 0:
        after_dot = bool(tokens) and tokens[-1].type == "DOT"
        tokens.append(_token("NAME" if after_dot else _KEYWORDS[raw.text], raw.text, raw.at))
        return 1
    tokens.append(_token("NAME", name, raw.at))
    return length


def _check_brackets(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        depth += (token.type in ("LPAR", "LSQB", "LBRACE")) - (token.type in ("RPAR", "RSQB", "RBRACE"))
        if depth > MAX_BRACKETS:
            raise FeelSyntaxError("too_deep", token.start_pos or 0)


def _mark_iterations(tokens: list[Token]) -> None:
    """`in` after the variable of a loop becomes FOR_IN; the first `and` after `between` becomes BAND."""
    loops: list[int] = []
    betweens: list[int] = []
    depth = 0
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in ("LPAR", "LBRACE", "LSQB"):
            depth += 1
        elif kind in ("RPAR", "RBRACE", "RSQB"):
            depth -= 1
        elif kind in ("FOR", "SOME", "EVERY"):
            loops.append(depth)
        elif kind in ("RETURN", "SATISFIES") and loops:
            loops.pop()
        elif kind == "IN" and loops and loops[-1] == depth and index > 1 and tokens[index - 1].type == "NAME":
            if tokens[index - 2].type in ("FOR", "SOME", "EVERY", "COMMA"):
                tokens[index] = _token("FOR_IN", token, token.start_pos or 0)
        elif kind == "BETWEEN":
            betweens.append(depth)
        elif kind == "AND" and betweens and betweens[-1] == depth:
            betweens.pop()
            tokens[index] = _token("BAND", token, token.start_pos or 0)


def _mark_ranges(tokens: list[Token]) -> None:
    for index, token in enumerate(tokens):
        if token.type == "DOTDOT":
            opener, closer = _opener(tokens, index), _closer(tokens, index)
            if opener is not None and closer is not None:
                tokens[opener] = _token("R_OPEN", tokens[opener], tokens[opener].start_pos or 0)
                tokens[closer] = _token("R_CLOSE", tokens[closer], tokens[closer].start_pos or 0)


def _opener(tokens: list[Token], index: int) -> int | None:
    depth = 0
    for place in range(index - 1, -1, -1):
        kind = tokens[place].type
        closes = kind in ("RPAR", "RBRACE", "R_CLOSE")
        if kind == "RSQB":
            closes = place > 0 and tokens[place - 1].type in _ENDS
        if closes:
            depth += 1
        elif kind in ("LPAR", "LSQB", "RSQB", "LBRACE", "R_OPEN"):
            if depth == 0:
                return place if kind in ("LPAR", "LSQB", "RSQB") else None
            depth -= 1
        elif depth == 0 and kind in _STOPS:
            return None
    return None


def _closer(tokens: list[Token], index: int) -> int | None:
    depth = 0
    for place in range(index + 1, len(tokens)):
        kind = tokens[place].type
        opens = kind in ("LPAR", "LBRACE", "R_OPEN")
        if kind == "LSQB":
            after = tokens[place + 1].type if place + 1 < len(tokens) else ""
            opens = tokens[place - 1].type not in _ENDS or after in _STARTS
        if opens:
            depth += 1
        elif kind in ("RPAR", "RSQB", "LSQB", "RBRACE", "R_CLOSE"):
            if depth == 0:
                return place if kind in ("RPAR", "RSQB", "LSQB") else None
            depth -= 1
        elif depth == 0 and kind in _STOPS:
            return None
    return None


def _mark_tests(tokens: list[Token]) -> None:
    """The parenthesis after `in` holds tests: `x in (1, > 5, [7..9])`."""
    for index, token in enumerate(tokens[:-1]):
        if token.type == "IN" and tokens[index + 1].type == "LPAR":
            tokens[index + 1] = _token("IN_LPAR", "(", tokens[index + 1].start_pos or 0)
