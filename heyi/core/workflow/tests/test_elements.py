"""Elements of BPMN 2.0.2, tables 2.3 and 2.4, and some beyond, that other tests need but do not show by themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from heyi.core.workflow import operations
from heyi.core.workflow.errors import BpmnError
from heyi.core.workflow.operations import register_operation
from heyi.core.workflow.parser.comparing import differences
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.parser.xml import BPMN
from heyi.core.workflow.tests.drawn import Drawing, drawn
from heyi.core.workflow.tests.test_scopes import begun
from heyi.core.workflow.trying.trial import Trial

HOUR = timedelta(hours=1)


def written(process: str, roots: str = "", **variables: Any) -> Trial:
    """A case of a process whose content is written in XML."""
    trial = Trial(read(file(process, roots)))
    trial.start(variables={"amount": 5, "people": ["x", "y"], **variables})
    return trial


def file(process: str, roots: str = "") -> str:
    return (
        f'<definitions xmlns="{BPMN}" xmlns:heyi="urn:heyi:bpmn:1" targetNamespace="t">{roots}'
        f'<process id="trial" isExecutable="true"><startEvent id="s"/>{process}</process></definitions>'
    )


def flow(source: str, target: str) -> str:
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'


class TestFlows:
    def test_without_conditions_each_flow_out_of_a_task_gets_a_token(self) -> None:
        trial = begun("start s; user a; user b; user c; s -> a; a -> b; a -> c")
        trial.complete("a")
        assert trial.active() == ["b", "c"]

    def test_of_conditions_out_of_a_task_each_that_holds_is_taken_and_the_default_when_none_does(self) -> None:
        text = 'start s; user a; user b; user c; user d; s -> a; a -> b if "x > 0"; a -> c if "x > 1"; a -> d default'
        for x, ways in ((2, ["b", "c"]), (1, ["b"]), (0, ["d"])):
            trial = begun(text, x=x)
            trial.complete("a")
            assert trial.active() == ways


class TestMessages:
    def test_a_message_begins_a_case_and_brings_its_values(self) -> None:
        trial = Trial(drawn("start s message=order; user a; s -> a"))
        trial.message("order", None, {"number": 7})
        assert trial.active() == ["a"]
        assert trial.case.variables["number"] == 7

    @pytest.mark.parametrize("thrower", ["throw out message=hello", "send out message=hello"])
    def test_what_is_thrown_is_caught_by_the_one_who_waits_and_the_thrower_goes_on(self, thrower: str) -> None:
        trial = begun(f"start s; and fork; {thrower}; user a; catch in message=hello; user b; s -> fork; fork -> in; "
                      "in -> b; fork -> go; manual go; go -> out -> a")  # fmt: skip
        assert trial.active() == ["a", "b"]

    def test_a_message_end_event_throws_and_ends_its_path(self) -> None:
        trial = begun("start s; and fork; end out message=hello; receive in message=hello; user b; s -> fork; "
                      "fork -> in; in -> b; fork -> out")  # fmt: skip
        assert trial.active() == ["b"]
        assert trial.incidents() == []

    def test_a_catching_event_and_a_receive_task_hear_their_own_message_only(self) -> None:
        for catcher in ("catch in message=hello", "receive in message=hello"):
            trial = begun(f"start s; {catcher}; catch other message=else; user a; and f; s -> f -> in -> a; f -> other")
            trial.message("hello")
            assert trial.active() == ["a", "other"]


class TestTimers:
    @pytest.mark.parametrize("timer", ["timer=PT2H", "at=2026-01-01T02:00:00Z"])
    def test_a_catching_timer_waits_for_its_moment_and_not_longer(self, timer: str) -> None:
        trial = begun(f"start s; catch late {timer}; user a; s -> late -> a")
        trial.advance(HOUR)
        assert trial.active() == ["late"]
        trial.advance(HOUR)
        assert trial.active() == ["a"]


class TestTasks:
    @pytest.mark.parametrize("kind", ["task", "manual"])
    def test_a_task_that_does_nothing_is_passed(self, kind: str) -> None:
        assert begun(f"start s; {kind} a; user b; s -> a -> b").active() == ["b"]

    def test_a_script_is_feel_and_gives_its_variable(self) -> None:
        trial = begun('start s; script a text="amount * 2" result=double; s -> a', amount=21)
        assert trial.case.variables["double"] == 42

    def test_a_user_task_waits_for_a_decision_and_says_it(self) -> None:
        trial = begun("start s; user a; user b; user c; xor x; s -> a -> x; "
                      """x -> b if 'outcome = "approved"'; x -> c default""")  # fmt: skip
        assert trial.active() == ["a"]
        trial.complete("a")
        assert trial.active() == ["b"]

    def test_an_external_service_waits_until_the_work_is_done_and_takes_what_it_brings(self) -> None:
        trial = begun("start s; service a; user b; s -> a -> b")
        assert trial.active() == ["a"]
        trial.complete("a", {"found": 3})
        assert trial.active() == ["b"]
        assert trial.case.variables["found"] == 3


@pytest.fixture
def doubling() -> Iterator[list[Any]]:
    """A registered operation, and what it was called with."""
    seen: list[Any] = []

    def double(values: Mapping[str, Any], step: Any) -> Mapping[str, Any]:
        seen.append(values["amount"])
        if values["amount"] < 0:
            raise BpmnError("E1")
        return {"double": values["amount"] * 2}

    register_operation("trial.double", "Double", double)
    yield seen
    del operations._operations["trial.double"]


class TestOperations:
    TEXT = (
        "start s; service a operation=trial.double; boundary bad on=a error=E1; user b; user c; s -> a -> b; bad -> c"
    )

    def test_a_registered_operation_runs_in_the_act_and_gives_variables(self, doubling: list[Any]) -> None:
        trial = begun(self.TEXT, amount=21)
        assert (trial.active(), trial.case.variables["double"], doubling) == (["b"], 42, [21])

    def test_in_a_case_that_is_only_imagined_it_does_not_run(self, doubling: list[Any]) -> None:
        trial = Trial(drawn(self.TEXT))
        trial.engine = replace(trial.engine, imagined=True)
        trial.start(variables={"amount": 21})
        assert (trial.active(), doubling) == (["a"], [])

    def test_its_error_takes_the_error_path(self, doubling: list[Any]) -> None:
        trial = begun(self.TEXT, amount=-1)
        assert trial.active() == ["c"]
        assert "double" not in trial.case.variables

    def test_an_operation_that_no_app_offers_is_refused_before_publication(self) -> None:
        codes = {finding.code for finding in lint(drawn(self.TEXT)) if finding.is_error}
        assert "no_operation" in codes


class TestStandard:
    """What files of other modelers say without one of our extensions."""

    def test_an_operation_is_called_by_its_implementation(self, doubling: list[Any]) -> None:
        service = f'<serviceTask id="b" operationRef="call"/>{flow("s", "b")}'
        offers = (
            '<interface id="i" name="i"><operation id="call" name="call" implementationRef="trial.double"/></interface>'
        )
        assert written(service, offers, amount=21).case.variables["double"] == 42
        silent = offers.replace(' implementationRef="trial.double"', "")
        assert written(service, silent, amount=21).active() == ["b"], "without one, somebody outside does it"

    @pytest.mark.parametrize(
        ("said", "rule", "pool"),
        [
            ("<potentialOwner><resourceRef>r</resourceRef></potentialOwner>", ("role", "finance", ""), True),
            ("<humanPerformer><resourceRef>r</resourceRef></humanPerformer>", ("role", "finance", ""), False),
            ("<performer><resourceAssignmentExpression><formalExpression>boss</formalExpression>"
             "</resourceAssignmentExpression></performer>", ("expression", "", "boss"), False),
        ],
    )  # fmt: skip
    def test_resources_say_who_decides(self, said: str, rule: tuple[str, str, str], pool: bool) -> None:
        text = file(f'<userTask id="a">{said}</userTask>{flow("s", "a")}', '<resource id="r" name="finance"/>')
        process = read(text).process
        assert process is not None
        approval = next(one for one in process.elements if one.id == "a").approval
        assert approval is not None
        (found,) = approval.rules
        assert ((str(found.kind), found.name, found.text), approval.claim) == (rule, pool)
        assert "no_approver" not in {finding.code for finding in lint(read(text))}

    def test_our_own_approval_goes_before_them_and_resources_that_are_missing_say_nothing(self) -> None:
        owner = "<potentialOwner><resourceRef>r</resourceRef></potentialOwner>"
        own = '<extensionElements><heyi:approval><heyi:approver kind="manager"/></heyi:approval></extensionElements>'
        for inside, kinds in ((own + owner, ["manager"]), (owner, [])):
            process = read(file(f'<userTask id="a">{inside}</userTask>{flow("s", "a")}')).process
            assert process is not None
            approval = next(one for one in process.elements if one.id == "a").approval
            assert [str(one.kind) for one in (approval.rules if approval else ())] == kinds


class TestData:
    def test_assignments_of_data_associations_hand_in_and_out(self) -> None:
        trial = written(
            '<scriptTask id="a" heyi:result="sum"><dataInputAssociation><assignment><from>amount + 1</from><to>one</to>'
            "</assignment></dataInputAssociation><script>one * 2</script></scriptTask>"
            '<serviceTask id="b"><dataOutputAssociation><assignment><from>brought + 1</from><to>out</to></assignment>'
            f"</dataOutputAssociation></serviceTask>{flow('s', 'a')}{flow('a', 'b')}"
        )
        trial.complete("b", {"brought": 1})
        variables = trial.case.variables
        assert (variables["sum"], variables["out"]) == (12, 2)
        assert "one" not in variables, "what is handed in is known inside only"
        assert "brought" not in variables, "what is not handed out stays inside"

    def test_a_multi_instance_takes_its_list_from_a_data_object_and_names_its_item(self) -> None:
        trial = written(
            '<dataObject id="d" name="people" isCollection="true"/><dataObjectReference id="r" dataObjectRef="d"/>'
            '<scriptTask id="a" heyi:result="y"><multiInstanceLoopCharacteristics isSequential="true" '
            'heyi:results="all"><loopDataInputRef>r</loopDataInputRef><inputDataItem id="i" name="who"/>'
            '<outputDataItem id="o" name="y"/></multiInstanceLoopCharacteristics><script>who + "!"</script></scriptTask>'
            f"{flow('s', 'a')}"
        )
        assert trial.case.variables["all"] == ["x!", "y!"]

    DATA = (
        '<ioSpecification id="io"><dataInput id="in"/><outputSet/></ioSpecification><dataObject id="d" name="order"/>'
        '<dataObjectReference id="r" dataObjectRef="d"/><dataObject id="t" name="total"/>'
    )

    def test_an_association_with_nothing_else_copies_its_source_and_leaves_the_rest(self) -> None:
        trial = written(
            f'{self.DATA}<scriptTask id="a" heyi:result="y"><ioSpecification><dataInput id="i" name="paper"/>'
            "</ioSpecification><dataInputAssociation><sourceRef>r</sourceRef><targetRef>i</targetRef>"
            "</dataInputAssociation><script>paper.amount * 2</script></scriptTask>"
            '<serviceTask id="b"><ioSpecification><dataOutput id="o" name="sum"/></ioSpecification>'
            "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>t</targetRef></dataOutputAssociation>"
            "<dataOutputAssociation><sourceRef>gone</sourceRef><targetRef>t</targetRef></dataOutputAssociation>"
            f"</serviceTask>{flow('s', 'a')}{flow('a', 'b')}",
            order={"amount": 4},
        )
        trial.complete("b", {"sum": 9, "note": "n"})
        variables = trial.case.variables
        assert (variables["y"], variables["total"], variables["note"]) == (8, 9, "n")
        assert {"paper", "sum"}.isdisjoint(variables), "data of an activity stay inside"

    def test_what_is_not_there_is_not_copied_over_what_is(self) -> None:
        trial = written(
            f'{self.DATA}<serviceTask id="b"><ioSpecification><dataOutput id="o" name="sum"/></ioSpecification>'
            "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>t</targetRef></dataOutputAssociation>"
            f"</serviceTask>{flow('s', 'b')}",
            total=5,
        )
        trial.complete("b")
        assert trial.case.variables["total"] == 5

    def test_a_transformation_gives_its_target_the_value(self) -> None:
        trial = written(
            f'{self.DATA}<serviceTask id="b"><ioSpecification><dataOutput id="o" name="sum"/></ioSpecification>'
            "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>t</targetRef>"
            f"<transformation>sum + amount</transformation></dataOutputAssociation></serviceTask>{flow('s', 'b')}"
        )
        trial.complete("b", {"sum": 9})
        assert trial.case.variables["total"] == 14

    def test_definitions_that_are_substituted_are_kept_as_they_are(self) -> None:
        text = file(
            '<ioSpecification><dataInput id="in" itemSubjectRef="item"/><inputSet><dataInputRefs>in</dataInputRefs>'
            '</inputSet><outputSet/></ioSpecification><dataObject id="d" isCollection="true" itemSubjectRef="item"/>'
            '<userTask id="a" implementation="##unspecified"><rendering id="form"/><potentialOwner id="who">'
            '<resourceRef>people</resourceRef></potentialOwner></userTask><serviceTask id="b" operationRef="call"/>'
            f'<textAnnotation id="n"><text>Mind the gap</text></textAnnotation>'
            f'<association id="na" sourceRef="n" targetRef="a"/>{flow("s", "a")}{flow("a", "b")}',
            '<itemDefinition id="item" itemKind="Information" structureRef="xsd:string"/><resource id="people" '
            'name="People"/><message id="m" name="m" itemRef="item"/><error id="e" errorCode="E" structureRef="item"/>'
            '<interface id="i" name="i"><operation id="call" name="call"><inMessageRef>m</inMessageRef><outMessageRef>m'
            "</outMessageRef><errorRef>e</errorRef></operation></interface>",
        )
        document = read(text)
        assert list(differences(document.root, read(write(document)).root)) == []
        trial = Trial(document)
        trial.start()
        assert trial.active() == ["a"], "notes and definitions carry no token"


class TestBeyond:
    def test_a_signal_ends_one_process_and_begins_another(self) -> None:
        trial = Trial(drawn("start s; end out signal=x; s -> out"), drawn("start s signal=x; user a; s -> a", "other"))
        trial.start("trial")
        (other,) = [kept for kept in trial.store.cases.values() if kept.case.id != trial.case_id]
        assert (trial.case.state, other.case.state) == ("approved", "running")

    def test_an_intermediate_condition_waits_until_it_holds(self) -> None:
        trial = begun('start s; catch ready condition="n > 2"; user a; s -> ready -> a', n=1)
        trial.set({"n": 2})
        assert trial.active() == ["ready"]
        trial.set({"n": 3})
        assert trial.active() == ["a"]

    def test_an_escalation_end_event_is_heard_at_the_edge_and_ends_its_path_only(self) -> None:
        trial = begun(
            "start s; sub box { start i; and f; user a; end up escalation=E; i -> f; f -> a; f -> up }; "
            "boundary heard on=box escalation=E beside; user boss; user after; s -> box -> after; heard -> boss"
        )
        assert trial.active() == ["a", "boss"]

    def test_a_compensation_end_event_undoes_and_then_ends(self) -> None:
        trial = begun("start s; user a; boundary b on=a compensate= handler=undo; user undo undo; end back compensate=; "
                      "s -> a -> back")  # fmt: skip
        trial.complete("a")
        assert trial.active() == ["undo"]
        trial.complete("undo")
        assert trial.case.state == "approved"

    def test_several_triggers_of_one_event_are_an_or(self) -> None:
        text = "start s; catch either message=m timer=PT1H; user a; s -> either -> a"
        by_message, by_time = begun(text), begun(text)
        by_message.message("m")
        by_time.advance(HOUR)
        assert (by_message.active(), by_time.active()) == (["a"], ["a"])
        assert [*by_message.waits(), *by_time.waits()] == []

    @pytest.mark.parametrize("attribute", ['eventGatewayType="Parallel"', 'instantiate="true"'])
    def test_event_gateways_that_begin_cases_or_want_all_events_are_refused(self, attribute: str) -> None:
        text = Drawing("start s; events g; catch a message=m; catch b message=n; s -> g; g -> a; g -> b", "trial").xml()
        document = read(text.replace('<eventBasedGateway id="g"', f'<eventBasedGateway id="g" {attribute}'))
        assert [one.element for one in lint(document) if one.is_error and one.element == "g"] == ["g"]
