"""Changes of the lines between people and of the tree wait for each other, so that two of them cannot close a circle.

The triggers of migration 0003 take the same locks when they look again at the end of the transaction.
"""

from django.db import connection


def managers() -> None:
    """Lines of managers may cross the companies of a group, so there is one lock for all."""
    _take("org.managers", 0)


def departments(company_id: int) -> None:
    """The tree of one company."""
    _take("org.departments", company_id)


def delegations(company_id: int) -> None:
    """Who stands in for whom."""
    _take("org.delegations", company_id)


def _take(name: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [name, number % 2**31])
