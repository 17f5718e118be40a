"""Thousands of cases from a few, by one statement for each table."""

from django.db import connection


def multiply(times: int) -> int:
    """Every case once more, so often, with all that lives in it: ids are shifted, as their rows refer to each other."""
    shift = 100_000
    tables: dict[str, tuple[str, ...]] = {
        "workflow_case": ("root_id", "parent_id"), "workflow_token": ("activation_id", "incident_id", "scope"),
        "workflow_activation": ("token_id", "scope"), "workflow_task": ("activation_id",),
        "workflow_subscription": ("activation_id", "scope"), "workflow_incident": ("token_id",),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table, references in tables.items():
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
            chosen = []
            size = "n * %(shift)s" if table == "workflow_case" else "n * %(shift)s * 1000000::bigint"
            for (name,) in cursor.fetchall():
                if name == "id" or name in references:
                    chosen.append((name, f"CASE WHEN r.{name} = 0 THEN 0 ELSE r.{name} + {size} END"))
                elif name == "case_id":
                    chosen.append((name, "r.case_id + n * %(shift)s"))
                elif name == "parent_activation":
                    chosen.append((name, f"CASE WHEN r.{name} = 0 THEN 0 ELSE r.{name} + {size} * 1000000::bigint END"))
                else:
                    chosen.append((name, f'r."{name}"'))
            names, values = ", ".join(f'"{name}"' for name, _ in chosen), ", ".join(value for _, value in chosen)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} r, generate_series(1, %(times)s) n",
                {"shift": shift, "times": times},
            )
        cursor.execute("SELECT count(*) FROM workflow_case WHERE ended_at IS NULL")
        return int(cursor.fetchone()[0])
