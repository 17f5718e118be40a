"""The process of a form: it has the form's key, and is published with it."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.forms.models import Form
from heyi.core.workflow.models import Version
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import versions
from heyi.kit.errors import Malformed


def of(form: Form, *states: str) -> Version | None:
    """The newest version of the form's process in one of the states."""
    rows = Version.objects.filter(company_id=form.company_id, definition__key=form.resource, state__in=states)
    found: Version | None = rows.select_related("definition").order_by("-number").first()
    return found


def write_draft(form: Form, xml: str, actor: Actor) -> None:
    """Keep a BPMN text as the draft of the form's process."""
    process = read(xml).process
    if process is None or process.id != form.resource:
        raise Malformed.at("xml", "other_process", _("The process of this form must be called %s.") % form.resource)
    draft = of(form, "draft")
    if draft is None:
        versions.save_draft(xml, actor=actor)
    else:
        versions.change_draft(draft.pk, xml, actor=actor, version=draft.version)


def publish(form: Form, actor: Actor) -> None:
    """Put the draft in force; a form about which nobody decides is refused."""
    draft = of(form, "draft")
    if draft is not None:
        versions.publish(draft.pk, actor=actor)
    elif of(form, "published") is None:
        raise Malformed.at("xml", "required", _("Design who decides about this form first."))


def retire(form: Form, actor: Actor) -> None:
    """No case begins any more."""
    if of(form, "published", "scheduled") is not None:
        versions.retire(form.resource, actor=actor)


def remove(form: Form, actor: Actor) -> None:
    """Take away the draft; what was in force stays, retired."""
    draft = of(form, "draft")
    if draft is not None:
        versions.remove_draft(draft.pk, actor=actor)
    retire(form, actor)
