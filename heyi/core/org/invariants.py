"""What must hold for people and their accounts."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

ENDED = """
SELECT e.company_id, 'org.employee:' || e.id AS record,
       concat_ws(', ', CASE WHEN u.is_active THEN 'account open' END,
                 CASE WHEN s.live > 0 THEN s.live || ' sessions' END, CASE WHEN k.live > 0 THEN k.live || ' keys' END)
       AS detail
  FROM org_employee e
  JOIN org_user u ON u.id = e.user_id
 CROSS JOIN LATERAL (SELECT count(*) AS live FROM usersessions_usersession us
                      WHERE us.user_id = u.id AND EXISTS (SELECT 1 FROM django_session d
                        WHERE d.session_key = us.session_key AND d.expire_date > now())) s
 CROSS JOIN LATERAL (SELECT count(*) AS live FROM access_apikey a WHERE a.user_id = u.id AND a.revoked_at IS NULL
                        AND (a.expires_at IS NULL OR a.expires_at > now())) k
 WHERE e.status <> 'active'
   AND NOT EXISTS (SELECT 1 FROM org_employee o WHERE o.user_id = u.id AND o.status = 'active')
   AND (u.is_active OR s.live > 0 OR k.live > 0)
"""

INVARIANTS = (Invariant("I41", _("Who is not at work has no open account, session or key"), ENDED),)
