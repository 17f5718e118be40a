"""What is refused before publication, and why: each rule with a process that breaks it, named by element and code."""

import pytest
from django.utils.translation import override

from heyi.core.workflow.parser.lint import Finding, lint
from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import BPMN
from heyi.core.workflow.tests.drawn import Drawing, drawn
from heyi.core.workflow.tests.random_models import drawn_model


def found(text: str) -> list[Finding]:
    return lint(drawn_model(text))


def codes(text: str) -> set[tuple[str, str, bool]]:
    return {(one.element, one.code, one.is_error) for one in found(text)}


#: The text, the element that is named, the code; in this order.
REFUSED = [
    ("user a; end e; a -> e; start s", "a", "unreachable"),
    ("start s; start t; user a; end e; s -> a -> e; t -> a", "t", "second_start"),
    ("start s error=E; user a; end e; s -> a -> e", "s", "bad_trigger"),
    ("start s; sub box { start i message=m; user a; end j; i -> a -> j }; end e; s -> box -> e", "i", "start_trigger"),
    ("start s; user a; end e; sub h event { start i; user b; end j; i -> b -> j }; s -> a -> e", "i", "no_trigger"),
    ("start s; user a; end e; sub h event { user b; end j; b -> j }; s -> a -> e", "h", "event_sub_process_start"),
    ("start s; user a; end e; sub h event { start i message=m; user b; end j; i -> b -> j }; s -> a -> h -> e", "h",
     "flow_at_event_sub_process"),
    ("start s; sub box { start i; user a; end j; i -> a -> j }; user b; end e; s -> box -> e; a -> b; b -> e", "a_b",
     "crosses_border"),
    ("start s; user a; boundary t on=s timer=P1D; end e; s -> a -> e; t -> e", "t", "bad_attachment"),
    ("start s; user a; boundary t timer=P1D; end e; s -> a -> e; t -> e", "t", "not_attached"),
    ("start s; user a; boundary t on=a timer=P1D; end e; s -> a -> e; s -> t; t -> e", "t", "into_boundary"),
    ("start s; user a; boundary t on=a timer=P1D; end e; s -> a -> e", "t", "dead_end"),
    ("start s; user a; boundary t on=a cancel; user b; end e; s -> a -> e; t -> b -> e", "t", "bad_boundary"),
    ("start s; service a; boundary t on=a beside error=E; user b; end e; s -> a -> e; t -> b -> e", "t", "bad_boundary"),
    ("start s; user a; end e cancel; s -> a -> e", "e", "no_transaction"),
    ("start s; transaction t { start i; user a; end j cancel; i -> a -> j }; end e; s -> t -> e", "t", "cancel_uncaught"),
    ("start s; user a; throw t link=L; s -> a -> t", "t", "no_link"),
    ("start s; user a; catch c link=L; end e; s -> a -> e; c -> e", "c", "no_link"),
    ("start s; throw t link=L; catch c link=L; catch d link=L; user a; s -> t; c -> a; d -> a", "d", "second_link"),
    ("start s; events g; user a; catch m message=m; end e; s -> g; g -> a -> e; g -> m -> e", "a", "no_event"),
    ("start s; events g; catch m message=m; end e; s -> g; g -> m -> e", "g", "one_event"),
    ("start s; xor x; events g; catch m message=m; catch t timer=P1D; end e; s -> x; x -> g default; x -> m if \"y\";"
     " g -> m -> e; g -> t -> e", "m", "two_flows"),
    ("start s; user a; catch t timer=P1X; end e; s -> a -> t -> e", "t", "bad_timer"),
    ("start s; user a; catch t timer=; end e; s -> a -> t -> e", "t", "no_timer"),
    ("start s; user a; catch t at=2026-02-30; end e; s -> a -> t -> e", "t", "bad_timer"),
    ("start s; user a; catch t cycle=R0/P1D; end e; s -> a -> t -> e", "t", "bad_timer"),
    ("start s; user a; catch t message=; end e; s -> a -> t -> e", "t", "no_message"),
    ("start s; user a; catch t condition=; end e; s -> a -> t -> e", "t", "no_event_condition"),
    ("start s; user a; catch t; end e; s -> a -> t -> e", "t", "no_trigger"),
    ("start s; user a; end e error=; s -> a -> e", "e", "no_code"),
    ("start s; service a operation=no.such; end e; s -> a -> e", "a", "no_operation"),
    ("start s; script a; end e; s -> a -> e", "a", "no_script"),
    ("start s; call a; end e; s -> a -> e", "a", "no_called"),
    ("start s; user b; call a calls=trial; end e; s -> b -> a -> e", "a", "calls_itself"),
    ("start s; service a count=x many=y; end e; s -> a -> e", "a", "two_sources"),
    ("start s; service a count=\"'x'\"; end e; s -> a -> e".replace("'", '\\"'), "a", "wrong_kind"),
    ("start s; adhoc a { }; end e; s -> a -> e", "a", "empty_ad_hoc"),
    ("start s; adhoc a { start i; user b; i -> b }; end e; s -> a -> e", "i", "in_ad_hoc"),
    ("start s; user a; boundary b on=a compensate=; end e; s -> a -> e", "b", "no_handler"),
    ("start s; user a; boundary b on=a compensate= handler=h; user h; end e; s -> a -> e; a -> h", "b", "bad_handler"),
    ("start s; user a; boundary b on=a compensate= handler=h; user h undo; end e; s -> a -> e; h -> e", "h", "flow_at_handler"),
    ("start s; user a; end e compensate=a; s -> a -> e", "e", "cannot_undo"),
    ("start s; user a; end e compensate=gone; s -> a -> e", "e", "bad_reference"),
    ("start s; and f; user a; end e; s -> f; f -> a if \"x\"; a -> e", "f_a", "condition_on_parallel"),
    ("start s; xor f; user a; user b; end e; s -> f; f -> a; f -> b default; a -> e; b -> e", "f_a", "no_condition"),
    ("start s; xor f; user a; user b; end e; s -> f; f -> a if \"x + \"; f -> b default; a -> e; b -> e", "f_a", "bad_condition"),
    ("start s; xor f; user a; user b; end e; s -> f; f -> a if \"${x.y[}\"; f -> b default; a -> e; b -> e", "f_a", "not_feel"),
    ("start s; xor f; user a; user b; end e; s -> f; f -> a if \"x + 1\"; f -> b default; a -> e; b -> e", "f_a", "not_boolean"),
    ("start s; xor m; manual a; xor g; end e; s -> m -> a -> g; g -> m if \"x\"; g -> e default", "g", "idle_loop"),
    ("start s; xor m; xor g; end e; s -> m -> g; g -> m if \"x\"; g -> e default", "g", "busy_loop"),
    ("start s; xor m; user a; s -> m -> a; a -> m", "a", "never_ends"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "element", "code"), REFUSED, ids=[f"{code}-{at}" for at, (_, _, code) in enumerate(REFUSED)]
)
def test_it_is_refused_with_the_element_and_the_reason(text: str, element: str, code: str) -> None:
    assert (element, code, True) in codes(text)


WARNED = [
    ("user a; end e; a -> e", "a", "implicit_start"),
    ("start s; user a; s -> a", "trial", "no_end"),
    ("start s; and f; user a; user b; end e; s -> f; f -> a -> e; f -> b", "b", "implicit_end"),
    ("start s; service a; end e; s -> a -> e", "a", "external_work"),
    ("start s; script a text=\"1 + 1\"; end e; s -> a -> e", "a", "result_lost"),
    ("start s; user a; end e error=E; s -> a -> e", "e", "error_uncaught"),
    ("start s; user a; boundary b on=a error=E; user c; end e; s -> a -> e; b -> c -> e", "b", "never_thrown"),
    ("start s; user a; user h undo; end e; s -> a -> e", "h", "unused_handler"),
    ("start s; sub a { }; end e; s -> a -> e", "a", "empty_sub_process"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "element", "code"), WARNED, ids=[code for _, _, code in WARNED])
def test_what_may_be_meant_is_a_warning_only(text: str, element: str, code: str) -> None:
    assert (element, code, False) in codes(text)
    assert not any(is_error for _, _, is_error in codes(text))


def _choice(*conditions: str, kind: str = "xor", default: bool = False) -> str:
    ways = [f'g -> u{place} if "{text}"; u{place} -> e' for place, text in enumerate(conditions)]
    tasks = "; ".join(f"user u{place}" for place in range(len(conditions)))
    other = "; user other; g -> other default; other -> e" if default else ""
    return f"start s; {kind} g; {tasks}; end e; s -> g; {'; '.join(ways)}{other}"


def said(text: str, code: str, language: str = "en") -> str:
    with override(language):
        return next((str(one.message) for one in found(text) if one.code == code), "")


class TestGaps:
    def test_the_values_without_a_way_are_named_in_three_languages(self) -> None:
        text = _choice("amount > 1000", "amount > 0 and amount < 1000")
        assert "amount <= 0, amount = 1000" in said(text, "gap")
        assert said(text, "gap", "zh-hans").startswith("当 amount <= 0, amount = 1000 时没有出路")
        assert said(text, "gap", "zh-hant").startswith("當 amount <= 0, amount = 1000 時沒有出路")

    def test_inclusive_gateways_and_tasks_with_conditions_have_gaps_too(self) -> None:
        assert "x < 3" in said(_choice("x > 3", "x = 3", kind="or"), "gap")
        task = 'start s; user g; user a; user b; end e; s -> g; g -> a if "x > 3"; g -> b if "x < 3"; a -> e; b -> e'
        assert "x = 3" in said(task, "gap")

    def test_dates_and_truth_have_gaps(self) -> None:
        assert '@"2026-01-01"' in said(
            _choice("day < date('2026-01-01')", "day > date('2026-01-01')").replace("'", '\\"'), "gap"
        )
        assert "ok = false" in said(_choice("ok", "ok and x > 1"), "gap") + said(_choice("ok", "ok"), "gap")

    def test_what_covers_everything_has_none(self) -> None:
        for conditions in (
            ("x > 3", "x <= 3"),
            ("ok", "not(ok)"),
            ("x in [1..5]", "x < 1", "x > 5"),
            ("x between 1 and 2", "not(x between 1 and 2)"),
        ):
            assert "gap" not in {code for _, code, _ in codes(_choice(*conditions))}, conditions
        assert "gap" not in {code for _, code, _ in codes(_choice("x > 3", default=True))}

    def test_between_neighbouring_whole_numbers_and_for_other_texts_a_gap_is_only_possible(self) -> None:
        for conditions in (("n <= 3", "n >= 4"), ("t = 'a'", "t = 'b'")):
            text = _choice(*conditions).replace("'", '\\"')
            assert {code for _, code, error in codes(text) if error} == set()
            assert "no_default" in {code for _, code, _ in codes(text)}

    def test_what_cannot_be_known_is_not_accused(self) -> None:
        assert not {code for _, code, error in codes(_choice("f(x) > 3", "f(x) <= 3")) if error}


class TestOverlaps:
    def test_which_one_wins_is_said(self) -> None:
        text = _choice("amount > 10000", "amount > 1000", default=True)
        assert said(text, "overlap") == "For amount > 10000 an earlier condition is true too; “g_u0” wins."
        assert not any(is_error for _, _, is_error in codes(text))

    def test_a_way_that_an_earlier_one_always_takes_is_dead(self) -> None:
        assert ("g_u1", "never_taken", True) in codes(_choice("x > 1", "x > 2", default=True))

    def test_ways_that_exclude_each_other_do_not_overlap(self) -> None:
        assert "overlap" not in {code for _, code, _ in codes(_choice("x > 1", "x < 1", default=True))}

    def test_several_ways_of_an_inclusive_gateway_may_be_taken_together(self) -> None:
        assert "overlap" not in {code for _, code, _ in codes(_choice("x > 1", "x > 2", kind="or", default=True))}


class TestExpressions:
    def test_a_name_with_a_slip_is_told_apart_from_a_new_one(self) -> None:
        text = _choice("amount > 10", "amount < 5 and amuont > 1", default=True)
        assert "“amuont”" in said(text, "unknown_name")
        assert not said(_choice("amount > 10", "amount < 5 and total > 1", default=True), "unknown_name")
        assert not said(_choice("level1 > 10", "level1 < 5 and level2 > 1", default=True), "unknown_name")

    def test_a_variable_of_two_kinds_is_a_warning(self) -> None:
        text = _choice("amount > 10", "amount = 'many'", default=True).replace("'", '\\"')
        assert said(text, "mixed_kinds")

    @pytest.mark.parametrize(
        "text",
        [
            "'abc' > 3",
            "x + 1 > 'a'",
            "not(1 = 'a')",
            "x > 1 and 5",
            "'a' + 1 = 2",
            "x in ('a', 1 + 2) and true > false",
        ],
    )
    def test_kinds_that_do_not_fit_are_refused(self, text: str) -> None:
        wrong = codes(_choice(text, default=True).replace("'", '\\"'))
        assert ("g_u0", "wrong_kind", True) in wrong

    @pytest.mark.parametrize(
        "text",
        ["x + y > 3", "date('2026-01-01') + duration('P1D') > today()", "count(items[price > 3]) > 1", "x = null",
         "(if a then 1 else 2) > 1", "some i in items satisfies i.price > 3", "string(x) = 'a'", "items[1] = 'a'",
         "x in (1, 2, [5..9])", "now() - since > duration('PT1H')", "contains(name, 'a') and x > 3"],
    )  # fmt: skip
    def test_kinds_that_fit_or_cannot_be_told_are_accepted(self, text: str) -> None:
        told = codes(_choice(text, default=True).replace("'", '\\"'))
        assert not {(code, is_error) for _, code, is_error in told if is_error}


class TestFiles:
    def test_references_to_data_that_the_file_does_not_have(self) -> None:
        xml = (
            f'<definitions xmlns="{BPMN}" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/>'
            '<dataObjectReference id="d" dataObjectRef="gone"/><serviceTask id="a"><dataInputAssociation>'
            '<sourceRef>nowhere</sourceRef></dataInputAssociation></serviceTask><endEvent id="e"/>'
            '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
            "</process></definitions>"
        )
        named = {(one.element, one.code) for one in lint(read(xml)) if one.is_error}
        assert named == {("d", "bad_reference"), ("a", "bad_reference")}

    def test_an_event_definition_that_is_referred_to_must_be_there(self) -> None:
        xml = (
            f'<definitions xmlns="{BPMN}" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s">'
            '<eventDefinitionRef>gone</eventDefinitionRef></startEvent><endEvent id="e"/>'
            '<sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>'
        )
        assert ("s", "bad_extension") in {(one.element, one.code) for one in lint(read(xml)) if one.is_error}

    def test_a_script_in_another_language_is_never_run(self) -> None:
        xml = (
            f'<definitions xmlns="{BPMN}" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s"/>'
            '<scriptTask id="a" scriptFormat="groovy"><script>x = 1</script></scriptTask><endEvent id="e"/>'
            '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
            "</process></definitions>"
        )
        assert ("a", "bad_language") in {(one.element, one.code) for one in lint(read(xml)) if one.is_error}

    def test_kinds_that_are_not_run_are_refused_with_the_reason(self) -> None:
        text = "start s; events g; catch m message=m; catch t timer=P1D; end e; s -> g; g -> m -> e; g -> t -> e"
        for attribute in ('eventGatewayType="Parallel"', 'instantiate="true"'):
            document = drawn(text)
            xml = _with_attribute(document, attribute)
            reasons = [one for one in lint(read(xml)) if one.code == "not_run"]
            assert [one.element for one in reasons] == ["g"], attribute
            assert "not supported" in str(reasons[0].message)

    def test_without_an_executable_process_there_is_nothing_to_publish(self) -> None:
        assert [one.code for one in lint(read(f'<definitions xmlns="{BPMN}" targetNamespace="t"/>'))] == ["no_process"]

    def test_a_process_without_content_cannot_be_started(self) -> None:
        assert "no_start" in {code for _, code, _ in codes("")}


def _with_attribute(document: Document, attribute: str) -> str:
    from heyi.core.workflow.parser.read import write

    return write(document).replace('<eventBasedGateway id="g"', f'<eventBasedGateway id="g" {attribute}')


def test_work_of_a_kind_that_there_is_not_is_named() -> None:
    text = (
        Drawing("start s; service a operation=x; end e; s -> a -> e", "p")
        .xml()
        .replace('kind="operation"', 'kind="magic"')
    )
    assert any("magic" in finding.message for finding in lint(read(text)) if finding.is_error)
