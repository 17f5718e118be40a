"""What expressions mean, beyond the examples of the TCK: names, logic, lists, ranges, dates, tests of tables."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.workflow.feel import FeelSyntaxError, compile_expression, compile_unary_tests, nested_names
from heyi.core.workflow.feel.operators import equal
from heyi.core.workflow.feel.values import from_python, write


def feel(text: str, /, **context: object) -> object:
    return compile_expression(text, names=nested_names(context)).evaluate(context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 ** 2", 19),
        ("-3 ** 2", 9),
        ("2 ** 3 ** 2", 64),
        ("10 - 2 - 3", 5),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
        ('"a" + 1', None),
        ("null = null", True),
        ('1 = "1"', None),
        ("false and null", False),
        ("true or null", True),
        ("true and null", None),
        ("if null then 1 else 2", 2),
        ("5 between 1 and 5 and true", True),
        ("5 in (1, > 4)", True),
        ("5 in ]4..5[", False),
        ("5 in [1, 5]", True),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[{a: 1}, {a: 2}][a > 1].a", [2]),
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("{a: 1, b: {c: a + 1}}.b.c", 2),
        ("for x in 1..3, y in 1..x return x * y", [1, 2, 4, 3, 6, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("some x in [1, null] satisfies x > 1", None),
        ("every x in [] satisfies false", True),
        ("{f: function(n) if n <= 1 then 1 else n * 2}.f(4)", 8),
        ("(function(x: number) x + 1)(\"1\")", None),
        ("substring(start position: -2, string: \"foobar\")", "ar"),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("concatenate([1], [2], [3])", [1, 2, 3]),
        ("sum(1, 2, 3) = sum([1, 2, 3])", True),
        ("count([])", 0),
        ("distinct values([1, 2, 1, \"1\"])", [1, 2, "1"]),
        ("string join([\"a\", null, \"b\"], \"-\")", "a-b"),
        ("before([1..5], (5..9])", True),
        ("overlaps([1..5], [5..9])", True),
        ("overlaps([1..5), [5..9])", False),
        ("during(3, [1..5])", True),
        ("round half up(-2.5, 0)", -3),
        ("decimal(2.5, 0)", 2),
        ("string length(\"😀\")", 1),
        ("number(\"1.234,5\", \".\", \",\")", Decimal("1234.5")),
        ("string({a: [1, \"x\"], \"b c!\": null})", '{a: [1, "x"], "b c!": null}'),
        ("@\"2026-11-23\" + @\"P1M\" > @\"2026-12-22\"", True),
        ("day of week(@\"2026-11-23\")", "Monday"),
        ("week of year(@\"2027-01-01\")", 53),
        ("(@\"2026-11-23\" - @\"2026-11-01\").days", 22),
        ("years and months duration(@\"2025-12-24\", @\"2026-11-23\").months", 10),
        ("@\"2026-11-23T08:00:00+08:00\" = @\"2026-11-23T00:00:00Z\"", True),
        ("@\"2024-02-29\" + @\"P1Y\" = @\"2025-02-28\"", True),
        ("[1..3] instance of range<number>", True),
        ("@\"10:30:00\" = @\"10:30:00Z\"", False),
        ("@\"10:30:00\" < @\"10:30:00Z\"", None),
        ("count(1, 2)", None),
        ("concatenate([1], null)", None),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("flatten([1, [2, [3, []]]])", [1, 2, 3]),
        ("context put({a: {b: 1}}, [\"a\", \"c\"], 2)", {"a": {"b": 1, "c": 2}}),
        ("context put({a: 1}, [\"x\", \"c\"], 2)", None),
        ("get value({a: {b: 1}}, [\"a\", \"b\"])", 1),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ("replace(\"abc\", \".*?\", \"x\")", None),
        ("replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "abbraccaddabbra"),
        ("matches(\"abc\", \"[a-z-[aeiou]]{2}\")", True),
        ("matches(\"abcd\", \"(asd)[\\\\1]\")", None),
        ("matches(\"中文\", \"^\\\\p{Lo}+$\")", True),
        ("split(\"a;b;;c\", \";\")", ["a", "b", "", "c"]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("sublist([1, 2, 3], 2, 1)", [2]),
        ("median([3, 1, 2, 4])", Decimal("2.5")),
        ("--1", 1),
        ("-@\"P1D\" = @\"-P1D\"", True),
        ("@\"23:30:00\" + @\"PT1H\" = @\"00:30:00\"", True),
        ("string(@\"2026-03-29T01:30:00@Europe/Paris\" + @\"PT2H\")", "2026-03-29T03:30:00@Europe/Paris"),
        ("@\"2026-11-23T10:00:00@Asia/Shanghai\".time offset = @\"PT8H\"", True),
        ("(> 5).start", 5),
        ("7 in (> 5)", True),
        ("{\"a b\": 1}.a b", 1),
        ("(function(a) a) instance of function<Any>->Any", True),
        ("x // comment\n + /* more */ 1", None),
    ],
)  # fmt: skip
def test_an_expression_and_its_value(text: str, expected: object) -> None:
    found = feel(text)
    assert found == expected
    assert type(found) is bool or not isinstance(expected, bool)


def test_names_hold_spaces_keywords_and_signs() -> None:
    assert feel("Monthly Salary * 12", **{"Monthly Salary": 100}) == 1200
    assert feel("pre-tax total - tax", **{"pre-tax total": 10, "tax": 1}) == 9
    assert feel("values in a list[1]", **{"values in a list": [7]}) == 7
    assert feel("order.net amount + 1", order={"net amount": 5}) == 6
    assert feel('金额 > 10000 and 部门.经理 = "王"', 金额=20000, 部门={"经理": "王"}) is True
    assert feel("for some thing in [1, 2] return some thing * 2") == [2, 4]
    assert feel("{net-amount: 5, tax: net-amount * 2}.tax") == 10
    assert feel("a-b", a=3, b=2) == 1


def test_free_names_are_those_that_the_context_must_give() -> None:
    expression = compile_expression("for x in orders return x + vat rate + sum(y) + {k: 1, l: k}.l", names=["vat rate"])
    assert expression.free_names == {"orders", "vat rate", "y"}


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("1 +", "incomplete", 3),
        ("1 + * 2", "unexpected", 4),
        ('"abc', "open_string", 0),
        ("a # b", "bad_character", 2),
        ("(1", "incomplete", 2),
        ("", "incomplete", 0),
        ("if a then b", "incomplete", 11),
        ("(" * 100 + "1" + ")" * 100, "too_deep", 60),
        ("1" + "+1" * 5000, "too_deep", 0),
        ("1" * 30000, "too_long", 20000),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, code: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.reason, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    ("cell", "value", "passes"),
    [
        ("-", None, True),
        ("> 5", 6, True),
        ("> 5", 5, False),
        ("> 5", None, False),
        ('"A", "B"', "B", True),
        ('not("A", "B")', "B", False),
        ('not("A", "B")', "C", True),
        ("[1..9], 20", 20, True),
        ("<= limit", 7, True),
        ("? > 3 and ? < limit", 7, True),
        ("list contains(allowed, ?)", 2, True),
        ("allowed", 2, True),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("null", None, True),
        ("5", "5", False),
        ('@"2026-11-23"', date(2026, 11, 23), True),
    ],
)
def test_cells_of_decision_tables(cell: str, value: object, passes: bool) -> None:
    context = {"limit": 8, "allowed": [1, 2]}
    assert compile_unary_tests(cell, names=tuple(context)).test(value, context) is passes


def test_null_parts_say_why() -> None:
    outcome = compile_expression('amuont > 5 and "a" + 1 = null').run({"amount": from_python(3)})
    assert [note.code for note in outcome.diagnostics] == ["unknown_name", "no_result"]
    assert outcome.diagnostics[0].detail == "amuont"


def test_the_clock_is_given_and_stands_still() -> None:
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    expression = compile_expression('now() = now() and today() = date("2026-11-23")')
    assert expression.evaluate({}, now=moment) is True
    assert compile_expression("now()").evaluate({}, now=moment) == moment


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.text('ab"\\蓝😀\n{}', max_size=6),
    st.decimals(-(10**6), 10**6, places=3),
    st.dates(),
)
keys = st.text("abc 蓝1-", min_size=1, max_size=4)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=8
)


@given(values)
def test_a_written_value_reads_back_as_itself(value: object) -> None:
    known = from_python(value)
    again = compile_expression(write(known, inner=True)).run({}).value
    assert equal(known, again) is True or known is None


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(-100, 100))
def test_arithmetic_agrees_with_whole_numbers(a: int, b: int, c: int) -> None:
    assert feel("a + b * c - (a - c)", a=a, b=b, c=c) == a + b * c - (a - c)
    if c:
        assert feel("modulo(a, c)", a=a, c=c) == a % c


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)), st.integers(-365, 365))
def test_dates_agree_with_the_calendar(day: date, days: int) -> None:
    assert feel('(d + duration("P1D") - d).days', d=day) == 1
    assert feel("d.weekday", d=day) == day.isoweekday()
    assert feel("day of year(d)", d=day) == day.timetuple().tm_yday
    assert feel("week of year(d)", d=day) == day.isocalendar().week
