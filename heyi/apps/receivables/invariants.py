"""What must hold for claims and receipts."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

CLAIMS = """
SELECT i.company_id, 'receivables.claim:' || i.claim_id AS record,
       'instalment ' || i.position || ': amount ' || i.amount || ', settled ' || i.settled || ', allocated '
       || a.total AS detail
  FROM receivables_instalment i
 CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS total FROM receivables_allocation
                      WHERE instalment_id = i.id) a
 WHERE i.settled <> a.total OR i.settled < 0 OR i.settled > i.amount
UNION ALL
SELECT c.company_id, 'receivables.claim:' || c.id, 'amount ' || c.amount || ', instalments ' || coalesce(sum(i.amount), 0)
  FROM receivables_claim c
  LEFT JOIN receivables_instalment i ON i.claim_id = c.id
 GROUP BY c.id
HAVING c.amount <> coalesce(sum(i.amount), 0)
"""

RECEIPTS = """
SELECT r.company_id, 'receivables.receipt:' || r.id AS record,
       'amount ' || r.amount || ', allocated ' || r.allocated || ', allocations ' || coalesce(sum(a.amount), 0) AS detail
  FROM receivables_receipt r
  LEFT JOIN receivables_allocation a ON a.receipt_id = r.id
 GROUP BY r.id
HAVING r.allocated <> coalesce(sum(a.amount), 0) OR r.allocated > r.amount
UNION ALL
SELECT a.company_id, 'receivables.receipt:' || a.receipt_id,
       'allocation ' || a.id || ' is for claim ' || c.number || ' of another customer, currency or company'
  FROM receivables_allocation a
  JOIN receivables_receipt r ON r.id = a.receipt_id
  JOIN receivables_instalment i ON i.id = a.instalment_id
  JOIN receivables_claim c ON c.id = i.claim_id
 WHERE r.party_id <> c.party_id OR r.currency <> c.currency OR r.company_id <> a.company_id OR c.company_id <> a.company_id
"""

INVARIANTS = (
    Invariant("I4", _("A receivable is settled by its allocations, and never beyond its amount"), CLAIMS),
    Invariant("I5", _("A receipt is allocated within its amount, to the same customer and currency"), RECEIPTS),
)
