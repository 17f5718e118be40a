"""Writing balances, and telling the open pages of it."""

from collections.abc import Collection

from heyi.apps.inventory.models import Balance
from heyi.core.events import live


def store(balances: Collection[Balance], column: str) -> None:
    """Write one column of locked balances; whoever looks at the stock and may see it asks for it again."""
    Balance.objects.bulk_update(balances, [column])
    live.records_changed(balances, Balance._meta.label_lower)
