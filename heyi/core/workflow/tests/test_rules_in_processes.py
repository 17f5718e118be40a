"""Business rule tasks and scripts: decisions and formulas inside a process, in memory and in the database."""

from typing import Any

import pytest

from heyi.core.workflow.dmn import read_model
from heyi.core.workflow.services import rules
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.trying.trial import Trial
from heyi.kit.errors import Malformed
from tests.cast import Cast

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="Pricing" namespace="test">
<inputData id="i" name="amount"><variable name="amount" typeRef="number"/></inputData>
<decision id="d" name="discount"><variable name="discount" typeRef="number"/>
<informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
<decisionTable id="t" hitPolicy="{policy}"><input id="in"><inputExpression typeRef="number"><text>amount</text></inputExpression>
</input><output id="out"/>{rows}</decisionTable></decision></definitions>"""
ROW = """<rule id="r{n}"><inputEntry id="i{n}"><text>{when}</text></inputEntry>
<outputEntry id="o{n}"><text>{then}</text></outputEntry></rule>"""


def table(*rows: tuple[str, str], policy: str = "UNIQUE") -> str:
    written = "".join(ROW.format(n=n, when=when.replace("<", "&lt;"), then=then) for n, (when, then) in enumerate(rows))
    return TABLE.format(policy=policy, rows=written)


GOOD = table(("< 100", "0"), (">= 100", "0.125"))
PROCESS = "start s; rule d; user u; s -> d -> u"


def trial(xml: str, **variables: Any) -> Trial:
    document = drawn(PROCESS)
    node = document.root.find(".//{*}businessRuleTask")
    assert node is not None
    node.append(_work())
    from heyi.core.workflow.parser.read import read, write

    made = Trial(read(write(document)))
    made.store.models["pricing"] = read_model(xml)
    made.start(variables=variables)
    return made


def _work() -> Any:
    from lxml import etree

    extension = etree.Element("{http://www.omg.org/spec/BPMN/20100524/MODEL}extensionElements")
    facts = {"kind": "decision", "name": "pricing/discount", "result": "off"}
    etree.SubElement(extension, "{urn:heyi:bpmn:1}work", facts)
    return extension


def test_the_decision_gives_a_variable_and_the_activation_says_which_rule_matched() -> None:
    made = trial(GOOD, amount=250)
    assert made.case.variables["off"] == {"$number": "0.125"}
    (activation,) = [one for one in made.store.cases[1].tables["activations"].values() if one.node == "d"]
    assert [one["rules"] for one in activation.data["matches"]] == [[2]]
    assert made.active() == ["u"]


def test_no_rule_that_matches_gives_null_and_the_process_goes_on() -> None:
    assert trial(table(("< 100", "0")), amount=250).case.variables["off"] is None


@pytest.mark.django_db
class TestInTheDatabase:
    def test_the_newest_is_asked_and_says_why(self, cast: Cast) -> None:
        actor = cast.actor("admin")
        assert rules.publish("pricing", GOOD, actor=actor)[0].number == 1
        assert (
            rules.publish(
                "pricing",
                table(
                    ("-", "1"),
                ),
                actor=actor,
            )[0].number
            == 2
        )
        assert rules.ask("pricing", "discount", {"amount": 5}, actor=actor) == {
            "value": 1, "matches": [{"table": "t", "rules": [1], "problem": ""}],
        }  # fmt: skip

    def test_a_table_whose_rules_overlap_is_refused_and_the_old_one_stays(self, cast: Cast) -> None:
        actor = cast.actor("admin")
        rules.publish("pricing", GOOD, actor=actor)
        with pytest.raises(Malformed):
            rules.publish("pricing", table(("< 100", "0"), ("< 200", "1")), actor=actor)
        assert rules.all_of(actor)[0].number == 1
