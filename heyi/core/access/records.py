"""The bases of every business table: whose it is, which company's, which version, and how it may be found.

The database completes what is declared here (``sealing.py``): row-level security by company, references that cannot
leave the company, version and time of change, audit.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, NotFound, StaleVersion

if TYPE_CHECKING:
    from heyi.core.access.actor import Actor

M = TypeVar("M", bound=models.Model)


class RecordQuerySet(models.QuerySet[M]):
    """A query that can be narrowed to what a person may see."""

    def visible_to(self, actor: "Actor", verb: str = "view") -> Self:
        """Only the records that ``actor`` may ``verb``; nothing at all when no role grants it."""
        from heyi.core.access import scoping

        return self.filter(scoping.visible(actor, self.model, verb))

    def for_update(self, pk: int, *, version: int | None = None) -> M:
        """Lock and return one record. Unseen or absent: NotFound. Another version than expected: StaleVersion."""
        record = self.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        if record is None:
            raise NotFound
        if version is not None and getattr(record, "version", version) != version:
            raise StaleVersion(extra={"version": getattr(record, "version", None)})
        return record

    def get_visible(self, pk: int) -> M:
        """One record, or NotFound."""
        record = self.filter(pk=pk).first()
        if record is None:
            raise NotFound
        return record


class _Kept:
    """A column that the database keeps (``heyi_touch``) or works out: an INSERT hands back what it wrote, without another
    query.
    """

    db_returning = True

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """In migrations it is the ordinary field of its kind."""
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{type(self).__mro__[2].__name__}", args, kwargs


class KeptVersion(_Kept, models.PositiveIntegerField):
    """How often the row has changed, from 1."""


class KeptMoment(_Kept, models.DateTimeField):
    """When the row changed last."""


class KeptText(_Kept, models.CharField):
    """A text that the database may work out."""


class Record(models.Model):
    """A row of one company. ``version`` counts its changes and is kept by the database.

    ``group_references`` names foreign keys that may point into another company of the same group (people, mostly);
    all others are bound to the record's own company by a composite key.
    ``append_only`` tables refuse UPDATE and DELETE in the database itself; ``audited`` is off for logs of their own.
    """

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+", verbose_name=_("Company"))
    version = KeptVersion(_("Version"), default=1, editable=False)
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    created_by = models.ForeignKey(
        "org.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Created by"),
    )
    updated_at = KeptMoment(_("Changed"), auto_now=True)
    updated_by = models.ForeignKey(
        "org.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Changed by"),
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by")
    append_only: ClassVar[bool] = False
    audited: ClassVar[bool] = True

    class Meta:
        abstract = True


class OwnedRecord(Record):
    """A record with somebody responsible (负责人) and the department it counts for."""

    owner = models.ForeignKey(
        "org.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Owner")
    )
    department = models.ForeignKey(
        "org.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "owner", "department")

    class Meta:
        abstract = True


class Searchable(models.Model):
    """A record that is found by characters, pinyin and initials. ``search`` is filled by ``records.save``."""

    search = SearchVectorField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = (GinIndex(fields=["search"], name="%(app_label)s_%(class)s_search"),)


class IllegalTransition(Conflict):
    """The life cycle has no such step from the present state."""

    code = "illegal_transition"
    title = _("This step is not possible in the state “%(state)s”.")


class LifeCycle(models.Model):
    """A document whose states and steps are one table on the model: ``{"confirm": ({"draft"}, "confirmed")}``."""

    TRANSITIONS: ClassVar[dict[str, tuple[frozenset[str] | set[str], str]]] = {}
    state_field: ClassVar[str] = "status"

    class Meta:
        abstract = True

    def can_step(self, step: str) -> bool:
        """Whether the present state allows the step."""
        return getattr(self, self.state_field) in self.TRANSITIONS[step][0]

    def transition(self, step: str) -> None:
        """Take the step or refuse; nothing is saved here."""
        if not self.can_step(step):
            raise IllegalTransition(state=self.state_label())
        setattr(self, self.state_field, self.TRANSITIONS[step][1])

    def state_label(self) -> str:
        """The present state in words."""
        return str(getattr(self, f"get_{self.state_field}_display")())
