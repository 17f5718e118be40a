"""按发起时组织: a step whose people are those of the organization when the case began (rule 39)."""

from typing import Any

import pytest

from heyi.core.org.services import people as org
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.commands import Approve, Migrate, Resubmit, Return
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import verifying
from heyi.core.workflow.services.explaining import explain
from heyi.core.workflow.store.fold import fold, plain
from heyi.core.workflow.tests.drawn import Drawing
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.world import (
    DIRECTOR,
    FINANCE,
    INITIATOR,
    LEGAL,
    MANAGER,
    Amount,
    World,
    actor,
    asks,
)
from heyi.core.workflow.tests.world import administrator as admin
from tests.cast import Cast

FIRST, NEW = 10, 20
AT_START = '<heyi:approval organization="at_start"><heyi:approver rule="manager" level="1"/></heyi:approval>'


def boss(name: str, *rules: Any, **options: Any) -> b.Task:
    return b.approve(name, name, *(rules or (b.manager(),)), **options)


def pinned(name: str, *rules: Any, **options: Any) -> b.Task:
    return boss(name, *rules, organization="at_start", **options)


def moved(*steps: b.Step, **options: Any) -> World:
    """A case that waits at its first step; since it began, the initiator has got another manager."""
    world = World(asks("first", FIRST), *steps, **options)
    world.start()
    world.directory.chain = {**world.directory.chain, INITIATOR: NEW, NEW: DIRECTOR}
    return world


def activation(world: World, node: str) -> Any:
    return next(one for one in reversed(world.kept.tables["activations"].values()) if one.node == node)


class TestAsked:
    def test_rule_39_a_step_as_at_the_start_asks_the_old_manager_and_a_live_one_the_new(self) -> None:
        world = moved(b.parallel(b.branch(boss("live")), b.branch(pinned("old"))))
        world.do(Approve, "first", FIRST)
        assert world.open() == [("live", NEW), ("old", MANAGER)]
        kept, live = (activation(world, name).derivation for name in ("old", "live"))
        assert "organization" not in live[0]
        assert kept[0]["organization"] == "start"
        assert kept[0]["as_of"][:10] == world.case.started_at.date().isoformat()
        assert "2026-11-23" in explain(kept, {})["steps"][0]["detail"]

    @pytest.mark.parametrize(("rule", "people"), [
        (b.role("finance"), [FINANCE]), (b.post("legal"), [LEGAL]), (b.department_head(), [MANAGER]),
        (b.department(), [10, 11]), (b.group("ring"), [30]), (b.managers(2), [MANAGER, DIRECTOR]),
    ])  # fmt: skip
    def test_rule_39_roles_posts_heads_members_and_the_line_of_then(self, rule: Any, people: list[int]) -> None:
        world = World(asks("first", 40), pinned("old", rule), boss("live", rule))
        world.directory.groups["ring"] = [30]
        world.start()
        world.directory.roles = {"finance": [31], "legal": [31]}
        world.directory.heads, world.directory.members = [31], {"1": [31]}
        world.directory.groups, world.directory.chain = {"ring": [31]}, {INITIATOR: 31}
        world.do(Approve, "first", 40)
        assert [person for _, person in world.open()] == people
        for person in people:
            world.do(Approve, "old", person)
        assert world.open() == [("live", 31)]

    def test_rule_39_who_has_left_since_is_followed_as_everywhere(self) -> None:
        world = moved(pinned("old"))
        world.directory.inactive = {MANAGER}
        world.do(Approve, "first", FIRST)
        assert world.open() == [("old", DIRECTOR)], "one level up, by the organization of now"
        steps = [one["step"] for one in activation(world, "old").derivation]
        assert steps[:3] == ["rule", "inactive", "empty"]

    def test_rule_39_stand_ins_are_those_of_the_day(self) -> None:
        world = moved(pinned("old"))
        world.directory.delegates = {MANAGER: 40}
        world.do(Approve, "first", FIRST)
        assert [(task.assignee_id, task.delegate_id) for task in world.open_tasks()] == [(MANAGER, 40)]

    def test_rule_39_a_return_and_a_second_round_give_the_same_answer_as_the_first(self) -> None:
        world = moved(pinned("old"), asks("last", 50))
        world.do(Approve, "first", FIRST)
        world.do(Approve, "old", MANAGER)
        world.do(Return, "last", 50, opinion="again", target="old")
        assert world.open() == [("old", MANAGER)]
        world.do(Return, "old", MANAGER, opinion="from the start", then="step")
        task = next(one for one in world.open_tasks() if one.kind == "resubmit")
        world.do_on(Resubmit, task, INITIATOR)
        world.do(Approve, "first", FIRST)
        assert (world.case.round, world.open()) == (2, [("old", MANAGER)])

    def test_rule_39_only_rules_over_the_organization_are_kept(self) -> None:
        world = World(asks("first", FIRST), pinned("old", b.manager(), b.form_person("owner")))
        world.start(variables={"owner": 30})
        assert [len(one) for one in world.case.organization.values()] == [1]
        world.directory.chain = {INITIATOR: NEW}
        world.kept.case.variables["owner"] = 31
        world.do(Approve, "first", FIRST)
        assert world.open() == [("old", MANAGER), ("old", 31)]

    def test_rule_39_the_log_tells_it_and_nothing_is_kept_where_nobody_asked_for_it(self) -> None:
        world = moved(pinned("old"))
        folded = fold(world.kept.entries)["case"]["organization"]
        assert folded == plain(world.case.organization)
        assert folded["old"][0]["found"] == [MANAGER]
        assert moved(boss("live")).case.organization == {}


class TestMigration:
    def migrated(self, *steps: b.Step, first: b.Step, **mapping: str) -> World:
        world = moved(first)
        xml = b.process("trial", "Trial", asks("first", FIRST), *steps).xml()
        process = read(xml).process
        assert process is not None
        graph = compile_process(process, digest_of(xml), Amount)
        version = world.store.publish("trial.next", graph).version_id
        command = Migrate(case_id=world.case_id, version_id=version, graph=graph, mapping=mapping)
        world.engine.perform(command, actor=admin())
        return world

    def test_rule_39_a_step_that_says_so_only_now_asks_at_the_migration_and_says_it(self) -> None:
        world = self.migrated(pinned("old"), first=boss("old"))
        world.directory.chain[INITIATOR] = 21
        world.do(Approve, "first", FIRST)
        assert world.open() == [("old", NEW)]
        derivation = activation(world, "old").derivation
        assert derivation[0]["organization"] == "migration"
        assert "migration" in explain(derivation, {})["sentence"]

    def test_rule_39_what_was_kept_by_the_same_rules_goes_along_under_a_new_name_too(self) -> None:
        for mapping in ({}, {"old": "renamed"}):
            name = mapping.get("old", "old")
            world = self.migrated(pinned(name), first=pinned("old"), **mapping)
            world.do(Approve, "first", FIRST)
            assert world.open() == [(name, MANAGER)]
            assert activation(world, name).derivation[0]["organization"] == "start"

    def test_rule_39_a_step_that_says_it_no_more_is_live_again_and_other_rules_ask_anew(self) -> None:
        world = self.migrated(boss("old"), first=pinned("old"))
        assert world.case.organization == {}
        world.do(Approve, "first", FIRST)
        assert world.open() == [("old", NEW)]
        world = self.migrated(pinned("old", b.manager(2)), first=pinned("old"))
        assert world.case.organization["old"][0]["found"] == [DIRECTOR]
        assert world.case.organization["old"][0]["when"] == "migration"


class TestWritten:
    @pytest.mark.parametrize(("rules", "options", "right"), [
        ((b.manager(),), {}, True), ((b.manager(), b.form_person("owner")), {}, True),
        ((b.form_person("owner"),), {}, False), ((b.person(10),), {}, False), ((b.initiator(),), {}, False),
        ((b.managers(amount="total", limits=(5,)),), {}, False), ((b.manager(),), {"follow": "post"}, False),
    ])  # fmt: skip
    def test_rule_39_the_lint_refuses_it_where_it_makes_no_sense(
        self, rules: tuple[Any, ...], options: dict[str, Any], right: bool
    ) -> None:
        document = read(b.process("trial", "Trial", pinned("old", *rules, **options)).xml())
        found = [one for one in lint(document) if one.code == "bad_organization"]
        assert ([one.element for one in found], [one.is_error for one in found]) == (
            ([], []) if right else (["old"], [True])
        )

    def test_rule_39_it_is_written_and_read_again_and_anything_else_is_refused(self) -> None:
        xml = b.process("trial", "Trial", pinned("old"), boss("live")).xml()
        assert xml.count('organization="at_start"') == 1
        process = read(xml).process
        assert process is not None
        said = {one.id: one.approval.organization for one in process.elements if one.approval}
        assert said == {"old": "at_start", "live": "now"}
        wrong = lint(read(xml.replace('"at_start"', '"yesterday"')))
        assert any("yesterday" in str(one.message) for one in wrong if one.is_error)


def in_a_sub_process() -> World:
    """With the step one level below."""
    text = "start s; user first; sub box { start i; user old; end j; i -> old -> j }; end e; s -> first -> box -> e"
    xml = Drawing(text, "trial").xml()
    said = f"<extensionElements>{AT_START}</extensionElements>"
    for name, put in (("first", said.replace(' organization="at_start"', "")), ("old", said)):
        head = next(
            part.partition(">")[0] for part in xml.split("<userTask ") if f'id="{name}"' in part.partition(">")[0]
        )
        xml = xml.replace(f"<userTask {head}>", f"<userTask {head}>{put}", 1)
    world = World(asks("x", 1))
    process = read(xml).process
    assert process is not None
    world.store.publish("trial", compile_process(process, digest_of(xml), Amount))
    world.case_id = world.engine.start("", None, actor=actor(INITIATOR), process="trial").case.id
    return world


def test_rule_39_steps_within_a_sub_process_are_asked_at_the_start_of_the_case_too() -> None:
    world = in_a_sub_process()
    world.directory.chain = {INITIATOR: NEW}
    world.do(Approve, "first", MANAGER)
    assert world.case.organization["old"][0]["found"] == [MANAGER]


@pytest.mark.django_db
def test_rule_39_the_manager_of_the_start_is_asked_and_told_why(cast: Cast, api: Api) -> None:
    first = b.approve("first", "First", b.person(cast.employees["finance"].pk))
    live = b.approve("live", "Live", b.manager())
    old = b.approve("old", "Old", b.manager(), organization="at_start")
    with memos(cast, api, first, b.parallel(b.branch(live), b.branch(old))) as memo:
        case_id = memo.submit()
        org.set_manager(cast.employees["sales"].pk, cast.employees["hr"], actor=cast.system())
        memo.act("finance", "approve")
        asked = models.Task.objects.filter(case_id=case_id, state="open").values_list("node", "assignee_id")
        assert set(asked) == {("live", memo.id("hr")), ("old", memo.id("manager"))}
        case = models.Case.objects.get(pk=case_id)
        assert case.organization["old"][0]["found"] == [memo.id("manager")]
        why = api("manager").get(f"workflow/tasks/{memo.task('manager')}/why").data
        assert "发起时" in why["sentence"]
        assert "发起时" not in api("hr").get(f"workflow/tasks/{memo.task('hr')}/why").data["sentence"]
        memo.act("manager", "approve")
        memo.act("hr", "approve")
        assert models.Case.objects.get(pk=case_id).state == "approved"
        assert verifying.verify(cast.company.pk).breaches == ()


@pytest.mark.django_db
def test_rule_39_who_has_left_since_the_start_is_not_asked_on_postgresql(cast: Cast, api: Api) -> None:
    first = b.approve("first", "First", b.person(cast.employees["finance"].pk))
    with memos(cast, api, first, b.approve("old", "Old", b.manager(), organization="at_start")) as memo:
        case_id = memo.submit()
        cast.system()
        person = cast.employees["manager"]
        type(person).objects.filter(pk=person.pk).update(status="left")
        memo.act("finance", "approve")
        asked = list(models.Task.objects.filter(case_id=case_id, state="open").values_list("assignee_id", flat=True))
        assert asked == [memo.id("boss")], "one level up, as everywhere"
        derivation = models.Activation.objects.get(case_id=case_id, node="old").derivation
        assert derivation[0]["found"] == [{"id": person.pk, "label": "经理李"}], "the answer that was kept"
        assert [one["step"] for one in derivation[1:3]] == ["inactive", "empty"]
