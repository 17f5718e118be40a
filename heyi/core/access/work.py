"""The transaction of one act: PostgreSQL is told who acts, for row-level security, audit and the change columns."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from heyi.core.access.actor import Actor

_SET = (
    "SELECT set_config('app.companies', %s, true), set_config('app.employee', %s, true), "
    "set_config('app.actor', %s, true), set_config('app.request', %s, true), set_config('app.verb', %s, true)"
)


@contextmanager
def unit_of_work(actor: Actor, *, request_id: str = "", verb: str = "") -> Iterator[Actor]:
    """Everything inside commits or fails together, and may touch rows of ``actor.company_ids`` only."""
    with transaction.atomic():
        declare(actor, request_id=request_id, verb=verb)
        yield actor


def declare(actor: Actor, *, request_id: str = "", verb: str = "") -> None:
    """Tell the running transaction who acts. Settings are local: they end with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SET,
            [
                ",".join(str(company_id) for company_id in actor.company_ids),
                str(actor.employee_id or ""),
                actor.name,
                request_id,
                verb,
            ],
        )


def name_verb(verb: str) -> None:
    """Name the act that audit rows of the rest of this transaction belong to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.verb', %s, true)", [verb])
