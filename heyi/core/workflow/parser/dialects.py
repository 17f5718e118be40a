"""Conditions in the languages of other modelers, read as FEEL where they say the same.

What is understood: ``${…}`` and ``#{…}`` around an expression of names, members, comparisons, ``!``, ``&&``, ``||``,
``empty``; ``bpmn:getDataObject('x')`` of the standard's XPath; ``==`` and ``!=``; a leading ``=``. Everything else stays
as it is, and the compiler of FEEL says what is wrong with it.
"""

import re

AROUND = re.compile(r"[$#]\{(.*)\}", re.DOTALL)
DATA = re.compile(r"bpmn:getData(?:Object|Input|Output|ObjectAttribute)\(\s*'([^']+)'\s*\)")
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<op>==|!=|<=|>=|&&|\|\||[!<>=+*/()\[\]?:,%-])|(?P<word>[^\s!<>=&|()'"?:,+*/\[\]%-]+))"""
)
WORDS = {"&&": "and", "||": "or", "==": "=", "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}


def as_feel(text: str) -> str:
    """The same condition in FEEL, as far as it can be said."""
    text = text.strip()
    around = AROUND.fullmatch(text)
    if around is not None:
        return _translated(around[1])
    if DATA.search(text) or "==" in text:
        return _translated(DATA.sub(r"\1", text))
    return text.removeprefix("=").strip()


def _translated(text: str) -> str:
    words, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            return text
        at = found.end()
        words.append(_word(found))
    return _negated(words)


def _word(found: re.Match[str]) -> str:
    if found["text"]:
        return '"' + found["text"][1:-1].replace('"', '\\"') + '"'
    word = found["op"] or found["word"]
    return WORDS.get(word, word)


def _negated(words: list[str]) -> str:
    """``!x`` and ``!(…)`` and ``empty x`` as functions of FEEL."""
    out: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in ("!", "empty") and at + 1 < len(words):
            end = _operand(words, at + 1)
            inner = _negated(words[at + 1 : end])
            out.append(f"not({inner})" if word == "!" else f"({inner} = null)")
            at = end
            continue
        out.append(word)
        at += 1
    return " ".join(out)


def _operand(words: list[str], at: int) -> int:
    """Where the operand that begins here ends: one word, or all up to the closing parenthesis."""
    if words[at] in ("!", "empty"):
        return _operand(words, min(at + 1, len(words) - 1))
    if words[at] != "(":
        return at + 1
    depth = 0
    for place in range(at, len(words)):
        depth += {"(": 1, ")": -1}.get(words[place], 0)
        if not depth:
            return place + 1
    return len(words)
