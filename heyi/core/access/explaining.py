"""Why somebody may or may not do something: the very clauses of ``scoping.visible``, asked one by one, in sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heyi.core.access import guards, scoping, shipped
from heyi.core.access.actor import Actor, Grant, Scope
from heyi.core.access.guards import Guard
from heyi.core.access.models import FieldRule, RoleAssignment, RoleGrant
from heyi.core.access.models.roles import SCOPES
from heyi.core.access.permissions import DESIGNED, covers
from heyi.core.access.scoping import Clause, Tie
from heyi.core.access.work import declare
from heyi.core.org import actors
from heyi.core.org.models import Company, Department, Employee
from heyi.core.resources import registry
from heyi.core.resources.modes import modes


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that was asked: what it is (``kind``), whether it lets the person through, and the sentence."""

    kind: str
    holds: bool
    text: str


@dataclass(frozen=True, slots=True)
class FieldReason:
    """What the person may do with one field, and by what."""

    name: str
    label: str
    mode: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict with all that led to it. ``fields`` is empty when the permission is not one of a resource."""

    allowed: bool
    reasons: list[Reason] = field(default_factory=list)
    fields: list[FieldReason] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@contextmanager
def standing_as(employee: Employee) -> Iterator[Actor | None]:
    """The person as the entrance would load them, under their own row-level security; afterwards all is as before.

    None when the account does not exist, is closed, or the employment has ended.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.groups', '', true)")
        user_id = employee.user_id if employee.status == Employee.Status.ACTIVE else None
        actor = actors.load(user_id, company_id=employee.company_id) if user_id is not None else None
        if actor is not None:
            declare(actor)
        yield actor
        # The settings are local to this savepoint: taking it back restores those of whoever asks.
        transaction.set_rollback(True)


def explain(employee: Employee, permission: str, record: models.Model | None = None) -> Explanation:
    """Whether this person may do what the permission names (with this record), and why.

    ``record`` is one that whoever asks may see. KeyError when there is no such permission.
    """
    if registry.permission_of(permission) is None:
        raise KeyError(permission)
    with standing_as(employee) as actor:
        if actor is None:
            text = _("%(name)s has no account that is open and employed here.") % {"name": employee.name}
            return Explanation(False, [Reason("account", False, text)])
        if record is None:
            return Explanation(actor.can_here(permission), _functions(actor, permission), _fields(actor, permission))
        reasons = _wall(actor, record)
        allowed = reasons[0].holds
        if allowed:
            verb = permission.rpartition(".")[2]
            for asked in dict.fromkeys(("view", verb)):
                found = _ways(actor, record, asked)
                reasons += found
                allowed = allowed and any(reason.holds for reason in found)
        return Explanation(allowed, reasons, _fields(actor, permission))


def _functions(actor: Actor, permission: str) -> list[Reason]:
    """Which roles grant the function at all."""
    grants = actor.grants.get(permission, ())
    if not grants:
        return [_none(permission)]
    return [Reason("grant", g.counts_in(actor.company_id), _granted(g, permission)) for g in grants]


def _none(permission: str) -> Reason:
    return Reason("grant", False, _("No role of theirs grants %(permission)s.") % {"permission": permission})


def _granted(grant: Grant, permission: str) -> str:
    return _("The role %(role)s grants %(permission)s (%(scope)s).") % {
        "role": grant.role,
        "permission": permission,
        "scope": dict(SCOPES)[grant.scope],
    }


def _wall(actor: Actor, record: Any) -> list[Reason]:
    """The company: the first question, and the database's own."""
    seen = type(record)._default_manager.filter(pk=record.pk, company_id__in=actor.company_ids).exists()
    if seen:
        return [Reason("company", True, _("The record is of a company that %(name)s works in.") % {"name": actor.name})]
    return [
        Reason("company", False, _("The record is of a company that is closed to %(name)s.") % {"name": actor.name})
    ]


def _ways(actor: Actor, record: models.Model, verb: str) -> list[Reason]:
    """Every clause with its answer for this record; a missing function is a reason too."""
    model = type(record)
    permission = scoping.permission_of(model, verb)
    ways = scoping.clauses(actor, model, verb)
    reasons = [] if any(clause.tie is Tie.GRANT for clause in ways) else [_none(permission)]
    for clause in ways:
        holds = model._default_manager.filter(clause.condition, pk=record.pk).exists()
        reasons.append(Reason(clause.tie.value, holds, _sentence(actor, record, clause, verb, holds)))
    return reasons


def _sentence(actor: Actor, record: Any, clause: Clause, verb: str, holds: bool) -> str:
    match clause.tie:
        case Tie.GRANT | Tie.UNOWNED if clause.grant is not None:
            granted = _granted(clause.grant, scoping.permission_of(type(record), verb))
            return f"{granted} {_reached(actor, record, clause, holds)}"
        case Tie.PARENT:
            return _through(record, clause.parent, holds)
        case Tie.GUARD if clause.guard is not None:
            return _guarded(clause.guard, holds)
    return _opened(actor, record, verb, holds)


def _reached(actor: Actor, record: Any, clause: Clause, holds: bool) -> str:
    """How the record stands to the scope of the grant."""
    grant = clause.grant
    assert grant is not None  # noqa: S101 - the caller has looked
    if clause.tie is Tie.UNOWNED:
        return _("Nobody owns the record.") if holds else _("It opens what nobody owns; the record has an owner.")
    if not grant.counts_in(record.company_id):
        return _("It counts in %(company)s only.") % {"company": _name(Company, grant.company_id)}
    keeper = None if holds else _keeper(record)
    if keeper is not None:
        return _("It does not count here: this record is seen with its %(keeper)s only.") % {"keeper": keeper.label}
    reach = scoping.reach_of(type(record))
    if grant.scope in (Scope.COMPANY, Scope.GROUP) or not (reach.owner or reach.department):
        return _("It reaches the record.") if holds else _("It does not reach the record.")
    if reach.owner and holds and getattr(record, reach.owner) == actor.employee_id:
        return _("The record is their own.")
    if grant.scope is Scope.OWN or not reach.department:
        owner = _name(Employee, getattr(record, reach.owner)) if reach.owner else ""
        return _("The record is not their own; its owner is %(owner)s.") % {"owner": owner or _("nobody")}
    place = _name(Department, getattr(record, reach.department)) or _("no department")
    if holds:
        return _("The record counts for %(department)s, which is within it.") % {"department": place}
    return _("The record counts for %(department)s, which is not within it.") % {"department": place}


def _through(record: Any, parent: str, holds: bool) -> str:
    label = record._meta.get_field(parent).verbose_name
    if holds:
        return _("It belongs to a record that they reach (%(parent)s).") % {"parent": label}
    return _("It belongs to no record that they reach (%(parent)s).") % {"parent": label}


def _keeper(record: Any) -> Guard | None:
    """The guard that takes this record out of every grant, if one does."""
    rows = type(record)._default_manager.filter(pk=record.pk)
    return next((guard for guard in guards.of(type(record)) if rows.filter(guard.rows).exists()), None)


def _guarded(guard: Guard, holds: bool) -> str:
    if holds:
        return _("It belongs to a record that they reach (%(parent)s).") % {"parent": guard.label}
    return _("It belongs to no record that they reach (%(parent)s).") % {"parent": guard.label}


def _opened(actor: Actor, record: models.Model, verb: str, holds: bool) -> str:
    if not holds:
        return _("Nobody has opened the record to them.")
    rows = scoping.shares(actor, type(record), verb).filter(record_id=record.pk)
    why = sorted({str(row.get_reason_display()) for row in rows})
    return _("The record has been opened to them: %(why)s.") % {"why": ", ".join(why)}


def _name(model: type[models.Model], pk: int | None) -> str:
    found = model._default_manager.filter(pk=pk).first() if pk else None
    return str(found) if found is not None else ""


def _fields(actor: Actor, permission: str) -> list[FieldReason]:
    """The modes of the resource's fields; the widest that any role gives holds, and no rule leaves what is declared."""
    try:
        resource = registry.get(permission.rpartition(".")[0])
    except KeyError:
        return []
    today = timezone.localdate()
    held = RoleAssignment.objects.filter(employee__user_id=actor.user_id or 0, employee__status="active")
    held = held.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=today))
    said = {pk: shipped.spoken("access.role", name) for pk, name in held.values_list("role_id", "role__name")}
    names = _concerned(said, resource.permission("view"))
    rules: dict[str, dict[int, FieldRule]] = {}
    for rule in FieldRule.objects.filter(role_id__in=names, resource=resource.key):
        rules.setdefault(rule.field, {})[rule.role_id] = rule
    found = modes(actor, resource)
    return [
        FieldReason(name, str(resource.by_name[name].label), mode.value, _limits(rules.get(name, {}), names))
        for name, mode in found.items()
    ]


def _concerned(names: dict[int, str], permission: str) -> dict[int, str]:
    """The roles that have a say about the resource's fields (``actors.merge_fields``)."""
    grants = RoleGrant.objects.filter(role_id__in=names).values_list("role_id", "permission")
    say = {role_id for role_id, pattern in grants if covers(pattern, permission)} or set(names)
    return {role_id: name for role_id, name in names.items() if role_id in say}


def _limits(by_role: dict[int, FieldRule], names: dict[int, str]) -> str:
    if not by_role:
        return _("As declared; no role says otherwise.")
    said = [f"{names[role_id]}: {rule.get_mode_display()}" for role_id, rule in sorted(by_role.items())]
    said += [
        _("%(role)s: as declared") % {"role": name} for role_id, name in sorted(names.items()) if role_id not in by_role
    ]
    return "; ".join(said)


def model_of(permission: str) -> type[models.Model] | None:
    """The table whose records a permission is about; None when it is about none."""
    key = permission.rpartition(".")[0]
    try:
        return registry.get(key).model if key.startswith(DESIGNED) else apps.get_model(key)
    except LookupError:
        return None
