"""Seal the schema: what every table of a company must have in the database itself, derived from the models.

Runs as the owner after each migration and is idempotent: it looks at the catalog and adds what is missing. A test
compares the catalog with the models, so a table cannot be forgotten.

For each model with a ``company`` (and for Company itself): forced row-level security with one policy; a unique key
``(company_id, id)`` and composite foreign keys, so that no reference can leave its company; the version trigger; the
audit trigger; refusal of UPDATE and DELETE where rows are append-only. Then the privileges of the roles.
"""

from collections.abc import Iterator
from importlib import resources
from typing import Any

from django.apps import apps
from django.db import connection, models

from heyi.core.access.records import Record

APP_ROLE, READ_ROLE = "heyi_app", "heyi_readonly"

INSIDE = "company_id = ANY (heyi_companies())"
POLICIES = {
    "org_company": "id = ANY (heyi_companies()) OR group_id = ANY "
    "(string_to_array(nullif(current_setting('app.groups', true), ''), ',')::bigint[])",
    "org_employee": f"{INSIDE} OR user_id = nullif(current_setting('app.user', true), '')::bigint",
    # Whoever holds a one-time link reaches that one row, before anybody knows who they are.
    "accounts_invitation": f"{INSIDE} OR digest = nullif(current_setting('app.invitation', true), '')",
    "accounts_passwordlink": f"{INSIDE} OR digest = nullif(current_setting('app.password_link', true), '')",
}

# What an actor is made of (heyi_actor): a change of these is told to heyi_enter. Of accounts only some columns count.
SHAPING = {
    "org_user": "UPDATE OF is_active, language, time_zone",
    "org_employee": "UPDATE",
    "org_assignment": "UPDATE",
    "org_department": "UPDATE",
    "org_company": "UPDATE",
    "access_role": "UPDATE",
    "access_rolegrant": "UPDATE",
    "access_roleassignment": "UPDATE",
    "access_fieldrule": "UPDATE",
}


def scoped_models() -> list[type[models.Model]]:
    """All concrete models whose rows belong to a company, Company itself included."""
    return [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and (_has_company(model) or model._meta.label == "org.Company")
    ]


def _has_company(model: type[models.Model]) -> bool:
    return any(field.name == "company" for field in model._meta.concrete_fields)


def seal() -> int:
    """Bring the catalog to what the models declare; returns the number of statements that were needed."""
    with connection.cursor() as cursor:
        for text in functions():
            cursor.execute(text)
        catalog = Catalog(cursor)
        statements = [statement for model in scoped_models() for statement in _for_model(model, catalog)]
        statements += [
            f'CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR {update} ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION heyi_people_changed()"
            for table, update in SHAPING.items()
            if (table, "people_changed") not in catalog.triggers
        ]
        statements += list(_privileges(catalog))
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def functions() -> Iterator[str]:
    """The SQL functions of each app (``sql/functions.sql``), those that all others need first."""
    ours = [one.name for one in apps.get_app_configs() if one.name.startswith("heyi.")]
    for name in sorted(ours, key=lambda one: (one != "heyi.core.access", one)):
        file = resources.files(name).joinpath("sql/functions.sql")
        if file.is_file():
            yield file.read_text("utf-8")


class Catalog:
    """What the database has now: constraint and trigger names by table, policies with their text, roles."""

    def __init__(self, cursor: Any) -> None:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        )
        self.constraints = set(cursor.fetchall())
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        self.triggers = set(cursor.fetchall())
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        self.policies = set(cursor.fetchall())
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        self.forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
        self.parts = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT rolname FROM pg_roles")
        self.roles = {row[0] for row in cursor.fetchall()}


def _for_model(model: type[models.Model], catalog: Catalog) -> Iterator[str]:
    table = model._meta.db_table
    if table not in catalog.forced:
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'
    if (table, "company_wall") not in catalog.policies:
        # Creating the first company is for the owner; the application can only ever write inside.
        yield f'CREATE POLICY company_wall ON "{table}" USING ({POLICIES.get(table, INSIDE)}) WITH CHECK ({_check(table)})'
    if _has_company(model):
        yield from _company_keys(model, catalog)
    yield from _triggers(model, catalog)


def _check(table: str) -> str:
    return "id = ANY (heyi_companies())" if table == "org_company" else INSIDE


def key_name(table: str) -> str:
    """The name of the unique key ``(company_id, id)``."""
    return f"{table[:50]}_company_key"


def _company_keys(model: type[models.Model], catalog: Catalog) -> Iterator[str]:
    table = model._meta.db_table
    for target, column in references(model):
        other = target._meta.db_table
        if (other, key_name(other)) not in catalog.constraints:
            catalog.constraints.add((other, key_name(other)))
            yield f'ALTER TABLE "{other}" ADD CONSTRAINT "{key_name(other)}" UNIQUE (company_id, id)'
        name = f"{table[:30]}_{column[:20]}_company"
        if (table, name) not in catalog.constraints:
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (company_id, "{column}") '
                f'REFERENCES "{other}" (company_id, id) DEFERRABLE INITIALLY DEFERRED'
            )


def references(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """The foreign keys of a model that must stay inside the company: (target model, column)."""
    across = getattr(model, "group_references", ())
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not isinstance(field, models.ForeignKey) or not isinstance(target, type):
            continue
        if (
            field.name != "company"
            and field.name not in across
            and getattr(field, "db_constraint", True)
            and _has_company(target)
        ):
            yield target, str(field.column)


def _triggers(model: type[models.Model], catalog: Catalog) -> Iterator[str]:
    table = model._meta.db_table
    append_only = getattr(model, "append_only", False)
    if issubclass(model, Record) and (table, "a_touch") not in catalog.triggers:
        yield f'CREATE TRIGGER a_touch BEFORE INSERT OR UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION heyi_touch()'
    if getattr(model, "audited", _has_company(model)) and (table, "z_audit") not in catalog.triggers:
        key = model._meta.label_lower
        yield (
            f'CREATE TRIGGER z_audit AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION heyi_audit('{key}')"
        )
    if append_only and (table, "a_refuse") not in catalog.triggers:
        yield (
            f'CREATE TRIGGER a_refuse BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION heyi_refuse()'
        )


def _privileges(catalog: Catalog) -> Iterator[str]:
    if APP_ROLE in catalog.roles:
        yield f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}"
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}"
        yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}"
        yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}"
        for model in apps.get_models():
            if getattr(model, "append_only", False):
                yield f'REVOKE UPDATE, DELETE, TRUNCATE ON "{model._meta.db_table}" FROM {APP_ROLE}'
        # Parts of a table are reached through the whole, where its wall stands.
        for part in catalog.parts:
            yield f'REVOKE ALL ON "{part}" FROM {APP_ROLE}'
        # Audit rows come from the trigger alone, which runs as the owner; nobody can forge one.
        yield f"REVOKE INSERT ON audit_auditentry FROM {APP_ROLE}"
        yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE}"
    if READ_ROLE in catalog.roles:
        yield f"GRANT USAGE ON SCHEMA public TO {READ_ROLE}"
        yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READ_ROLE}"
        for part in catalog.parts:
            yield f'REVOKE ALL ON "{part}" FROM {READ_ROLE}'
