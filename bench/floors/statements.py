"""SQL floors by pgbench: what the same durable work costs with nothing around it."""

import re
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
INSERT INTO floor.document SELECT n, 'running', now(), repeat('x', 300) FROM generate_series(1, 100000) n;
INSERT INTO floor.task (document_id, node, state, assignee) SELECT n, 'a', 'open', n % 50
  FROM generate_series(1, 100000) n;
"""
SIX = r"""
\set id random(1, 100000)
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
\set id random(1, 100000)
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
    """The floor's own tables."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)


def per_second(url: str, script: str, *, clients: int = 1, seconds: int = 4) -> float:
    """Transactions of a script, prepared, on durable storage."""
    parts = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(SCRIPTS[script])
        file.flush()
        command = [
            binaries.find()["pgbench"],
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "1",
            "-T",
            str(seconds),
        ]
        command += ["-f", file.name, "-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username)]
        done = subprocess.run(
            [*command, Path(parts.path).name], env={"PGPASSWORD": parts.password or ""}, capture_output=True, text=True
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stderr[-2000:])
    return float(found.group(1))
