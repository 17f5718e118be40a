"""Answers of the endpoints that no resource gives."""

from typing_extensions import TypedDict

from heyi.core.access.explaining import FieldReason, Reason
from heyi.core.resources.http.shapes import Label


class CatalogChoice(TypedDict):
    """One of a few, in words."""

    value: str
    label: str


class Named(TypedDict):
    name: str
    label: str


class NamedPermission(TypedDict):
    name: str
    verb: str
    label: str


class CatalogResource(TypedDict):
    """What can be granted on one resource, and its fields, for rules."""

    key: str
    label: str
    permissions: list[NamedPermission]
    fields: list[Named]


class CatalogApp(TypedDict):
    name: str
    label: str
    resources: list[CatalogResource]


class Catalog(TypedDict):
    scopes: list[CatalogChoice]
    modes: list[CatalogChoice]
    apps: list[CatalogApp]


class Verdict(TypedDict):
    """Why somebody may or may not, with every rule that was asked."""

    employee: Label
    permission: Named
    id: int | None
    allowed: bool
    reasons: list[Reason]
    fields: list[FieldReason]
