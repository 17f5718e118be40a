"""One installation as a command sees it: its data folder, its database (embedded or external) and its environment.

Every process that uses an embedded cluster holds a shared lock while it does. A command that started the cluster,
or finds nobody else left, stops it again; a cluster that somebody still uses is left alone.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from heyi.config.runtime import environment, external, roles
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _


def is_external() -> bool:
    """Whether the operator brings a PostgreSQL server of their own."""
    return bool(os.environ.get("DATABASE_URL", "").strip())


def needs_embedded() -> None:
    """Refuse what only the embedded cluster can do: to archive the log and to bring back a moment."""
    if is_external():
        raise Refusal(
            _(
                "The database is a server of your own (DATABASE_URL): archive it and bring it back with its own tools, "
                "such as pg_basebackup with archive_command, pgBackRest or Barman."
            )
        )


@contextlib.contextmanager
def database(data: DataDir, *, die_with_parent: bool = False) -> Iterator[Cluster | None]:
    """A running, checked database for the length of the block. The embedded cluster, or None for an external server."""
    environment.check(os.environ)
    data.prepare()
    if is_external():
        external.check()
        yield None
        return
    cluster = Cluster(data)
    with (data.run / "postgres.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        cluster.start(die_with_parent=die_with_parent)
        try:
            yield cluster
        finally:
            if not (data.run / "postgres.keep").exists() and _nobody_else(users.fileno()):
                cluster.stop()


def _nobody_else(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def variables(data: DataDir, cluster: Cluster | None, *, role: str = "app") -> dict[str, str]:
    """The environment for a process of this installation. Only `role="owner"` learns the owner's address."""
    known = dict(os.environ)
    known["HEYI_DATA"] = str(data.path)
    known["HEYI_ROLE"] = role
    known["DJANGO_SETTINGS_MODULE"] = "heyi.config.settings"
    for name in ("SECRET_KEY", "METRICS_TOKEN"):
        known[name] = known.get(name, "").strip() or data.secrets()[name]
    if cluster is not None:
        known["DATABASE_URL"] = cluster.url(roles.APP)
        known["DATABASE_OWNER_URL"] = cluster.url(roles.OWNER)
    if role != "owner":
        known.pop("DATABASE_OWNER_URL", None)
    elif not known.get("DATABASE_OWNER_URL"):
        raise Refusal(_("Set DATABASE_OWNER_URL too: the address of the database for the role that owns it."))
    return known


@contextlib.contextmanager
def django(data: DataDir, *, role: str = "app") -> Iterator[Cluster | None]:
    """Django set up in this process on a running database of this installation."""
    with database(data) as cluster:
        wanted = variables(data, cluster, role=role)
        for name in os.environ.keys() - wanted.keys():
            del os.environ[name]
        os.environ.update(wanted)
        import django as framework
        from django.db import connections

        framework.setup()
        try:
            yield cluster
        finally:
            connections.close_all()
