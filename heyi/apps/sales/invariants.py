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

INVARIANTS = (Invariant("I7", _("An order comes to the sum of its lines, and so does its receivable"), TOTALS),)
