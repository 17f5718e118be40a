"""What functions and calculations of FEEL give: the kinds of their results (DMN 1.5, 10.3.2.10 and 10.3.4)."""

NUMBER, STRING, BOOLEAN, LIST, CONTEXT = "number", "string", "boolean", "list", "context"
DATE, MOMENT, TIME = "date", "date and time", "time"
LENGTHS = ("days and time duration", "years and months duration")
ORDERED = frozenset({NUMBER, STRING, DATE, MOMENT, TIME, *LENGTHS})
RESULTS = {
    **dict.fromkeys(("count", "sum", "mean", "median", "product", "stddev", "floor", "ceiling", "abs", "modulo",
                     "sqrt", "log", "exp", "decimal", "round up", "round down", "round half up", "round half down",
                     "number", "string length", "day of year"), NUMBER),
    **dict.fromkeys(("string", "upper case", "lower case", "substring", "substring before", "substring after",
                     "replace", "string join", "day of week", "month of year"), STRING),
    **dict.fromkeys(("not", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "odd",
                     "even", "is", "before", "after", "includes", "during"), BOOLEAN),
    **dict.fromkeys(("append", "concatenate", "union", "distinct values", "flatten", "reverse", "sort", "split",
                     "index of", "sublist", "insert before", "remove"), LIST),
    "date": DATE, "today": DATE, "date and time": MOMENT, "now": MOMENT, "time": TIME, "context": CONTEXT,
}  # fmt: skip
#: Kinds of what is written out.
PLAIN = {
    "number": NUMBER, "string": STRING, "true": BOOLEAN, "false": BOOLEAN, "null": "null", "context": CONTEXT,
    "list": LIST, "range": "range", "half_range": "range", "function": "function", "instance_of": BOOLEAN,
}  # fmt: skip


def calculated(one: str, other: str, sign: str) -> str:
    """The kind of a calculation; empty when there is none (DMN 1.5, tables 54 to 58)."""
    if one == other == NUMBER:
        return NUMBER
    if sign == "+" and one == other == STRING:
        return STRING
    days = {DATE, MOMENT, TIME}
    if sign == "-" and one in days and other in days and (one == other or TIME not in (one, other)):
        return LENGTHS[0]
    if sign in "+-" and one == other and one in LENGTHS:
        return one
    if sign in "+-" and one in days and other in LENGTHS:
        return one
    if sign == "+" and one in LENGTHS and other in days:
        return other
    if sign in "*/" and one in LENGTHS and other == NUMBER:
        return one
    if sign == "*" and one == NUMBER and other in LENGTHS:
        return other
    return NUMBER if sign == "/" and one == other and one in LENGTHS else ""
