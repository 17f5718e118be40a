"""What must hold for customers and opportunities."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

STAYS = """
WITH chain AS (
  SELECT s.*, lead(s.entered_at) OVER (PARTITION BY s.opportunity_id ORDER BY s.entered_at, s.id) AS next_at
    FROM crm_stagestay s)
SELECT c.company_id, 'crm.opportunity:' || c.opportunity_id AS record,
       CASE WHEN c.left_at < c.entered_at THEN 'a stay ends before it begins'
            ELSE 'a stay ends at ' || c.left_at || ', the next begins at ' || coalesce(c.next_at::text, 'no time') END AS detail
  FROM chain c
 WHERE c.left_at < c.entered_at OR c.left_at IS DISTINCT FROM c.next_at
UNION ALL
SELECT o.company_id, 'crm.opportunity:' || o.id,
       CASE WHEN count(s.id) = 1 THEN 'its open stay is in another stage' ELSE count(s.id) || ' open stays' END
  FROM crm_opportunity o
  LEFT JOIN crm_stagestay s ON s.opportunity_id = o.id AND s.left_at IS NULL
 GROUP BY o.company_id, o.id, o.stage_id
HAVING count(s.id) <> 1 OR min(s.stage_id) <> o.stage_id
"""

FLAGS = """
SELECT p.company_id, 'masterdata.party:' || p.id AS record,
       CASE WHEN p.is_customer THEN 'called a customer without being one' ELSE 'a customer that is not called one' END AS detail
  FROM masterdata_party p LEFT JOIN crm_customer c ON c.party_id = p.id
 WHERE p.is_customer <> (c.id IS NOT NULL)
"""

INVARIANTS = (
    Invariant("I42", _("Stages of an opportunity follow each other, exactly one is open"), STAYS),
    Invariant("I47", _("A party is called a customer exactly when it is one"), FLAGS),
)
