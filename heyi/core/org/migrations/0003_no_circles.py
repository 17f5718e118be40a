from django.db import migrations

# Looked at when the transaction ends, under the lock of heyi/core/org/locks.py: whoever waited sees what the other did.
CIRCLES = """
CREATE FUNCTION org_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  walked bigint[] := ARRAY[NEW.id];
  above bigint;
BEGIN
  IF TG_TABLE_NAME = 'org_employee' THEN
    PERFORM pg_advisory_xact_lock(hashtext('org.managers'), 0);
  ELSE
    PERFORM pg_advisory_xact_lock(hashtext('org.departments'), (NEW.company_id % 2147483648)::int);
  END IF;
  EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[0], TG_TABLE_NAME) INTO above USING NEW.id;
  WHILE above IS NOT NULL LOOP
    IF above = ANY (walked) THEN
      RAISE EXCEPTION 'The line of % closes a circle.', TG_TABLE_NAME
        USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[1];
    END IF;
    walked := walked || above;
    EXECUTE format('SELECT %I FROM %I WHERE id = $1', TG_ARGV[0], TG_TABLE_NAME) INTO above USING above;
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER no_circle AFTER UPDATE OF manager_id ON org_employee DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.manager_id IS NOT NULL AND OLD.manager_id IS DISTINCT FROM NEW.manager_id)
  EXECUTE FUNCTION org_no_circle('manager_id', 'org_employee_manager_circle');
CREATE CONSTRAINT TRIGGER no_circle AFTER UPDATE OF parent_id ON org_department DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL AND OLD.parent_id IS DISTINCT FROM NEW.parent_id)
  EXECUTE FUNCTION org_no_circle('parent_id', 'org_department_parent_circle');
"""


class Migration(migrations.Migration):
    dependencies = [("org", "0002_guide_and_password_age")]

    operations = [
        migrations.RunSQL(
            CIRCLES,
            "DROP TRIGGER no_circle ON org_employee; DROP TRIGGER no_circle ON org_department;"
            " DROP FUNCTION org_no_circle()",
        )
    ]
