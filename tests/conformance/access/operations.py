"""Every operation of the API, from its own description: those of resources, and those that apps wrote by hand."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from heyi.core.resources.declare import Resource
from tests import contract

NOT_RECORDS = ("list", "options", "aggregate", "create", "export")


@dataclass(frozen=True)
class Operation:
    """One operation on a record of a resource: the permission's last word is what decides."""

    resource: Resource
    name: str
    method: str
    path: str
    verb: str
    bulk: bool = False

    def at(self, record_id: int) -> str:
        return self.path.replace("{id}", str(record_id))

    def body(self, record_id: int) -> Any:
        return {"ids": [record_id]} if self.bulk else {} if self.method in ("POST", "PATCH") else None


def on_records(resource: Resource) -> list[Operation]:
    """The operations on one record, bulk acts with one id included."""
    base, one = resource.path, f"{resource.path}/{{id}}"
    found = [
        Operation(resource, "show", "GET", one, "view"),
        Operation(resource, "history", "GET", f"{one}/history", "view"),
    ]
    if resource.update is not None:
        found.append(Operation(resource, "update", "PATCH", one, "update"))
    if resource.delete is not None:
        found.append(Operation(resource, "delete", "DELETE", one, "delete"))
    for verb in resource.verbs:
        needed = (verb.permission or resource.permission(verb.name)).rpartition(".")[2]
        found.append(Operation(resource, verb.name, "POST", f"{one}/{verb.name}", needed))
        if verb.bulk:
            found.append(
                Operation(resource, f"bulk_{verb.name}", "POST", f"{base}/bulk/{verb.name}", needed, bulk=True)
            )
    return found


@cache
def described() -> dict[str, dict[str, Any]]:
    """``"post /api/v1/crm/customers"`` to the operation of the OpenAPI document."""
    paths = contract.document()["paths"]
    return {f"{method} {path}": op for path, methods in paths.items() for method, op in methods.items()}


def by_hand() -> dict[str, dict[str, Any]]:
    """The operations that belong to no resource."""
    return {name: operation for name, operation in described().items() if "x-resource" not in operation}
