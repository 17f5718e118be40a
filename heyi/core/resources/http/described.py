"""What an operation says of itself. It is kept as it was said, and made into OpenAPI only when the document is asked for:
a start has no use for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ANONYMOUS, SIGNED_IN = "anonymous", "signed_in"
BINARY: dict[str, Any] = {"type": "string", "format": "binary"}
Shape = Any
"""A type (a TypedDict, a dataclass) or a JSON Schema."""


@dataclass(frozen=True, slots=True)
class Described:
    """``answers`` by status; None is an answer without a body. ``versioned`` operations know the record's version: they
    take ``If-Match`` and give ``ETag``. ``refuses`` are statuses beside those that follow from method and permission.
    """

    answers: Mapping[int, Shape]
    body: Shape = None
    versioned: bool = False
    refuses: tuple[int, ...] = ()
    resource: str = ""


def says(
    permission: str,
    answer: Shape | Mapping[int, Shape],
    *,
    status: int = 200,
    body: Shape = None,
    versioned: bool = False,
    refuses: Iterable[int] = (),
    **more: Any,
) -> dict[str, Any]:
    """The ``openapi_extra`` of an operation: the permission it asks (a name, ``signed_in`` or ``anonymous``), what it
    answers and what it takes. An answer with several statuses is a mapping from status to shape.
    """
    several = isinstance(answer, Mapping) and all(isinstance(key, int) for key in answer)
    answers = answer if several else {status: answer}
    return {"x-permission": permission, "x-described": Described(answers, body, versioned, tuple(refuses)), **more}


def ref(name: str) -> dict[str, str]:
    """A reference to a named schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}
