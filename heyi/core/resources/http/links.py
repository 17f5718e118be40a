"""OpenAPI links: how the id that a list or a creation answers leads to everything that can be done with that record."""

from typing import Any

SOURCES = {("get", "200"): "$response.body#/rows/0/id", ("post", "201"): "$response.body#/id"}


def link(paths: dict[str, Any]) -> None:
    """Give the lists and creations of all resources their links (OpenAPI 3.1, section 4.8.20)."""
    for path, methods in paths.items():
        of_record = _below(paths, f"{path}/{{record_id}}")
        for (method, status), found in SOURCES.items():
            answer = methods.get(method, {}).get("responses", {}).get(status)
            if answer is not None and of_record:
                answer["links"] = {
                    one["operationId"]: {"operationId": one["operationId"], "parameters": {"path.record_id": found}}
                    for one in of_record
                }


def _below(paths: dict[str, Any], record: str) -> list[dict[str, Any]]:
    found = (methods for path, methods in paths.items() if path == record or path.startswith(f"{record}/"))
    return [one for methods in found for one in methods.values()]
