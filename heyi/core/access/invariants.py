"""What the sealed schema promises, asked of the rows and of the catalog."""
# ruff: noqa: S608 - the queries are put together from the names of tables and columns alone

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.sealing import APP_ROLE, key_name, references, scoped_models
from heyi.core.audit.invariants import Invariant


def _records() -> list[type[Record]]:
    return [model for model in scoped_models() if issubclass(model, Record)]


def _append_only() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _values(rows: Iterable[tuple[str, ...]]) -> str:
    """A list of literals for FROM. They are names of tables and columns, which hold no quotes."""
    return "VALUES " + ", ".join(f"({', '.join(repr(cell) for cell in row)})" for row in rows)


def _missing_triggers(wanted: Iterable[tuple[str, str]]) -> str:
    """Tables that lack a trigger, or whose trigger somebody has switched off."""
    return (
        "SELECT NULL::bigint AS company_id, wanted.name AS record, 'trigger ' || wanted.trigger || ' is missing or off'"
        f" AS detail FROM ({_values(wanted)}) AS wanted(name, trigger) WHERE NOT EXISTS (SELECT 1 FROM pg_trigger t"
        " WHERE t.tgrelid = wanted.name::regclass AND t.tgname = wanted.trigger AND t.tgenabled IN ('O', 'A'))"
    )


def unchanging() -> str:
    """Append-only rows that were changed, and tables that would allow it."""
    parts = [
        f"SELECT company_id, '{model._meta.label_lower}:' || id, 'version ' || version"
        f' FROM "{model._meta.db_table}" WHERE version <> 1'
        for model in _append_only()
        if issubclass(model, Record)
    ]
    parts += [
        "SELECT company_id, resource || ':' || record_id, operation || ' on ' || at::date FROM audit_auditentry"
        f" WHERE operation <> 'insert' AND resource = '{model._meta.label_lower}'"
        for model in _append_only()
        if getattr(model, "audited", False)
    ]
    parts += [
        f"SELECT NULL, '{model._meta.db_table}', 'the application may change it' WHERE"
        f" has_table_privilege('{APP_ROLE}', '{model._meta.db_table}', 'UPDATE, DELETE, TRUNCATE')"
        for model in _append_only()
    ]
    guarded = [(model._meta.db_table, "a_refuse") for model in _append_only() if model in scoped_models()]
    return " UNION ALL ".join([_missing_triggers(guarded), *parts])


def audited() -> str:
    """Records whose version is not the number of their audit rows, and records that went without a trace."""
    tracked = [model for model in _records() if model.audited]
    rows = " UNION ALL ".join(
        f"SELECT company_id, '{model._meta.label_lower}' AS resource, id, version FROM \"{model._meta.db_table}\""
        for model in tracked
    )
    keys = ", ".join(f"'{model._meta.label_lower}'" for model in tracked)
    counted = (
        "SELECT min(company_id) AS company_id, resource, record_id, count(*) AS entries,"
        " bool_or(operation = 'delete') AS gone FROM audit_auditentry"
        f" WHERE resource IN ({keys}) GROUP BY resource, record_id"
    )
    triggers = [(model._meta.db_table, name) for model in tracked for name in ("a_touch", "z_audit")]
    return (
        "SELECT coalesce(r.company_id, a.company_id) AS company_id,"
        " coalesce(r.resource || ':' || r.id, a.resource || ':' || a.record_id) AS record,"
        " CASE WHEN r.id IS NULL THEN 'gone without an audit row'"
        " ELSE 'version ' || r.version || ', audit rows ' || coalesce(a.entries, 0) END AS detail"
        f" FROM ({rows}) r FULL JOIN ({counted}) a ON a.resource = r.resource AND a.record_id = r.id"
        " WHERE CASE WHEN r.id IS NULL THEN NOT a.gone ELSE r.version <> coalesce(a.entries, 0) END"
        f" UNION ALL {_missing_triggers(triggers)}"
    )


def walled() -> str:
    """References that leave their company, and tables whose wall or composite keys are missing."""
    parts = list(_crossing())
    tables = [(model._meta.db_table,) for model in scoped_models()]
    parts.append(
        "SELECT NULL, wanted.name, 'row-level security is not forced' FROM"
        f" ({_values(tables)}) AS wanted(name) JOIN pg_class c ON c.oid = wanted.name::regclass"
        " WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p"
        " WHERE p.polrelid = c.oid AND p.polname = 'company_wall'))"
    )
    keys = {
        key_name(target._meta.db_table): target for model in scoped_models() for target, _column in references(model)
    }
    unique = [(target._meta.db_table, name) for name, target in keys.items()]
    parts.append(
        "SELECT NULL, wanted.name, 'the key ' || wanted.key || ' is missing' FROM"
        f" ({_values(unique)}) AS wanted(name, key) WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k"
        " WHERE k.conrelid = wanted.name::regclass AND k.conname = wanted.key)"
    )
    return " UNION ALL ".join(parts)


def _crossing() -> Iterator[str]:
    for model in scoped_models():
        for target, column in references(model):
            table, other = model._meta.db_table, target._meta.db_table
            yield (
                f"SELECT a.company_id, '{model._meta.label_lower}:' || a.id, '{column} is of company ' || b.company_id"
                f' FROM "{table}" a JOIN "{other}" b ON b.id = a."{column}" WHERE a.company_id <> b.company_id'
            )
            yield (
                f"SELECT NULL, '{table}', '{column} may leave its company' WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k"
                f" WHERE k.contype = 'f' AND k.convalidated AND k.conrelid = '{table}'::regclass AND cardinality(k.conkey) = 2"
                f" AND (SELECT attnum FROM pg_attribute WHERE attrelid = k.conrelid AND attname = '{column}') = ANY (k.conkey)"
                " AND (SELECT attnum FROM pg_attribute WHERE attrelid = k.conrelid AND attname = 'company_id')"
                " = ANY (k.conkey))"
            )


DUTIES = """
SELECT a.company_id, 'org.employee:' || a.employee_id AS record, string_agg(DISTINCT r.duty, ', ' ORDER BY r.duty) AS detail
  FROM access_roleassignment a JOIN access_role r ON r.id = a.role_id
 WHERE r.duty <> ''
 GROUP BY a.company_id, a.employee_id
HAVING count(DISTINCT r.duty) > 1
"""

# Floating point cannot hold 0.1; times of a queue or a forecast may, amounts must not.
FLOATS = """
SELECT NULL::bigint AS company_id, table_name AS record, column_name || ' is ' || data_type AS detail
  FROM information_schema.columns
 WHERE table_schema = 'public' AND data_type IN ('real', 'double precision')
"""

INVARIANTS = (
    Invariant("I2", _("No amount is kept in floating point"), FLOATS),
    Invariant("I3", _("Posted rows never change"), unchanging),
    Invariant("I24", _("Every change of a record has exactly one audit row"), audited),
    Invariant("I39", _("No reference leaves its company, and every table has its wall"), walled),
    Invariant("I43", _("Nobody unites system, security and audit administration"), DUTIES),
)
