"""Values for designed forms: for each field a good one of its type, chosen by a seeded random until the server takes all."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from heyi.core.resources import registry

Values = dict[str, Any]
Field = Mapping[str, Any]
BYTES = {
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00",
    "pdf": b"%PDF-1.4\n%%EOF\n",
}
REGIONS = ({"code": "110000"}, {"code": "310000"}, {"code": "320100"}, {"code": "440300"})
ID_NUMBER, CREDIT_CODE = "11010519491231002X", "91310000MA1K0000A5"
ATTEMPTS = 500


@dataclass
class World:
    """What values may point to: people and their places, documents by form, records that ``client`` is offered; and how a
    file is uploaded."""

    client: Any
    people: list[int]
    departments: list[int]
    posts: list[int]
    documents: dict[str, list[int]] = field(default_factory=dict)

    def found(self, resource: str) -> list[int]:
        """What a picker offers."""
        app, name = resource.split(".")[0], registry.get(resource).name
        answer = self.client.get(f"{app}/{name}/options")
        assert answer.status_code in (200, 403), (resource, answer.data)
        return [int(row["id"]) for row in answer.data.get("rows", ())]

    def upload(self, ending: str) -> int:
        """A file of one's own, for one field."""
        sent = SimpleUploadedFile(f"f{uuid.uuid4().hex[:8]}.{ending}", BYTES[ending])
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        made = self.client.http.post("/api/v1/files", {"file": sent}, headers=headers)
        assert made.status_code == 201, made.content
        return int(made.json()["id"])


class Chooser:
    """Good values for the fields of one design."""

    def __init__(self, design: Mapping[str, Any], process: Any, world: World, random: Random) -> None:
        self.design, self.world, self.random = design, world, random
        self.fields: dict[str, Field] = {one["name"]: one for one in design["fields"]}
        self.today = timezone.localdate()
        numbers = re.findall(r"(?<![\w\"P])\d+(?:\.\d+)?", f"{design['rules']} {process}")
        self.thresholds = sorted({Decimal(one) for one in numbers if Decimal(one) < 1_000_000})

    def value(self, one: Field) -> Any:
        """A value of the field as the API takes it; None where there is nothing that it could point to."""
        return getattr(self, f"_{one['type']}")(one)

    def _text(self, one: Field) -> str:
        text = uuid.uuid4().hex[: min(int(one.get("max", 12)), 12)]
        return f"6222 {self.random.randint(10**9, 10**10)}" if one.get("pattern") else text

    _longtext = _address = _richtext = _text

    def _exact(self, one: Field, usual: int) -> str:
        low, high = Decimal(str(one.get("min", 0))), Decimal(str(one.get("max", 200_000)))
        places = Decimal(1).scaleb(-int(one.get("decimals", usual)))
        near = [one + step for one in self.thresholds for step in (-1, 0, 1, one)]
        pool = [one for one in (*near, low, high) if low <= one <= high]
        found = self.random.choice(pool) if self.random.random() < 0.7 else self._between(low, high)
        return str(max(min(found.quantize(places), high), low.quantize(places)))

    def _between(self, low: Decimal, high: Decimal) -> Decimal:
        """Small ones as often as large ones."""
        return low + (high - low) * Decimal(repr(self.random.random() ** 4))

    def _number(self, one: Field) -> str:
        return self._exact(one, 6)

    def _money(self, one: Field) -> str:
        return self._exact(one, 2)

    _percent = _duration = _money

    def _day(self, most: str = "") -> date:
        ahead = self.random.choice((0, 1, 3, 10, 20, 35, 60))
        return self.today - timedelta(days=ahead // 3) if most == "today" else self.today + timedelta(days=ahead)

    def _date(self, one: Field) -> str:
        return self._day(one.get("max", "")).isoformat()

    def _time(self, one: Field) -> str:
        return f"{self.random.randint(8, 18):02}:30"

    def _datetime(self, one: Field) -> str:
        day = self.today + timedelta(days=self.random.choice((0, 0, 1, 2)))
        return f"{day}T{self.random.randint(8, 20):02}:{self.random.choice((0, 30)):02}:00+08:00"

    def _daterange(self, one: Field) -> Values:
        start = self._day()
        end = start + timedelta(days=self.random.choice((0, 0, 1, 2, 4, 6, 9, 30)))
        halves = {"start_half": "am", "end_half": self.random.choice(("am", "pm"))} if one.get("halves") else {}
        return {"start": start.isoformat(), "end": end.isoformat(), **halves}

    def _some(self, one: Field, ids: list[int]) -> Any:
        if not ids:
            return None
        if one.get("many"):
            return self.random.sample(ids, self.random.randint(1, min(3, len(ids))))
        return self.random.choice(ids)

    def _person(self, one: Field) -> Any:
        return self._some(one, self.world.people)

    def _department(self, one: Field) -> Any:
        return self._some(one, self.world.departments)

    def _post(self, one: Field) -> Any:
        return self._some(one, self.world.posts)

    def _reference(self, one: Field) -> Any:
        return self._some(one, self.world.found(one["resource"]))

    def _approval(self, one: Field) -> Any:
        return self._some(one, self.world.documents.get(one["form"], []))

    def _choice(self, one: Field) -> str:
        return str(self.random.choice(one["choices"])["value"])

    def _multichoice(self, one: Field) -> list[str]:
        known = [choice["value"] for choice in one["choices"]]
        return self.random.sample(known, self.random.randint(1, min(3, len(known))))

    def _cascade(self, one: Field) -> list[str]:
        way, level = [], one["tree"]
        while level:
            node = self.random.choice(level)
            way.append(node["value"])
            level = node.get("children")
        return way

    def _region(self, one: Field) -> Values:
        return dict(self.random.choice(REGIONS))

    def _phone(self, one: Field) -> str:
        return f"1380013{self.random.randint(1000, 9999)}"

    def _email(self, one: Field) -> str:
        return f"{uuid.uuid4().hex[:8]}@example.com"

    def _url(self, one: Field) -> str:
        return f"https://example.com/{uuid.uuid4().hex[:8]}"

    def _idnumber(self, one: Field) -> str:
        return ID_NUMBER

    def _taxid(self, one: Field) -> str:
        return CREDIT_CODE

    def _file(self, one: Field) -> list[int]:
        return [self.world.upload("pdf" if "pdf" in one.get("extensions", ["pdf"]) else "png")]

    def _image(self, one: Field) -> list[int]:
        return [self.world.upload("png")]

    _signature = _image

    def _location(self, one: Field) -> Values:
        return {"latitude": 31.2, "longitude": 121.5, "label": "x"}

    def _rating(self, one: Field) -> int:
        return self.random.randint(1, int(one.get("most", 5)))

    def _switch(self, one: Field) -> bool:
        return self.random.random() < 0.5

    def _lines(self, one: Field) -> list[Values]:
        rows = range(self.random.randint(max(1, int(one.get("least", 1))), 2))
        return [self._row([column for column in one["fields"] if is_given(column)]) for _row in rows]

    def _row(self, columns: Iterable[Field]) -> Values:
        wanted = [one for one in columns if one.get("required") or self.random.random() < 0.6]
        found = {one["name"]: self.value(one) for one in wanted}
        return {name: value for name, value in found.items() if value is not None}

    def behind(self, text: str) -> set[str]:
        """The fields that the initiator gives and on which an expression hangs, through formulas too."""
        found: set[str] = set()
        ahead = self._named(text)
        while ahead:
            name = ahead.pop()
            found.add(name)
            one = self.fields[name]
            inner = one.get("fields", ()) if one.get("formula") else ()
            ahead |= {
                each for part in (one, *inner) for each in self._named(part.get("formula", "")) if each not in found
            }
        return {name for name in found if is_given(self.fields[name])}

    def _named(self, text: str) -> set[str]:
        return {name for name in re.findall(r"[a-z_]\w*", text) if name in self.fields}

    def fill(self, evaluate: Callable[[Values], Any], wish: tuple[str, Callable[[Values], bool]]) -> Values:
        """Values with which the server finds nothing wrong and which fulfil the wish: a condition, and whether the values as
        they would be stored meet it. What is refused is chosen again, and only that.
        """
        values = self._row([one for one in self.fields.values() if is_given(one)])
        for _attempt in range(ATTEMPTS):
            told = evaluate(values)
            if not told["errors"] and wish[1](told["values"]):
                return values
            wrong = {name for one in told["errors"] for name in self._cause(one)} or self.behind(wish[0])
            for name in self.random.sample(sorted(wrong), self.random.randint(1, len(wrong))) if wrong else ():
                chosen = self.value(self.fields[name])
                values = {**{key: kept for key, kept in values.items() if key != name}, name: chosen}
                if chosen is None:
                    values.pop(name)
        raise AssertionError(f"nothing found that would be taken: {told['errors']} {wish[0]} {values}")

    def _cause(self, error: Mapping[str, Any]) -> set[str]:
        """What to choose again because of a refusal."""
        place = str(error["path"]).partition(".")[0]
        if error["code"] != "rule":
            return {place} if is_given(self.fields[place]) else self.behind(self.fields[place].get("formula", ""))
        checks = [one["check"] for one in self.design["rules"] if one.get("field", "") == place]
        return {name for check in checks for name in self.behind(check)}


def is_given(one: Field) -> bool:
    """Whether whoever submits gives a value."""
    return not (one.get("formula") or one.get("hidden") or one.get("later") or one["type"] in ("lookup", "serial"))
