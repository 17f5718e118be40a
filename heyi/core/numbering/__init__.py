"""Numbers of documents (编号): from a pattern, without gaps, by year, month or day of the company."""

from typing import TYPE_CHECKING

from heyi.core.numbering.series import Series, register_series, registered

if TYPE_CHECKING:
    from datetime import date

    from heyi.core.access.actor import Actor
    from heyi.core.numbering.allocation import Gap

__all__ = ["Series", "gaps", "next_number", "register_series", "registered", "void"]


def next_number(series: str, *, actor: "Actor", on: "date | None" = None) -> str:
    """The next number of a series for the actor's company, allocated in the running transaction."""
    from heyi.core.numbering.allocation import allocate

    return allocate(series, actor=actor, on=on)


def void(series: str, number: str, *, actor: "Actor", reason: str) -> None:
    """Note that the document with this number was removed; the number is not given out again."""
    from heyi.core.numbering import allocation

    allocation.void(series, number, actor=actor, reason=reason)


def gaps(series: str, *, actor: "Actor", period: str | None = None) -> "list[Gap]":
    """The values of a series that stand on no document."""
    from heyi.core.numbering import allocation

    return allocation.gaps(series, actor=actor, period=period)
