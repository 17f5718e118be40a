"""Processes written in a few lines, for tests of elements:

    start s; user a; end e
    sub box { start i; script work text="1 + 1" result=x; i -> work }
    boundary late on=box timer=PT1H
    s -> box -> e; late -> a -> e
    gateway -> a if "x > 1"; gateway -> b default

One statement for each line or between semicolons; a block in braces is a sub-process. Attributes are ``name=value``.
"""

import re
import shlex
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import BPMN

KINDS = {
    "start": "startEvent", "end": "endEvent", "catch": "intermediateCatchEvent", "throw": "intermediateThrowEvent",
    "boundary": "boundaryEvent", "task": "task", "user": "userTask", "service": "serviceTask", "script": "scriptTask",
    "send": "sendTask", "receive": "receiveTask", "manual": "manualTask", "rule": "businessRuleTask",
    "call": "callActivity", "sub": "subProcess", "transaction": "transaction", "adhoc": "adHocSubProcess",
    "xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway", "events": "eventBasedGateway",
    "complex": "complexGateway",
}  # fmt: skip
PLAIN = {
    "on": "attachedToRef", "calls": "calledElement", "order": "ordering", "remaining": "cancelRemainingInstances",
    "once": "heyi:eachOnce",
}  # fmt: skip
NAMED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}


class Drawing:
    """One text turned into BPMN."""

    def __init__(self, text: str, key: str) -> None:
        self.key = key
        self.flows = 0
        self.used: set[str] = set()
        self.roots: dict[tuple[str, str], str] = {}
        self.defaults: dict[str, str] = {}
        self.associations: dict[str, str] = {}
        words = re.findall(r'"[^"]*"|[{};\n]|[^{};\n"]+', text)
        self.body = self._block(iter([*words, "}"]))

    def xml(self) -> str:
        for node, flow in self.defaults.items():
            self.body = self.body.replace(f"<!--default {node}-->", f' default="{flow}"')
        body = re.sub(r"<!--default [^>]*-->", "", self.body)
        roots = "".join(
            f'<{kind} id="{ref}" {NAMED[kind]}={quoteattr(name)}/>' for (kind, name), ref in self.roots.items()
        )
        for name, handler in self.associations.items():
            body += f'<association id="{name}_by" sourceRef="{name}" targetRef="{handler}"/>'
        return (
            f'<definitions xmlns="{BPMN}" xmlns:heyi="urn:heyi:bpmn:1" targetNamespace="test">{roots}'
            f'<process id="{self.key}" isExecutable="true">{body}</process></definitions>'
        )

    def _block(self, words: object) -> str:
        made, statement = [], ""
        for word in words:  # type: ignore[attr-defined]
            if word == "{":
                made.append(self._element(statement, self._block(words)))
                statement = ""
            elif word in "};\n":
                if statement.strip():
                    made.append(self._statement(statement))
                statement = ""
                if word == "}":
                    break
            else:
                statement += word
        return "".join(made)

    def _statement(self, text: str) -> str:
        if "->" not in text:
            return self._element(text, "")
        words = shlex.split(text)
        condition, default = "", words[-1] == "default"
        if "if" in words:
            condition = words[words.index("if") + 1]
        names = [
            word for word in words[: words.index("if") if "if" in words else None] if word not in ("->", "default")
        ]
        made = ""
        for source, target in pairwise(names):
            self.flows += 1
            flow = f"{source}_{target}"
            flow = f"f{self.flows}" if flow in self.used else flow
            self.used.add(flow)
            if default:
                self.defaults[source] = flow
            inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
            made += f'<sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        return made

    def _element(self, text: str, inside: str) -> str:
        kind, name, *rest = shlex.split(text)
        facts = dict(one.partition("=")[::2] for one in rest)
        attributes = {PLAIN[key]: value for key, value in facts.items() if key in PLAIN}
        if "beside" in facts:
            attributes["cancelActivity" if kind == "boundary" else "isInterrupting"] = "false"
        if "event" in facts:
            attributes["triggeredByEvent"] = "true"
        if "undo" in facts:
            attributes["isForCompensation"] = "true"
        if kind in ("send", "receive") and "message" in facts:
            attributes["messageRef"] = self._root("message", facts["message"])
        written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        if "async" in facts:
            written += ' heyi:async="true"'
        if "result" in facts and kind == "script":
            written += f" heyi:result={quoteattr(facts['result'])}"
        tag = KINDS[kind]
        inner = self._extension(facts) + self._definitions(kind, name, facts) + self._repeats(facts) + inside
        for key, tag_ in (
            ("completion", "completionCondition"),
            ("activation", "activationCondition"),
            ("text", "script"),
        ):
            if key in facts and not (key == "completion" and facts.keys() & {"many", "count"}):
                inner += f"<{tag_}>{escape(facts[key])}</{tag_}>"
        return f'<{tag} id="{name}"{written}<!--default {name}-->>{inner}</{tag}>'

    def _extension(self, facts: dict[str, str]) -> str:
        made = ""
        for key, value in facts.items():
            way, _, target = key.partition(":")
            if way in ("in", "out"):
                made += f"<heyi:{way}put name={quoteattr(target)} value={quoteattr(value)}/>"
        if "outcome" in facts:
            made += f'<heyi:end outcome="{facts["outcome"]}"/>'
        if "operation" in facts:
            name, result = quoteattr(facts["operation"]), quoteattr(facts.get("result", ""))
            made += f'<heyi:work kind="operation" name={name} result={result}/>'
        return f"<extensionElements>{made}</extensionElements>" if made else ""

    def _definitions(self, kind: str, name: str, facts: dict[str, str]) -> str:
        made = ""
        key = facts.get("key")
        inner = f"<extensionElements><heyi:correlation key={quoteattr(key)}/></extensionElements>" if key else ""
        for trigger in NAMED:
            if trigger in facts and kind not in ("send", "receive"):
                ref = f' {trigger}Ref="{self._root(trigger, facts[trigger])}"' if facts[trigger] else ""
                made += f"<{trigger}EventDefinition{ref}>{inner}</{trigger}EventDefinition>"
        for timer in ("timer", "at", "cycle"):
            if timer in facts:
                tag = {"timer": "timeDuration", "at": "timeDate", "cycle": "timeCycle"}[timer]
                made += f"<timerEventDefinition><{tag}>{escape(facts[timer])}</{tag}></timerEventDefinition>"
        if "condition" in facts:
            inner = f"<condition>{escape(facts['condition'])}</condition>"
            made += f"<conditionalEventDefinition>{inner}</conditionalEventDefinition>"
        if "link" in facts:
            made += f"<linkEventDefinition name={quoteattr(facts['link'])}/>"
        if "compensate" in facts:
            ref = f' activityRef="{facts["compensate"]}"' if facts["compensate"] else ""
            made += f"<compensateEventDefinition{ref}/>"
        for plain in ("terminate", "cancel"):
            made += f"<{plain}EventDefinition/>" if plain in facts else ""
        if "handler" in facts:
            self.associations[name] = facts["handler"]
        return made

    def _repeats(self, facts: dict[str, str]) -> str:
        if "many" in facts or "count" in facts:
            own = "".join(
                f" heyi:{name}={quoteattr(facts[fact])}"
                for name, fact in (
                    ("collection", "many"),
                    ("item", "item"),
                    ("results", "results"),
                    ("result", "result"),
                )
                if fact in facts
            )
            inner = f"<loopCardinality>{escape(facts['count'])}</loopCardinality>" if "count" in facts else ""
            if "completion" in facts:
                inner += f"<completionCondition>{escape(facts['completion'])}</completionCondition>"
            turn = ' isSequential="true"' if "turn" in facts else ""
            return f"<multiInstanceLoopCharacteristics{turn}{own}>{inner}</multiInstanceLoopCharacteristics>"
        if "loop" in facts or "most" in facts:
            before = ' testBefore="true"' if "before" in facts else ""
            most = f' loopMaximum="{facts["most"]}"' if "most" in facts else ""
            inner = f"<loopCondition>{escape(facts['loop'])}</loopCondition>" if "loop" in facts else ""
            return f"<standardLoopCharacteristics{before}{most}>{inner}</standardLoopCharacteristics>"
        return ""

    def _root(self, kind: str, name: str) -> str:
        return self.roots.setdefault((kind, name), f"{kind}_{len(self.roots) + 1}")


def drawn(text: str, key: str = "trial") -> Document:
    """A text as a document."""
    return read(Drawing(text, key).xml())
