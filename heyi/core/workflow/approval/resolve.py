"""From rules to people, one filter after the other, with every step written down (审批人解析).

Order: the rules; people who have left; the initiator (rule 16, before empty); nobody (rule 17); stand-ins (rule 20).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from heyi.core.workflow.approval.directory import Directory, Person
from heyi.core.workflow.approval.finding import Finder, Question
from heyi.core.workflow.approval.identities import Identity, found_as, identity_of
from heyi.core.workflow.approval.rules import ApproverRule, EmptyRule, Reach, RuleKind, SelfRule, Standing

MAX_DELEGATIONS = 3
#: Who is found one level up is found as a manager.
ABOVE = ApproverRule(RuleKind.MANAGER)
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who is asked, who may act in their place, what their vote is, and as whom they are asked (None: in their main
    post).
    """

    person_id: int
    delegate_id: int | None = None
    weight: int = 1
    veto: bool = False
    chair: bool = False
    identity: Mapping[str, Any] | None = None

    @property
    def standing(self) -> dict[str, Any]:
        """What is not usual about the vote, as it is kept with the task."""
        facts: dict[str, Any] = {"weight": self.weight} if self.weight != 1 else {}
        return facts | ({"veto": True} if self.veto else {}) | ({"chair": True} if self.chair else {})

    def kept(self) -> list[Any]:
        """As JSON, for a queue; ``Voter(*kept)`` is the voter again."""
        plain = [self.person_id, self.delegate_id]
        if self.identity is not None:
            return [*plain, self.weight, self.veto, self.chair, dict(self.identity)]
        return [*plain, self.weight, self.veto, self.chair] if self.standing else plain


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer with its derivation. ``passes`` means that nobody is asked and the system approves."""

    voters: tuple[Voter, ...]
    passes: bool
    derivation: list[Step]


class Resolver:
    """One resolution. ``derivation`` grows as it goes; people in it are ``{"id", "label"}`` as of now."""

    def __init__(self, question: Question, directory: Directory) -> None:
        self.question = question
        self.directory = directory
        self.known: dict[int, Person] = {}
        self.derivation: list[Step] = []
        self.finder = Finder(question, directory)
        self.identities: dict[int, Identity] = {}

    def resolve(self) -> Resolution:
        """Who is asked, or that nobody needs to be. No voters and no pass: nobody can be found at all."""
        found: list[int] = []
        for rule in self.question.approval.rules:
            people = self._people(rule)
            said = {name: getattr(rule, name) for name in ("path", "until", "text", "down") if getattr(rule, name)}
            facts = {"name": rule.name, "level": rule.level, "reach": rule.reach.value, **said, **self.finder.facts}
            self._write("rule", rule=rule.kind.value, found=people, **facts)
            self._found_as(rule, people)
            found += [person for person in people if person not in found]
        found = self._self_rule(self._free(self._active(found, "inactive")))
        if not found and self.question.approval.empty == EmptyRule.PASS:
            self._write("empty", empty="pass", found=[])
            return Resolution((), True, self.derivation)
        if not found:
            found = self._fallback()
        voters = self._weighed([self._as_found(self.with_delegate(person)) for person in found])
        self._write("result", found=found)
        return Resolution(tuple(voters), False, self.derivation)

    def _people(self, rule: ApproverRule) -> list[int]:
        """Of a rule: as it is answered now, or as the organization answered when the case began (rule 39)."""
        place = self.question.approval.kept_rules.index(rule) if rule in self.question.approval.kept_rules else None
        if place is None or place >= len(self.question.kept):
            return self.finder.find(rule)
        answer = self.question.kept[place]
        self.finder.highest = max(self.finder.highest, answer["highest"])
        self.finder.facts = {**answer["facts"], "organization": answer["when"], "as_of": answer["at"]}
        return list(answer["found"])

    def _found_as(self, rule: ApproverRule, people: list[int]) -> None:
        """Remember as whom a rule has found people: it is one person, and the first rule counts."""
        self._learn(people)
        decided = self.question.decided_as(rule.name) if rule.kind == RuleKind.HANDLER else {}
        for one in people:
            person = self.known.get(one)
            if person is None or one in self.identities:
                continue
            own = rule.kind == RuleKind.INITIATOR and self.question.identity
            found = dict(self.question.identity) if own else found_as(rule, person, lambda: self.finder.line(rule))
            self.identities[one] = dict(decided[one]) if decided.get(one) else found

    def _as_found(self, voter: Voter) -> Voter:
        """With the identity where it is not simply that of the main post."""
        identity, person = self.identities.get(voter.person_id), self.known.get(voter.person_id)
        if identity is None or person is None or identity == identity_of(person):
            return voter
        self._write("identity", found=[voter.person_id], identity=identity)
        return replace(voter, identity=identity)

    def _active(self, ids: list[int], step: str) -> list[int]:
        self._learn(ids)
        active = [one for one in ids if one in self.known and self.known[one].active]
        gone = [one for one in ids if one not in active]
        if gone:
            self._write(step, dropped=gone)
        return active

    def _free(self, found: list[int]) -> list[int]:
        """Who has decided at a step with the same tag of separated duties does not decide here (职责分离)."""
        tag = self.question.approval.sod
        taken = set(self.question.decided_with(tag)) if tag else set()
        out = [person for person in found if person in taken]
        if out:
            self._write("sod", name=tag, dropped=out)
        return [person for person in found if person not in taken]

    def _self_rule(self, found: list[int]) -> list[int]:
        """Rule 16: among several the initiator is left out; alone, the rule of the node decides."""
        initiator, rule = self.question.initiator_id, self.question.approval.self_rule
        only_initiator = all(one.kind == RuleKind.INITIATOR for one in self.question.approval.rules)
        if initiator not in found or rule == SelfRule.ALLOW or (only_initiator and rule != SelfRule.NEVER):
            return found
        others = [person for person in found if person != initiator]
        if others or rule == SelfRule.NEVER:
            self._write("self", own="dropped", dropped=[initiator])
            return others
        above = self._next_above()
        self._write("self", own="manager", dropped=[initiator], found=above)
        return above

    def _next_above(self, beyond: int = 0) -> list[int]:
        chain = [person for person in self.finder.managers()[beyond:] if person != self.question.initiator_id]
        self._learn(chain)
        found = [person for person in chain if person in self.known and self.known[person].active][:1]
        self._found_as(ABOVE, found)
        return found

    def _fallback(self) -> list[int]:
        """Rule 17: one level up, as far as there is one, then the administrators. Never the initiator."""
        if self.question.approval.empty == EmptyRule.UP:
            found = self._free(self._next_above(self.finder.highest))
            if found:
                self._write("empty", empty="up", found=found)
                return found
        admins = self.directory.administrators(self.question.company_id)
        found = [one for one in self._free(self._active(admins, "inactive")) if one != self.question.initiator_id]
        self._write("empty", empty="admin", found=found)
        return found

    def with_delegate(self, person: int) -> Voter:
        """Rule 20: at most three links; a cycle, a leaver or the initiator at its end means no stand-in."""
        if not self.question.approval.delegation:
            return Voter(person)
        seen, current = [person], person
        for _ in range(MAX_DELEGATIONS):
            following = self.directory.delegate_of(
                current, self.question.process, self.question.at, self.question.amount
            )
            if following is None:
                break
            if following in seen:
                self._write("delegation", delegation="cycle", of=[person])
                return Voter(person)
            seen.append(following)
            current = following
        if current == person:
            return Voter(person)
        self._learn([current])
        usable = current in self.known and self.known[current].active and current != self.question.initiator_id
        tag = self.question.approval.sod
        usable = usable and not (tag and current in self.question.decided_with(tag))
        self._write("delegation", delegation="used" if usable else "refused", of=[person], found=[current])
        return Voter(person, current if usable else None)

    def _weighed(self, voters: list[Voter]) -> list[Voter]:
        for standing in self.question.approval.standings:
            holders = set(self._standing_of(standing))
            voters = [
                replace(
                    voter,
                    weight=max(voter.weight, standing.weight),
                    veto=voter.veto or standing.veto,
                    chair=voter.chair or standing.chair,
                )
                if voter.person_id in holders
                else voter
                for voter in voters
            ]
        heavy = [voter for voter in voters if voter.standing]
        if heavy:
            weights = [{"id": voter.person_id, **voter.standing} for voter in heavy]
            self._write("standing", found=[voter.person_id for voter in heavy], standings=weights)
        return voters

    def _standing_of(self, standing: Standing) -> list[int]:
        company, department = self.question.company_id, self.question.department_id
        if standing.kind == RuleKind.ROLE:
            return self.directory.holders_of_role(
                standing.name, Reach.GROUP, company_id=company, department_id=department
            )
        if standing.kind == RuleKind.POST:
            return self.directory.holders_of_post(
                standing.name, Reach.GROUP, company_id=company, department_id=department
            )
        return list(standing.people)

    def _learn(self, ids: Iterable[int]) -> None:
        missing = [one for one in ids if one not in self.known]
        if missing:
            self.known.update(self.directory.people(missing))

    def _write(self, step: str, **facts: Any) -> None:
        for name in ("found", "dropped", "of"):
            if name in facts:
                self._learn(facts[name])
                facts[name] = [self._labelled(one) for one in facts[name]]
        self.derivation.append({"step": step, **facts})

    def _labelled(self, person_id: int) -> dict[str, Any]:
        person = self.known.get(person_id)
        return {"id": person_id, "label": person.label if person else str(person_id)}


def resolve(question: Question, directory: Directory) -> Resolution:
    """Who decides, and how that was found; a directory that tells of the past may know the answer of then."""
    answered = getattr(directory, "answered", None)
    known: Resolution | None = answered(question) if answered is not None else None
    return known or Resolver(question, directory).resolve()
