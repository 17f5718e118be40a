"""The demo company 华东精密仪器集团: made from a seed, coherent, and dated relative to today.

It goes through the same services as people do, so it is also the widest test of them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from heyi.config.demo.people import PASSWORD, PEOPLE, DemoPerson

if TYPE_CHECKING:
    from heyi.config.demo.organization import Staff

__all__ = ["PASSWORD", "PEOPLE", "DemoPerson", "create"]

Progress = Callable[[int, int], None]


def create(*, progress: Progress) -> None:
    """Make the demo once; finding it there already changes nothing. It is one transaction: half a demo cannot stay."""
    from django.db import transaction
    from django.utils import translation

    from heyi.config.demo import organization
    from heyi.core.org.models import User

    if User.objects.filter(username=PEOPLE[0].username).exists():
        return
    with transaction.atomic(), translation.override("zh-hans"):
        staff = organization.create()
        progress(20, 100)
        _trade(staff, progress)


def _trade(staff: "Staff", progress: Progress) -> None:
    """Two years of business: planned first, then played from the oldest act to the latest."""
    from heyi.config.demo import customers, goods, leads, money, orders, requests, talks, unfinished
    from heyi.config.demo.story import Story

    story = Story(staff)
    catalogue = goods.plan(story)
    clients = customers.plan(story, catalogue)
    talks.plan(story, clients)
    leads.plan(story)
    orders.plan(story, catalogue, clients)
    unfinished.plan(story, catalogue, clients)
    money.advances(story, clients)
    requests.plan(story)
    story.play(progress, start=20, end=100)
