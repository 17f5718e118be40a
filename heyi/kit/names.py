"""Keys under which two writings of one company, person, telephone number or e-mail address are the same.

For the duplicate check: strong keys (telephone, e-mail) block, name keys only warn.
"""

import re
from typing import NamedTuple

import phonenumbers

from heyi.kit.invalid import InvalidIdentity
from heyi.kit.regions import CITIES, COUNTRIES, ENDINGS, PROVINCES
from heyi.kit.text import fold, is_han, simplified


def _longest_first(*groups: list[str]) -> str:
    return "|".join(sorted((re.escape(word) for group in groups for word in group), key=len, reverse=True))


_PLACE = f"(?:{_longest_first(PROVINCES, CITIES)})(?:{_longest_first(ENDINGS)})?"
_PREFIX = re.compile(f"(?:中国|{_PLACE})+?(?:[^省市县区]{{1,4}}(?:市|县|自治县|新区|区)(?=.{{2}}))?")
_PLACE_ONLY = re.compile(
    f"(?:{_longest_first(COUNTRIES)}|{_PLACE}|[^省市县区]{{1,4}}[市县区])+|china|taiwan|hong kong|shanghai"
)
_BRACKETED = re.compile(r"[(\[{〔【〈《「『]([^)\]}〕】〉》」』]*)[)\]}〕】〉》」』]")
_LEGAL = re.compile(
    r"(?:(?:股份|集团|控股|实业)?(?:有限责任公司|有限公司|股份公司|无限公司|总公司|(?<![分子])公司)"
    r"|(?:集团|控股|股份|股份有限|有限责任|有限)|\(?(?:普通合伙|有限合伙|特殊普通合伙)\)?)$"
)
_LEGAL_LATIN = re.compile(
    r"[\s,.]+(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sas?|s\.a\.s|bv|nv|sarl|srl|spa|pte|pty|kk|group|holdings?)"
    r"\.?$"
)
_GENERIC = re.compile(
    "(?:第[一二三四五六七八九十]+|人民|中心|中医|妇幼|儿童|大学|学院|中学|小学|高级|职业|技术|师范|理工|医院|银行|农商|商业|电信|移动|联通|铁路"
    "|机场|地铁|公交|供电|电力|燃气|水务|自来水|邮政|政府|委员会|法院|公安|税务|财政|教育|卫生|建设|投资|发展|科技|软件|信息|贸易|商贸|实业"
    "|置业|房地产|物业|文化|传媒|咨询|管理|服务|工程|建筑|机械|电子|网络|集团|控股|局|院|厅|部|站|厂|店|所|馆)+"
)


def company_key(name: str) -> str:
    """What is left of a company's name without width, script, spaces, marks, legal form and region.

    A region is dropped in front or in brackets, unless only a common word would stay (上海银行 is not 北京银行).
    """
    text = simplified(fold(name))
    text = _BRACKETED.sub(lambda found: "" if _PLACE_ONLY.fullmatch(found[1].strip()) else found[1], text)
    text = _drop_latin_form(text)
    text = "".join(char for char in text if char.isalnum())
    stem = _drop_legal_form(text)
    found = _PREFIX.match(stem)
    if found:
        rest = stem[found.end() :]
        if len(rest) >= 2 and not _GENERIC.fullmatch(rest):
            return rest
    return stem


def _drop_legal_form(text: str) -> str:
    while found := _LEGAL.search(text):
        if found.start() < 2:
            break
        text = text[: found.start()]
    return text


def _drop_latin_form(text: str) -> str:
    text = text.strip(" .,")
    while found := _LEGAL_LATIN.search(text):
        if found.start() < 2:
            break
        text = text[: found.start()].strip(" .,")
    return text


_TITLES = re.compile(r"(?<=.)(?:先生|女士|小姐|太太|老师|总经理|经理|董事长)$|^(?:mr|mrs|ms|miss|dr)\.?\s+")


def person_key(name: str) -> str:
    """A person's name without width, script, case, form of address and, between Chinese characters, spaces."""
    text = _TITLES.sub("", simplified(fold(name)))
    kept = [
        char
        for index, char in enumerate(text)
        if not (
            char in " ·•・.-" and (is_han(text[index - 1 : index] or "a") or is_han(text[index + 1 : index + 2] or "a"))
        )
    ]
    return "".join(kept).strip()


class Phone(NamedTuple):
    """A telephone number: E.164 (`+8613800138000`) and the digits of an extension, or an empty string."""

    e164: str
    extension: str

    @property
    def key(self) -> str:
        """One string for comparison; the same switchboard with another extension is another telephone."""
        return f"{self.e164};ext={self.extension}" if self.extension else self.e164


_EXTENSION = re.compile(r"\s*(?:转|分机号?|内线|ext\.?|extension|x|#)\s*[:.]?\s*(\d{1,8})\s*$")


def phone(text: str, *, region: str = "CN") -> Phone:
    """The telephone number in `text`; numbers without a country code are read as in `region` (ISO 3166)."""
    plain = simplified(fold(text))
    if len(plain) > 40:
        raise InvalidIdentity("bad_phone", plain[:40])
    extension = ""
    if found := _EXTENSION.search(plain):
        plain, extension = plain[: found.start()], found[1]
    try:
        parsed = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidIdentity("bad_phone", text) from error
    if not phonenumbers.is_possible_number(parsed) or (re.search(r"[^\d\s+()./-]", plain)):
        raise InvalidIdentity("bad_phone", text)
    return Phone(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), extension)


_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


def email_key(text: str) -> str:
    """An e-mail address in lower case and half width; otherwise InvalidIdentity."""
    plain = fold(text).removeprefix("mailto:")
    local = plain.partition("@")[0]
    if len(plain) > 254 or not _EMAIL.fullmatch(plain) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise InvalidIdentity("bad_email", text)
    return plain
