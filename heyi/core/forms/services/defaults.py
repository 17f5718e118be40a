"""What stands in a new document before anybody has filled it in."""

from typing import Any

from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.forms.design import Design, Field
from heyi.core.org.days import today

NOW, ME = "now", "me"


def of(design: Design, actor: Actor) -> dict[str, Any]:
    """Values as they are cleaned, for the fields that have a default."""
    found = {one.name: _one(one, actor) for one in design.fields if one.default is not None and not one.fields}
    return {name: value for name, value in found.items() if value is not None}


def _one(field: Field, actor: Actor) -> Any:
    value = field.default
    match field.type:
        case "person" if value == ME:
            return [actor.employee_id] if field.options.get("many") else actor.employee_id
        case "department" if value == ME:
            return [actor.department_id] if field.options.get("many") else actor.department_id
        case "date" if value == NOW:
            return today(actor.company_id)
        case "datetime" if value == NOW:
            return timezone.now()
        case "time" if value == NOW:
            return timezone.localtime().strftime("%H:%M")
        case "person" | "department" | "post" | "reference" | "approval" | "file" | "image" | "signature":
            return None
    return value
