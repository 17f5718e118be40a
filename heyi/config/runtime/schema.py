"""Which state the tables are in, told without loading Django, so that a second start is fast.

The state is kept as the comment of the schema `public`: `{"schema": fingerprint, "demo": bool}`. It travels with a
dump, so a restored older database is migrated at its next start.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PACKAGE = Path(__file__).resolve().parents[2]
SEALING = (PACKAGE / "core" / "access" / "sealing.py", *(PACKAGE / "core" / "access" / "sql").glob("*.sql"))
DECIDING = ("**/migrations/*.py", "**/permissions.py")
"""The files of an app by which there is something to do: tables, and what its shipped roles grant."""
FOREIGN = ("django", "django-allauth", "procrastinate", "django-pghistory", "django-pgtrigger")
"""Packages that bring tables of their own."""


@dataclass(frozen=True)
class State:
    """What a database holds: the fingerprint of its migrations (empty: none), and whether it is the demo company."""

    schema: str = ""
    demo: bool = False


def fingerprint() -> str:
    """Changes whenever there may be something to migrate, or new grants to offer to companies."""
    digest = hashlib.sha256()
    for root in (PACKAGE, *_extra_apps()):
        own = (root / "config" / "installed.py", *SEALING) if root == PACKAGE else ()
        for path in sorted({*(path for pattern in DECIDING for path in root.glob(pattern)), *own}):
            if path.exists():
                digest.update(str(path.relative_to(root.parent)).encode())
                digest.update(path.read_bytes())
    for name in FOREIGN:
        try:
            digest.update(f"{name} {importlib.metadata.version(name)}".encode())
        except importlib.metadata.PackageNotFoundError:
            continue
    return digest.hexdigest()[:24]


def _extra_apps() -> list[Path]:
    """The folders of an install's own apps."""
    names = [name.strip() for name in os.environ.get("HEYI_EXTRA_APPS", "").split(",") if name.strip()]
    specs = [importlib.util.find_spec(name) for name in names]
    return [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]


def read(url: str) -> State:
    """The state of the database at this address; a database that never saw Heyi has the empty one."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    return parse(row)


def parse(row: Sequence[Any] | None) -> State:
    """The state in a row that holds the schema's comment."""
    try:
        known = json.loads(row[0]) if row and row[0] else {}
        return State(schema=str(known.get("schema", "")), demo=bool(known.get("demo")))
    except (ValueError, AttributeError):  # PostgreSQL's own comment, "standard public schema"
        return State()


def write(url: str, state: State) -> None:
    """Remember the state. Needs the owner's address."""
    with psycopg.connect(url, autocommit=True) as connection:
        text = json.dumps(asdict(state))
        connection.execute(sql.SQL("COMMENT ON SCHEMA public IS {}").format(sql.Literal(text)))
