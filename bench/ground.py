"""The ground of a run: an own durable PostgreSQL in `.heyi-bench`, a database for each size, servers on free ports."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from heyi.config.runtime import listening, roles, schema
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.readiness import Readiness

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / ".heyi-bench"
EXTRA = "bench.app"


class Ground:
    """The cluster, with the tables of this release in its database `heyi`, from which the others are copied."""

    def __init__(self) -> None:
        self.cluster = Cluster(DATA)

    def __enter__(self) -> "Ground":
        self.cluster.start(die_with_parent=True)
        os.environ |= {
            "DATABASE_URL": self.cluster.url(roles.APP),
            "DATABASE_OWNER_URL": self.cluster.url(roles.OWNER),
            "DJANGO_SETTINGS_MODULE": "heyi.config.settings",
            "HEYI_DATA": str(DATA),
            "HEYI_EXTRA_APPS": EXTRA,
            "SECRET_KEY": self.cluster.data.secrets()["SECRET_KEY"],
            "LOG_LEVEL": "WARNING",
        }
        if schema.read(os.environ["DATABASE_OWNER_URL"]).schema != schema.fingerprint():
            with self.admin() as admin:
                for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'").fetchall():
                    admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
            subprocess.run(
                [sys.executable, "-m", "heyi", "migrate"], cwd=ROOT, env=self.environment("owner"), check=True
            )
        return self

    def __exit__(self, *_error: object) -> None:
        self.cluster.stop()

    def environment(self, role: str = "app", database: str = "heyi") -> dict[str, str]:
        """For a process that works on one of the databases."""
        found = {**os.environ, "HEYI_ROLE": role, "DATABASE_URL": self.cluster.url(roles.APP, database)}
        return found | {"DATABASE_OWNER_URL": self.cluster.url(roles.OWNER, database)}

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """The superuser, who is bound by nothing and slowed by no trigger: for generated data only."""
        return psycopg.connect(self.cluster.url("postgres", database), autocommit=True)

    def postgresql(self) -> str:
        """The version of the server."""
        with self.admin() as admin:
            row = admin.execute("SHOW server_version").fetchone()
        return str(row[0]) if row else ""

    def made(self, name: str, template: str = "heyi") -> bool:
        """Whether a generated database is there and whole; otherwise a copy of the template is made under this name."""
        with self.admin() as admin:
            query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
            row = admin.execute(query, [name]).fetchone()
            if row and row[0] == "whole":
                return True
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return False

    def finish(self, name: str) -> None:
        """A generated database is whole."""
        with self.admin(name) as admin:
            admin.execute("VACUUM ANALYZE")
            admin.execute(sql.SQL("COMMENT ON DATABASE {} IS 'whole'").format(sql.Identifier(name)))
            admin.execute("CHECKPOINT")

    @contextlib.contextmanager
    def heyi(self, database: str, *, workers: int = 2) -> Iterator[int]:
        """The product's web part, as an installation runs it. Its port."""
        readiness = Readiness()
        with listening.listen("127.0.0.1", 0) as listener:
            places = [str(listener.fileno()), str(readiness.theirs), str(workers)]
            process = subprocess.Popen(
                [sys.executable, "-m", "heyi.config.serving", *places],
                cwd=ROOT,
                env=self.environment(database=database),
                stdout=subprocess.DEVNULL,
                pass_fds=(listener.fileno(), readiness.theirs),
            )
            readiness.started()
            with _ended(process):
                while not readiness.told():
                    if process.poll() is not None:
                        raise RuntimeError("The server did not start.")
                    time.sleep(0.05)
                yield listener.getsockname()[1]
        readiness.close()

    @contextlib.contextmanager
    def floor(self, application: str, database: str, *, workers: int = 2) -> Iterator[int]:
        """A WSGI application of bench/floors on granian. Its port."""
        with listening.listen("127.0.0.1", 0) as probe:
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
        command += ["--workers", str(workers), "--blocking-threads", "8", "--log-level", "error", application]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment(database=database))
        with _ended(process):
            for _attempt in range(600):
                with contextlib.suppress(OSError):
                    from bench.load import ask

                    ask(port, "GET", "/")
                    break
                time.sleep(0.05)
            yield port


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
