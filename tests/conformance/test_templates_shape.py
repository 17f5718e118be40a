"""Ready-made processes hold together: types and options exist, names point at something, expressions read, texts are whole."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from heyi.core.access import permissions
from heyi.core.resources import registry
from heyi.core.workflow.approval.rules import (
    ACTIONS,
    EDITABLE,
    Approval,
    ApproverRule,
    FieldRight,
    OnReject,
    Policy,
    RuleKind,
    Rung,
    VoteMode,
)
from heyi.core.workflow.feel.api import compile_expression
from heyi.core.workflow.feel.builtin import builtins

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "heyi/core/forms/templates").glob("*.json"))
LANGUAGES = {"zh-hans", "zh-hant", "en"}
CATEGORIES = {"attendance", "finance", "purchasing", "sales", "hr", "administration"}
CHINESE = re.compile("[一-鿿]")
NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
DAY = re.compile(r"^(today([+-]\d+d)?|\d{4}-\d{2}-\d{2})$")
CONDITIONS = ("visible", "needed", "locked", "formula")
COMMON = {"name", "type", "label", "help", "required", "default", "hidden", "later", *CONDITIONS}
TAKEN = {
    "id", "version", "number", "status", "owner", "department", "company", "label", "modes", "actions", "data", "form",
    "initiator", "created_at", "created_by", "updated_at", "updated_by", "submitted_at", "search", "gone", "item",
}  # fmt: skip
OPTIONS: dict[str, set[str]] = {
    "text": {"max", "pattern", "unique"}, "longtext": {"max", "rows"}, "richtext": set(),
    "number": {"min", "max", "decimals", "unit"}, "money": {"currency", "min", "max", "capitals"},
    "percent": {"min", "max", "decimals"}, "date": {"min", "max"}, "time": set(), "datetime": set(),
    "daterange": {"halves"}, "duration": {"unit", "min", "max"}, "person": {"many"}, "department": {"many"},
    "post": {"many"}, "choice": {"choices", "style"}, "multichoice": {"choices"}, "cascade": {"tree"},
    "region": {"depth"}, "address": set(), "phone": set(), "email": set(), "url": set(), "idnumber": set(),
    "taxid": set(), "file": {"most", "extensions"}, "image": {"most"}, "signature": set(), "location": set(),
    "rating": {"most"}, "switch": set(), "serial": {"pattern"}, "reference": {"resource", "many", "snapshot"},
    "approval": {"form"}, "lookup": {"from", "take"}, "lines": {"least", "most", "sums", "fields"},
}  # fmt: skip
NEEDS = {
    "choice": {"choices"}, "multichoice": {"choices"}, "cascade": {"tree"}, "serial": {"pattern"}, "money": {"currency"},
    "reference": {"resource"}, "approval": {"form"}, "lookup": {"from", "take"}, "lines": {"fields"},
}  # fmt: skip
NUMERIC = {"number", "money", "percent", "duration"}
TONES = {"neutral", "blue", "primary", "green", "orange", "red"}
STEPS = {"approve", "handle", "inform", "choice", "inclusive", "parallel", "call", "end"}
Json = dict[str, Any]


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def template(request: pytest.FixtureRequest) -> Json:
    return json.loads(request.param.read_text("utf-8"))


def _names(given: list[Json]) -> set[str]:
    return {one["name"] for one in given}


def _fields(design: Json) -> Iterator[tuple[Json, set[str]]]:
    """Every field with the names that its expressions may use; a row's own come first, the form is ``form``."""
    outer = {*_names(design["fields"]), "initiator"}
    for field in design["fields"]:
        yield field, outer
        for column in field.get("fields", ()):
            yield column, {*outer, *_names(field["fields"]), "form"}


def _paths(design: Json) -> set[str]:
    columns = {f"{one['name']}.{column['name']}" for one in design["fields"] for column in one.get("fields", ())}
    return _names(design["fields"]) | columns


def _steps(steps: list[Json]) -> Iterator[Json]:
    for step in steps:
        yield step
        for branch in step.get("branches", ()):
            yield from _steps(branch["steps"])


def _branches(process: Json) -> Iterator[tuple[Json, Json]]:
    return ((step, branch) for step in _steps(process["steps"]) for branch in step.get("branches", ()))


def _sections(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        if block["type"] == "tabs":
            for tab in block["tabs"]:
                yield from _sections(tab["blocks"])
        else:
            yield block


def _expression(text: str, names: set[str]) -> None:
    """It reads, and takes nothing from outside but what it may."""
    unknown = compile_expression(text).free_names - names
    assert not unknown, f"{text!r} takes {sorted(unknown)}"


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, f"{place}.{index}")
    elif isinstance(value, dict):
        if LANGUAGES & value.keys():
            yield place, value
        else:
            for key, one in value.items():
                yield from _texts(one, f"{place}.{key}")


def test_every_file_is_a_template_of_its_own() -> None:
    all_of_them = [json.loads(file.read_text("utf-8")) for file in FILES]
    assert all_of_them
    assert [one["code"] for one in all_of_them] == [file.stem for file in FILES]
    assert len({one["order"] for one in all_of_them}) == len(all_of_them)
    assert {one["category"] for one in all_of_them} <= CATEGORIES
    assert len({one["name"]["zh-hans"] for one in all_of_them}) == len(all_of_them)


def test_a_template_has_its_parts_and_an_icon_that_exists(template: Json) -> None:
    assert list(template) == ["code", "order", "category", "icon", "name", "about", "design", "process"]
    assert NAME.match(template["code"])
    assert set(template["design"]) == {"fields", "layout", "list", "filters", "summary", "rules"}
    assert {"name", "steps"} <= set(template["process"]) <= {"name", "steps", "withdraw", "policy"}
    assert set(template["process"].get("policy", {})) <= {one.name for one in fields(Policy)}
    icons = (ROOT / "web/src/ui/Icon.tsx").read_text("utf-8")
    assert re.search(rf"""^  "?{re.escape(template["icon"])}"?: \w+,$""", icons, re.MULTILINE)


def test_every_text_is_whole_in_three_languages(template: Json) -> None:
    found = list(_texts(template))
    for place, text in found:
        assert set(text) == LANGUAGES, place
        assert all(one and one == one.strip() for one in text.values()), place
        assert CHINESE.search(text["zh-hans"]), place
        assert CHINESE.search(text["zh-hant"]), place
        assert not CHINESE.search(text["en"]), place
    assert len(found) > 20
    translated = {(text["zh-hans"], text["zh-hant"], text["en"]) for _place, text in found}
    assert len({one[0] for one in translated}) == len({one[:2] for one in translated}), "one word, one translation"


def test_fields_are_of_known_types_with_known_options(template: Json) -> None:
    for field, _scope in _fields(template["design"]):
        name, kind = field["name"], field["type"]
        assert NAME.match(name), name
        assert name not in TAKEN | set(builtins()), name
        assert set(field) <= COMMON | OPTIONS[kind], name
        assert NEEDS.get(kind, set()) <= set(field), name
        given_by_others = field.get("formula") or field.get("later")
        assert not (given_by_others and (field.get("required") or "default" in field)), name
        if kind == "date":
            assert all(DAY.match(field[bound]) for bound in ("min", "max") if bound in field), name
        if kind == "duration":
            assert field["unit"] in {"hours", "days"}, name
        if kind == "text" and "pattern" in field:
            re.compile(field["pattern"])
        if kind in NUMERIC and {"min", "max"} <= set(field):
            assert Decimal(str(field["min"])) < Decimal(str(field["max"])), name


def test_names_are_unique_among_siblings(template: Json) -> None:
    groups = [template["design"]["fields"], *(one["fields"] for one in template["design"]["fields"] if "fields" in one)]
    for group in groups:
        assert len(_names(group)) == len(group)
        assert all(one["type"] != "lines" for one in group) or group is template["design"]["fields"]


def test_choices_have_values_of_their_own(template: Json) -> None:
    for field, _scope in _fields(template["design"]):
        nodes = [*field.get("choices", ()), *field.get("tree", ())]
        nodes += [child for node in field.get("tree", ()) for child in node.get("children", ())]
        values = [one["value"] for one in nodes]
        assert len(set(values)) == len(values), field["name"]
        assert all(NAME.match(one) for one in values), field["name"]
        assert {one["tone"] for one in nodes if "tone" in one} <= TONES, field["name"]
        assert field.get("style", "select") in {"select", "radio"}
        if "default" in field and field["type"] == "choice":
            assert field["default"] in values


def test_references_lead_to_what_exists(template: Json) -> None:
    codes = {file.stem for file in FILES}
    resources = {one.key: {str(getattr(item, "name", item)) for item in one.fields} for one in registry.every()}
    by_name = {one["name"]: one for one in template["design"]["fields"]}
    for field, _scope in _fields(template["design"]):
        if field["type"] == "reference":
            assert set(field.get("snapshot", ())) <= resources[field["resource"]], field["name"]
        elif field["type"] == "approval":
            assert field["form"] in codes, field["name"]
        elif field["type"] == "lookup":
            assert field["take"] in resources[by_name[field["from"]]["resource"]], field["name"]
        for summed in field.get("sums", ()):
            assert {one["type"] for one in field["fields"] if one["name"] == summed} & NUMERIC, field["name"]


def test_every_field_that_is_shown_has_one_place(template: Json) -> None:
    design, placed = template["design"], []
    for section in _sections(design["layout"]):
        assert section["type"] == "section"
        assert section["columns"] in {1, 2, 3}
        for item in section["items"]:
            assert 1 <= item["span"] <= section["columns"]
            assert ("field" in item) != (item.get("type") == "description")
            placed += [item["field"]] if "field" in item else []
    assert sorted(placed) == sorted(one["name"] for one in design["fields"] if not one.get("hidden"))


def test_lists_filters_summary_and_rules_name_fields(template: Json) -> None:
    design = template["design"]
    known = _names(design["fields"])
    flat = {one["name"] for one in design["fields"] if one["type"] not in {"lines", "file", "image", "richtext"}}
    for part in ("list", "filters", "summary"):
        assert design[part], part
        assert len(set(design[part])) == len(design[part]), part
        assert set(design[part]) <= flat, part
    assert all(rule["field"] in known for rule in design["rules"] if "field" in rule)
    assert all(set(rule) <= {"check", "message", "field"} for rule in design["rules"])


def test_every_expression_reads_and_knows_its_names(template: Json) -> None:
    design = template["design"]
    for field, scope in _fields(design):
        for part in CONDITIONS:
            if field.get(part):
                _expression(field[part], scope)
    outer = {*_names(design["fields"]), "initiator"}
    for text in [one["check"] for one in design["rules"]]:
        _expression(text, outer)
    for section in _sections(design["layout"]):
        if section.get("visible"):
            _expression(section["visible"], outer)
    for _step, branch in _branches(template["process"]):
        if branch.get("condition"):
            _expression(branch["condition"], outer)


def test_no_rule_refuses_what_is_not_filled_in_yet(template: Json) -> None:
    design = template["design"]
    nothing = {**dict.fromkeys(_names(design["fields"])), "initiator": {"id": 1}}
    for rule in design["rules"]:
        assert compile_expression(rule["check"]).evaluate(nothing) is not False, rule["check"]


def test_expressions_are_such_as_the_browser_evaluates_too(template: Json) -> None:
    texts = [field.get(part) or "" for field, _scope in _fields(template["design"]) for part in CONDITIONS]
    texts += [rule["check"] for rule in template["design"]["rules"]]
    assert not [text for text in texts if re.search(r"/\s*duration\(", text)], "docs/apps/feel.md"


def test_steps_are_told_apart_and_branches_lead_somewhere(template: Json) -> None:
    steps = list(_steps(template["process"]["steps"]))
    ids = [*(one["id"] for one in steps), *(branch["id"] for _step, branch in _branches(template["process"]))]
    assert len(set(ids)) == len(ids)
    assert all(NAME.match(one) for one in ids)
    assert {one["type"] for one in steps} <= STEPS
    assert any(one["type"] == "approve" for one in steps)
    for step in steps:
        assert ("branches" in step) == (step["type"] in {"choice", "inclusive", "parallel"}), step["id"]
        ways = step.get("branches", ())
        if step["type"] in {"choice", "inclusive"}:
            assert [one["default"] for one in ways].count(True) == 1, step["id"]
            assert all(one["default"] or one["condition"] for one in ways), step["id"]
        assert not ways or any(one["steps"] for one in ways), step["id"]


def _values(kind: type, given: Json) -> None:
    """The keys are fields of the class, and words of its enumerations are their values."""
    hints = get_type_hints(kind)
    assert set(given) <= {one.name for one in fields(kind)}
    for key, value in given.items():
        if isinstance(hints[key], type) and issubclass(hints[key], StrEnum):
            hints[key](value)


def test_approvals_say_what_the_engine_knows(template: Json) -> None:
    paths = _paths(template["design"])
    for step in (one for one in _steps(template["process"]["steps"]) if "approval" in one):
        approval = step["approval"]
        _values(Approval, approval)
        assert "purpose" not in approval, step["id"]
        assert approval["rules"], step["id"]
        assert set(approval.get("fields", {})) <= paths, step["id"]
        assert {FieldRight(one) for one in approval.get("fields", {}).values()}.issubset(FieldRight)
        assert set(approval.get("actions", ())) <= set(ACTIONS), step["id"]
        for rung in approval.get("ladder", ()):
            _values(Rung, rung)
            assert rung.get("times", 1) == 1 or rung["every"], step["id"]
        if step["type"] == "handle":
            assert (approval["mode"], approval["on_reject"]) == (VoteMode.ANY, OnReject.CONTINUE), step["id"]
            assert "reject" not in approval["actions"], step["id"]


def test_approvers_exist_in_every_company(template: Json) -> None:
    roles, design = permissions.templates(), template["design"]
    named = {one["name"]: one["type"] for one in design["fields"]}
    before: set[str] = set()
    for step in (one for one in _steps(template["process"]["steps"]) if "approval" in one):
        for rule in step["approval"]["rules"]:
            _values(ApproverRule, rule)
            known = {RuleKind.ROLE: set(roles), RuleKind.HANDLER: before}.get(rule["kind"], set())
            assert rule.get("name", "") in (known or {""}), step["id"]
            if "path" in rule:
                wanted = {"form_person": "person", "form_department_head": "department", "managers": "money"}
                field = re.split(r"\[\]|\.", rule["path"])[0]
                assert named[field] == wanted[rule["kind"]], step["id"]
        before.add(step["id"])


def test_what_is_filled_in_later_is_filled_in_by_somebody(template: Json) -> None:
    fields_by_path = {one["name"]: one for one in template["design"]["fields"]}
    for lines in [one for one in fields_by_path.values() if "fields" in one]:
        fields_by_path |= {f"{lines['name']}.{column['name']}": column for column in lines["fields"]}
    written = {
        path
        for step in _steps(template["process"]["steps"])
        for path, right in step.get("approval", {}).get("fields", {}).items()
        if FieldRight(right) in EDITABLE
    }
    assert {path for path, field in fields_by_path.items() if field.get("later")} <= written
    assert not any(fields_by_path[path].get("hidden") or fields_by_path[path].get("formula") for path in written)
