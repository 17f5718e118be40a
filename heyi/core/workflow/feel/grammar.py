"""The grammar of FEEL (DMN 1.5, 10.3.1.2), LALR(1) over the tokens of `lexer`; built once."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from heyi.core.workflow.feel.errors import FeelSyntaxError
from heyi.core.workflow.feel.lexer import tokenize

MAX_DEPTH = 150

GRAMMAR = r"""
expression: body
tests: test (COMMA test)*

?body: or_
    | FOR iterators RETURN body -> for_
    | IF body THEN body ELSE body -> if_
    | SOME iterators SATISFIES body -> some_
    | EVERY iterators SATISFIES body -> every_
    | FUNCTION LPAR parameters RPAR EXTERNAL body -> external
    | FUNCTION LPAR parameters RPAR body -> function_
iterators: iterator (COMMA iterator)*
iterator: NAME FOR_IN body | NAME FOR_IN arith DOTDOT arith
parameters: (parameter (COMMA parameter)*)?
parameter: NAME (COLON type)?

?or_: and_ | or_ OR and_
?and_: comparison | and_ AND comparison
?comparison: arith
    | comparison _compare arith -> compare
    | comparison BETWEEN arith BAND arith -> between
    | comparison IN test_value -> in_
    | comparison IN IN_LPAR tests RPAR -> in_
    | comparison INSTANCE type -> instance_of
_compare: EQ | NE | LT | LE | GT | GE
?test_value: arith -> value_test | _compare arith -> compare_test
?test: body -> value_test | _compare arith -> compare_test

?arith: term | arith PLUS term -> add | arith MINUS term -> subtract
?term: factor | term STAR factor -> multiply | term SLASH factor -> divide
?factor: unary | factor POW unary -> power
?unary: postfix | MINUS unary -> negate
?postfix: primary
    | postfix DOT NAME -> path
    | postfix LSQB body RSQB -> filter
    | postfix LPAR arguments RPAR -> invoke
?primary: NUMBER -> number | STRING -> string | TRUE -> true | FALSE -> false | NULL -> null | NAME -> name | AT -> at
    | LPAR body RPAR -> group
    | LPAR _compare arith RPAR -> half_range
    | R_OPEN arith DOTDOT arith R_CLOSE -> range
    | LSQB (body (COMMA body)*)? RSQB -> list
    | LBRACE (entry (COMMA entry)*)? RBRACE -> context
entry: (NAME | STRING) COLON body
arguments: (body (COMMA body)*)? -> positional | named_argument (COMMA named_argument)* -> named
named_argument: NAME COLON body

type: NAME
    | NAME LT type (COMMA type)* GT -> generic_type
    | NAME LT member (COMMA member)* GT -> context_type
    | FUNCTION LT (type (COMMA type)*)? GT ARROW type -> function_type
member: NAME COLON type

%declare FOR FOR_IN RETURN IF THEN ELSE SOME EVERY SATISFIES FUNCTION EXTERNAL LPAR RPAR IN_LPAR COMMA COLON NAME OR AND
%declare BETWEEN BAND IN INSTANCE EQ NE LT LE GT GE PLUS MINUS STAR SLASH POW DOT DOTDOT LSQB RSQB NUMBER STRING TRUE
%declare FALSE NULL AT R_OPEN R_CLOSE LBRACE RBRACE ARROW
"""


class _Tokens(Lexer):
    """Hands the parser tokens that are already made."""

    def __init__(self, configuration: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        """The prepared tokens."""
        yield from lexer_state


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_Tokens, start=["expression", "tests"], keep_all_tokens=False)


def parse(text: str, names: tuple[str, ...], *, start: str = "expression") -> Tree[Token]:
    """The syntax tree of an expression, or of the tests of a decision table's cell (`start="tests"`)."""
    return parse_tokens(tokenize(text, names), text, start=start)


def parse_tokens(tokens: list[Token], text: str, *, start: str) -> Tree[Token]:
    """As `parse`, for tokens that are made already."""
    try:
        tree = _parser().parse(tokens, start=start)
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        if token is None or token.type == "$END":
            raise FeelSyntaxError("incomplete", len(text)) from error
        raise FeelSyntaxError("unexpected", token.start_pos or 0, str(token)[:40]) from error
    _check_depth(tree)
    return tree


def _check_depth(tree: Tree[Token]) -> None:
    waiting: list[tuple[Tree[Token], int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise FeelSyntaxError("too_deep", 0)
        waiting.extend((child, depth + 1) for child in node.children if isinstance(child, Tree))
