"""Which fields an actor may see and write: the declared mode, narrowed by field rules."""

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources.declare import F, Resource, min_mode


def mode_of(actor: Actor, resource: Resource, field: F) -> Mode:
    """The actor's mode for one field; the system reads and writes everything that is declared."""
    if actor.is_system:
        return field.mode
    rule = actor.field_rules.get(resource.key, {}).get(field.name)
    return field.mode if rule is None else min_mode(rule, field.mode)


def modes(actor: Actor, resource: Resource) -> dict[str, Mode]:
    """Field name to mode, hidden ones included."""
    return {name: mode_of(actor, resource, field) for name, field in resource.by_name.items()}


def shown(actor: Actor, resource: Resource) -> dict[str, F]:
    """The fields of which the actor gets anything at all, in the declared order."""
    return {
        name: field for name, field in resource.by_name.items() if mode_of(actor, resource, field) is not Mode.HIDDEN
    }


def readable(actor: Actor, resource: Resource) -> dict[str, F]:
    """The fields whose true value the actor may know: only these can be filtered, sorted, grouped and searched."""
    return {
        name: field
        for name, field in resource.by_name.items()
        if mode_of(actor, resource, field) in (Mode.READ, Mode.WRITE)
    }
