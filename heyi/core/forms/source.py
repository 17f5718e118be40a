"""The forms in force as resources: found in the database each time, put together once for each version and process."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.forms import building, design
from heyi.core.forms.building import Acts
from heyi.core.forms.design import Design
from heyi.core.forms.filling import Plan
from heyi.core.forms.models import Form, FormVersion
from heyi.core.resources import registry
from heyi.core.resources.declare import Resource
from heyi.kit.bounded import Bounded

KEY = re.compile(r"paper\.[a-z][a-z0-9_]*_(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Built:
    """One version of one form, ready for use."""

    form: Form
    version_id: int
    plan: Plan
    resource: Resource

    @property
    def model(self) -> Any:
        """The documents of the form, under its name."""
        return self.resource.model

    @property
    def design(self) -> Design:
        """What it says."""
        return self.plan.design


_built: Bounded[tuple[Any, ...], Built] = Bounded(2048)


def built_of(version: FormVersion) -> Built:
    """A version, made ready; the form must be loaded with it."""
    form = version.form
    # Numbers alone may come again for something else: after a transaction that failed, or in another database.
    key = (version.pk, version.digest, form.pk, form.code, form.version, form.updated_at)
    found = _built.get(key)
    if found is None:
        _built.put(key, found := build(version))
    return found


def build(version: FormVersion) -> Built:
    """A version made ready, drafts too; the form must be loaded with it."""
    from heyi.core.forms.services import documents

    form, read = version.form, design.read(version.design)[0]
    others = {one.code: one for one in Form.objects.filter(company_id=form.company_id)}
    of_form: Any = {"form_id": form.pk}
    acts = Acts(
        partial(documents.create, **of_form),
        documents.update,
        documents.submit,
        documents.withdraw,
        documents.copy,
    )
    return Built(form, version.pk, Plan(read), building.resource_of(form, read, acts, others))


def in_force(form_id: int) -> Built | None:
    """The published version of a form that is not retired, or None."""
    rows = FormVersion.objects.filter(form_id=form_id, form__state=Form.State.PUBLISHED)
    return next(iter(_known(rows)), None)


def _known(rows: Any) -> Iterable[Built]:
    """What is or was in use: the documents of a retired form are read on, under the same rules."""
    rows = rows.filter(state="published").exclude(form__state=Form.State.DRAFT).select_related("form")
    return [built_of(row) for row in rows.order_by("form_id")]


class FormsInForce:
    """See ``registry.Designed``."""

    def get(self, key: str) -> Resource | None:
        """By the number at the end of the key; the code before it must be the form's, too."""
        found = KEY.fullmatch(key)
        rows = FormVersion.objects.filter(form_id=int(found.group(1))) if found else FormVersion.objects.none()
        built = next(iter(_known(rows)), None)
        return built.resource if built is not None and built.resource.key == key else None

    def of(self, actor: Actor) -> list[Resource]:
        """Those of the actor's companies."""
        rows = FormVersion.objects.filter(company_id__in=actor.company_ids)
        return [built.resource for built in _known(rows)]


def register() -> None:
    """Called once, when the app is ready."""
    registry.register_designed(FormsInForce())
