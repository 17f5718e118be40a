"""What must hold for cases: tasks and decisions, where a case stands, and the log that tells how it came there.

That folding a case's log gives its tables (I22) is the engine's property test; here the log is held against gaps and
against lines that were put in, taken out or moved.
"""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

DECIDED = """
SELECT t.company_id, 'workflow.case:' || t.case_id AS record,
       'task ' || t.id || ' is ' || t.state || ', its decision is ' || coalesce(d.action, 'missing') AS detail
  FROM workflow_task t LEFT JOIN workflow_decision d ON d.task_id = t.id
 WHERE t.state IS DISTINCT FROM CASE d.action
         WHEN 'approve' THEN 'approved' WHEN 'resubmit' THEN 'approved' WHEN 'reject' THEN 'rejected'
         WHEN 'return' THEN 'returned' WHEN 'transfer' THEN 'transferred' WHEN 'abstain' THEN 'abstained'
         WHEN 'answer' THEN 'answered'
         ELSE CASE WHEN t.state IN ('open', 'closed', 'removed') THEN t.state END END
   AND NOT (t.state = 'retracted' AND coalesce(d.action, '') IN ('approve', 'reject', 'abstain'))
    OR (t.state = 'open') <> (t.ended_at IS NULL)
"""

# Where nobody decided, the system did, and says why.
DECIDERS = """
SELECT d.company_id, 'workflow.case:' || d.case_id AS record,
       'task ' || d.task_id || ' was decided by employee ' || coalesce(d.actor_id::text, 'nobody') AS detail
  FROM workflow_decision d JOIN workflow_task t ON t.id = d.task_id
 WHERE CASE WHEN d.actor_id IS NULL THEN d.reason = ''
            ELSE d.actor_id IS DISTINCT FROM t.assignee_id AND d.actor_id IS DISTINCT FROM t.delegate_id END
"""

ENDED = """
SELECT c.company_id, 'workflow.case:' || c.id AS record, c.state || ', but ' || left_over.what AS detail
  FROM workflow_case c
 CROSS JOIN LATERAL (
   SELECT 'task ' || id || ' is open' FROM workflow_task WHERE case_id = c.id AND state = 'open'
   UNION ALL SELECT 'token ' || id || ' lives' FROM workflow_token WHERE case_id = c.id AND state = 'live'
   UNION ALL SELECT 'activation ' || id || ' is active' FROM workflow_activation WHERE case_id = c.id AND state = 'active'
   UNION ALL SELECT 'incident ' || id || ' is open' FROM workflow_incident WHERE case_id = c.id AND resolved_at IS NULL
   UNION ALL SELECT 'subscription ' || id || ' waits' FROM workflow_subscription WHERE case_id = c.id AND state = 'open'
   UNION ALL SELECT 'case ' || id || ' below it runs' FROM workflow_case b
              WHERE b.parent_id = c.id AND b.parent_activation <> 0 AND b.ended_at IS NULL
 ) left_over(what)
 WHERE c.ended_at IS NOT NULL
UNION ALL
SELECT company_id, 'workflow.case:' || id, 'its state is ' || state || ', it ended at ' || coalesce(ended_at::text, 'no time')
  FROM workflow_case WHERE (state NOT IN ('running', 'returned')) <> (ended_at IS NOT NULL)
"""

# A token without activation and incident waits at a joining gateway, to which it came along a flow.
STANDS = """
SELECT c.company_id, 'workflow.case:' || c.id AS record, 'it is nowhere' AS detail
  FROM workflow_case c
 WHERE c.ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM workflow_token t WHERE t.case_id = c.id AND t.state = 'live')
UNION ALL
SELECT t.company_id, 'workflow.case:' || t.case_id, 'token ' || t.id || ' waits for nothing'
  FROM workflow_token t
  JOIN workflow_case c ON c.id = t.case_id AND c.ended_at IS NULL
  LEFT JOIN workflow_activation a ON a.id = t.activation_id AND a.token_id = t.id AND a.state = 'active'
  LEFT JOIN workflow_incident i ON i.id = t.incident_id AND i.resolved_at IS NULL
 WHERE t.state = 'live'
   AND NOT (CASE WHEN t.incident_id <> 0 THEN i.id IS NOT NULL WHEN t.activation_id <> 0 THEN a.id IS NOT NULL
                 ELSE t.flow <> '' END)
UNION ALL
SELECT a.company_id, 'workflow.case:' || a.case_id, 'activation ' || a.id || ' asks nobody'
  FROM workflow_activation a
 WHERE a.state = 'active' AND a.kind IN ('userTask', 'startEvent')
   AND NOT EXISTS (SELECT 1 FROM workflow_task k WHERE k.activation_id = a.id AND k.state = 'open')
UNION ALL
SELECT s.company_id, 'workflow.case:' || s.case_id, 'subscription ' || s.id || ' waits for nobody'
  FROM workflow_subscription s LEFT JOIN workflow_activation a ON a.id = s.activation_id AND a.state = 'active'
 WHERE s.state = 'open' AND s.activation_id <> 0 AND a.id IS NULL
UNION ALL
SELECT b.company_id, 'workflow.case:' || b.id, 'the case above it no longer waits for it'
  FROM workflow_case b LEFT JOIN workflow_activation a ON a.id = b.parent_activation AND a.state = 'active'
 WHERE b.parent_activation <> 0 AND b.ended_at IS NULL AND a.id IS NULL
"""

CLOSED = """
SELECT a.company_id, 'workflow.case:' || a.case_id AS record,
       'task ' || d.task_id || ' was decided at ' || d.decided_at || ', after activation ' || a.id || ' had closed' AS detail
  FROM workflow_decision d
  JOIN workflow_task t ON t.id = d.task_id
  JOIN workflow_activation a ON a.id = t.activation_id
 WHERE d.decided_at > a.ended_at
"""

VERSIONS = """
SELECT v.company_id, 'workflow.version:' || v.id AS record, 'its text is not what was published' AS detail
  FROM workflow_version v WHERE v.digest <> encode(sha256(convert_to(v.xml, 'UTF8')), 'hex')
UNION ALL
SELECT c.company_id, 'workflow.case:' || c.id, 'it runs by another text than its version'
  FROM workflow_case c JOIN workflow_version v ON v.id = c.version_id WHERE c.digest <> v.digest
"""

LOG = """
WITH line AS (
  SELECT e.*, lag(e.hash) OVER (PARTITION BY e.case_id ORDER BY e.seq) AS before,
         row_number() OVER (PARTITION BY e.case_id ORDER BY e.seq) AS place
    FROM workflow_entry e)
SELECT company_id, 'workflow.case:' || case_id AS record, 'line ' || seq || ' of its log does not follow' AS detail
  FROM line WHERE seq <> place OR previous <> coalesce(before, '')
UNION ALL
SELECT c.company_id, 'workflow.case:' || c.id,
       c.entries || ' lines were written, ' || coalesce(l.lines, 0) || ' are there'
  FROM workflow_case c
  LEFT JOIN (SELECT case_id, count(*) AS lines, max(seq) AS last FROM workflow_entry GROUP BY case_id) l ON l.case_id = c.id
  LEFT JOIN workflow_entry e ON e.case_id = c.id AND e.seq = l.last
 WHERE c.entries <> coalesce(l.lines, 0) OR c.log_hash <> coalesce(e.hash, '')
"""

SEEN = """
SELECT s.company_id, 'workflow.case:' || s.case_id AS record,
       'what was submitted in round ' || s.round || ' has changed' AS detail
  FROM workflow_snapshot s WHERE s.sha256 <> encode(sha256(convert_to(s.data, 'UTF8')), 'hex')
UNION ALL
SELECT d.company_id, 'workflow.case:' || d.case_id, 'task ' || d.task_id || ' was decided about something else'
  FROM workflow_decision d
  LEFT JOIN workflow_snapshot s ON s.case_id = d.case_id AND s.round = d.round
 WHERE d.snapshot_hash <> coalesce(s.sha256, '') AND d.action IN ('approve', 'reject')
   AND NOT EXISTS (SELECT 1 FROM workflow_edit e
                    WHERE e.case_id = d.case_id AND e.round = d.round AND e.sha256 = d.snapshot_hash)
UNION ALL
SELECT e.company_id, 'workflow.case:' || e.case_id, 'edit ' || e.id || ' has changed'
  FROM workflow_edit e WHERE e.sha256 <> encode(sha256(convert_to(e.data, 'UTF8')), 'hex')
"""

# Suspended people come back; who left is followed by somebody in the same transaction.
HELD = """
SELECT t.company_id, 'workflow.case:' || t.case_id AS record,
       'task ' || t.id || ' waits for ' || e.name || ', who has left' AS detail
  FROM workflow_task t
  JOIN org_employee e ON e.id = t.assignee_id AND e.status = 'left'
  LEFT JOIN org_employee s ON s.id = t.delegate_id
 WHERE t.state = 'open' AND coalesce(s.status, 'left') = 'left'
"""

INVARIANTS = (
    Invariant("I15", _("A task is decided exactly when it has its one decision"), DECIDED),
    Invariant("I16", _("Only those who were asked have decided"), DECIDERS),
    Invariant("I17", _("Nothing lives on in a case that has ended"), ENDED),
    Invariant("I18", _("A running case stands somewhere, and everything in it waits for something"), STANDS),
    Invariant("I20", _("Nobody decides where the decision has fallen"), CLOSED),
    Invariant("I21", _("A case runs by the text of its version, and that never changes"), VERSIONS),
    Invariant("I22", _("The log of a case has no gap, and ends where the case is"), LOG),
    Invariant("I26", _("What was decided about is what was submitted"), SEEN),
    Invariant("I29", _("No task waits for somebody who has left"), HELD),
)
