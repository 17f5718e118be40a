"""What must hold for stock: it follows from the movements and the promises, and from nothing else."""

from django.utils.translation import gettext_lazy as _

from heyi.core.audit.invariants import Invariant

ON_HAND = """
WITH moved AS (
  SELECT m.company_id, m.product_id, p.place_id AS location_id, sum(p.quantity) AS total
    FROM inventory_move m
   CROSS JOIN LATERAL (VALUES (m.destination_id, m.quantity), (m.origin_id, -m.quantity)) p(place_id, quantity)
    JOIN inventory_location l ON l.id = p.place_id AND l.kind = 'internal'
   GROUP BY m.company_id, m.product_id, p.place_id)
SELECT coalesce(b.company_id, m.company_id) AS company_id,
       'masterdata.product:' || coalesce(b.product_id, m.product_id) AS record,
       'location ' || coalesce(b.location_id, m.location_id) || ': on hand ' || coalesce(b.on_hand, 0)
       || ', movements ' || coalesce(m.total, 0) AS detail
  FROM inventory_balance b
  FULL JOIN moved m ON m.product_id = b.product_id AND m.location_id = b.location_id
 WHERE coalesce(b.on_hand, 0) <> coalesce(m.total, 0)
"""

RESERVED = """
WITH promised AS (
  SELECT company_id, product_id, location_id, sum(quantity) AS total
    FROM inventory_reservation GROUP BY company_id, product_id, location_id)
SELECT coalesce(b.company_id, r.company_id) AS company_id,
       'masterdata.product:' || coalesce(b.product_id, r.product_id) AS record,
       'location ' || coalesce(b.location_id, r.location_id) || ': on hand ' || coalesce(b.on_hand, 0) || ', reserved '
       || coalesce(b.reserved, 0) || ', open reservations ' || coalesce(r.total, 0) AS detail
  FROM inventory_balance b
  FULL JOIN promised r ON r.product_id = b.product_id AND r.location_id = b.location_id
 WHERE coalesce(b.reserved, 0) <> coalesce(r.total, 0) OR b.reserved < 0
    OR (NOT b.may_be_negative AND (b.on_hand < 0 OR b.reserved > b.on_hand))
"""

SHIPPED = """
WITH moved AS (
  SELECT m.source, count(*) FILTER (WHERE d.kind = 'customer') AS outs,
         coalesce(sum(m.quantity) FILTER (WHERE d.kind = 'customer'), 0) AS went,
         coalesce(sum(m.quantity) FILTER (WHERE o.kind = 'customer'), 0) AS came
    FROM inventory_move m
    JOIN inventory_location o ON o.id = m.origin_id
    JOIN inventory_location d ON d.id = m.destination_id
   WHERE m.source LIKE 'delivery_line:%' GROUP BY m.source)
SELECT l.company_id, 'inventory.delivery:' || l.delivery_id AS record,
       'line ' || l.id || ': shipped ' || l.shipped || ', returned ' || l.returned || '; movements: '
       || coalesce(m.outs, 0) || ' out, ' || coalesce(m.went, 0) || ', back ' || coalesce(m.came, 0) AS detail
  FROM inventory_deliveryline l
  JOIN masterdata_product p ON p.id = l.product_id
  LEFT JOIN moved m ON m.source = 'delivery_line:' || l.id
 WHERE l.shipped > l.quantity OR l.returned > l.shipped OR m.outs > 1
    OR ((p.is_stocked OR m.source IS NOT NULL)
        AND (l.shipped <> coalesce(m.went, 0) OR l.returned <> coalesce(m.came, 0)))
"""

INVARIANTS = (
    Invariant("I11", _("Stock on hand is the sum of its movements"), ON_HAND),
    Invariant("I12", _("Reserved stock is the sum of the open reservations, and is there"), RESERVED),
    Invariant("I13", _("Each delivery line has moved its goods once"), SHIPPED),
)
