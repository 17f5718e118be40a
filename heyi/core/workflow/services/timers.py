"""The clock: what is due is done, many cases in one transaction, nothing twice, whoever else works or dies meanwhile.

A timer is claimed by the lock on its case, never by one on its own row: a decision that is being made on that case has
the lock, so the timer is passed over, and if the decision closes it there is nothing left to do (rule 32).
"""

import contextlib
from collections.abc import Sequence
from time import monotonic
from typing import Any

import structlog
from django.db import connection, transaction
from django.utils import timezone

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import unit_of_work
from heyi.core.workflow.commands import Deliver, Retime
from heyi.core.workflow.commands.events import TOO_LATE
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.models import Clocked
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.store.batches import lock_many, write_many
from heyi.kit.errors import Problem

log = structlog.get_logger(__name__)
TOGETHER = 250
CLOCK = "clock"

# Cases that somebody else works on are passed over, and so are their timers; the next ones move up.
DUE = """
SELECT s.case_id, s.id FROM workflow_subscription s JOIN workflow_case c ON c.id = s.case_id
 WHERE s.state = 'open' AND s.due_at <= %(now)s AND s.company_id = %(company)s AND c.root_id = 0
   AND NOT s.id = ANY(%(passed)s)
 ORDER BY s.due_at, s.id LIMIT %(limit)s FOR NO KEY UPDATE OF c SKIP LOCKED
"""
# Cases that were called are locked by the one at the top, so they are not for the claim above.
BELOW = """
SELECT s.case_id, s.id FROM workflow_subscription s JOIN workflow_case c ON c.id = s.case_id
 WHERE s.state = 'open' AND s.due_at <= %(now)s AND s.company_id = %(company)s AND c.root_id <> 0
   AND NOT s.id = ANY(%(passed)s)
 ORDER BY s.due_at, s.id LIMIT %(limit)s
"""
COMPANIES = """
SELECT company_id FROM workflow_subscription WHERE state = 'open' AND due_at <= %(now)s
UNION SELECT company_id FROM workflow_opening WHERE due_at <= %(now)s
"""
IN_WORKING_TIME = """
SELECT DISTINCT case_id FROM workflow_subscription
 WHERE company_id = %s AND state = 'open' AND data ? 'budget' AND case_id > %s
   AND (kind = 'timer' AND due_at IS NOT NULL OR kind = 'sla')
 ORDER BY case_id LIMIT %s
"""


def companies_with_due_timers() -> list[int]:
    """For whom something is due now; the one question that is asked across companies."""
    known = tuple(Clocked.objects.values_list("pk", flat=True))
    if not known:
        return []
    actor = system(known[0], CLOCK, company_ids=known)
    with unit_of_work(actor), connection.cursor() as cursor:
        cursor.execute(COMPANIES, {"now": timezone.now()})
        return sorted(row[0] for row in cursor.fetchall())


#: What failed and when it is tried again, by the timer: how often, and a moment of this process's own clock. A restart tries all.
_resting: dict[int, tuple[int, float]] = {}
FIRST_REST, LONGEST_REST = 10.0, 3600.0


def _failed(timer: int) -> None:
    """Twice as long as the time before: what refuses to happen must not keep the clock busy."""
    times = _resting.get(timer, (0, 0.0))[0]
    _resting[timer] = times + 1, monotonic() + min(LONGEST_REST, FIRST_REST * 2**times)


def fire(company_id: int, *, rounds: int = 1_000) -> int:
    """Let everything that is due for a company happen; how many did. What could not happen now is left for later."""
    now = monotonic()
    for timer in [one for one, (_times, until) in _resting.items() if until + LONGEST_REST < now]:
        del _resting[timer]  # it is waited for no more
    fired, passed = 0, [timer for timer, (_times, until) in _resting.items() if until > now]
    for _ in range(rounds):
        claimed, done = _together(company_id, passed)
        if done is None:
            done, left = _one_by_one(company_id, claimed)
            passed += left
        fired += done
        if not claimed:
            break
    done, _left = _one_by_one(company_id, _below(company_id, passed))
    return fired + done


def _together(company_id: int, passed: Sequence[int]) -> tuple[list[tuple[int, int]], int | None]:
    """Claim what is due and do it in one transaction: what was claimed and how many happened; None when one of them
    would not let the others."""
    actor, claimed = system(company_id, CLOCK), list[tuple[int, int]]()
    try:
        with unit_of_work(actor):
            claimed = _rows(DUE, company_id, passed)
            commands = {
                case_id: Deliver(case_id=case_id, subscription_id=timer) for case_id, timer in reversed(claimed)
            }  # the oldest of each case; its others come in the next round
            states = lock_many(list(commands)) if commands else []
            waits = sum(commands[one.case.id].subscription_id in one.subscriptions for one in states)
            if states:
                write_many(engine().perform_many(states, commands, actor=actor))
            for case_id in commands.keys() - {one.case.id for one in states}:  # they have ended meanwhile
                with contextlib.suppress(NotWaiting):
                    engine().perform(commands[case_id], actor=actor)
            return claimed, waits
    except Exception as error:  # one bad case must not hold up the others; it is met again alone
        log.info("timers_one_by_one", company_id=company_id, reason=type(error).__name__)
        return claimed, None


def _below(company_id: int, passed: Sequence[int]) -> list[tuple[int, int]]:
    with unit_of_work(system(company_id, CLOCK)):
        return _rows(BELOW, company_id, passed)


def _rows(sql: str, company_id: int, passed: Sequence[int]) -> list[tuple[int, int]]:
    facts: dict[str, Any] = {
        "now": timezone.now(), "company": company_id, "limit": TOGETHER, "passed": list(passed),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return [(int(case_id), int(timer)) for case_id, timer in cursor.fetchall()]


def _one_by_one(company_id: int, due: Sequence[tuple[int, int]]) -> tuple[int, list[int]]:
    done, left = 0, list[int]()
    for case_id, timer in due:
        actor = system(company_id, CLOCK)
        try:
            done += _fire_one(case_id, timer, actor)
            _resting.pop(timer, None)
        except NotWaiting:
            _resting.pop(timer, None)
        except Problem as problem:
            log.warning("timer_refused", case_id=case_id, timer=timer, code=problem.code)
            _failed(timer)
            left.append(timer)
        except Exception:
            log.exception("timer_failed", case_id=case_id, timer=timer)
            _failed(timer)
            left.append(timer)
    return done, left


def _fire_one(case_id: int, timer: int, actor: Actor) -> bool:
    """Whether it happened; one that came too late is only logged."""
    with unit_of_work(actor):
        state = engine().perform(Deliver(case_id=case_id, subscription_id=timer), actor=actor)
    return state.entries[-1].act != TOO_LATE


def retime(company_id: int) -> int:
    """Work out anew when everything counted in working time is due (rule 31); how many cases have changed."""
    actor, last, changed = system(company_id, CLOCK), 0, 0
    while True:
        with unit_of_work(actor), connection.cursor() as cursor:
            cursor.execute(IN_WORKING_TIME, [company_id, last, TOGETHER])
            cases = [int(row[0]) for row in cursor.fetchall()]
        for case_id in cases:
            with contextlib.suppress(NotWaiting), unit_of_work(actor):
                engine().perform(Retime(case_id=case_id), actor=actor)
                changed += 1
        if not cases:
            return changed
        last = cases[-1]


_clocked: set[int] = set()


def remember(company_id: int) -> None:
    """A company's case waits for a moment: from now on the clock looks after it."""
    if company_id not in _clocked:
        Clocked.objects.bulk_create([Clocked(number=company_id)], ignore_conflicts=True)
        transaction.on_commit(lambda: _clocked.add(company_id))
