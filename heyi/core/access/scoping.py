"""Which records a person may see: one predicate for lists, single records, verbs, search, export and explanation."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from heyi.core.access import guards
from heyi.core.access.actor import Actor, Grant, Scope
from heyi.core.access.guards import Guard
from heyi.kit.errors import Denied, NotFound

NOTHING = Q(pk__in=())
FEW = 16


@dataclass(frozen=True, slots=True)
class Reach:
    """How a model's rows are tied to people. Names are fields of the model; None means that there is no such tie,
    and a scope that would need it reaches the whole company instead (products, currencies).

    ``unowned`` names the verbs that holders of the permission have, whatever its scope, with rows of their company that
    nobody owns (customers in the public pool).
    ``parents`` are foreign keys whose visibility makes this row visible too (the follow-ups of a customer).
    """

    owner: str | None = None
    department: str | None = None
    parents: tuple[str, ...] = ()
    shares: bool = True
    unowned: tuple[str, ...] = ()


OWNED = Reach(owner="owner_id", department="department_id")


@models.Field.register_lookup
class AnyOf(Exact):
    """``field = ANY(ARRAY(SELECT ...))``: the inner query runs once and an index on the field can still be used."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY({rhs})"


def reach_of(model: type[models.Model]) -> Reach:
    """The declared reach, or the usual one for its base."""
    from heyi.core.access.records import OwnedRecord

    declared = getattr(model, "reach", None)
    if isinstance(declared, Reach):
        return declared
    return OWNED if issubclass(model, OwnedRecord) else Reach()


def permission_of(model: type[models.Model], verb: str) -> str:
    """``sales.order.confirm``."""
    return f"{model._meta.label_lower}.{verb}"


class Tie(StrEnum):
    """By what a record can come within reach."""

    GRANT = "grant"
    UNOWNED = "unowned"
    PARENT = "parent"
    GUARD = "guard"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Clause:
    """One way in which rows come within reach. ``visible`` joins them; ``explaining`` asks them one by one. ``parts`` are
    conditions of which one suffices.
    """

    tie: Tie
    parts: tuple[Q, ...]
    grant: Grant | None = None
    parent: str = ""
    guard: Guard | None = None

    @property
    def condition(self) -> Q:
        return _any_of(self.parts)


def visible(actor: Actor, model: type[models.Model], verb: str = "view") -> Q:
    """The predicate of the rows that ``actor`` may ``verb``."""
    inside = Q(company_id__in=actor.company_ids)
    if actor.is_system:
        return inside
    if reaches_all(actor, model, verb):
        grants = actor.grants.get(permission_of(model, verb), ())
        return _any_of(clause.condition for clause in _by_grants(actor, model, grants, verb, []))
    return inside & _any_of(clause.condition for clause in clauses(actor, model, verb))


def ways(actor: Actor, model: type[models.Model], verb: str = "view") -> list[Q]:
    """The same predicate as conditions of which one suffices, each so narrow that an index can answer it in order."""
    if reaches_all(actor, model, verb):
        return [visible(actor, model, verb)]
    inside = Q(company_id__in=actor.company_ids)
    return [inside & part for clause in clauses(actor, model, verb) for part in clause.parts] or [NOTHING]


def clauses(actor: Actor, model: type[models.Model], verb: str) -> list[Clause]:
    """All ways in which ``actor`` can reach rows for ``verb``, inside the companies that row-level security lets through."""
    reach, grants = reach_of(model), actor.grants.get(permission_of(model, verb), ())
    # A guard that lets everything through need not be asked.
    closed = [guard for guard in guards.of(model) if not reaches_all(actor, guard.keeper, _needed(verb))]
    found = _by_grants(actor, model, grants, verb, closed)
    if grants:
        found += [
            Clause(Tie.PARENT, (_through_parent(actor, model, parent, verb),), parent=parent)
            for parent in reach.parents
        ]
        found += [Clause(Tie.GUARD, (_through_guard(actor, guard, verb),), guard=guard) for guard in closed]
    if reach.shares and (verb in ("view", "update") or (verb == "export" and grants)):
        found.append(Clause(Tie.SHARE, (_shared(actor, model, verb),)))
    return found


def _by_grants(
    actor: Actor, model: type[models.Model], grants: tuple[Grant, ...], verb: str, closed: list[Guard]
) -> list[Clause]:
    """What the grants open by themselves, which is never a row that a closed guard keeps."""
    reach, found = reach_of(model), []
    unguarded = Q()
    for guard in closed:
        unguarded &= ~guard.rows if guard.rows else NOTHING
    for grant in grants:
        parts = tuple(part & unguarded for part in _granted(actor, model, grant))
        found.append(Clause(Tie.GRANT, parts, grant))
        if reach.owner and _asked(verb) in reach.unowned:
            nobody = Q(company_id=grant.company_id, **{reach.owner: None})
            found.append(Clause(Tie.UNOWNED, (nobody & unguarded,), grant))
    return found


def _asked(verb: str) -> str:
    """Exporting is a way of viewing: it reaches no further, and comes by the same ties."""
    return "view" if verb == "export" else verb


def _any_of(conditions: Iterable[Q]) -> Q:
    allowed = NOTHING
    for condition in conditions:
        allowed |= condition
    return allowed


def _granted(actor: Actor, model: type[models.Model], grant: Grant) -> list[Q]:
    company, reach = Q(company_id=grant.company_id), reach_of(model)
    owner, department = reach.owner, reach.department
    match grant.scope:
        case Scope.GROUP:
            return [Q(company_id__in=sorted(grant.companies))]
        case Scope.OWN if owner:
            return [company & _own(actor, owner)]
        case Scope.DEPARTMENT | Scope.DEPARTMENT_AND_BELOW | Scope.CHOSEN if department:
            places = _one_of(department, sorted(departments_of(actor, grant)))
            return [company & place for place in places] + ([company & _own(actor, owner)] if owner else [])
    if grant.scope is Scope.COMPANY or not is_tied(model):
        return [company]
    # The model lacks the tie that the scope needs: what is the person's own stays, the rest comes through parents.
    return [company & _own(actor, owner)] if owner else []


def _one_of(name: str, values: list[int]) -> list[Q]:
    """Few values apart, for each of which an index has the rows in their order; many together."""
    return [Q(**{name: value}) for value in values] if len(values) <= FEW else [Q(**{f"{name}__in": values})]


def _own(actor: Actor, owner: str) -> Q:
    return Q(**{owner: actor.employee_id})


def is_tied(model: type[models.Model]) -> bool:
    """Whether rows belong to somebody, so that a narrow scope means something."""
    reach = reach_of(model)
    return bool(reach.owner or reach.department or reach.parents or guards.of(model))


def reaches_all(actor: Actor, model: type[models.Model], verb: str = "view") -> bool:
    """Whether ``actor`` may ``verb`` every row of all their companies, so that no row need be looked at."""
    if actor.is_system:
        return True
    grants = actor.grants.get(permission_of(model, verb), ())
    if not all(reaches_all(actor, guard.keeper, _needed(verb)) for guard in guards.of(model)):
        return False
    narrow = is_tied(model)
    whole = {grant.company_id for grant in grants if grant.scope is Scope.COMPANY or not narrow}
    return whole.union(*(grant.companies for grant in grants)) >= set(actor.company_ids)


def tie_of(record: models.Model) -> dict[str, int | None]:
    """Whose the record is and for which department it counts, as far as its model says: enough for ``reaches``."""
    reach = reach_of(type(record))
    return {
        name: getattr(record, attribute) if attribute else None
        for name, attribute in (("owner", reach.owner), ("department", reach.department))
    }


def reaches(
    actor: Actor, model: type[models.Model], company_id: int, tie: Mapping[str, int | None], verb: str = "view"
) -> bool:
    """Whether a grant alone lets ``actor`` do ``verb`` with a row of that company and tie, without asking the database.

    False also where only a parent, a guard or a share can tell.
    """
    if company_id not in actor.company_ids:
        return False
    if reaches_all(actor, model, verb):
        return True
    if guards.of(model):
        return False
    reach, owner, department = reach_of(model), tie.get("owner"), tie.get("department")
    for grant in actor.grants.get(permission_of(model, verb), ()):
        if not grant.counts_in(company_id):
            continue
        if grant.scope in (Scope.COMPANY, Scope.GROUP) or not is_tied(model):
            return True
        if reach.owner and (owner == actor.employee_id or (owner is None and _asked(verb) in reach.unowned)):
            return True
        if reach.department and department in departments_of(actor, grant):
            return True
    return False


def departments_of(actor: Actor, grant: Grant) -> frozenset[int]:
    """The departments that a grant means for the actor; none where it is not about departments."""
    match grant.scope:
        case Scope.DEPARTMENT:
            return actor.department_ids
        case Scope.DEPARTMENT_AND_BELOW:
            return actor.department_tree_ids
        case Scope.CHOSEN:
            return grant.departments
    return frozenset()


def _needed(verb: str) -> str:
    """What one must be allowed with the record above to ``verb`` the one that hangs on it."""
    return "view" if _asked(verb) == "view" else "update"


def _through_parent(actor: Actor, model: type[models.Model], parent: str, verb: str) -> Q:
    related: Any = model._meta.get_field(parent).related_model
    above = related._default_manager.filter(visible(actor, related, _needed(verb)))
    return Q(**{f"{parent}__in": above.values("pk")})


def _through_guard(actor: Actor, guard: Guard, verb: str) -> Q:
    """EXISTS rather than IN: alone in a WHERE it becomes a join, which PostgreSQL starts from whichever side is smaller."""
    keeper: Any = guard.keeper
    tied = keeper._default_manager.filter(visible(actor, keeper, _needed(verb)), **{guard.there: OuterRef(guard.here)})
    return Q(Exists(tied))


def _shared(actor: Actor, model: type[models.Model], verb: str) -> Q:
    return Q(pk__any_of=ArraySubquery(shares(actor, model, verb).values("record_id")))


def shares(actor: Actor, model: type[models.Model], verb: str) -> models.QuerySet[Any]:
    """What is open to the actor or their departments now, for reading or for editing."""
    from heyi.core.access.models import Share

    mine = Q(employee_id=actor.employee_id) | Q(department_id__in=sorted(actor.department_ids))
    rows = Share.objects.filter(mine, resource=model._meta.label_lower)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=Now()))
    return rows.filter(writable=True) if verb == "update" else rows


def is_visible(actor: Actor, record: models.Model, verb: str = "view") -> bool:
    """Whether one record is within reach: the same predicate as every list."""
    model = type(record)
    return model._default_manager.filter(visible(actor, model, verb), pk=record.pk).exists()


def within(actor: Actor, record: models.Model, verbs: Collection[str]) -> set[str]:
    """Those of the verbs whose reach includes a record as it is stored. What the grants cannot tell by themselves is
    asked in one query.
    """
    model, company_id, tie = type(record), cast(Any, record).company_id, tie_of(record)
    found = {verb for verb in verbs if reaches(actor, model, company_id, tie, verb)}
    asked = [verb for verb in verbs if verb not in found]
    if not asked:
        return found
    columns = [Case(When(visible(actor, model, verb), then=True), default=False) for verb in asked]
    answers = model._default_manager.filter(pk=record.pk).values_list(*columns).first() or ()
    return found | {verb for verb, answer in zip(asked, answers, strict=False) if answer}


def seen(actor: Actor, model: type[models.Model], pk: int, permission: str = "") -> models.Model:
    """One record that the actor may view, or NotFound; Denied when it is out of the reach of ``permission``. One query."""
    rows = model._default_manager.filter(visible(actor, model), pk=pk)
    if permission and not actor.is_system:
        within = visible(actor, model, permission.rpartition(".")[2])
        rows = rows.annotate(within_reach=Case(When(within, then=True), default=False))
    record = rows.first()
    if record is None:
        raise NotFound
    if not getattr(record, "within_reach", True):
        raise Denied(extra={"permission": permission})
    return record


def require(actor: Actor, permission: str, record: models.Model | None = None) -> None:
    """Refuse unless a role grants the function and, for a record, its reach includes it; without a record it must be
    granted in the company for which the actor acts.

    Denied (403) when the function is missing or the record is seen but out of this verb's reach; NotFound (404) when
    the record may not even be seen.
    """
    if actor.is_system:
        return
    verb = permission.rpartition(".")[2]
    if record is not None:
        if is_visible(actor, record, verb):
            return
        if not is_visible(actor, record):
            raise NotFound
        raise Denied(extra={"permission": permission})
    if not actor.can_here(permission):
        raise Denied(extra={"permission": permission})
