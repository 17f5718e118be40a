"""What operators measure: one log line and one observation for each request, and the figures of the queue.

`GET /metrics` (Prometheus text format) answers only to `Authorization: Bearer` with the installation's METRICS_TOKEN;
to everybody else it is an address that does not exist.
"""

import os
import secrets
import time
from collections.abc import Iterator
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily

from heyi.config.logs import speakable

log = structlog.get_logger("heyi.request")
SECONDS = Histogram(
    "heyi_request_seconds",
    "Time to answer, by route",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
ANSWERS = Counter("heyi_requests", "Answers, by status", ["method", "status"])
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_QUEUE = """
    SELECT status::text, count(*), coalesce(extract(epoch FROM now() - min(greatest(j.scheduled_at, e.at))), 0)
    FROM procrastinate_jobs j
    LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON j.status = 'todo'
    WHERE status IN ('todo', 'doing', 'failed') AND (scheduled_at IS NULL OR scheduled_at <= now()) GROUP BY status
"""


def observe(request: HttpRequest, status: int, started: float) -> None:
    """Count an answered request and log it: never its query, its body or its headers, which may hold secrets."""
    seconds = time.perf_counter() - started
    match = request.resolver_match
    route = match.route if match is not None else "unknown"
    method = request.method if request.method in METHODS else "OTHER"
    SECONDS.labels(method, route).observe(seconds)
    ANSWERS.labels(method, str(status)).inc()
    actor = getattr(request, "actor", None)
    log.info(
        "request",
        method=method,
        path=request.path[:200] if speakable(request.path) else route,
        status=status,
        ms=round(seconds * 1000, 1),
        employee_id=actor.employee_id if actor is not None else None,
    )


class Queue:
    """Jobs by state and the age of the oldest that could run, asked when somebody looks."""

    def collect(self) -> Iterator[Any]:
        jobs = GaugeMetricFamily("heyi_jobs", "Jobs that are not done", labels=["state"])
        oldest = GaugeMetricFamily("heyi_jobs_oldest_seconds", "Age of the oldest job that could run")
        try:
            with connection.cursor() as cursor:
                cursor.execute(_QUEUE)
                found = {state: (count, float(age)) for state, count, age in cursor.fetchall()}
        except DatabaseError:
            return
        for state in ("todo", "doing", "failed"):
            jobs.add_metric([state], found.get(state, (0, 0.0))[0])
        oldest.add_metric([], found.get("todo", (0, 0.0))[1])
        yield from (jobs, oldest)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all web processes of this machine."""
    from heyi.config.views import unknown

    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if not wanted or scheme.lower() != "bearer" or not secrets.compare_digest(token.encode(), wanted.encode()):
        return unknown(request)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(SECONDS)
        registry.register(ANSWERS)
    registry.register(Queue())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
