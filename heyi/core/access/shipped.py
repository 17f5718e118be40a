"""Names that came with the system, in the language of whoever reads them.

A company starts with stages, roles, units and places whose names are stored in its own language. As long as such a name
is one of the shipped ones, in whatever language, each reader sees it in theirs; what a company calls otherwise is data
and stays as it was written. Nothing but the stored name decides that, so renaming needs no further step.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, TextField, Value, When
from django.utils.translation import get_language, override

from heyi.kit.errors import Text

Names = Callable[[], Iterable[Text]]
_names: dict[tuple[str, str], Names] = {}


def register(key: str, names: Names, field: str = "name") -> None:
    """The shipped values of a field: ``register("crm.stage", lambda: STAGES)``."""
    _names[key, field] = names


def knows(key: str, field: str) -> bool:
    """Whether values of this field may have come with the system."""
    return (key, field) in _names


def spoken(key: str, value: str, field: str = "name") -> str:
    """The value in the language that is active."""
    return _dictionary(key, field, get_language() or "").get(value, value)


def expression(key: str, path: str, field: str = "name") -> Any:
    """The same in SQL, for the column at ``path``."""
    if not knows(key, field):
        return F(path)
    written: dict[str, list[str]] = {}
    for stored, said in _dictionary(key, field, get_language() or "").items():
        written.setdefault(said, []).append(stored)
    whens = [When(Q(**{f"{path}__in": stored}), then=Value(said)) for said, stored in written.items()]
    return Case(*whens, default=F(path), output_field=TextField()) if whens else F(path)


def stored(key: str, query: str, field: str = "name") -> list[str]:
    """How the values are stored that contain the query in the language that is active."""
    wanted = query.casefold()
    spoken_here = _dictionary(key, field, get_language() or "").items()
    return [written for written, said in spoken_here if wanted in said.casefold()]


@lru_cache(maxsize=256)
def _dictionary(key: str, field: str, language: str) -> dict[str, str]:
    """From each shipped value in another language to the one in this."""
    names = list(_names[key, field]()) if knows(key, field) else []
    with override(language or None):
        said = [str(name) for name in names]
    found: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            for name, here in zip(names, said, strict=True):
                found.setdefault(str(name), here)
    return {stored: here for stored, here in found.items() if stored != here}
