"""Each worker's second database, in which the cast is hired already: hiring it takes a test as long as all the rest.

A test that asks for the fixture ``cast`` (and so for ``hired``) runs there, every other one in the empty database.
"""

import copy
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from tests.cast import Cast

_SETTINGS = ("app.user", "app.companies", "app.groups", "app.employee", "app.actor", "app.request", "app.verb")
_state: dict[str, str] = {}
_settings: dict[str, str] = {}
_hired: list["Cast"] = []
_wanted = {"cast": False}


def name_of(empty: str) -> str:
    """What the second database of a worker is called."""
    return f"{empty}_cast"


def begin(empty: str) -> None:
    """Hire everybody for good, and go to the database that the first test wants."""
    from tests.cast import assemble

    _state.update(empty=empty, cast=name_of(empty))
    _go(_state["cast"])
    with transaction.atomic():
        _hired.append(assemble())
        with connection.cursor() as cursor:
            marks = ", ".join("coalesce(current_setting(%s, true), '')" for _name in _SETTINGS)
            cursor.execute(f"SELECT {marks}", _SETTINGS)
            _settings.update(zip(_SETTINGS, cursor.fetchone(), strict=True))
    use(_wanted["cast"])


def use(cast: bool) -> None:
    """Go to the database with the cast or to the empty one; before the first of them is there, remember it."""
    _wanted["cast"] = cast
    if _state:
        _go(_state["cast" if cast else "empty"])


def _go(name: str) -> None:
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def everybody() -> "Cast":
    """The cast, in objects of the test's own, with PostgreSQL told who acts as it was after hiring."""
    with connection.cursor() as cursor:
        calls = ", ".join("set_config(%s, %s, true)" for _name in _settings)
        cursor.execute(f"SELECT {calls}", [part for pair in _settings.items() for part in pair])
    return copy.deepcopy(_hired[-1])
