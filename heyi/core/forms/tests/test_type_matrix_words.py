"""Every type in three languages, as people read it: labels, choices, refusals, and files that they take away."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from heyi.core.forms.tests import channels
from heyi.core.forms.tests.everything import World
from heyi.core.forms.tests.test_type_matrix import ALL, GIVEN
from heyi.core.jobs.models import Job
from heyi.core.resources import exporting

LANGUAGES = {"zh-hans": "简", "zh-hant": "繁", "en": "En "}
CHOICES = {"zh-hans": "红色甲", "zh-hant": "紅色甲", "en": "Zqred"}
SEVERAL = {"zh-hans": "蓝色乙, 金色丙", "zh-hant": "藍色乙, 金色丙", "en": "Zqblue, Zqgold"}
WAYS = {"zh-hans": "东区 / 港口", "zh-hant": "東區 / 港口", "en": "Zqeast / Zqport"}
HALVES = {"zh-hans": "上午", "zh-hant": "上午", "en": "AM"}
SHOWN = [name for name in ALL if name != "serial"]


def reads(world: World, language: str) -> Any:
    """The salesperson, who reads that language from now on."""
    world.cast.system()
    user = world.cast.employees["sales"].user
    assert user is not None
    user.language = language
    user.save(update_fields=["language"])
    world.clients.clear()
    return world.client("sales")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_speaks_the_language_of_its_reader(world: World, language: str) -> None:
    reads(world, language)
    head: list[str] = []
    cells: list[str] = []
    for part in (SHOWN[:20], SHOWN[20:]):
        rows = channels.table(channels.exported(world, "sales", "csv", [f"f_{name}" for name in part]))
        assert [row for row in rows[1:] if any(row)] == [rows[1]]
        head += rows[0]
        cells += rows[1]
    assert head == [f"{LANGUAGES[language]}{name}" for name in SHOWN]
    found = dict(zip(SHOWN, cells, strict=True))
    said = {"choice": CHOICES, "multichoice": SEVERAL, "cascade": WAYS}
    assert {name: found[name] for name in said} == {name: words[language] for name, words in said.items()}
    assert HALVES[language] in found["half_days"]
    if language == "en":
        assert found == {name: world.specimens[name].cell for name in SHOWN}


def test_a_workbook_has_numbers_and_days_that_count(world: World) -> None:
    client = reads(world, "en")
    names = ["number", "money", "rating", "date", "datetime", "switch", "persons", "file", "region", "daterange"]
    body = {"format": "xlsx", "columns": [f"f_{name}" for name in names], "filter": ["f_text", "eq", "Zqtextus"]}
    job = client.post(f"{world.path}/export", body).data["id"]
    exporting.run(job, world.cast.company.pk)
    world.cast.system()
    assert Job.objects.get(pk=job).state == "done"
    file = client.get(f"jobs/{job}/file")
    sheet = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    assert sheet is not None
    row = [cell.value for cell in next(sheet.iter_rows(min_row=2))]
    assert [str(value) for value in row[:5]] == [
        "731001.5",
        "731003.5",
        "4",
        "2037-02-03 00:00:00",
        "2037-03-04 05:06:00",
    ]
    assert row[5:] == [world.specimens[name].cell for name in names[5:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_told_in_the_language_of_whoever_filled_in(world: World, language: str) -> None:
    client = reads(world, language)
    for name in GIVEN:
        for value, code in world.specimens[name].bad:
            [error] = client.post(world.path, {f"f_{name}": value}).data["errors"]
            assert error["code"] == code
            assert error["message"].isascii() == (language == "en"), error["message"]
    lacking = client.post(f"{world.path}/{world.blank}/submit", {}).data["errors"]
    assert {error["message"].isascii() for error in lacking} == {language == "en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_changed_is_told_by_labels(world: World, language: str) -> None:
    client, one = reads(world, language), f"{world.path}/{world.full}"
    names = ("choice", "multichoice", "cascade")
    body = {f"f_{name}": world.specimens[name].other for name in names}
    assert client.patch(one, body).status_code == 200
    changes = {change["field"]: change for change in client.get(f"{one}/history").data["rows"][0]["changes"]}
    wanted = {"f_choice": CHOICES[language], "f_multichoice": SEVERAL[language], "f_cascade": WAYS[language]}
    assert {name: changes[name]["old"] for name in wanted} == wanted
    assert {name: changes[name]["label"] for name in wanted} == {f"f_{n}": f"{LANGUAGES[language]}{n}" for n in names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_approvals_speak_it_too(world: World, language: str) -> None:
    client = reads(world, language)
    assert client.post(f"{world.path}/{world.full}/submit", {}).status_code == 200
    case = client.get("workflow/inbox", box="mine").data["rows"][0]
    assert case["summary"] == [{"label": f"{LANGUAGES[language]}text", "value": "Zqtextus"}]
