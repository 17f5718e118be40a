"""Responsibility matrices (责任矩阵): a name, and versions of the table that are never changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Matrix(models.Model):
    """A matrix of one company, by its code."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    code = models.SlugField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="workflow_matrix_code")]


class MatrixVersion(models.Model):
    """One version; the one with the highest number is in force. ``rows`` are those of ``matrices.Table``."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    matrix = models.ForeignKey(Matrix, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    made_by = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = True
    group_references: ClassVar[tuple[str, ...]] = ("made_by",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["matrix", "number"], name="workflow_matrix_number")]
