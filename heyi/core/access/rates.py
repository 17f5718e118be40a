"""How often one person may ask for something."""

import time

from django.core.cache import cache

from heyi.core.access.actor import Actor
from heyi.kit.errors import TooMany

WINDOW_SECONDS = 60


def spend(actor: Actor, what: str, *, per_minute: int) -> None:
    """Count one call of the person; more than ``per_minute`` within the minute are TooMany. The count is shared by all
    nodes and is not exact when calls come at the same instant: it stops trawling, it does not meter.
    """
    key = f"rate:{what}:{actor.user_id}:{int(time.time()) // WINDOW_SECONDS}"
    if cache.add(key, 1, WINDOW_SECONDS * 2):
        return
    if cache.incr(key) > per_minute:
        raise TooMany
