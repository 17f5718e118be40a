"""Who is asked: every way to find people, what is filtered, and what happens when people leave or move (rules 14 to 20)."""

from decimal import Decimal
from typing import Any

import pytest

from heyi.core.org.services import people as org
from heyi.core.workflow import builder as b
from heyi.core.workflow import handlers, models
from heyi.core.workflow.approval.finding import ids, values_at
from heyi.core.workflow.commands import Approve, Delegate, Reject, Transfer
from heyi.core.workflow.commands.reassign import FollowPost, Reassign
from heyi.core.workflow.errors import BadChoice, BadReceiver, DutiesSeparated
from heyi.core.workflow.matrices import Table, check_rows, matching
from heyi.core.workflow.services.explaining import explain
from heyi.core.workflow.tests.papers import KEY, Api, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.world import ADMIN, BOSS, DIRECTOR, FINANCE, INITIATOR, MANAGER, World, actor, asks
from heyi.kit.errors import Malformed
from tests.cast import Cast


def running(*steps: b.Step, **values: Any) -> World:
    world = World(*steps)
    world.start(variables=values)
    return world


def asked(rule: Any, **values: Any) -> list[int]:
    """Whom one rule asks in a case with these values."""
    return [person for _, person in running(b.approve("a", "a", rule), **values).open()]


ROWS = (
    {"departments": [7], "cells": {}, "people": [20]},
    {"departments": [100], "cells": {"product": '"gauge","valve"', "total": "> 5000"}, "people": [21, 22]},
    {"departments": [], "cells": {"total": "[0..5000]"}, "people": [23]},
)


class TestFinding:
    def test_members_of_the_initiators_department_or_of_a_named_one(self) -> None:
        assert asked(b.department()) == [10, 11]
        assert asked(b.department("elsewhere")) == [MANAGER], "nobody there: one level up"

    def test_department_heads_up_down_and_shifted_for_a_head(self) -> None:
        assert (asked(b.department_head(1)), asked(b.department_head(1, down=True))) == ([2], [4])
        world = World(b.approve("a", "a", b.department_head(1, shift=True)))
        world.directory.heads = [INITIATOR, DIRECTOR, BOSS]
        world.start()
        assert world.open() == [("a", DIRECTOR)]

    @pytest.mark.parametrize(
        ("rule", "found"),
        [
            (b.managers(), [MANAGER, DIRECTOR, BOSS]),
            (b.managers(2), [MANAGER, DIRECTOR]),
            (b.managers(until="finance"), [MANAGER, DIRECTOR]),
            (b.managers(amount="total", limits=(1000, 5000)), [MANAGER, DIRECTOR]),
            (b.managers(amount="total", limits=(10_000,)), [MANAGER]),
            (b.managers(amount="missing", limits=(1000, 5000)), [MANAGER, DIRECTOR, BOSS]),
        ],
    )
    def test_consecutive_managers_end_at_a_level_a_role_or_a_limit(self, rule: Any, found: list[int]) -> None:
        world = World(b.approve("a", "a", rule))
        world.directory.roles["finance"] = [DIRECTOR]
        world.start(variables={"total": 5000})
        assert [person for _, person in world.open()] == found

    def test_a_manager_who_has_left_covers_no_amount(self) -> None:
        world = World(b.approve("a", "a", b.managers(amount="total", limits=(10_000,))))
        world.directory.inactive = {MANAGER}
        world.start(variables={"total": 5})
        assert world.open() == [("a", DIRECTOR)]

    def test_people_and_departments_that_the_document_names_in_its_lines_too(self) -> None:
        lines = [{"owner_id": 20}, {"owner_id": "21"}, {"owner_id": None}, {}, {"owner_id": 20}]
        assert asked(b.form_person("lines[].owner_id"), lines=lines) == [20, 21]
        assert asked(b.form_person("owner_id"), owner_id=22) == [22]
        assert asked(b.form_department_head("department_id"), department_id=5) == [MANAGER]

    def test_whoever_decided_at_an_earlier_step(self) -> None:
        world = running(asks("a", 10, 11, mode="any"), asks("m", 12), b.approve("z", "z", b.handler("a")))
        world.do(Approve, "a", 11)
        world.do(Approve, "m", 12)
        assert world.open() == [("z", 11)]

    def test_whom_the_approver_before_picks_within_range_and_nobody_else(self) -> None:
        world = running(asks("a", 10), b.approve("n", "n", b.choice_before(role="finance")))
        for choices in ({"n": [10]}, {"n": []}, {"n": [FINANCE, FINANCE]}, {"a": [FINANCE]}, {"nowhere": [FINANCE]}):
            with pytest.raises(BadChoice):
                world.do(Approve, "a", 10, choices=choices)
        world.do(Approve, "a", 10, choices={"n": [FINANCE]})
        assert world.open() == [("n", FINANCE)]

    def test_the_first_row_of_the_matrix_that_fits(self) -> None:
        world = World(b.approve("a", "a", b.matrix("buying")))
        world.directory.matrices["buying"] = Table(3, ("product", "total"), ROWS)
        world.start(variables={"product": "gauge", "total": 6000})
        assert world.open() == [("a", 21), ("a", 22)]
        (activation,) = world.kept.tables["activations"].values()
        assert (activation.derivation[0]["version"], activation.derivation[0]["row"]) == (3, 2)

    @pytest.mark.parametrize(
        ("department", "values", "row"),
        [([7], {}, 0), ([100, 1], {"product": "valve", "total": Decimal("5000.01")}, 1),
         ([100, 1], {"product": "pump", "total": Decimal(9000)}, None), ([], {"total": Decimal(5000)}, 2)],
    )  # fmt: skip
    def test_rows_of_a_matrix(self, department: list[int], values: dict[str, Any], row: int | None) -> None:
        assert matching(Table(1, ("product", "total"), ROWS), department, values) == row

    def test_a_matrix_with_a_cell_that_is_no_test_is_refused(self) -> None:
        with pytest.raises(Malformed) as refusal:
            check_rows(("total",), [{"cells": {"total": "> > 5", "other": "1"}, "people": []}])
        assert [one.code for one in refusal.value.errors] == ["bad_test", "no_column", "empty"]

    def test_an_expression_gives_ids_or_numbers_and_is_bounded(self) -> None:
        assert asked(b.expression('if total > 5 then ["E20", "E21", "X"] else 22'), total=6) == [20, 21]
        assert asked(b.expression('if total > 5 then ["E20"] else 22'), total=5) == [22]
        world = running(b.parallel(b.branch(asks("x", 30)), b.branch(asks("y", 31))), asks("z", 10))
        assert world.case.incidents == 0
        for text in ("for i in 1..60 return i", "1..100000000 return x"):
            try:
                world = running(asks("first", 30), b.approve("a", "a", b.expression(text)))
            except Malformed:
                continue
            world.do(Approve, "first", 30)
            assert (world.case.state, world.case.incidents) == ("running", 1), "an administrator looks"

    def test_paths_and_ids(self) -> None:
        values = {"a": {"b": [{"c": [1, 2]}, {"c": 3}]}, "n": None}
        assert values_at(values, "a.b[].c") == [1, 2, 3]
        assert values_at(values, "n") == values_at(values, "a.x.y") == []
        assert ids([Decimal("7"), Decimal("7.5"), "8", "-1", "x", True, 0, 2**70, "²"]) == [7, 8]


class TestDuties:
    def test_the_same_tag_is_never_the_same_person(self) -> None:
        world = running(asks("order", 10, 11, sod="pay", mode="any"), asks("pay", 10, 12, sod="pay"))
        world.do(Approve, "order", 10)
        assert world.open() == [("pay", 12)]
        (activation,) = [one for one in world.kept.tables["activations"].values() if one.node == "pay"]
        assert "sod" in [one["step"] for one in activation.derivation]
        with pytest.raises(BadReceiver):
            world.do(Transfer, "pay", 12, to=10)
        world.do(Approve, "pay", 12)
        assert world.case.state == "approved"

    def test_side_by_side_the_second_decision_is_refused(self) -> None:
        world = running(b.parallel(b.branch(asks("x", 10, sod="pay")), b.branch(asks("y", 10, sod="pay"))))
        world.do(Approve, "x", 10)
        with pytest.raises(DutiesSeparated):
            world.do(Approve, "y", 10)
        world.do(Transfer, "y", 10, to=11)
        world.do(Approve, "y", 11)
        assert world.case.state == "approved"

    def test_rule_20_a_stand_in_who_has_decided_elsewhere_is_skipped(self) -> None:
        world = World(asks("order", 10, sod="pay"), asks("pay", 12, sod="pay"))
        world.directory.delegates = {12: 10}
        world.start()
        world.do(Approve, "order", 10)
        assert [task.delegate_id for task in world.open_tasks()] == [None]


class TestDuplicates:
    def test_rule_14_last_asks_only_at_the_last_of_a_persons_steps(self) -> None:
        world = running(asks("a", 10, 11, duplicates="last"), asks("m", 12), asks("z", 10, duplicates="none"))
        assert world.open() == [("a", 11)]
        skipped = world.kept.appended["decisions"][0]
        assert (skipped.actor_id, skipped.on_behalf_of_id, skipped.reason) == (None, 10, "duplicate_later")
        assert world.kept.tables["tasks"][skipped.task_id].origin == {"asked_later_at": "z"}
        for node, person in (("a", 11), ("m", 12)):
            world.do(Approve, node, person)
        assert world.open() == [("z", 10)]

    def test_rule_14_last_follows_the_way_that_is_taken_now(self) -> None:
        steps = (asks("a", 10, duplicates="last"), b.choose(b.when("true", asks("x", 12)), b.otherwise(asks("y", 10))))
        assert running(*steps).open() == [("a", 10)]

    @pytest.mark.parametrize(
        "options",
        [{"fields": {"f": "required"}}, {"signature": True}, {"sod": "t"}, {"purpose": "handle"}, {"blind": True}],
    )
    @pytest.mark.parametrize("mode", ["consecutive", "first", "last"])
    def test_rule_14_a_step_that_wants_its_person_is_never_skipped(self, mode: str, options: dict[str, Any]) -> None:
        world = running(
            asks("a", 10, duplicates=mode if mode == "last" else "none", **(options if mode == "last" else {})),
            asks("z", 10, duplicates=mode, **({} if mode == "last" else options)),
        )
        assert world.open() == [("a", 10)]
        if mode != "last":
            world.do(Approve, "a", 10)
            assert world.open() == [("z", 10)]

    def test_rule_14_neither_after_another_content_nor_after_a_stand_ins_decision(self) -> None:
        world = World(asks("a", 10), asks("z", 10))
        world.directory.delegates = {10: 20}
        world.start()
        world.do(Approve, "a", 20)
        assert world.open() == [("z", 10)]

    @pytest.mark.parametrize(("mode", "left"), [("first", []), ("consecutive", [("z", 10), ("z", 11)])])
    def test_rule_15_any_of_several_passes_only_under_first(self, mode: str, left: list[Any]) -> None:
        world = running(asks("a", 10), asks("z", 10, 11, mode="any", duplicates=mode))
        world.do(Approve, "a", 10)
        assert world.open() == left


class TestLeaving:
    def gone(self, world: World, person: int) -> None:
        world.directory.inactive.add(person)
        for task in world.open_tasks():
            if task.assignee_id == person:
                world.engine.perform(Reassign(task_id=task.id), actor=actor(99))

    def test_rule_18_the_leader_then_the_one_above_then_an_administrator(self) -> None:
        for line, found in (({10: 20, 20: 21}, 20), ({10: 20, 20: 21}, 21), ({}, ADMIN)):
            world = running(asks("a", 10))
            world.directory.chain = line
            world.directory.inactive = {20} if found == 21 else set()
            self.gone(world, 10)
            assert world.open() == [("a", found)]
            (decision,) = world.kept.appended["decisions"]
            assert (decision.actor_id, decision.reason, decision.on_behalf_of_id) == (None, "left", 10)

    def test_rule_18_a_leader_who_is_asked_already_has_one_vote_and_not_two(self) -> None:
        world = running(asks("a", 10, 20, mode="ratio", threshold="100%"))
        world.directory.chain = {10: 20}
        self.gone(world, 10)
        assert world.open() == [("a", 20)]
        world.do(Approve, "a", 20)
        assert world.case.state == "approved"

    def test_rule_18_what_was_parked_stays_parked_and_advice_is_not_waited_for(self) -> None:
        world = running(asks("a", 10))
        world.do(Delegate, "a", 10, to=11)
        world.directory.chain = {10: 20}
        self.gone(world, 10)
        assert (world.held_task(20).held, world.acting()) == ("delegated", [("a", 11)])
        self.gone(world, 11)
        assert world.acting() == [("a", 20)]

    def test_rule_18_whoever_leaves_before_their_turn_is_followed_too(self) -> None:
        world = running(asks("a", 10, 11, mode="sequential"))
        world.directory.chain = {11: 20}
        self.gone(world, 11)
        world.do(Approve, "a", 10)
        assert world.open() == [("a", 20)]

    def test_rule_19_the_task_stays_with_whoever_moves_unless_it_follows_the_post(self) -> None:
        for follow, left in (("person", 10), ("post", 11)):
            world = World(b.approve("a", "a", b.role("clerk"), follow=follow))
            world.directory.roles["clerk"] = [10]
            world.start()
            world.directory.roles["clerk"] = [11]
            world.engine.perform(FollowPost(task_id=world.task("a", 10).id), actor=actor(99))
            assert world.open() == [("a", left)]

    def test_rule_16_in_a_vote_only_the_initiator_is_left_out(self) -> None:
        world = running(asks("v", INITIATOR, 10, 11))
        assert world.open() == [("v", 10), ("v", 11)]
        world.do(Reject, "v", 10)
        assert world.case.state == "rejected"


def test_every_rule_is_told_in_words() -> None:
    rules = (
        b.department(), b.department_head(1, down=True), b.managers(2), b.form_person("owner_id"), b.handler("a"),
        b.expression("20"), b.matrix("buying"), b.choice_before(), b.form_department_head("department_id"),
    )  # fmt: skip
    for rule in rules:
        world = World(b.approve("a", "a", rule))
        world.directory.matrices["buying"] = Table(1, (), ({"departments": [], "cells": {}, "people": [20]},))
        world.start(variables={"owner_id": 20, "department_id": 1})
        (activation,) = world.kept.tables["activations"].values()
        said = explain(activation.derivation, {})
        assert said["steps"][0]["detail"]
        assert "%(" not in said["sentence"]


# ---- on PostgreSQL ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_rule_18_leaving_moves_open_tasks_in_the_same_transaction_and_processes_are_named(cast: Cast, api: Api) -> None:
    steps = (b.approve("v", "V", people(cast, "employee")), b.approve("w", "W", people(cast, "finance", "employee")))
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        employee = cast.employees["employee"]
        held = {one["name"] for one in api("hr").get(f"org/employees/{employee.pk}/holdings").data["holdings"]}
        assert held == {"tasks", "processes"}
        org.leave(employee.pk, actor=cast.actor("hr"))
        assert [row["case_id"] for row in api("admin").get("workflow/inbox").data["rows"]] == [case_id]
        memo.act("admin", "approve")
        assert memo.act("finance", "approve")["state"] == "approved"
        sound(memo, case_id)


@pytest.mark.django_db
def test_rule_18_a_successor_follows_in_tasks_and_in_the_processes_that_name_the_leaver(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "employee", "finance"))) as memo:
        case_id = memo.submit()
        successor = cast.employees["hr"]
        org.leave(cast.employees["employee"].pk, actor=cast.system(), successor_id=successor.pk)
        version = models.Version.objects.get(definition__key=KEY, state="published")
        assert f'people="{successor.pk} {memo.id("finance")}"' in version.xml
        assert len(api("hr").get("workflow/inbox").data["rows"]) == 1
        sound(memo, case_id)


@pytest.mark.django_db
def test_rule_19_a_move_is_followed_where_the_step_follows_the_post(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", b.department_head(), follow="post")) as memo:
        case_id = memo.submit()
        assert models.Task.objects.get(case_id=case_id).assignee_id == memo.id("manager")
        from heyi.core.org.services import departments

        departments.change(cast.departments["sales"].pk, actor=cast.system(), head_id=memo.id("hr"), set_head=True)
        event = type("Moved", (), {"record_id": memo.id("manager")})()
        handlers.follow_posts(event, cast.system())
        assert len(api("hr").get("workflow/inbox").data["rows"]) == 1
        why = api("hr").get(f"workflow/tasks/{memo.task('hr')}/why").data
        assert "人事吴" in why["sentence"]
        sound(memo, case_id)


@pytest.mark.django_db
def test_a_matrix_is_kept_in_versions_tried_and_followed(cast: Cast, api: Api) -> None:
    admin = api("admin")
    rows = [
        {"departments": [cast.departments["sales"].pk], "cells": {"total": "> 50"}, "people": [cast.employees["hr"].pk]}
    ]
    body = {"name": "采购", "columns": ["total"], "rows": rows}
    assert api("sales").patch("workflow/matrices/buying", body).status_code == 403
    assert admin.patch("workflow/matrices/buying", body).data["version"] == 1
    bad = admin.patch("workflow/matrices/buying", {**body, "rows": [{**rows[0], "cells": {"total": "> >"}}]})
    assert (bad.status_code, bad.data["errors"][0]["path"]) == (422, "rows.0.cells.total")
    strange = [{**rows[0], "people": [cast.employees["stranger"].pk]}]
    assert admin.patch("workflow/matrices/buying", {**body, "rows": strange}).status_code == 422
    tried = admin.post(
        "workflow/matrices/buying/try", {"department": cast.departments["shanghai"].pk, "values": {"total": 60}}
    )
    assert (tried.data["row"], tried.data["people"][0]["label"]) == (1, "人事吴")
    with memos(cast, api, b.approve("v", "V", b.matrix("buying"))) as memo:
        case_id = memo.submit()
        why = api("hr").get(f"workflow/tasks/{memo.task('hr')}/why").data
        assert why["rule"] == "matrix"
        assert admin.patch("workflow/matrices/buying", {**body, "rows": []}).data["version"] == 2
        assert admin.get("workflow/matrices/buying?version=1").data["rows"] == rows
        assert admin.get("workflow/matrices").data["rows"][-1] == {"code": "buying", "name": "采购", "version": 2}
        assert memo.act("hr", "approve")["state"] == "approved"
        sound(memo, case_id)


@pytest.mark.django_db
def test_the_next_approver_is_picked_over_http(cast: Cast, api: Api) -> None:
    steps = (b.approve("v", "V", people(cast, "manager")), b.approve("n", "N", b.choice_before()))
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        assert [one["node"] for one in api("manager").get(f"workflow/cases/{case_id}").data["choices"]] == ["n"]
        memo.act("manager", "approve", choices={"n": [memo.id("warehouse")]})
        assert memo.act("warehouse", "approve")["state"] == "approved"
        sound(memo, case_id)
