"""People by rule: what each kind of rule means, asked of the organization, the document and the case itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from heyi.core.workflow.approval.directory import Directory
from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind
from heyi.core.workflow.conditions import ConditionFailed, compile_condition, context_of
from heyi.core.workflow.matrices import matching
from heyi.kit.errors import Problem

#: What a document or an expression names is bounded; a role or a department may be as large as it is.
MOST = 50
BOUNDED = frozenset({RuleKind.FORM_PERSON, RuleKind.FORM_DEPARTMENT_HEAD, RuleKind.MATRIX, RuleKind.EXPRESSION})


def _no_values() -> Mapping[str, Any]:
    return {}


def _no_amount() -> Decimal | None:
    return None


def _nobody(_name: str) -> list[int]:
    return []


def _as_nobody(_name: str) -> Mapping[int, Mapping[str, Any]]:
    return {}


@dataclass(frozen=True, slots=True)
class Question:
    """Who is to approve: for whom, in which process, at which moment. ``values`` reads the document, ``handlers`` tells who
    decided at an earlier step, ``decided_with`` who decided at steps with a tag of separated duties, ``amount`` what the
    document is about in money. ``identity`` is as whom the initiator submitted, ``assignment_id`` the concurrent post of it
    (0: the main one); ``decided_as`` tells as whom people decided at an earlier step; ``kept`` are the answers of the
    organization when the case began (``approval.keeping``).
    """

    approval: Approval
    node: str
    process: str
    initiator_id: int
    department_id: int | None
    company_id: int
    at: datetime
    choices: Mapping[str, list[int]] = field(default_factory=dict)
    values: Callable[[], Mapping[str, Any]] = _no_values
    handlers: Callable[[str], list[int]] = _nobody
    decided_with: Callable[[str], list[int]] = _nobody
    amount: Callable[[], Decimal | None] = _no_amount
    identity: Mapping[str, Any] = field(default_factory=dict)
    assignment_id: int = 0
    decided_as: Callable[[str], Mapping[int, Mapping[str, Any]]] = _as_nobody
    kept: Sequence[Mapping[str, Any]] = ()


@dataclass
class Finder:
    """The rules of one question. ``facts`` is what explains the last answer."""

    question: Question
    directory: Directory
    highest: int = 0
    chain: list[int] | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def find(self, rule: ApproverRule) -> list[int]:
        """The people of a rule, in its order. ConditionFailed when an expression cannot be evaluated."""
        self.facts = {}
        found = list(dict.fromkeys(self._find(rule)))
        if len(found) > MOST and rule.kind in BOUNDED:
            raise ConditionFailed(f"{rule.kind}: more than {MOST} people")
        return found

    def _find(self, rule: ApproverRule) -> list[int]:
        question, ask = self.question, self.directory
        place: Any = {"company_id": question.company_id, "department_id": question.department_id}
        match rule.kind:
            case RuleKind.ROLE:
                return ask.holders_of_role(rule.name, rule.reach, **place)
            case RuleKind.POST:
                return ask.holders_of_post(rule.name, rule.reach, **place)
            case RuleKind.MANAGER:
                self.highest = max(self.highest, rule.level)
                return self.managers()[rule.level - 1 : rule.level]
            case RuleKind.MANAGERS:
                return self._consecutive(rule)
            case RuleKind.DEPARTMENT:
                return ask.members_of(rule.name, **place)
            case RuleKind.GROUP:
                return ask.members_of_group(rule.name, company_id=question.company_id)
            case RuleKind.DEPARTMENT_HEAD:
                return self._heads(rule)[rule.level - 1 : rule.level]
            case RuleKind.PERSON | RuleKind.INITIATOR | RuleKind.CHOICE | RuleKind.NEXT | RuleKind.HANDLER:
                return self._known(rule)
            case _:
                return self._from_document(rule)

    def _known(self, rule: ApproverRule) -> list[int]:
        """People whom the process or the case itself knows."""
        question = self.question
        match rule.kind:
            case RuleKind.INITIATOR:
                return [question.initiator_id]
            case RuleKind.CHOICE if question.node not in question.choices and rule.people:
                return self._preset(rule)
            case RuleKind.CHOICE | RuleKind.NEXT:
                return list(question.choices.get(question.node, ()))
            case RuleKind.HANDLER:
                return question.handlers(rule.name)
            case _:
                return list(rule.people)

    def _preset(self, rule: ApproverRule) -> list[int]:
        """Whom the process asks when the initiator chose nobody: those who are still among whom could be chosen."""
        self.facts["preset"] = True
        if not rule.name:
            return list(rule.people)
        place: Any = {"company_id": self.question.company_id, "department_id": self.question.department_id}
        among = self.directory.holders_of_role(rule.name, rule.reach, **place)
        return [one for one in rule.people if one in among]

    def _from_document(self, rule: ApproverRule) -> list[int]:
        values = self.question.values()
        match rule.kind:
            case RuleKind.FORM_PERSON:
                return ids(values_at(values, rule.path))
            case RuleKind.FORM_DEPARTMENT_HEAD:
                heads = [self.directory.department_heads(one) for one in ids(values_at(values, rule.path))[:MOST]]
                return [head for chain in heads for head in chain[rule.level - 1 : rule.level]]
            case RuleKind.MATRIX:
                return self._matrix(rule, values)
            case _:
                return self._expression(rule, values)

    def managers(self) -> list[int]:
        """The line above the initiator: above the post in which they submitted, where that names a manager of its own."""
        if self.chain is None:
            me, own = self.question.initiator_id, self._manager_of_post()
            above = self.directory.managers(own or me)
            self.chain = [own, *(one for one in above if one not in (own, me))] if own else above
        return self.chain

    def _manager_of_post(self) -> int | None:
        question = self.question
        if not question.assignment_id:
            return None
        person = self.directory.people([question.initiator_id]).get(question.initiator_id)
        places = person.places if person else ()
        return next((one.manager_id for one in places if one.id == question.assignment_id), None)

    def line(self, rule: ApproverRule) -> list[int]:
        """The unit that a rule looks from with all above it, the outermost first: the initiator's, or the first that the
        document names.
        """
        unit = self.question.department_id
        if rule.kind == RuleKind.FORM_DEPARTMENT_HEAD:
            named = [self.directory.department_line(one) for one in ids(values_at(self.question.values(), rule.path))]
            return [unit for line in named for unit in line]
        return self.directory.department_line(unit)

    def _heads(self, rule: ApproverRule) -> list[int]:
        """Innermost first, or the top first; who heads a department themselves is asked about from there upwards."""
        department = self.question.department_id
        heads = self.directory.department_heads(department) if department else []
        if rule.down:
            return heads[::-1]
        if rule.shift and self.question.initiator_id in heads:
            self.facts["shifted"] = True
            return heads[heads.index(self.question.initiator_id) + 1 :]
        return heads

    def _consecutive(self, rule: ApproverRule) -> list[int]:
        """连续多级主管: up to the level, the first holder of the role, or the first whose limit covers the amount.

        Who has left covers nothing: the line goes on above them.
        """
        line = self.managers()[: rule.level]
        active = {one for one, person in self.directory.people(line).items() if person.active}
        question = self.question
        place: Any = {"company_id": question.company_id, "department_id": question.department_id}
        holders = set(self.directory.holders_of_role(rule.until, rule.reach, **place)) if rule.until else set()
        amounts = numbers(values_at(question.values(), rule.path)) if rule.path else []
        found = []
        for level, person in enumerate(line):
            found.append(person)
            if person not in active:
                continue
            covers = bool(rule.limits) and (
                level >= len(rule.limits) or (bool(amounts) and max(amounts) <= rule.limits[level])
            )
            if person in holders or covers:
                self.facts["stopped_at"] = level + 1
                break
        self.highest = max(self.highest, len(found))
        return found

    def _matrix(self, rule: ApproverRule, values: Mapping[str, Any]) -> list[int]:
        table = self.directory.matrix(rule.name, self.question.company_id)
        if table is None:
            return []
        departments = self.directory.department_line(self.question.department_id)
        row = matching(table, departments, values)
        self.facts |= {"version": table.number, "row": row + 1 if row is not None else 0}
        return list(table.rows[row]["people"]) if row is not None else []

    def _expression(self, rule: ApproverRule, values: Mapping[str, Any]) -> list[int]:
        question = self.question
        own = {"initiator": Decimal(question.initiator_id), "department": question.department_id}
        try:
            value = compile_condition(rule.text).expression.evaluate(context_of({**values, **own}))
        except (Problem, ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
            raise ConditionFailed(f"{rule.text}: {error}") from error
        results = value if isinstance(value, list) else [value]
        numbers = [one for one in results if isinstance(one, str)][: MOST + 1]
        known = self.directory.by_numbers(numbers, question.company_id) if numbers else {}
        found: list[int] = []
        for one in results:
            found += ids([one]) if not isinstance(one, str) else [known[one]] if one in known else []
        return found


def ids(values: Iterable[Any]) -> list[int]:
    """Those of the values that can be ids of records: whole numbers above zero, or texts of digits."""
    found = []
    for value in values:
        text = str(value) if not isinstance(value, bool) else ""
        if isinstance(value, Decimal) and value == value.to_integral_value():
            text = str(int(value))
        if text.isascii() and text.isdigit() and 0 < int(text) < 2**63:
            found.append(int(text))
    return found


def numbers(values: Iterable[Any]) -> list[Decimal]:
    """Those of the values that are exact numbers."""
    return [Decimal(one) for one in values if isinstance(one, (Decimal, int)) and not isinstance(one, bool)]


def values_at(values: Mapping[str, Any], path: str) -> list[Any]:
    """What a path leads to: ``owner_id``, ``customer.owner_id``, ``lines[].owner_id`` in each line. Missing: nothing."""
    found: list[Any] = [values]
    for part in path.split("."):
        name, each = part.removesuffix("[]"), part.endswith("[]")
        found = [one[name] for one in found if isinstance(one, Mapping) and name in one]
        if each:
            found = [item for one in found if isinstance(one, (list, tuple)) for item in one]
    flat = [item for one in found for item in (one if isinstance(one, (list, tuple)) else [one])]
    return [value for value in flat if value is not None]
