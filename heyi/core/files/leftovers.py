"""Uploads go with the transaction that wrote them: a storage knows nothing of a rollback, so the database remembers."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from heyi.core.files.models import Written
from heyi.core.files.storage import storage
from heyi.kit.errors import Unavailable

PATIENCE = timedelta(minutes=5)
AT_ONCE = 1000


def expect(path: str) -> None:
    """Before bytes are stored at ``path`` for the running transaction: they stay when it commits, and only then."""
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("INSERT INTO files_written (path, at) VALUES (%s, clock_timestamp())", [path])
    finally:
        apart.close()
    taken, _each = Written.objects.filter(path=path).delete()
    if not taken:
        raise Unavailable


def sweep() -> int:
    """Remove what failed transactions have left; how much. Those that still run hold their rows, which are passed over."""
    with transaction.atomic():
        rows = Written.objects.select_for_update(skip_locked=True).filter(at__lt=timezone.now() - PATIENCE)
        found = list(rows.order_by("pk")[:AT_ONCE])
        for one in found:
            storage("uploads").delete(one.path)
        Written.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
