"""The specimen of the plain app: what a plain resource brings to be attacked."""

from typing import Any

from tests.conformance.access.specimens import Maker, specimen
from tests.plain.models import Book


@specimen("plain.book", owner="owner_id", department="department_id")
def book(make: Maker) -> Any:
    return make.owned(Book, title=make.text("书"))
