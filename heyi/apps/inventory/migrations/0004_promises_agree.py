"""What a balance calls reserved must equal the open reservations at every commit (crm rule 24)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION inventory_promises_agree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
  of_product bigint := (touched ->> 'product_id')::bigint;
  of_location bigint := (touched ->> 'location_id')::bigint;
  promised numeric;
BEGIN
  SELECT coalesce(sum(r.quantity), 0) INTO promised FROM inventory_reservation r
   WHERE r.product_id = of_product AND r.location_id = of_location;
  IF promised <> (SELECT coalesce(sum(b.reserved), 0) FROM inventory_balance b
                   WHERE b.product_id = of_product AND b.location_id = of_location) THEN
    RAISE EXCEPTION 'The reservations of product % do not add up.', of_product
      USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_reserved_sum';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER y_promises_agree AFTER INSERT OR UPDATE OR DELETE ON inventory_reservation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inventory_promises_agree();
CREATE CONSTRAINT TRIGGER y_promises_agree AFTER INSERT OR UPDATE OF reserved ON inventory_balance
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION inventory_promises_agree();
"""
BACKWARD = """
DROP TRIGGER y_promises_agree ON inventory_reservation;
DROP TRIGGER y_promises_agree ON inventory_balance;
DROP FUNCTION inventory_promises_agree();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_production_places")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
