"""One running case gets a step more, or one less: its own version, the diagram with it, and the way told in the log."""

import re
from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow.approval.rules import Duplicates, FieldRight
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.models import Case, Entry, Version
from heyi.core.workflow.parser import changing
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.reach import ahead_of
from heyi.core.workflow.services import verifying
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.test_versions_on_postgres import xml
from tests.cast import Cast

STEP = b.approve("new", "New", b.person(1))
BRANCHES = (
    "start s; and f; user a; user c; user x; and j; user z; end e; s -> f -> a -> c -> j; f -> x -> j; j -> z -> e"
)


def changed(text: str, place: str, node: str) -> list[tuple[str, str]]:
    """The flows of a drawing after a step was put in, as pairs of nodes."""
    document = read(text)
    changing.put_in(document, STEP, place, node)
    after = read(write(document))
    assert [one for one in lint(after) if one.is_error] == []
    assert after.process is not None
    return sorted((flow.source, flow.target) for flow in after.process.flows)


def refused(text: str, place: str, node: str) -> str:
    """Why nothing can be put in there; the file is as it was."""
    document = read(text)
    before = write(document)
    with pytest.raises(changing.NoPlace) as problem:
        changing.put_in(document, STEP, place, node)
    assert write(document) == before
    return problem.value.reason


class TestTheFile:
    def test_behind_a_step_it_takes_over_what_followed_with_the_conditions(self) -> None:
        text = xml('start s; user a; user c; end e; end n; s -> a; a -> c if "total > 5"; a -> n default; c -> e')
        assert changed(text, "after", "a") == [
            ("a", "new"), ("c", "e"), ("new", "c"), ("new", "n"), ("s", "a"),
        ]  # fmt: skip
        document = read(text)
        changing.put_in(document, STEP, "after", "a")
        process = read(write(document)).process
        assert process is not None
        (default,) = [one.default for one in process.elements if one.id == "new"]
        assert [flow.target for flow in process.flows if flow.id == default] == ["n"]
        assert [one.default for one in process.elements if one.id == "a"] == [""]

    def test_before_a_step_it_takes_all_that_led_there_and_flows_keep_their_ids(self) -> None:
        before = read(xml(BRANCHES)).process
        assert changed(xml(BRANCHES), "before", "z")[-3:] == [("new", "z"), ("s", "f"), ("x", "j"), ("z", "e")][-3:]
        document = read(xml(BRANCHES))
        changing.put_in(document, STEP, "before", "z")
        after = read(write(document)).process
        assert before is not None
        assert after is not None
        assert {flow.id for flow in before.flows} < {flow.id for flow in after.flows}

    @pytest.mark.parametrize(
        ("place", "node", "reason"),
        [
            ("after", "f", "splits"), ("before", "j", "joins"), ("before", "s", "start"), ("after", "nowhere", "missing"),
        ],
    )  # fmt: skip
    def test_where_it_cannot_stand_nothing_is_changed(self, place: str, node: str, reason: str) -> None:
        assert refused(xml(BRANCHES), place, node) == reason

    def test_a_step_is_left_out_and_what_led_there_leads_on(self) -> None:
        document = read(xml(BRANCHES))
        changing.leave_out(document, "c")
        after = read(write(document))
        assert [one for one in lint(after) if one.is_error] == []
        assert after.process is not None
        flows = sorted((flow.source, flow.target) for flow in after.process.flows)
        assert ("a", "j") in flows
        assert all("c" not in pair for pair in flows)

    @pytest.mark.parametrize(("node", "reason"), [("f", "no_step"), ("nowhere", "missing")])
    def test_only_steps_are_left_out(self, node: str, reason: str) -> None:
        with pytest.raises(changing.NoPlace) as problem:
            changing.leave_out(read(xml(BRANCHES)), node)
        assert problem.value.reason == reason

    def test_the_diagram_makes_room_and_no_two_shapes_lie_over_each_other(self) -> None:
        source = b.process(
            "trial", "Trial", STEP.__class__("a", "A", STEP.approval),
            b.parallel(b.branch(b.approve("x", "X", b.person(1))), b.branch(b.approve("y", "Y", b.person(1)))),
            b.approve("z", "Z", b.person(1)),
        )  # fmt: skip
        for place, node in (("after", "a"), ("before", "x"), ("after", "y"), ("before", "z")):
            document = read(source.xml())
            changing.put_in(document, STEP, place, node)
            boxes = drawn(write(document))
            assert "new" in boxes
            assert not [(one, two) for one in boxes for two in boxes if one < two and over(boxes[one], boxes[two])]
            document = read(write(document))
            changing.leave_out(document, "new")
            assert "new" not in drawn(write(document))
            assert "new" not in re.findall(r'bpmnElement="(\w+)"', write(document))


def drawn(text: str) -> dict[str, tuple[float, ...]]:
    """Shapes by element: left, top, width, height."""
    found = {}
    for shape in read(text).root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"):
        (bounds,) = (one for one in shape if one.tag.endswith("}Bounds"))
        found[shape.get("bpmnElement", "")] = tuple(
            float(bounds.get(name, "0")) for name in ("x", "y", "width", "height")
        )
    return found


def over(one: tuple[float, ...], two: tuple[float, ...]) -> bool:
    """Whether two boxes share a place."""
    return all(one[axis] < two[axis] + two[axis + 2] and two[axis] < one[axis] + one[axis + 2] for axis in (0, 1))


def test_what_is_ahead_knows_edges_links_and_levels() -> None:
    text = (
        "start s; sub p { start ps; user a; end pe; ps -> a -> pe }; boundary k on=p error=bad; user h; user z; end e;"
        " s -> p -> z -> e; k -> h -> e"
    )
    process = read(xml(text)).process
    assert process is not None
    graph = compile_process(process, digest_of(xml(text)))
    assert {"a", "h", "z"} <= ahead_of(graph, ["s"])
    assert {"h", "z"} <= ahead_of(graph, ["a", "p"])
    assert "a" not in ahead_of(graph, ["a", "p"])
    assert ahead_of(graph, ["z"]) == {"e"}


# ---- over HTTP --------------------------------------------------------------------------------------------------------


def step_for(cast: Cast, *names: str, **facts: Any) -> dict[str, Any]:
    body = {
        "name": "法务复核",
        "people": [cast.employees[name].pk for name in names],
        "opinion": "金额特殊",
        "node": "w",
    }
    return {**body, **facts}


@pytest.mark.django_db
def test_a_step_is_written_into_one_case_and_the_log_tells_the_way_before_and_after(cast: Cast, api: Api) -> None:
    steps = (b.approve("v", "V", people(cast, "manager")), b.approve("w", "W", people(cast, "finance")))
    with memos(cast, api, *steps) as memo:
        case_id, other = memo.submit(), memo.submit()
        version = Case.objects.get(pk=case_id).version_id
        answer = api("admin").post(f"workflow/cases/{case_id}/steps", step_for(cast, "boss"))
        assert answer.status_code == 200, answer.content
        assert [one["name"] for one in answer.data["path"]][1:-1] == ["V", "法务复核", "W"]
        assert [one["id"] for one in answer.data["path"][2]["people"]] == [memo.id("boss")]
        line = answer.data["timeline"][-1]
        assert (line["action"], line["opinion"]) == ("append", "金额特殊")
        lines = api("admin").get(f"workflow/cases/{case_id}/log").data["rows"]
        assert [one["way"] for one in lines[:-1]] == [None] * (len(lines) - 1)
        way = lines[-1]["way"]
        assert [one["name"] for one in way["before"]["ahead"]] == ["W"]
        assert [one["name"] for one in way["after"]["ahead"]] == ["法务复核", "W"]
        assert way["after"]["ahead"][0]["people"] == [{"id": memo.id("boss"), "label": cast.employees["boss"].name}]
        assert (way["before"]["at"], way["after"]["at"]) == (["v"], ["v"])
        assert Case.objects.get(pk=other).version_id == version
        assert [one["state"] for one in api("admin").get("workflow/versions").data["rows"]] == ["published"]
        api("manager").post(f"workflow/tasks/{open_task(case_id)}/approve", {})
        assert open_node(case_id) == "added_1"
        api("boss").post(f"workflow/tasks/{open_task(case_id)}/approve", {})
        api("finance").post(f"workflow/tasks/{open_task(case_id)}/approve", {})
        assert Case.objects.get(pk=case_id).state == "approved"
        api("manager").post(f"workflow/tasks/{open_task(other)}/approve", {})
        assert open_node(other) == "w"
        sound(memo, case_id)
        assert verifying.verify(cast.company.pk).breaches == ()


def open_task(case_id: int) -> int:
    from heyi.core.workflow.models import Task

    return int(Task.objects.get(case_id=case_id, state="open").pk)


def open_node(case_id: int) -> str:
    from heyi.core.workflow.models import Task

    return str(Task.objects.get(case_id=case_id, state="open").node)


@pytest.mark.django_db
def test_a_step_is_left_out_of_one_case_and_one_that_was_passed_is_not(cast: Cast, api: Api) -> None:
    steps = [
        b.approve(name, name.upper(), people(cast, "manager"), duplicates=Duplicates.NONE) for name in ("v", "w", "x")
    ]
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        path = f"workflow/cases/{case_id}/steps/leave-out"
        assert reason(api("admin").post(path, {"node": "v", "opinion": "急"})) == "open"
        answer = api("admin").post(path, {"node": "w", "opinion": "急"})
        assert [one["name"] for one in answer.data["path"]][1:-1] == ["V", "X"]
        memo.act("manager", "approve")
        assert open_node(case_id) == "x"
        assert reason(api("admin").post(path, {"node": "v", "opinion": "急"})) == "passed"
        late = step_for(cast, "boss", node="v", place="before")
        assert reason(api("admin").post(f"workflow/cases/{case_id}/steps", late)) == "passed"
        assert memo.act("manager", "approve")["state"] == "approved"
        late = step_for(cast, "boss", node="x", place="after")
        assert api("admin").post(f"workflow/cases/{case_id}/steps", late).data["code"] == "case_ended"
        assert Version.objects.filter(state="case").count() == 1
        sound(memo, case_id)


def reason(answer: Any) -> str:
    assert (answer.status_code, answer.data["code"]) == (409, "bad_step"), answer.content
    return str(answer.data["reason"])


@pytest.mark.django_db
def test_who_may_not_and_what_cannot_be_leaves_the_case_and_its_version_alone(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("w", "W", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        path = f"workflow/cases/{case_id}/steps"
        ahead = step_for(cast, "boss", place="after")
        assert api("manager").post(path, ahead).status_code == 403
        assert api("stranger").post(path, ahead).status_code == 404
        assert api("admin").post(path, {**ahead, "opinion": ""}).status_code == 422
        assert api("admin").post(path, {**ahead, "people": [10**9]}).status_code == 422
        assert api("admin").post(path, {**ahead, "people": ahead["people"] * 2}).status_code == 422
        assert api("admin").post(path, {**ahead, "name": ""}).status_code == 422
        assert reason(api("admin").post(path, {**ahead, "node": "nowhere"})) == "missing"
        assert reason(api("admin").post(f"{path}/leave-out", {"node": "start", "opinion": "x"})) == "no_step"
        assert not Version.objects.filter(state="case").exists()
        assert Entry.objects.filter(case_id=case_id).count() == 1
        sound(memo, case_id)


@pytest.mark.django_db
def test_under_the_rule_of_two_the_first_only_asks_and_leaves_no_version(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("w", "W", people(cast, "manager")), two_person=True) as memo:
        case_id = memo.submit()
        path, body = f"workflow/cases/{case_id}/steps", step_for(cast, "boss", place="after")
        asked = api("admin").post(path, body)
        assert (asked.data["pending"]["act"], [one["name"] for one in asked.data["path"]][1:-1]) == ("append", ["W"])
        assert not Version.objects.filter(state="case").exists()
        assert api("admin").get(f"workflow/cases/{case_id}/log").data["rows"][-1]["way"] is None
        assert api("admin").post(path, body).data["code"] == "second_person_needed"
        sound(memo, case_id)


@pytest.mark.django_db
def test_a_jump_tells_its_way_too(cast: Cast, api: Api) -> None:
    steps = [
        b.approve(name, name.upper(), people(cast, "manager"), duplicates=Duplicates.NONE) for name in ("v", "w", "x")
    ]
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        assert api("admin").post(f"workflow/cases/{case_id}/jump", {"target": "x", "opinion": "急"}).status_code == 200
        way = api("admin").get(f"workflow/cases/{case_id}/log").data["rows"][-1]["way"]
        assert (way["before"]["at"], [one["node"] for one in way["before"]["ahead"]]) == (["v"], ["w", "x"])
        assert (way["after"]["at"], way["after"]["ahead"]) == (["x"], [])
        sound(memo, case_id)


@pytest.mark.django_db
def test_a_step_that_is_gone_keeps_its_name_and_what_it_hid_and_nobody_returns_to_it(cast: Cast, api: Api) -> None:
    hides = {"total": FieldRight.HIDDEN}
    steps = (
        b.approve("v", "V", people(cast, "manager")), b.approve("w", "预算核对", people(cast, "finance"), fields=hides),
        b.approve("x", "X", people(cast, "boss")),
    )  # fmt: skip
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        memo.act("manager", "approve")
        memo.act("finance", "approve")
        memo.act("boss", "return", target="v", opinion="再看")
        path = f"workflow/cases/{case_id}"
        assert api("admin").post(f"{path}/steps/leave-out", {"node": "w", "opinion": "不再需要"}).status_code == 200
        seen = api("finance").get(path).data
        assert "预算核对" in [one["name"] for one in seen["timeline"]]
        assert "total" not in seen["snapshot"]
        assert api("admin").get(path).data["snapshot"]["total"] == "100.00"
        memo.act("manager", "approve")
        assert open_node(case_id) == "x", "gone straight back to whoever returned it"
        targets = next(one["targets"] for one in api("boss").get(path).data["actions"] if one["name"] == "return")
        assert [one["node"] for one in targets] == ["start", "v"]
        refused = api("boss").post(f"workflow/tasks/{open_task(case_id)}/return", {"target": "w", "opinion": "x"})
        assert (refused.status_code, refused.data["code"]) == (409, "bad_return_target")
        assert memo.act("boss", "approve")["state"] == "approved"
        sound(memo, case_id)
        assert verifying.verify(cast.company.pk).breaches == ()
