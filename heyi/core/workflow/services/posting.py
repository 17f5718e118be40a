"""Messages and signals between cases (rule 35): written with what sent them, delivered once, even if the worker dies.

A message goes to exactly one wait with its name and key. Nobody there: it is kept until it expires, and taken by the
first case that begins to wait for it, or that is resumed. Several there: it is marked ambiguous and goes to nobody. A
signal goes to all who wait now.
"""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.workflow.commands import Deliver
from heyi.core.workflow.errors import NotWaiting, SeveralWait
from heyi.core.workflow.models import Opening, Post, Subscription
from heyi.core.workflow.running.data import restored_all, stored_all
from heyi.core.workflow.running.waiting import key_of
from heyi.core.workflow.state import Case
from heyi.core.workflow.step import Thrown

KEPT = timedelta(days=7)
TOGETHER = 100
ATTEMPTS = 5


def send(case: Case, thrown: Sequence[Thrown], actor: Actor) -> None:
    """What a case throws, on its way in the same transaction."""
    for one in thrown:
        _post(one.kind, one.name, one.key, one.payload, case.company_id, actor, sender=case.id)


def correlate(name: str, key: Any, payload: Mapping[str, Any], *, actor: Actor, keep: bool = False) -> int | None:
    """A message from outside, delivered now; the case that took it, None when it is kept for later.

    Raises NotWaiting when nobody waits and it is not to be kept, SeveralWait when more than one does.
    """
    with transaction.atomic():
        post = _write("message", name, key_of(key), payload, actor.company_id, actor, sender=None)
        receiver = _deliver_message(post, actor)
        if receiver is None and not keep:
            raise NotWaiting(extra={"name": name, "key": post.key})
        return receiver


def broadcast(name: str, payload: Mapping[str, Any], *, actor: Actor) -> None:
    """A signal from outside, to everybody who waits for it, soon."""
    with transaction.atomic():
        _post("signal", name, "", payload, actor.company_id, actor, sender=None)


def _post(
    kind: str, name: str, key: str, payload: Mapping[str, Any], company_id: int, actor: Actor, *, sender: int | None
) -> None:
    from heyi.core.workflow.jobs import deliver

    post = _write(kind, name, key, payload, company_id, actor, sender=sender)
    deliver.defer(post_id=post.pk, company_id=company_id)


def _write(
    kind: str, name: str, key: str, payload: Mapping[str, Any], company_id: int, actor: Actor, *, sender: int | None
) -> Post:
    now = timezone.now()
    return Post.objects.create(
        company_id=company_id, kind=kind, name=name, key=key, payload=stored_all(payload), sent_at=now,
        expires_at=now + KEPT, sender_id=sender, by_id=actor.employee_id,
    )  # fmt: skip


def deliver(post_id: int, company_id: int) -> None:
    """The worker's part: one transaction for a message, one for each hundred cases that a signal reaches."""
    actor = system(company_id, "messages")
    more = True
    while more:
        with unit_of_work(actor):
            post = Post.objects.select_for_update().filter(pk=post_id).first()
            if post is None or post.state not in (Post.State.SENT, Post.State.WAITING):
                return
            if post.expires_at <= timezone.now():
                post.state = Post.State.EXPIRED
                post.save(update_fields=["state"])
                return
            more = _deliver_signal(post, actor) if post.kind == "signal" else False
            if post.kind == "message":
                try:
                    _deliver_message(post, actor)
                except SeveralWait:
                    post.state = Post.State.AMBIGUOUS
                    post.save(update_fields=["state"])


def _deliver_message(post: Post, actor: Actor) -> int | None:
    receiver = _to_case(post, actor) or _to_opening(post, actor)
    post.state = Post.State.DELIVERED if receiver else Post.State.WAITING
    post.receiver_id = receiver
    post.save(update_fields=["state", "receiver_id"])
    return receiver


def _to_case(post: Post, actor: Actor) -> int | None:
    """The case that waits for it. Whoever is acting on that case may end the wait first; then it is looked for again."""
    from heyi.core.workflow.services.cases import engine

    for _ in range(ATTEMPTS):
        waits = _waits(post)
        if not waits:
            break
        if len(waits) > 1:
            raise SeveralWait(extra={"name": post.name, "key": post.key, "count": len(waits)})
        row = waits[0]
        with contextlib.suppress(NotWaiting), transaction.atomic():
            engine().perform(_delivery(row, post), actor=actor)
            return row.case_id
    return None


def _to_opening(post: Post, actor: Actor) -> int | None:
    """The case that begins by it."""
    openings = list(_openings(post))
    if len(openings) > 1:
        raise SeveralWait(extra={"name": post.name, "key": post.key, "count": len(openings)})
    return _begin(openings[0], post, actor) if openings else None


def _deliver_signal(post: Post, actor: Actor) -> bool:
    """The next hundred cases; whether there may be more. Cases that begin by it come last."""
    from heyi.core.workflow.services.cases import engine

    rows = Subscription.objects.filter(
        company_id=post.company_id,
        kind="signal",
        name=post.name,
        state="open",
        case_id__gt=post.position,
        case__suspended={},
    ).exclude(case_id=post.sender_id or 0)
    cases = list(rows.order_by("case_id").values_list("case_id", flat=True).distinct()[:TOGETHER])
    for row in rows.filter(case_id__in=cases).order_by("case_id", "pk"):
        try:
            engine().perform(_delivery(row, post), actor=actor)
        except NotWaiting:  # an earlier one of the same case has closed it
            continue
    if cases:
        post.position = cases[-1]
    else:
        for opening in _openings(post):
            _begin(opening, post, actor)
        post.state = Post.State.DELIVERED
    post.save(update_fields=["state", "position"])
    return bool(cases)


def _delivery(row: Subscription, post: Post) -> Deliver:
    return Deliver(case_id=row.case_id, subscription_id=row.pk, payload=restored_all(post.payload))


def _openings(post: Post) -> QuerySet[Opening]:
    """Where it begins cases: not in processes that are suspended."""
    found = Opening.objects.filter(company_id=post.company_id, kind=post.kind, name=post.name)
    return found.filter(version__definition__suspended={})


def _begin(opening: Opening, post: Post, actor: Actor) -> int:
    from heyi.core.workflow.services.beginning import begin_at

    return begin_at(opening, payload=restored_all(post.payload), by=post.by_id, actor=actor)


def _waits(post: Post) -> list[Subscription]:
    found = Subscription.objects.filter(
        company_id=post.company_id, kind="message", name=post.name, key=post.key, state="open", case__suspended={}
    )
    return list(found.order_by("pk")[:2])


EARLIER = """
SELECT DISTINCT p.id FROM workflow_post p
  JOIN unnest(%(names)s::text[], %(keys)s::text[]) AS w(name, key) ON w.name = p.name AND w.key = p.key
 WHERE p.company_id = %(company)s AND p.kind = 'message' AND p.state = 'waiting' AND p.expires_at > now() ORDER BY p.id
"""


def look_for_earlier(company_id: int, waits: Sequence[tuple[str, str]]) -> None:
    """A case begins to wait: messages that came before it are delivered now."""
    from heyi.core.workflow.jobs import deliver as job

    with connection.cursor() as cursor:
        names, keys = [name for name, _ in waits], [key for _, key in waits]
        cursor.execute(EARLIER, {"names": names, "keys": keys, "company": company_id})
        found = [row[0] for row in cursor.fetchall()]
    for post_id in found:
        job.defer(post_id=post_id, company_id=company_id)


def look_for_beginnings(company_id: int, names: Sequence[str]) -> None:
    """A process can begin by messages again: those that came before are delivered now."""
    from heyi.core.workflow.jobs import deliver as job

    rows = Post.objects.filter(
        company_id=company_id,
        kind="message",
        name__in=list(names),
        state=Post.State.WAITING,
        expires_at__gt=timezone.now(),
    )
    for post_id in rows.order_by("pk").values_list("pk", flat=True) if names else ():
        job.defer(post_id=post_id, company_id=company_id)
