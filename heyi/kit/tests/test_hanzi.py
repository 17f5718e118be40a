"""Names are found by characters, pinyin and initials, in either script, and queries cannot break out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.kit import hanzi

WORD = r"'[^\s'\\:&|!()<>*]+'"


def found(query: str, *texts: str) -> bool:
    """What PostgreSQL answers to `document(texts) @@ query`, from the same lexemes and positions."""
    places: dict[str, set[int]] = {}
    for lexeme, entries in re.findall(r"'((?:[^']|'')*)':([0-9A-D,]+)", hanzi.document(*texts)):
        places[lexeme] = {int(entry[:-1]) for entry in entries.split(",")}
    asked = hanzi.query_terms(query)
    if not asked:
        return False
    runs = all(_run_found(run, places) for run in asked.han)
    return runs and all(any(lexeme.startswith(prefix) for lexeme in places) for prefix in asked.prefixes)


def _run_found(run: str, places: dict[str, set[int]]) -> bool:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    starts = places.get(pairs[0], set())
    return any(all(start + i in places.get(pair, set()) for i, pair in enumerate(pairs)) for start in starts)


@pytest.mark.parametrize(
    "query",
    [
        "蓝",
        "蓝天",
        "天软",
        "藍天",
        "軟件",
        "天软件有限",
        "lantian",
        "LanTian",
        "lan tian",
        "lant",
        "ltrj",
        "trj",
        "ruanjian",
        "蓝天 rj",
        "上海蓝天",
        "shlt",
        "shanghailantian",
        "lantianr",
        "ｌａｎ",
    ],
)
def test_ways_to_find_a_company(query: str) -> None:
    assert found(query, "上海藍天软件有限公司")


@pytest.mark.parametrize("query", ["天蓝", "蓝软", "tianlan", "海天", "xyz", "", "  ", "'", "蓝天zz"])
def test_ways_not_to_find_it(query: str) -> None:
    assert not found(query, "上海蓝天软件有限公司")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("chongqing", "重庆啤酒"),
        ("cq", "重庆啤酒"),
        ("zengguofan", "曾国藩"),
        ("zgf", "曾国藩"),
        ("changan", "长安汽车"),
        ("zhangsunwuji", "长孙无忌"),
        ("xi'an", "西安"),
        ("lvyou", "旅游"),
        ("lüyou", "旅游"),
    ],
)
def test_characters_with_several_readings(query: str, name: str) -> None:
    assert found(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("so-2026-00012", "SO-2026-00012"),
        ("SO202600012", "SO-2026-00012"),
        ("00012", "SO-2026-00012"),
        ("12", "SO-2026-00012"),
        ("8000", "13800138000"),
        ("138001", "13800138000"),
        ("cafe", "Café Noir"),
        ("x200", "ThinkPad X200s"),
        ("200", "X200"),
        ("lin@example", "Lin@Example.com"),
        ("example.com", "lin@example.com"),
        ("蓝天crm", "蓝天CRM系统"),
        ("123", "型号123号"),
    ],
)
def test_letters_and_digits(query: str, name: str) -> None:
    assert found(query, name)


def test_texts_weigh_less_from_first_to_last_and_phrases_do_not_join_them() -> None:
    literal = hanzi.document("蓝天", "软件")
    assert "'蓝天':1A" in literal
    assert "'软件':5B" in literal
    assert not found("天软", "蓝天", "软件")


han = st.text(st.sampled_from("蓝天软件有限公司重庆长安曾国藩銀行王小明藍"), min_size=1, max_size=12)


@given(han, st.data())
def test_every_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert found(name[start:end], "前缀", name)


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_text_gives_well_formed_literals_of_letters_and_digits_only(content: str, query: str) -> None:
    literal = hanzi.document(content)
    assert re.fullmatch(rf"(?:{WORD}:\d+A(?:,\d+A)*(?: |$))*", literal)
    asked = hanzi.query_terms(query).tsquery
    assert re.fullmatch(rf"(?:(?:{WORD}(?::\*)?|\({WORD}(?: <-> {WORD})+\))(?: & |$))*", asked)


def test_a_long_text_stays_within_bounds() -> None:
    terms = hanzi.search_terms("重庆长安汽车" * 5000)
    assert len(terms.words) < 2 * hanzi.MAX_CHARS
    assert len(terms.pinyin) < hanzi.PINYIN_CHARS * hanzi.MAX_SYLLABLES * hanzi.MAX_READINGS


def test_sorting_is_by_pinyin_with_numbers_by_value() -> None:
    names = ["重庆", "安徽", "曾国藩", "Beta", "北京", "第10组", "第9组", "张三"]
    in_order = sorted(names, key=hanzi.sort_key)
    assert in_order == ["安徽", "北京", "Beta", "曾国藩", "重庆", "第9组", "第10组", "张三"]
    people = sorted(["张三", "曾国藩", "单雄信"], key=lambda name: hanzi.sort_key(name, person=True))
    assert people == ["单雄信", "曾国藩", "张三"]
