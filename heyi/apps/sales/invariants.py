"""What must hold for orders."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

TOTALS = """
SELECT o.company_id, 'sales.order:' || o.id AS record,
       'net ' || o.net_amount || ', tax ' || o.tax_amount || ', total ' || o.total || '; lines: net ' || l.net
       || ', tax ' || l.tax AS detail
  FROM sales_order o
 CROSS JOIN LATERAL (SELECT coalesce(sum(net), 0) AS net, coalesce(sum(tax), 0) AS tax FROM sales_orderline
                      WHERE order_id = o.id) l
 WHERE o.net_amount <> l.net OR o.tax_amount <> l.tax OR o.total <> o.net_amount + o.tax_amount
UNION ALL
SELECT o.company_id, 'sales.order:' || o.id, 'total ' || o.total || ', receivable ' || c.number || ' ' || c.amount
  FROM sales_order o
  JOIN receivables_claim c ON c.source_resource = 'sales.order' AND c.source_id = o.id AND c.voided_on IS NULL
 WHERE c.amount <> o.total
"""

# Orders of the past are recorded as closed and had no effects here; one that was closed keeps what was asked for it.
EFFECTS = """
SELECT o.company_id, 'sales.order:' || o.id AS record, o.status || ', but ' || wrong.what AS detail
  FROM sales_order o
 CROSS JOIN LATERAL (
   SELECT count(*) || ' receivables' FROM receivables_claim c
    WHERE c.source_resource = 'sales.order' AND c.source_id = o.id AND c.voided_on IS NULL
   HAVING CASE o.status WHEN 'approved' THEN count(*) <> (o.total > 0)::int WHEN 'closed' THEN count(*) > 1
               ELSE count(*) > 0 END
   UNION ALL
   SELECT 'an open delivery note' FROM inventory_delivery d
    WHERE d.source_resource = 'sales.order' AND d.source_id = o.id AND d.status = 'ready' AND o.status <> 'approved'
   UNION ALL
   SELECT 'goods are promised' FROM inventory_reservation r
    WHERE r.source = 'sales.order:' || o.id AND r.quantity > 0 AND o.status <> 'approved'
   UNION ALL
   SELECT 'no approval' WHERE o.status = 'approved' AND NOT EXISTS (
     SELECT 1 FROM workflow_case w WHERE w.resource = 'sales.order' AND w.record_id = o.id AND w.state = 'approved')
     AND NOT EXISTS (
     SELECT 1 FROM workflow_seal w WHERE w.resource = 'sales.order' AND w.record_id = o.id AND w.state = 'approved')
   UNION ALL
   SELECT 'no approval runs' WHERE o.status = 'in_approval' AND NOT EXISTS (
     SELECT 1 FROM workflow_case w WHERE w.resource = 'sales.order' AND w.record_id = o.id AND w.ended_at IS NULL)
 ) wrong(what)
"""

INVARIANTS = (
    Invariant("I7", _("An order comes to the sum of its lines, and so does its receivable"), TOTALS),
    Invariant("I25", _("An approved order has its effects once, any other has none"), EFFECTS),
)
