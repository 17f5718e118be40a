"""The counters beside allocations and adjustments must equal their sums at every commit."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION receivables_sums_agree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  fresh jsonb := to_jsonb(NEW);
  of_receipt bigint := (fresh ->> CASE TG_TABLE_NAME WHEN 'receivables_receipt' THEN 'id' ELSE 'receipt_id' END)::bigint;
  of_instalment bigint :=
    (fresh ->> CASE TG_TABLE_NAME WHEN 'receivables_instalment' THEN 'id' ELSE 'instalment_id' END)::bigint;
BEGIN
  IF EXISTS (SELECT 1 FROM receivables_receipt r WHERE r.id = of_receipt AND r.allocated <>
      (SELECT coalesce(sum(a.amount), 0) FROM receivables_allocation a WHERE a.receipt_id = r.id)) THEN
    RAISE EXCEPTION 'The allocations of receipt % do not add up.', of_receipt
      USING ERRCODE = 'check_violation', CONSTRAINT = 'receivables_receipt_sum';
  END IF;
  IF EXISTS (SELECT 1 FROM receivables_instalment i WHERE i.id = of_instalment AND (i.settled <>
      (SELECT coalesce(sum(a.amount), 0) FROM receivables_allocation a WHERE a.instalment_id = i.id) OR i.adjusted <>
      (SELECT coalesce(sum(d.amount), 0) FROM receivables_adjustment d WHERE d.instalment_id = i.id))) THEN
    RAISE EXCEPTION 'What was paid on instalment % does not add up.', of_instalment
      USING ERRCODE = 'check_violation', CONSTRAINT = 'receivables_instalment_sum';
  END IF;
  RETURN NULL;
END $$;
"""
TABLES = ("receivables_allocation", "receivables_adjustment", "receivables_receipt", "receivables_instalment")
TRIGGERS = "".join(
    f"CREATE CONSTRAINT TRIGGER y_sums_agree AFTER INSERT OR UPDATE ON {table} "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION receivables_sums_agree();"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER y_sums_agree ON {table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("receivables", "0002_adjustments_and_overrides")]
    operations = [migrations.RunSQL(FORWARD + TRIGGERS, BACKWARD + "DROP FUNCTION receivables_sums_agree();")]
