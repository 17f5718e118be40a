"""Whether two company names may mean the same company (crm rule 2): a rule that warns, never one that decides.

A name is taken apart into places, branch and key (``names.company_key``). Two names are alike when neither places nor
branches contradict each other and their keys are equal, or one only leaves out words of the trade (蓝天, 蓝天科技), or
they differ by one slip of the hand. A *different* character is no slip: 一建 is not 二建, 兰天 is not 蓝天.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from heyi.kit.names import company_key
from heyi.kit.regions import CITIES, PROVINCES
from heyi.kit.text import fold, simplified

MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆", "香港", "澳门", "台湾"})
# The characters 朝阳, 海北 … are districts or ordinary words as often as cities.
_PLACE = re.compile("|".join(sorted(({*PROVINCES, *CITIES} - {"朝阳", "海北", "大理", "和平", "红河"}), key=len)[::-1]))
_BRANCH = re.compile(
    r"(?P<head>.*?(?:公司|集团|银行|酒店|医院|大学|[^\s]{4}))\s*[(]?"
    r"(?P<branch>[^()]{1,12}?(?:分公司|分行|支行|分店|分校|分院|分厂|营业部|办事处|代表处|事业部|门店|[一二三四五六七八九十0-9]店))[)]?$"
)
_TRADE = re.compile(
    "(?:科技|技术|软件|信息|网络|电子|电气|机械|设备|仪器|仪表|自动化|智能|贸易|商贸|进出口|国际|实业|工业|制造|建设|建筑|建工|工程|置业"
    "|地产|房地产|物业|文化|传媒|广告|咨询|管理|服务|投资|发展|开发|产业|食品|医药|生物|化工|材料|能源|环保|物流|运输|控股|集团|精密"
    "|(?:technology|technologies|tech|trading|international|industries|industrial|industry|software|systems?|electronics?"
    "|machinery|engineering|services?|solutions?))+"
)
_JOINING = re.compile(r"[&+]|\s(?:and|und|et|kabushiki kaisha)(?=\s|$)|\bk\.k\.")
_TOWN = re.compile(f"^(?:{_PLACE.pattern})省?市?[^省市镇]{{1,3}}镇(?=.{{3}})")
SLIPS_FROM = 5
"""A slip of the hand is told from another name only in keys of so many characters (Latin: `_LATIN_SLIPS_FROM`)."""
_LATIN_SLIPS_FROM = 8
_NUMBERS = re.compile(r"[0-9零一二三四五六七八九十百东南西北上下]+")
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name taken apart."""

    key: str
    places: frozenset[str]
    branch: str

    @property
    def shorter(self) -> list[str]:
        """The keys of those who leave out words of the trade at the end, longest first."""
        least = _least(self.key)
        return [self.key[:end] for end in range(len(self.key) - 1, least - 1, -1) if _TRADE.fullmatch(self.key[end:])]

    @property
    def slips(self) -> list[str]:
        """The keys of those who left out one character or let two change places."""
        if not self.may_slip:
            return []
        left_out = [self.key[:at] + self.key[at + 1 :] for at in range(len(self.key))]
        swapped = [
            self.key[:at] + self.key[at + 1] + self.key[at] + self.key[at + 2 :] for at in range(len(self.key) - 1)
        ]
        return list(dict.fromkeys([*left_out, *swapped]))

    @property
    def may_slip(self) -> bool:
        """Whether the key is so long that a slip of the hand can be told from another name."""
        return len(self.key) >= (_LATIN_SLIPS_FROM if _LATIN.fullmatch(self.key) else SLIPS_FROM)

    @property
    def similarity(self) -> float:
        """Trigrams (``pg_trgm``) that a key with one character more shares with this one; in Latin also a wrong letter.

        A key of n characters has n + 1 trigrams. One more character inside breaks two and makes three; a wrong letter
        breaks three and makes three.
        """
        size = len(self.key)
        kept = size - 2 if _LATIN.fullmatch(self.key) else size - 1
        return max(0.3, kept / (size + 4) - 0.02)


@lru_cache(maxsize=20_000)
def parse(name: str) -> CompanyName:
    """Take a name apart; it may be empty or nonsense."""
    text = _JOINING.sub(" ", simplified(fold(name)).removeprefix("the "))
    branch = ""
    if found := _BRANCH.fullmatch(text):
        text, branch = found["head"], found["branch"]
    key = _without_place_behind(company_key(_TOWN.sub("", text)))
    return CompanyName(key[:200], frozenset(_PLACE.findall(text)), branch.removeprefix("公司"))


def alike(one: str, other: str) -> bool:
    """Whether a person who enters ``one`` should be shown ``other``."""
    a, b = parse(one), parse(other)
    if not a.key or not b.key or a.branch != b.branch or _elsewhere(a.places, b.places):
        return False
    return a.key == b.key or a.key in b.shorter or b.key in a.shorter or _slipped(a.key, b.key)


def _least(key: str) -> int:
    """A key of fewer characters says too little to stand for a longer one."""
    return 4 if _LATIN.fullmatch(key) else 2


def _without_place_behind(key: str) -> str:
    """A place may stand behind the name, or the country before its trade, without brackets: 可口可乐北京, 大众中国投资."""
    if (found := re.search(f"中国(?=$|{_TRADE.pattern}$)", key)) and found.start() >= 2:
        key = key[: found.start()] + key[found.end() :]
    if found := re.search(f"(?:{_PLACE.pattern})$", key):
        rest = key[: found.start()]
        if len(rest) >= 3:
            return rest
    return key


def _elsewhere(one: frozenset[str], other: frozenset[str]) -> bool:
    """Both name places, and they cannot be the same place. A province and a city may be one inside the other."""
    if not one or not other or one & other:
        return False
    cities_one, cities_other = one - _provinces(one), other - _provinces(other)
    if cities_one and cities_other:
        return True
    if (one | other) & MUNICIPALITIES:
        return True
    return bool(_provinces(one) and _provinces(other))


def _provinces(places: frozenset[str]) -> frozenset[str]:
    return frozenset(place for place in places if place in PROVINCES)


def _slipped(one: str, other: str) -> bool:
    """One character too many, too few, or two in the wrong order; in Latin names also one wrong letter."""
    latin = _LATIN.fullmatch(one) is not None and _LATIN.fullmatch(other) is not None
    if min(len(one), len(other)) < (_LATIN_SLIPS_FROM if latin else SLIPS_FROM) or _NUMBERS.findall(
        one
    ) != _NUMBERS.findall(other):
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest_one, rest_other = one[start:], other[start:]
    if rest_one[1:] == rest_other or rest_other[1:] == rest_one:
        return True
    if rest_one[:2] == rest_other[1::-1] and rest_one[2:] == rest_other[2:]:
        return True
    return latin and start > 0 and rest_one[1:] == rest_other[1:]
