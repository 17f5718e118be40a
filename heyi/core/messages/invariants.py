"""What must hold for messages."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

TOLD = """
SELECT min(company_id) AS company_id, 'events.event:' || event_id AS record,
       'employee ' || recipient_id || ' was told ' || count(*) || ' times by ' || template AS detail
  FROM messages_message WHERE event_id IS NOT NULL GROUP BY event_id, recipient_id, template HAVING count(*) > 1
"""

INVARIANTS = (Invariant("I31", _("Nobody is told of the same event twice"), TOLD),)
