"""Models are read, decided with and explained; what is wrong with them is refused or told in a clear sentence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from heyi.core.workflow.dmn import NotSupported, UnknownDecision, read_file, read_model
from heyi.core.workflow.dmn.check import check
from heyi.core.workflow.dmn.elements import VERSIONS
from heyi.core.workflow.dmn.tests.build import decision, definitions, input_data, literal, table, text
from heyi.core.workflow.feel import LimitExceeded, Limits
from heyi.kit.errors import Malformed, TooLarge


def _bkm(name: str, parameters: str, body: str, needs: str = "", kind: str = "FEEL") -> str:
    formal = "".join(f'<formalParameter name="{one}"/>' for one in parameters.split())
    links = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{one}"/></knowledgeRequirement>' for one in needs.split()
    )
    logic = f'<encapsulatedLogic kind="{kind}">{formal}{body}</encapsulatedLogic>'
    return f'<businessKnowledgeModel id="{name}" name="{name}">{logic}{links}</businessKnowledgeModel>'


def _code(source: str) -> tuple[str, str]:
    with pytest.raises(Malformed) as caught:
        read_model(source)
    return caught.value.errors[0].path, caught.value.errors[0].code


@pytest.mark.parametrize("namespace", list(VERSIONS))
def test_every_version_of_the_standard_is_read(namespace: str) -> None:
    model = read_model(definitions(decision("d", literal("1 + 1")), namespace=namespace))
    assert model.version == VERSIONS[namespace]
    assert model.decide("d", {}).value == 2


def test_a_decision_is_explained_by_the_rules_and_inputs_of_its_tables() -> None:
    rows = [(("< 1000",), ('"lead"',)), ((">= 1000",), ('"manager"',))]
    body = input_data("amount", "number") + decision("d", table(["amount * 2"], rows), ["amount"])
    outcome = read_model(definitions(body)).decide("d", {"amount": 700})
    assert outcome.value == "manager"
    (match,) = outcome.matches
    assert (match.owner, match.rules, match.inputs) == ("d", (2,), (("amount * 2", Decimal(1400)),))


def test_only_what_a_decision_requires_is_evaluated() -> None:
    body = decision("d1", literal("1")) + decision("d2", literal("d1 + 1"), ["d1"]) + decision("d3", literal("5"))
    model = read_model(definitions(body))
    assert dict(model.decide("d2", {}).decisions) == {"d1": 1, "d2": 2}
    assert model.decide_all({}).value == {"d1": 1, "d2": 2, "d3": 5}


def test_a_given_decision_is_not_evaluated() -> None:
    body = decision("d1", literal("1")) + decision("d2", literal("d1 + 1"), ["d1"])
    outcome = read_model(definitions(body)).decide("d2", {"d1": 40})
    assert outcome.value == 41


def test_a_long_chain_of_decisions_is_no_deep_recursion() -> None:
    chain = "".join(decision(f"d{i}", literal(f"d{i - 1} + 1"), [f"d{i - 1}"]) for i in range(1, 2000))
    model = read_model(definitions(decision("d0", literal("0")) + chain))
    assert model.decide("d1999", {}).value == 1999


def test_knowledge_and_services_are_functions() -> None:
    service = '<decisionService id="ks" name="ks"><outputDecision href="#d1"/><inputData href="#a"/></decisionService>'
    body = (
        input_data("a", "number")
        + decision("d1", literal("a * 2"), ["a"])
        + service
        + _bkm("k", "n", literal("ks(n) + 1"), "ks")
        + decision("d2", literal("k(20) + ks(a: 1)"), ["k", "ks"])
    )
    model = read_model(definitions(body))
    assert model.decide("d2", {}).value == 43
    assert model.decide("ks", {"a": 4}).value == 8
    assert model.decide("k", {"n": 4}).value == 9


def test_every_boxed_expression_has_its_value() -> None:
    one, two = literal("1"), literal("2")
    boxes = {
        "<list>" + one + two + "</list>": [1, 2],
        '<relation><column name="a"/><column name="b c"/><row>' + one + two + "</row></relation>": [{"a": 1, "b c": 2}],
        "<conditional><if>" + literal("1 > 2") + f"</if><then>{one}</then><else>{two}</else></conditional>": 2,
        f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>": [2, 3],
        f'<for iteratorVariable="i"><in>{literal("[1, 2]")}</in><return>{literal("i + 1")}</return></for>': [2, 3],
        f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > 1")}</satisfies></some>': True,
        f'<every iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > 1")}</satisfies></every>': (
            False
        ),
        '<context><contextEntry><variable name="the rate"/>'
        + one
        + "</contextEntry><contextEntry>"
        + literal("the rate + 1")
        + "</contextEntry></context>": 2,
        '<context><contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>'
        + literal("if x < 1 then 0 else x + f(x - 1)")
        + "</functionDefinition></contextEntry><contextEntry><invocation>"
        + literal("f")
        + '<binding><parameter name="x"/>'
        + literal("4")
        + "</binding></invocation></contextEntry></context>": 10,
    }
    for body, wanted in boxes.items():
        assert read_model(definitions(decision("d", body))).decide("d", {}).value == wanted, body


TYPES = (
    '<itemDefinition name="tLevel"><typeRef>string</typeRef>'
    + text("allowedValues", '"A", "B"')
    + '</itemDefinition><itemDefinition name="tOrder"><itemComponent name="level"><typeRef>tLevel</typeRef>'
    + '</itemComponent><itemComponent name="unit price"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    + '<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>'
)


@pytest.mark.parametrize(
    ("of", "value", "passes"),
    [
        ("tLevel", "A", True),
        ("tLevel", "C", False),
        ("tLevels", ["A", "B"], True),
        ("tLevels", ["A", "C"], False),
        ("tLevels", "A", True),
        ("tOrder", {"level": "A", "unit price": 1}, True),
        ("tOrder", {"level": "C", "unit price": 1}, False),
        ("tOrder", {"level": "A", "unit price": "1"}, False),
        ("date", date(2026, 11, 27), True),
        ("feel:number", 5, True),
        ("number", "5", False),
    ],
)
def test_an_input_that_is_not_of_its_type_or_not_allowed_is_null_with_a_note(
    of: str, value: object, passes: bool
) -> None:
    model = read_model(definitions(TYPES + input_data("a", of) + decision("d", literal("a"), ["a"])))
    outcome = model.decide("d", {"a": value})
    assert (outcome.value is not None) is passes
    assert bool(outcome.diagnostics) is not passes


def test_members_with_spaces_are_known_by_type_and_by_value() -> None:
    body = TYPES + input_data("o", "tOrder") + input_data("free") + decision("d1", literal("o.unit price * 2"), ["o"])
    body += decision("d2", literal("free.net-price + 1"), ["free"])
    model = read_model(definitions(body))
    assert model.decide("d1", {"o": {"level": "A", "unit price": 2}}).value == 4
    assert model.decide("d2", {"free": {"net-price": 2}}).value == 3


IMPORTING = '<import namespace="urn:base" name="base" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


def test_files_import_decisions_types_and_inputs_of_their_siblings(tmp_path: Path) -> None:
    base = TYPES + input_data("a", "tLevel") + decision("d1", literal('"level " + a'), ["a"])
    (tmp_path / "base.dmn").write_text(definitions(base, of="urn:base"))
    body = IMPORTING + decision("d", literal("base.d1"), ["urn:base#d1"]) + input_data("b", "base.tLevel")
    (tmp_path / "top.dmn").write_text(definitions(body))
    model = read_file(tmp_path / "top.dmn")
    assert model.decide("d", {"a": "B"}).value == "level B"
    assert model.decide("base.d1", {"a": "A"}).value == "level A"
    assert model.decide("d", {"a": "C"}).value is None
    assert model.decisions == ["d"]


def test_an_import_that_is_missing_or_leads_back_is_refused(tmp_path: Path) -> None:
    assert _code(definitions(IMPORTING)) == ("base", "unknown_import")
    back = IMPORTING.replace("urn:base", "urn:test").replace('"base"', '"top"')
    with pytest.raises(Malformed) as caught:
        read_model(definitions(IMPORTING), imports=lambda space, place: definitions(back, of="urn:base"))
    assert caught.value.errors[0].code == "import_cycle"


def test_documents_that_are_no_decision_models_are_refused() -> None:
    assert _code('<!DOCTYPE d [<!ENTITY e "x">]><definitions/>') == ("xml", "dtd_forbidden")
    assert _code("<definitions/>") == ("xml", "not_dmn")
    assert _code('<definitions xmlns="urn:other"/>') == ("xml", "not_dmn")
    assert _code("<definitions") == ("xml", "not_xml")


def test_files_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    large = definitions(decision("d", literal('"' + "x" * 10_000_000 + '"')))
    with pytest.raises(TooLarge):
        read_model(large)
    (tmp_path / "large.dmn").write_text(large)
    with pytest.raises(TooLarge):
        read_file(tmp_path / "large.dmn")
    with pytest.raises(TooLarge):
        read_model(definitions(decision("d", "<list>" * 100 + "</list>" * 100)))
    with pytest.raises(TooLarge):
        read_model(definitions("<list/>" * 100_001))


def test_cycles_name_the_decisions_that_make_them() -> None:
    body = decision("d1", literal("d2"), ["d2"]) + decision("d2", literal("d1"), ["d1"])
    assert _code(definitions(body)) == ("d1 → d2 → d1", "cycle")
    service = '<decisionService id="ks" name="ks"><outputDecision href="#d1"/></decisionService>'
    assert _code(definitions(service + decision("d1", literal("ks()"), ["ks"])))[1] == "cycle"
    own = '<itemDefinition name="t"><itemComponent name="a"><typeRef>t</typeRef></itemComponent></itemDefinition>'
    assert _code(definitions(own)) == ("t", "type_cycle")


def test_every_unknown_reference_is_named() -> None:
    with pytest.raises(Malformed) as caught:
        read_model(definitions(decision("d1", literal("1"), ["d9"]) + decision("d2", literal("1"), ["x"])))
    assert [(error.path, error.code) for error in caught.value.errors] == [
        ("d1", "unknown_reference"),
        ("d2", "unknown_reference"),
    ]


def test_tables_and_relations_with_missing_cells_are_refused() -> None:
    rows = [(("-",), ("1",)), ((), ("1",))]
    assert _code(definitions(decision("d", table(["a"], rows)))) == ("d: 2", "missing_cells")
    relation = f'<relation><column name="a"/><column name="b"/><row>{literal("1")}</row></relation>'
    assert _code(definitions(decision("d", relation))) == ("d: 1", "missing_cells")
    assert _code(definitions(decision("d", table(["a"], [], policy="MOST")))) == ("d", "bad_hit_policy")
    assert _code(definitions(decision("d", table(["a"], [], outputs=())))) == ("d", "no_output")
    assert _code(definitions(decision("d", "") * 2)) == ("d", "double_id")


def test_what_is_asked_for_wrongly_is_refused() -> None:
    model = read_model(definitions(input_data("a") + decision("d", literal("a"), ["a"])))
    with pytest.raises(UnknownDecision):
        model.decide("other", {})
    with pytest.raises(Malformed) as caught:
        model.decide("d", {"amuont": 1})
    assert [(error.path, error.code) for error in caught.value.errors] == [("amuont", "unknown_input")]
    with pytest.raises(Malformed) as caught:
        model.decide("d", {"a": object()})
    assert [(error.path, error.code) for error in caught.value.errors] == [("a", "bad_input")]


def test_functions_in_java_are_told_to_be_not_supported_and_the_rest_still_works() -> None:
    body = _bkm("k", "", "", kind="Java") + decision("d1", literal("k()"), ["k"]) + decision("d2", literal("2"))
    model = read_model(definitions(body))
    with pytest.raises(NotSupported, match="Java"):
        model.decide("d1", {})
    assert model.decide("d2", {}).value == 2
    assert ("not_supported", True) in [(one.code, one.is_error) for one in check(model)]


def test_the_limits_hold_for_a_whole_decision() -> None:
    body = decision("d1", literal("for i in 1..50 return i")) + decision("d2", literal("sum(d1)"), ["d1"])
    model = read_model(definitions(body))
    assert model.decide("d2", {}).value == 1275
    with pytest.raises(LimitExceeded):
        model.decide("d2", {}, limits=Limits(steps=60))
    endless = _bkm("k", "n", literal("k(n + 1)")) + decision("d", literal("k(1)"), ["k"])
    with pytest.raises(LimitExceeded):
        read_model(definitions(endless)).decide("d", {})


def test_a_check_names_expressions_types_and_names_that_are_wrong() -> None:
    body = (
        decision("d1", literal("1 +"))
        + decision("d2", literal("amuont * 2"))
        + input_data("a", "tNowhere")
        + decision("d3", "")
        + decision("d4", table(["a"], [(("-",), ("3",))], policy="PRIORITY"), ["a"])
        + decision("d5", table(["a"], [(("-",), ("3",))], outputs=(("", "1, 2", ""),)), ["a"])
    )
    found = {(one.place, one.code, one.is_error) for one in check(read_model(definitions(body)))}
    assert found == {
        ("d1", "syntax", True),
        ("d2", "unknown_name", False),
        ("test", "unknown_type", True),
        ("d3", "no_logic", False),
        ("d4", "no_output_values", True),
        ("d5 1.2", "output_not_listed", True),
    }


def test_an_expression_that_cannot_be_read_is_null_and_the_rest_still_works() -> None:
    model = read_model(definitions(decision("d1", literal("1 +")) + decision("d2", literal("2"))))
    outcome = model.decide("d1", {})
    assert (outcome.value, [note.code for note in outcome.diagnostics]) == (None, ["syntax"])
    assert model.decide("d2", {}).value == 2


def test_the_type_of_what_a_column_names_bounds_its_analysis() -> None:
    rows = [(('"A"',), ("1",)), (('"B"',), ("2",))]
    typed = TYPES + input_data("l", "tLevel") + decision("d", table(["l"], rows, types=["string"]), ["l"])
    member = TYPES + input_data("o", "tOrder") + decision("d", table(["o.level"], rows), ["o"])
    several = TYPES + input_data("l", "tLevels") + decision("d", table(["l"], rows), ["l"])
    free = TYPES + input_data("l") + decision("d", table(["l"], rows), ["l"])
    codes = [[one.code for one in check(read_model(definitions(body)))] for body in (typed, member, several, free)]
    assert codes == [[], [], ["not_analysed", "not_analysed"], ["gap"]]


def test_a_name_with_a_minus_of_another_decision_does_not_hide_a_subtraction() -> None:
    body = input_data("a") + input_data("b") + decision("a-b", literal("1")) + decision("d", literal("a-b"), ["a", "b"])
    assert read_model(definitions(body)).decide("d", {"a": 7, "b": 2}).value == 5


def test_a_call_with_an_argument_of_the_wrong_type_is_null() -> None:
    logic = (
        '<encapsulatedLogic><formalParameter name="n" typeRef="number"/>' + literal('"done"') + "</encapsulatedLogic>"
    )
    body = f'<businessKnowledgeModel id="k" name="k">{logic}</businessKnowledgeModel>'
    body += decision("d1", literal("k(1)"), ["k"]) + decision("d2", literal('k("1")'), ["k"])
    model = read_model(definitions(body))
    assert model.decide("d1", {}).value == "done"
    assert model.decide("d2", {}).value is None


def test_names_of_untyped_values_are_forgotten_again() -> None:
    model = read_model(definitions(input_data("a") + decision("d", literal("count(a)"), ["a"])))
    for number in range(50):
        assert model.decide("d", {"a": {f"name {number}": 1}}).value == 1
    assert all(len(text._ready) <= 8 for _owner, text in model.reader.texts)


def test_two_decisions_of_one_name_are_found() -> None:
    twice = decision("d", literal("1")) + decision("d", literal("2")).replace('id="d"', 'id="e"')
    assert [(one.code, one.is_error) for one in check(read_model(definitions(twice)))] == [("double_name", True)]
