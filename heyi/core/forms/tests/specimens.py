"""One specimen of every type of designed fields: what is filled in, how it comes back, what is refused, what finds it.

Values are found nowhere else, so that whoever searches bytes for them knows whose they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from heyi.core.forms.vocabulary import TYPES
from heyi.core.resources.kinds import Kind

Pair = tuple[Any, Any]
NOWHERE = "wxyzq"
CODE, OTHER_CODE = "91350100M000100Y43", "91110108551385082Q"
CARD, OTHER_CARD = "11010519491231002X", "440308199901101512"


class Named(NamedTuple):
    """A record or file that values point to."""

    id: int
    name: str

    def shown(self, word: str = "label") -> dict[str, Any]:
        """As documents show it."""
        return {"id": self.id, word: self.name}


Two = tuple[Named, Named]


@dataclass(frozen=True)
class Ids:
    """Records and files that values point to, two of each; ``loose`` are a text and a picture that nothing has taken."""

    person: Two
    department: Two
    post: Two
    reference: Two
    approval: Two
    file: Two
    image: Two
    signature: Two
    loose: Two


@dataclass(frozen=True)
class Specimen:
    """``good`` and ``other`` are taken; ``shown`` is what stands there then (``good`` itself unless said), ``cell`` how it
    is exported in English, ``sung`` what can be heard of it in bytes. ``bad`` are values with the code they are refused by.
    ``asks`` says for each operator with which value it finds the document, and with which it does not.
    """

    type: str
    good: Any = None
    other: Any = None
    shown: Any = None
    bad: tuple[tuple[Any, str], ...] = ()
    asks: Mapping[str, Pair] = field(default_factory=dict)
    cell: str = ""
    sung: tuple[str, ...] = ()
    word: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_given(self) -> bool:
        """Whether people fill it in."""
        return self.good is not None

    @property
    def kept(self) -> Any:
        """What stands in the document after ``good``."""
        return self.good if self.shown is None else self.shown

    @property
    def kind(self) -> Kind:
        """The kind that filters and exports go by."""
        return Kind.RECORDS if self.options.get("many") else TYPES[self.type].kind


def _texts(good: str, other: str, part: str) -> dict[str, Pair]:
    return {
        "contains": (part, NOWHERE), "eq": (good, other), "ne": (other, good), "starts": (good[:3].upper(), NOWHERE),
        "in": ([other, good], [other]), "empty": (False, True),
    }  # fmt: skip


def _numbers(good: Any, below: Any, above: Any) -> dict[str, Pair]:
    return {
        "eq": (good, above), "ne": (above, good), "ge": (good, above), "le": (good, below), "gt": (below, good),
        "lt": (above, good), "between": ([below, good], [below, below]), "empty": (False, True),
    }  # fmt: skip


def _days(good: str, before: str, after: str) -> dict[str, Pair]:
    return {name: pair for name, pair in _numbers(good, before, after).items() if name != "ne"}


def _one_of(good: Any, other: Any) -> dict[str, Pair]:
    return {"in": ([other, good], [other]), "eq": (good, other), "ne": (other, good), "empty": (False, True)}


def _among(good: Any, other: Any) -> dict[str, Pair]:
    return {"contains": (good, other), "empty": (False, True)}


def _choice(value: str, hans: str, hant: str, english: str) -> dict[str, Any]:
    return {"value": value, "label": {"zh-hans": hans, "zh-hant": hant, "en": english}}


CHOICES = [
    _choice("zq_red", "红色甲", "紅色甲", "Zqred"),
    _choice("zq_blue", "蓝色乙", "藍色乙", "Zqblue"),
    _choice("zq_gold", "金色丙", "金色丙", "Zqgold"),
]
TREE = [
    {**_choice("zq_east", "东区", "東區", "Zqeast"), "children": [_choice("zq_port", "港口", "港口", "Zqport")]},
    _choice("zq_west", "西区", "西區", "Zqwest"),
]


def table(ids: Ids) -> dict[str, Specimen]:
    """The specimens by name: the type, or the type with an s where it holds several."""
    return {**_words(), **_amounts(), **_moments(), **_picked(), **_records(ids), **_attached(ids), **_derived(ids)}


def _words() -> dict[str, Specimen]:
    no_text = ((7, "not_text"),)
    return {
        "text": Specimen(
            "text", "Zqtextus", "Zqothera", bad=(*no_text, ("Zq" * 20, "too_long")), cell="Zqtextus", sung=("Zqtextus",),
            asks=_texts("Zqtextus", "Zqothera", "textu"), word="Zqtextus", options={"max": 30},
        ),
        "longtext": Specimen(
            "longtext", "Zqlong\nlines", "Zqshort", bad=no_text, cell="Zqlong\nlines", sung=("Zqlong",),
            asks=_texts("Zqlong\nlines", "Zqshort", "LONG"), word="Zqlong",
        ),
        "richtext": Specimen(
            "richtext", "<p>Zqrich</p><script>alert(1)</script>", "<p>Zqpoor</p>", "<p>Zqrich</p>", bad=no_text,
            cell="<p>Zqrich</p>", sung=("Zqrich",), asks=_texts("<p>Zqrich</p>", "<p>Zqpoor</p>", "zqRICH"), word="Zqrich",
        ),
        "address": Specimen(
            "address", "Zqstreet 9", "Zqlane 8", bad=no_text, cell="Zqstreet 9", sung=("Zqstreet",),
            asks=_texts("Zqstreet 9", "Zqlane 8", "STREET"), word="Zqstreet",
        ),
        "phone": Specimen(
            "phone", "13873100312", "13873100999", bad=((7, "not_text"), ("12", "bad_phone"), ("abc", "bad_phone")),
            cell="13873100312", sung=("13873100312", "73100312"), asks=_texts("13873100312", "13873100999", "73100312"),
        ),
        "email": Specimen(
            "email", "zqmail@kanari.example", "zqpost@kanari.example", bad=((7, "not_text"), ("zq@", "bad_email")),
            cell="zqmail@kanari.example", sung=("zqmail",), word="zqmail",
            asks=_texts("zqmail@kanari.example", "zqpost@kanari.example", "mail@kanari"),
        ),
        "url": Specimen(
            "url", "https://zqurl.example/a", "https://zqweb.example/", bad=((7, "not_text"), ("javascript:1", "bad_url")),
            cell="https://zqurl.example/a", sung=("zqurl",), word="zqurl",
            asks=_texts("https://zqurl.example/a", "https://zqweb.example/", "zqurl"),
        ),
        "idnumber": Specimen(
            "idnumber", CARD, OTHER_CARD, bad=((7, "not_text"), (CARD[:-1] + "1", "bad_check_digit")), cell=CARD,
            sung=(CARD,), asks=_texts(CARD, OTHER_CARD, CARD[4:10]), word=CARD,
        ),
        "taxid": Specimen(
            "taxid", CODE, OTHER_CODE, bad=((7, "not_text"), (CODE[:-1] + "0", "bad_check_digit")), cell=CODE,
            sung=(CODE,), asks=_texts(CODE, OTHER_CODE, CODE[4:12]), word=CODE,
        ),
    }  # fmt: skip


def _amounts() -> dict[str, Specimen]:
    no_number = (("much", "bad_number"), (True, "bad_number"))
    return {
        "number": Specimen(
            "number", "731001.5", "731002", bad=(*no_number, ("11.25", "number_too_precise"), ("9999999", "out_of_range")),
            cell="731001.5", sung=("731001.5",), asks=_numbers("731001.5", "0", "9999999"),
            options={"min": 10, "max": "999999", "decimals": 1},
        ),
        "money": Specimen(
            "money", "731003.50", "731004.00", bad=(*no_number, ("1.255", "number_too_precise"), ("-1", "out_of_range")),
            cell="731003.50", sung=("731003.5",), asks=_numbers("731003.5", "731003", "731004"),
            options={"currency": "CNY", "min": 0},
        ),
        "percent": Specimen(
            "percent", "73.41", "50", bad=(*no_number, ("100.5", "out_of_range")), cell="73.41", sung=("73.41",),
            asks=_numbers("73.41", "73.4", "120"), options={"max": 100},
        ),
        "duration": Specimen(
            "duration", "7315.5", "8", bad=no_number, cell="7315.5", sung=("7315.5",),
            asks=_numbers("7315.5", "7315", "7316"), options={"unit": "hours"},
        ),
        "rating": Specimen(
            "rating", 4, 2, bad=((7, "out_of_range"), (0, "out_of_range"), ("x", "not_integer")), cell="4",
            asks=_numbers(4, 3, 5),
        ),
    }  # fmt: skip


def _moments() -> dict[str, Specimen]:
    span, other = {"start": "2037-05-06", "end": "2037-05-08"}, {"start": "2037-06-01", "end": "2037-06-01"}
    back = {"start": "2037-05-06", "end": "2037-05-05"}
    halves = {"start": "2037-09-06", "start_half": "pm", "end": "2037-09-07", "end_half": "am"}
    return {
        "date": Specimen(
            "date", "2037-02-03", "2037-02-09", bad=(("2037-02-30", "bad_date"), (5, "bad_date"), ("1999-01-01", "out_of_range")),
            cell="2037-02-03", sung=("2037-02-03", ">50074<"), asks=_days("2037-02-03", "2037-02-02", "2037-02-04"),
            options={"min": "2030-01-01"},
        ),
        "time": Specimen(
            "time", "03:17", "04:18", bad=(("24:00", "bad_time"), (3, "bad_time")), cell="03:17",
            sung=('"03:17"', '"03:17:00"', ",03:17,", ">03:17<"),
            asks={"eq": ("03:17", "03:18"), "ge": ("03:17", "03:18"), "le": ("03:17", "03:16"),
                  "between": (["03:00", "03:17"], ["04:00", "05:00"]), "empty": (False, True)},
        ),
        "datetime": Specimen(
            "datetime", "2037-03-04T05:06:00+08:00", "2037-03-05T05:06:00+08:00", "2037-03-03T21:06:00.000Z",
            bad=(("2037-03-04T05:06:00", "bad_datetime"), ("soon", "bad_datetime")), cell="2037-03-04 05:06:00",
            sung=("2037-03-03T21:06", "2037-03-04 05:06", ">50103."), asks=_days("2037-03-04", "2037-03-03", "2037-03-05"),
        ),
        "daterange": Specimen(
            "daterange", span, other, bad=((back, "bad_range"), ("2037-05-06", "bad_range"), ({**span, "x": 1}, "bad_range")),
            cell="2037-05-06 – 2037-05-08", sung=("2037-05-06", "2037-05-08"),
            asks=_days("2037-05-06", "2037-05-05", "2037-05-07"),
        ),
        "half_days": Specimen(
            "daterange", halves, {**other, "start_half": "am", "end_half": "pm"},
            bad=(({**halves, "end_half": "noon"}, "bad_range"), ({**halves, "end": "2037-09-06"}, "bad_range")),
            cell="2037-09-06 PM – 2037-09-07 AM", sung=("2037-09-06", "2037-09-07"),
            asks=_days("2037-09-06", "2037-09-05", "2037-09-07"), options={"halves": True},
        ),
    }  # fmt: skip


def _picked() -> dict[str, Specimen]:
    place = {"code": "310104", "label": "上海市 市辖区 徐汇区"}
    at = {"latitude": 31.731005, "longitude": 121.731006, "label": "Zqplace"}
    none = (("zq_none", "unknown_choice"), (7, "unknown_choice"))
    return {
        "switch": Specimen(
            "switch", True, False, bad=(("yes", "bad_boolean"), (1, "bad_boolean")), cell="Yes", asks={"eq": (True, False)}
        ),
        "choice": Specimen(
            "choice", "zq_red", "zq_blue", bad=none, cell="Zqred", sung=("zq_red", "Zqred", "红色甲"), word="Zqred",
            asks=_one_of("zq_red", "zq_blue"), options={"choices": CHOICES},
        ),
        "multichoice": Specimen(
            "multichoice", ["zq_gold", "zq_blue"], ["zq_red"], ["zq_blue", "zq_gold"], cell="Zqblue, Zqgold",
            bad=((["zq_none"], "unknown_choice"), ("zq_blue", "not_list")), sung=("zq_blue", "Zqblue", "蓝色乙"), word="Zqgold",
            asks={"contains": ("zq_gold", "zq_red"), "empty": (False, True)}, options={"choices": CHOICES},
        ),
        "cascade": Specimen(
            "cascade", ["zq_east", "zq_port"], ["zq_west"], cell="Zqeast / Zqport", sung=("zq_port", "Zqport", "港口"),
            word="Zqport",
            bad=((["zq_east"], "unknown_choice"), (["zq_west", "zq_port"], "unknown_choice"), ("zq_west", "not_list")),
            asks=_among(["zq_east"], ["zq_west"]), options={"tree": TREE},
        ),
        "region": Specimen(
            "region", "310104", {"code": "310105"}, place, cell="上海市 市辖区 徐汇区", sung=("310104", "徐汇"), word="徐汇",
            bad=(("999999", "unknown_choice"), (31, "unknown_choice")), asks={"starts": ("3101", "44"), "empty": (False, True)},
        ),
        "location": Specimen(
            "location", at, {"latitude": 1, "longitude": 2, "label": "Zqother"}, cell="Zqplace",
            bad=(({**at, "latitude": 91}, "bad_location"), ("here", "bad_location")), sung=("Zqplace", "31.731005", "121.731006"),
            asks={"empty": (False, True)},
        ),
    }  # fmt: skip


def _records(ids: Ids) -> dict[str, Specimen]:
    found: dict[str, Specimen] = {}
    options = {"reference": {"resource": "plain.book"}, "approval": {"form": "trip"}}
    for name in ("person", "department", "post", "reference", "approval"):
        good, other = getattr(ids, name)
        rest, label = options.get(name, {}), good.name
        bad = ((10**12, "unknown_reference"), ("x", "not_integer"))
        asks = _one_of(good.id, other.id)
        found[name] = Specimen(name, good.id, other.id, good.shown(), bad, asks, label, (label,), label, rest)
        found[f"{name}s"] = Specimen(
            name, [good.id, other.id, good.id], [other.id], [good.shown(), other.shown()],
            (([10**12], "unknown_reference"), (good.id, "not_list")), _among(good.id, 10**12), f"{label}, {other.name}",
            (label,), label, {"many": True, **rest},
        )  # fmt: skip
    return found


def _attached(ids: Ids) -> dict[str, Specimen]:
    def one(kind: str, two: Two, wrong: Named, **options: Any) -> Specimen:
        good, other = two
        single = kind == "signature"
        values = (good.id, other.id) if single else ([good.id], [other.id])
        bad = (([10**12], "unknown_file"), ([wrong.id], "wrong_file"), ("x", "not_integer" if single else "not_list"))
        asks = {"empty": (False, True)}
        return Specimen(kind, *values, [good.shown("name")], bad, asks, good.name, (good.name,), options=options)

    return {
        "file": one("file", ids.file, ids.loose[1], extensions=["txt"], most=1),
        "image": one("image", ids.image, ids.loose[0]),
        "signature": one("signature", ids.signature, ids.loose[0]),
    }


def _derived(ids: Ids) -> dict[str, Specimen]:
    title = ids.reference[0].name
    return {
        "lookup": Specimen(
            "lookup", shown=title, cell=title, sung=(title,), asks=_texts(title, NOWHERE, title[1:]),
            options={"from": "f_reference", "take": "title"},
        ),
        "serial": Specimen("serial", asks={}, options={"pattern": "ZQ-{year}-{seq:04}"}),
    }  # fmt: skip
