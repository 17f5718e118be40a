from django.db import migrations, models

# Behind a lock for each person, so that two assignments at the same moment cannot both find nothing.
APART = """
CREATE FUNCTION access_duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mine text := (SELECT duty FROM access_role WHERE id = NEW.role_id);
BEGIN
  IF coalesce(mine, '') = '' THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('access.duties'), (NEW.employee_id % 2147483648)::int);
  IF EXISTS (SELECT 1 FROM access_roleassignment a JOIN access_role r ON r.id = a.role_id
              WHERE a.employee_id = NEW.employee_id AND a.id <> NEW.id AND r.duty NOT IN ('', mine)) THEN
    RAISE EXCEPTION 'One person cannot hold two of the three administrative duties.'
      USING ERRCODE = '23514', CONSTRAINT = 'access_duties_apart';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER duties_apart BEFORE INSERT OR UPDATE ON access_roleassignment
  FOR EACH ROW EXECUTE FUNCTION access_duties_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="duty",
            field=models.CharField(
                blank=True,
                choices=[
                    ("system", "System administration"),
                    ("security", "Security administration"),
                    ("audit", "Audit administration"),
                ],
                default="",
                editable=False,
                max_length=10,
                verbose_name="Separate duty",
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            APART,
            "DROP TRIGGER duties_apart ON access_roleassignment; DROP FUNCTION access_duties_apart()",
        ),
    ]
