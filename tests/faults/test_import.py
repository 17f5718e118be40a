"""An import that is killed half-way and run again ends where an undisturbed one ends."""

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from heyi.config.runtime import processes
from tests.database import remove

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT.parent / "shared" / "data" / "northwind"
MAPPING = ROOT / "examples" / "northwind.yaml"
ORDERS = 30
pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(
        not FILES.is_dir() and os.environ.get("CI") != "true", reason="the files ../shared/data/northwind are not here"
    ),
]
# Sequences do not roll back, so they tell how far an open transaction has come: each with how many steps at most.
POINTS = {
    "org_employee_id_seq": 8,
    "masterdata_party_id_seq": 110,
    "crm_customer_id_seq": 85,
    "sales_orderline_id_seq": 70,
}
STATE = (
    "SELECT e.number, e.name, m.number, e.hired_on, p.code, e.version FROM org_employee e "
    "LEFT JOIN org_employee m ON m.id = e.manager_id LEFT JOIN org_post p ON p.id = e.post_id",
    "SELECT code, name, is_customer, is_supplier, phone, city, currency, version FROM masterdata_party",
    "SELECT p.code, c.name, c.title, c.version FROM masterdata_contact c JOIN masterdata_party p ON p.id = c.party_id",
    "SELECT p.code, c.status, e.number, c.version FROM crm_customer c JOIN masterdata_party p ON p.id = c.party_id "
    "LEFT JOIN org_employee e ON e.id = c.owner_id",
    "SELECT code, name, list_price, safety_stock, on_shelf, version FROM masterdata_product",
    "SELECT p.code, b.on_hand, b.reserved FROM inventory_balance b JOIN masterdata_product p ON p.id = b.product_id",
    "SELECT p.code, m.quantity FROM inventory_move m JOIN masterdata_product p ON p.id = m.product_id",
    "SELECT external_number, number, status, delivery_status, ordered_on, total, version FROM sales_order",
    "SELECT o.external_number, l.position, l.quantity, l.unit_price, l.discount, l.net, l.tax FROM sales_orderline l "
    "JOIN sales_order o ON o.id = l.order_id",
    "SELECT series, text FROM numbering_issuednumber",
    "SELECT name, count(*) FROM events_event GROUP BY name",
    "SELECT resource, operation, verb, count(*) FROM audit_auditentry GROUP BY 1, 2, 3",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The trading company's files, orders cut short."""
    for path in FILES.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        if path.stem == "orders":
            rows = rows[: ORDERS + 1]
            kept = {row[0] for row in rows}
        with (tmp_path / path.name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    with (tmp_path / "order_details.csv").open(encoding="utf-8", newline="") as stream:
        lines = [row for row in csv.reader(stream) if row[0] in kept]
    with (tmp_path / "order_details.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    return tmp_path


@pytest.fixture
def twin(committed: Any) -> Iterator[str]:
    """A copy of the database in which nothing is disturbed."""
    connection.close()
    name = f"{os.environ['HEYI_TEST_DATABASE']}_twin"
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres", autocommit=True) as admin:
        remove(admin, name)
        admin.execute(command.format(sql.Identifier(name), sql.Identifier(os.environ["HEYI_TEST_DATABASE"])))
        yield name
        remove(admin, name)


def start(folder: Path, database: str) -> "subprocess.Popen[bytes]":
    """The real command on that database."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    owner = os.environ["DATABASE_OWNER_URL"].rpartition("/")[0] + f"/{database}"
    environment = {**os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": owner}
    command = [
        sys.executable,
        "-m",
        "heyi",
        "import",
        "--json",
        "--as",
        "admin",
        "--mapping",
        str(MAPPING),
        str(folder),
    ]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    out, err = process.communicate(timeout=500)
    assert process.returncode == 0, err.decode()[-2000:]
    report: dict[str, Any] = json.loads(out)
    return report


def state(database: str, company_id: int) -> list[list[Any]]:
    """Everything that the import leaves, without ids and times."""
    conninfo = make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=database)
    with psycopg.connect(conninfo) as asked:
        asked.execute("SELECT set_config('app.companies', %s, true)", [str(company_id)])
        return [sorted(asked.execute(query).fetchall(), key=repr) for query in STATE]


def counted(database: str, sequence: str) -> int:
    with psycopg.connect(make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=database)) as asked:
        row = asked.execute(sql.SQL("SELECT last_value FROM {}").format(sql.Identifier(sequence))).fetchone()
        assert row is not None
        return int(row[0])


def test_killed_at_several_points_and_run_again_ends_in_the_same_state(committed: Any, twin: str, folder: Path) -> None:
    assert finish(start(folder, twin))["failed"] == 0
    expected = state(twin, committed.company.pk)
    assert len(expected[7]) == ORDERS
    mine = os.environ["HEYI_TEST_DATABASE"]
    for sequence, most in POINTS.items():
        mark = counted(mine, sequence) + random.randint(1, most)  # noqa: S311 - any point will do
        process = start(folder, mine)

        def so_far(running: Any = process, name: str = sequence, goal: int = mark) -> bool:
            return running.poll() is not None or counted(mine, name) >= goal

        assert processes.wait_until(so_far, seconds=300), (sequence, mark)
        process.kill()
        process.wait()
        orders = state(mine, committed.company.pk)[7]
        assert all(order in expected[7] for order in orders), f"killed at {sequence} {mark}: half an order"
    report = finish(start(folder, mine))
    assert report["failed"] == 0
    assert sum(step["unchanged"] for step in report["steps"]) > 0
    assert state(mine, committed.company.pk) == expected
    again = finish(start(folder, mine))
    assert sum(step["created"] + step["updated"] for step in again["steps"]) == 0
    assert state(mine, committed.company.pk) == expected
