"""Numbers of documents (编号): from a pattern, without gaps, by year, month or day of the company."""

from heyi.core.numbering.series import Series, register_series, registered

__all__ = ["Series", "next_number", "register_series", "registered"]


def next_number(series: str, *, actor: "object", on: "object" = None) -> str:
    """The next number of a series for the actor's company, allocated in the running transaction."""
    from heyi.core.numbering.allocation import allocate

    return allocate(series, actor=actor, on=on)  # type: ignore[arg-type]
