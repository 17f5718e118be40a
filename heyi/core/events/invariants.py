"""What must hold for events and the jobs that deliver them."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

# A share that waits needs a job that will run it; one that is done says when; one that failed for good is a letter that
# a person must read, so it is shown here too.
DELIVERED = """
SELECT d.company_id, 'events.event:' || d.event_id AS record,
       d.handler || ': ' || CASE
         WHEN e.id IS NULL OR e.company_id <> d.company_id THEN 'belongs to no event of this company'
         WHEN d.state = 'dead' THEN 'given up after ' || d.attempts || ' attempts'
         WHEN d.state = 'waiting' THEN 'waits without a job'
         ELSE 'its state and time of completion disagree' END AS detail
  FROM events_delivery d
  LEFT JOIN events_event e ON e.id = d.event_id
 WHERE e.id IS NULL OR e.company_id <> d.company_id OR d.state = 'dead'
    OR (d.state = 'done') <> (d.done_at IS NOT NULL)
    OR (d.state = 'waiting' AND NOT EXISTS (
         SELECT 1 FROM procrastinate_jobs j WHERE j.task_name = 'events.deliver' AND j.status IN ('todo', 'doing')
            AND j.args @> jsonb_build_object('event_id', d.event_id)))
"""

# A job may be put off to a moment that has passed already (the reminder of a follow-up that is entered late): it waits
# from when it came. Without any living worker jobs may wait: the system is then switched off, which is no fault of the data.
RUN = """
SELECT nullif(j.args ->> 'company_id', '')::bigint AS company_id, 'job:' || j.id AS record,
       j.task_name || CASE WHEN j.status = 'doing' THEN ': its worker is gone'
                           ELSE ': due since ' || due.at END AS detail
  FROM procrastinate_jobs j
  LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
 CROSS JOIN LATERAL (SELECT greatest(j.scheduled_at, max(v.at)) AS at FROM procrastinate_events v
                     WHERE v.job_id = j.id) due
 WHERE (j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '60 seconds'))
    OR (j.status = 'todo' AND due.at < now() - interval '10 minutes' AND EXISTS (
         SELECT 1 FROM procrastinate_workers x WHERE x.last_heartbeat > now() - interval '60 seconds'))
"""

INVARIANTS = (
    Invariant("I30", _("Every event reaches each of its handlers"), DELIVERED),
    Invariant("I33", _("No job is stuck"), RUN),
)
