"""SQL floors by pgbench: what the same durable work costs with nothing around it.

What makes a floor wander is kept out of it: PostgreSQL writes whole pages at their first change after a checkpoint, so the
tables are small enough to be warm after one short run; nothing is left to vacuum or to write when measuring begins.
"""

import re
import statistics
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from heyi.config.runtime import binaries

TABLES = """
DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor;
CREATE TABLE floor.document (id bigint PRIMARY KEY, state text, changed timestamptz, payload text);
CREATE TABLE floor.task (id bigserial PRIMARY KEY, document_id bigint, node text, state text, assignee bigint,
  arrived timestamptz DEFAULT now(), ended timestamptz);
CREATE INDEX ON floor.task (document_id); CREATE INDEX ON floor.task (assignee) WHERE state = 'open';
CREATE TABLE floor.history (id bigserial PRIMARY KEY, document_id bigint, task_id bigint, act text, body jsonb,
  at timestamptz DEFAULT now());
CREATE TABLE floor.event (id bigserial PRIMARY KEY, name text, body jsonb, at timestamptz DEFAULT now());
CREATE TABLE floor.orders (id bigserial PRIMARY KEY, customer bigint, total numeric(18,2), at timestamptz DEFAULT now());
CREATE TABLE floor.line (id bigserial PRIMARY KEY, order_id bigint, product bigint, quantity numeric, price numeric);
INSERT INTO floor.document SELECT n, 'running', now(), repeat('x', 300) FROM generate_series(1, 10000) n;
INSERT INTO floor.task (document_id, node, state, assignee) SELECT n, 'a', 'open', n % 50
  FROM generate_series(1, 10000) n;
"""
SIX = r"""
\set id random(1, 10000)
BEGIN;
SELECT id, node, assignee FROM floor.task WHERE document_id = :id AND state = 'open' FOR UPDATE;
UPDATE floor.task SET state = 'done', ended = now() WHERE document_id = :id AND state = 'open';
INSERT INTO floor.task (document_id, node, state, assignee) VALUES (:id, 'b', 'open', 7);
INSERT INTO floor.history (document_id, task_id, act, body) VALUES (:id, :id, 'approve', '{"opinion": "ok"}');
INSERT INTO floor.event (name, body) VALUES ('task.done', '{"document": 1}');
UPDATE floor.document SET state = 'running', changed = now() WHERE id = :id;
COMMIT;
"""
ONE = r"""
\set id random(1, 10000)
BEGIN;
WITH t AS (UPDATE floor.task SET state = 'done', ended = now() WHERE document_id = :id AND state = 'open' RETURNING id),
  n AS (INSERT INTO floor.task (document_id, node, state, assignee) VALUES (:id, 'b', 'open', 7) RETURNING id),
  h AS (INSERT INTO floor.history (document_id, task_id, act, body) VALUES (:id, :id, 'approve', '{"opinion": "ok"}')),
  e AS (INSERT INTO floor.event (name, body) VALUES ('task.done', '{"document": 1}'))
UPDATE floor.document SET state = 'running', changed = now() WHERE id = :id;
COMMIT;
"""
LINES = ", ".join(f"((SELECT id FROM o), {n}, 2, 10.00)" for n in range(1, 6))
ORDER = f"""
BEGIN;
WITH o AS (INSERT INTO floor.orders (customer, total) VALUES (1, 100.00) RETURNING id)
INSERT INTO floor.line (order_id, product, quantity, price) VALUES {LINES};
COMMIT;
"""
SCRIPTS = {"approve in six statements": SIX, "approve in one statement": ONE, "order and five lines": ORDER}


def prepare(url: str) -> None:
    """The floor's own tables, and a database at rest: statistics fresh, nothing to vacuum, no checkpoint due for minutes."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    for script in SCRIPTS:
        per_second(url, script, seconds=1)


def per_second(url: str, script: str, *, clients: int = 1, seconds: int = 4) -> float:
    """Transactions of a script in a second, prepared, on durable storage; beside it stands a rate."""
    with tempfile.TemporaryDirectory() as folder:
        printed = _pgbench(url, script, clients, seconds, Path(folder))
    found = re.search(r"tps = ([\d.]+)", printed)
    if found is None:
        raise RuntimeError(printed[-2000:])
    return float(found.group(1))


def milliseconds(url: str, script: str, *, seconds: int = 3) -> float:
    """The median of single transactions of one client; beside it stands a median."""
    with tempfile.TemporaryDirectory() as folder:
        _pgbench(url, script, 1, seconds, Path(folder), "--log", f"--log-prefix={folder}/taken")
        lines = [line for log in Path(folder).glob("taken.*") for line in log.read_text().splitlines()]
    # Of each transaction: client, number, microseconds, script, when.
    return statistics.median(int(line.split()[2]) for line in lines) / 1000


def _pgbench(url: str, script: str, clients: int, seconds: int, folder: Path, *more: str) -> str:
    """What pgbench printed."""
    parts = urlsplit(url)
    file = folder / "script.sql"
    file.write_text(SCRIPTS[script])
    command = [binaries.find()["pgbench"], "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds)]
    command += [*more, "-f", str(file), "-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username)]
    command.append(Path(parts.path).name)
    done = subprocess.run(
        command, env={"PGPASSWORD": parts.password or ""}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout
