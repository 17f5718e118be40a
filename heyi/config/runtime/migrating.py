"""Bringing tables up to date with a bar that counts. Django must be set up as the owner."""

import os
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from heyi.config.runtime import roles, schema
from heyi.config.runtime.progress import Step
from heyi.core.access.sealing import seal
from heyi.core.access.services.roles import offer_everywhere


class _Counted(django_migrate.Command):
    """Django's own command, reporting to a bar instead of to a list."""

    step: Step
    total = 0
    done = 0

    def migration_progress_callback(self, action: str, migration: Any | None = None, fake: bool = False) -> None:
        if action == "apply_success":
            self.done += 1
            self.step.at(self.done, self.total)


def migrate(step: Step) -> int:
    """Apply what is missing and offer companies what new releases ship for their roles, one migrator at a time. How many
    migrations were applied.
    """
    url = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(url, autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(418208)")
        guard.execute(roles.GRANTS)
        executor = MigrationExecutor(connection)
        command = _Counted()
        command.step = step
        command.total = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        call_command(command, verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        seal()
        offer_everywhere()
        schema.write(url, schema.State(schema.fingerprint(), schema.read(url).demo))
    return command.total
