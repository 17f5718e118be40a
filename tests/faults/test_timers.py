"""Thousands of timers that are due at once, two workers, one of them killed on the way: each happens exactly once.

Long: ``HEYI_FAULT_TIMERS=100000``.
"""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from heyi.config.runtime import processes
from heyi.core.access.work import unit_of_work
from heyi.core.workflow import models
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import definitions, timers
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.tests.drawn import Drawing
from heyi.core.workflow.tests.many import multiply
from tests.cast import Cast

pytestmark = pytest.mark.fault
MANY = int(os.environ.get("HEYI_FAULT_TIMERS", "4000"))
HAPPENED = """
SELECT count(*) FILTER (WHERE n = 0), count(*) FILTER (WHERE n = 1), count(*) FILTER (WHERE n > 1) FROM (
  SELECT count(e.id) AS n FROM workflow_case c
    LEFT JOIN workflow_entry e ON e.case_id = c.id AND e.act = 'deliver' GROUP BY c.id) each
"""


def due_at_once(cast: Cast) -> int:
    """So many cases whose timer is due; how many."""
    text = "start s; catch t timer=PT1H; receive r message=never; s -> t -> r"
    with unit_of_work(cast.actor("sales")) as actor:
        definitions.store("trial", cast.company.pk, write(read(Drawing(text, "trial").xml())), shipped=False)
        engine().start("", None, actor=actor, process="trial")
        models.Subscription.objects.update(due_at=timezone.now() - timedelta(hours=1))
        return multiply(MANY - 1)


def worker(company_id: int) -> int:
    """A process that does what is due, as the job does; its number."""
    connection.close()
    pid = os.fork()
    if pid == 0:
        try:
            timers.fire(company_id)
        finally:
            os._exit(0)
    return pid


def happened(cast: Cast) -> tuple[int, int, int]:
    """Cases whose timer has never, once and more than once happened."""
    with unit_of_work(cast.system()), connection.cursor() as cursor:
        cursor.execute(HAPPENED)
        never, once, more = cursor.fetchone()
    return never, once, more


def test_of_thousands_due_at_once_each_happens_once_though_a_worker_is_killed(committed: Cast) -> None:
    total, company = due_at_once(committed), committed.company.pk
    first, second = worker(company), worker(company)
    assert processes.wait_until(lambda: happened(committed)[1] >= MANY // 8, seconds=60, pause=0.01)
    os.kill(first, signal.SIGKILL)
    _pid, status = os.waitpid(first, 0)
    never, _once, _more = happened(committed)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    assert never > 0, "it was killed on the way"
    third = worker(company)  # the supervisor starts another one
    for pid in (second, third):
        os.waitpid(pid, 0)
    assert happened(committed) == (0, total, 0)
    with unit_of_work(committed.system()):
        assert models.Subscription.objects.filter(kind="timer", state="open").count() == 0
        assert models.Token.objects.filter(state="live", node="r").count() == total
        assert timers.fire(company) == 0
