"""Which character encoding a file from a spreadsheet or an old system has.

Strict UTF-8 wins. Otherwise the two Chinese encodings are told apart by how many of the characters that they yield
belong to the everyday level of GB 2312 and Big5; bytes read in the wrong one give rare characters.
"""

import codecs
from functools import cache

from heyi.kit.invalid import InvalidText
from heyi.kit.text import is_han

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DAMAGE = "\ufffd"
# A file is UTF-8 with damage when it has ten proper characters beyond ASCII for each broken one.
_CLEARLY = 10
# Below this mean worth the bytes are something else: Western text read as Chinese, or noise.
_WORTH = 0.3
_SAMPLE = 20_000
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平"
    "形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程"
    "展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必"
    "战先回则任取据处府司客户姓名话址金额编号称类型单价税率采购销售订合同收款付联系邮箱备注状态负责开始结束创建时间东南北京海江苏浙"
    "這個國來時們為會發動過說產種後學經進電裡現實當從業應開還與關數線氣無兩體機點義樣質變條結問軍題員總長將組見計別論運農幾區戰則"
    "據處號稱類單價稅購銷訂聯繫郵備註狀態負責開結創間東統編戶額"
)
_PUNCTUATION = frozenset("，。、；：？！（）《》「」『』“”‘’—…·￥％　")


@cache
def _everyday(encoding: str) -> frozenset[str]:
    """Level 1 of GB 2312 (3755 characters) or of Big5 (5401 characters)."""
    if encoding == "gb18030":
        pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
        codec = "gb2312"
    else:
        trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
        pairs = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
        codec = "big5"
    return frozenset("".join(pair.decode(codec, "ignore") for pair in pairs))


def _naturalness(text: str, encoding: str) -> float:
    """Mean worth of the characters beyond ASCII, from about -2 (noise) to 3 (everyday Chinese)."""
    sample = [char for char in text[:_SAMPLE] if char > "\x7f"]
    everyday = _everyday(encoding)
    total = 0.0
    for char in sample:
        if char in _FREQUENT or char in _PUNCTUATION:
            total += 3
        elif char in everyday:
            total += 1
        elif not is_han(char):
            total -= 2
    return total / len(sample) if sample else 0.0


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes, which no 8-bit text has, in every other place only (under its ASCII)."""
    if len(data) % 2 or b"\x00" not in data[:4000]:
        return None
    low, high = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if low and high:
        return None
    return "utf-16-le" if high else "utf-16-be"


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: utf-8, utf-8-sig, utf-16*, gb18030 or big5; otherwise InvalidText.

    A few damaged bytes in a file whose encoding is clear become ``DAMAGE``, so that only their rows are lost.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding
    if wide := _utf16_without_mark(data):
        return data.decode(wide, "replace"), wide
    text = data.decode("utf-8", "replace")
    damaged = text.count(DAMAGE) - data.count(DAMAGE.encode())
    if damaged * _CLEARLY <= sum(char > "\x7f" for char in text) - damaged:
        return text, "utf-8"
    best = max((_read_as(data, name) for name in ("gb18030", "big5")), key=lambda found: found[0])
    if best[0] < _WORTH:
        raise InvalidText("unknown_encoding")
    return best[1], best[2]


def _read_as(data: bytes, encoding: str) -> tuple[float, str, str]:
    """How natural the text is in this encoding, the text, and the encoding's name."""
    names = ("gb18030",) if encoding == "gb18030" else ("cp950", "big5hkscs")
    texts = [data.decode(name, "replace") for name in names]
    text = min(texts, key=lambda found: found.count(DAMAGE))
    return _naturalness(text, encoding), text, encoding
