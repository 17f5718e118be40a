"""Foreign input is understood when it has one meaning and refused otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.kit import encoding, intake, text
from heyi.kit.invalid import InvalidText, InvalidValue

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)
dates = st.dates(date(1900, 3, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "20261123",
        "23.11.2026",
        "11/23/2026",
        "23/11/2026",
        "2026年11月23日",
        "民國115年11月23日",
        "Nov 23, 2026",
        "23-Nov-2026",
        "46349",
        46349,
        46349.75,
        "2026-11-23T10:00:00+08:00",
        "2026-11-23 23:59",
        "２０２６－１１－２３",
        " 2026年11月23日 下午3:05 ",
        "2026/11/23 3:05 pm",
        datetime(2026, 11, 23, 9, tzinfo=UTC),
        DAY,
    ],
)
def test_a_date_in_many_notations(written: object) -> None:
    assert intake.parse_date(written) == DAY


@given(dates)
def test_every_date_is_read_back_from_each_notation(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for written in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%d.%m.%Y}",
        f"{day.year}年{day.month}月{day.day}日",
        serial,
    ):
        assert intake.parse_date(written) == day
    assert intake.parse_date(f"{day:%m/%d/%Y}", order="mdy") == day
    assert intake.parse_date(f"{day:%d/%m/%Y}", order="dmy") == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("03/04/2026", "ambiguous_date"),
        ("2026-02-30", "bad_date"),
        ("13/13/2026", "bad_date"),
        ("tomorrow", "bad_date"),
        ("26-11-23", "bad_date"),
        ("", "bad_date"),
        (60, "bad_date"),
        (-1, "bad_date"),
        (True, "bad_date"),
        ("9999-01-01", "date_out_of_range"),
        ("1" * 500, "bad_date"),
        (float("nan"), "bad_date"),
        (float("inf"), "bad_date"),
        ("2026/11-23", "bad_date"),
    ],
)
def test_what_is_no_date_or_has_two_readings_is_refused(written: object, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        intake.parse_date(written)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-23T01:30:00Z", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026-11-23 09:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026年11月23日 上午9:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026/11/23 9:30:15 PM", datetime(2026, 11, 23, 13, 30, 15, tzinfo=UTC)),
        ("2026/11/23", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        (46349.5, datetime(2026, 11, 23, 4, tzinfo=UTC)),
    ],
)
def test_a_moment_without_offset_is_read_in_the_given_zone(written: object, expected: datetime) -> None:
    assert intake.parse_datetime(written, zone=SHANGHAI) == expected


@pytest.mark.parametrize("written", ["2026-11-23 25:00", "2026-11-23 下午15:00", "2026-11-23 noon", "x"])
def test_no_moment(written: str) -> None:
    with pytest.raises(InvalidValue):
        intake.parse_datetime(written, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1,234.50", "1234.50"),
        ("１２３", "123"),
        ("(12.3)", "-12.3"),
        ("12%", "0.12"),
        ("￥3.00", "3.00"),
        ("-$5", "-5"),
        ("$ -5", "-5"),
        ("5-", "-5"),
        ("1 234", "1234"),
        ("1'234.5", "1234.5"),
        (".5", "0.5"),
        ("3元", "3"),
        (0.1, "0.1"),
        ("RMB 1,000", "1000"),
        ("人民币1,234.50元", "1234.50"),
        ("1.2万", "12000"),
        ("１２，５００．５０", "12500.50"),
        ("￥3.5亿元", "350000000"),
        ("(0.5 萬)", "-5000"),
        ("−7", "-7"),
        (7, "7"),
    ],
)
def test_numbers_as_people_write_them(written: object, expected: str) -> None:
    assert intake.parse_decimal(written) == Decimal(expected)


def test_the_style_with_a_comma_must_be_declared() -> None:
    assert intake.parse_decimal("1 234,50", style="comma") == Decimal("1234.50")
    assert intake.parse_decimal("1.234,50", style="comma") == Decimal("1234.50")
    for written in (
        "1.234,50",
        "1,23",
        "12,34,567",
        "1,,2",
        "--1",
        "1e5",
        "()",
        "%",
        "abc",
        "1 2",
        float("nan"),
        None,
        True,
    ):
        with pytest.raises(InvalidValue):
            intake.parse_decimal(written)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_grouped_number_is_read_back(value: Decimal) -> None:
    assert intake.parse_decimal(f"{value:,}") == value


def test_yes_and_no() -> None:
    for yes in ("是", "yes", "Y", "1", "TRUE", "ｙ", "√", 1, 1.0, True):
        assert intake.parse_boolean(yes) is True
    for no in ("否", "no", "N", "0", "False", "×", 0, 0.0, False):
        assert intake.parse_boolean(no) is False
    with pytest.raises(InvalidValue, match="bad_boolean"):
        intake.parse_boolean("maybe")


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_a_reader(written: str) -> None:
    for read in (intake.parse_date, intake.parse_decimal, intake.parse_boolean):
        try:
            read(written)
        except InvalidValue as refused:
            assert refused.code in InvalidValue.messages  # noqa: PT017


@given(st.text(max_size=80))
def test_clean_text_holds_nothing_hidden_and_cleaning_twice_changes_nothing(raw: str) -> None:
    line, block = text.clean_line(raw), text.clean_text(raw)
    assert text.clean_line(line) == line
    assert text.clean_text(block) == block
    assert not any(char in line for char in "\x00\u200b\u202e\u2066\ufeff\n\t")
    assert not any(char in block for char in "\x00\u200b\u202e\u2066\ufeff\r")


def test_hidden_characters_disappear_or_are_refused_and_emoji_stay_whole() -> None:
    assert text.clean_line("蓝\u200b天\u202e 软件\x00\r\n公司") == "蓝天 软件 公司"
    assert text.clean_line("👨\u200d👩\u200d👧 a\u200db") == "👨\u200d👩\u200d👧 ab"
    assert text.clean_text("a  \r\nb\x85c\n\n") == "a\nb\nc"
    with pytest.raises(InvalidText, match="hidden_characters"):
        text.clean_line("a\u202eb", strict=True)
    assert text.fold("ＡＢＣ（１）　Ｘ") == "abc(1) x"


HANS = "客户名称 公司地址 联系电话 有限责任 科技发展 上海北京 王小明 陈建国 软件工程 金额合计 备注说明".split()  # noqa: SIM905
HANT = "客戶名稱 公司地址 聯絡電話 有限責任 科技發展 台灣台北 王小明 陳建國 軟體工程 金額合計 備註說明".split()  # noqa: SIM905


@given(
    st.lists(st.sampled_from(HANS), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_simplified_files_are_recognised(words: list[str], name: str) -> None:
    written = ",".join(words) + "\r\n1,2\r\n"
    assert encoding.decode(written.encode(name)) == (written, name)


@given(
    st.lists(st.sampled_from(HANT), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "big5"]),
)
def test_traditional_files_are_recognised(words: list[str], name: str) -> None:
    written = ",".join(words) + "\r\n1,2\r\n"
    assert encoding.decode(written.encode(name)) == (written, name)


@pytest.mark.parametrize(("name", "codec"), [("utf-8", "utf-8"), ("gb18030", "gb18030"), ("big5", "cp950")])
def test_one_damaged_place_does_not_cost_the_file(name: str, codec: str) -> None:
    words = HANT if name == "big5" else HANS
    before, after = (",".join(words) + "\r\n").encode(codec), (",".join(reversed(words)) + "\r\n").encode(codec)
    decoded, found = encoding.decode(before + b"x,\xff\xff,y\r\n" + after)
    assert found == name
    lines = decoded.split("\r\n")
    assert (lines[0], lines[2]) == (",".join(words), ",".join(reversed(words)))
    assert encoding.DAMAGE in lines[1]


def test_western_text_is_not_taken_for_chinese() -> None:
    with pytest.raises(InvalidText, match="unknown_encoding"):
        encoding.decode("Köln,Größe,Göteborg,São Paulo,München\r\n1,2,3\r\n".encode("cp1252"))


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded, name = encoding.decode(data)
    except InvalidText as refused:
        assert refused.code == "unknown_encoding"  # noqa: PT017
    else:
        assert isinstance(decoded, str)
        assert name
