"""Tryton over HTTP, as its clients speak to it (JSON-RPC): parties and sales, with 2 workers on the bench's own cluster.

A request has a session, its user's access rights and a transaction. A party has no owner, so no row permissions are asked;
unit, price and tax of a line come with the request instead of being looked up, and nobody approves a sale.
"""

import base64
import contextlib
import itertools
import json
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import data, peers
from bench.context import Context
from bench.ground import Ground
from bench.load import Load, ask, drive, request
from bench.measure import not_measured
from heyi.config.runtime import listening

NAME = "bench_tryton"
PARTIES = 10_000
CALLED = f"Tryton, {PARTIES // 1000} k"
LOGIN, PASSWORD = "admin", "bench-tryton"
LISTED = [
    "name", "code", "full_name", "phone", "mobile", "email", "website", "lang.rec_name", "tax_identifier.rec_name",
    "active", "rec_name", "create_date", "write_date", "_timestamp",
]  # fmt: skip
"""As many columns as our list of customers has, of those that a party has."""

_numbers = itertools.count(1)


@dataclass
class Tryton:
    """A running server and what requests need to know of its company."""

    port: int
    facts: dict[str, Any]
    session: str

    def request(self, method: str, *arguments: Any) -> bytes:
        """One call. Without an `id` a refusal has the status of one, which the load counts as failed."""
        body = {"method": method, "params": [*arguments, self.facts["context"]]}
        return request("POST", f"/{NAME}/rpc/", body, Authorization=self.session)

    def call(self, method: str, *arguments: Any) -> Any:
        """One call's answer."""
        body = {"method": method, "params": [*arguments, self.facts["context"]]}
        return ask(self.port, "POST", f"/{NAME}/rpc/", body, Authorization=self.session)


@contextlib.contextmanager
def beside(context: Context, row: str, rows: int) -> Iterator[Tryton | None]:
    """The server for a row of the bench, which it stands beside at the smallest size; nothing, said why, without it."""
    with contextlib.ExitStack() as stack:
        server = None
        if rows == context.sizes[0]:
            try:
                server = stack.enter_context(served(context.ground, may_set_up=not context.quick))
            except peers.NotMeasured as reason:
                context.add(not_measured(row, "Tryton", str(reason)))
        yield server


@contextlib.contextmanager
def served(ground: Ground, *, may_set_up: bool = True, workers: int = 2) -> Iterator[Tryton]:
    """The server, on a database that is set up at the first call (minutes). Raises NotMeasured."""
    environment = _environment(ground)
    facts = _facts(ground)
    if facts is None:
        if not may_set_up:
            raise peers.NotMeasured("a quick run does not set it up")
        facts = _set_up(ground, environment)
    with listening.listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    command = [*peers.python("granian"), "--interface", "wsgi", "--port", str(port), "--no-ws"]
    command += ["--workers", str(workers), "--blocking-threads", "8", "--log-level", "error"]
    process = subprocess.Popen([*command, "trytond.application:app"], env=environment, cwd=peers.ROOT)
    try:
        _answers(process, port)
        user, session = ask(port, "POST", f"/{NAME}/rpc/", _login())[:2]
        token = base64.b64encode(f"{LOGIN}:{user}:{session}".encode()).decode()
        yield Tryton(port, facts, f"Session {token}")
    finally:
        process.terminate()
        process.wait(30)


def lists(server: Tryton, seconds: float) -> float:
    """Lists of 50 parties in a second."""
    asked = server.request("model.party.party.search_read", [], 0, 50, None, LISTED)
    return _good(drive(server.port, [asked], seconds=seconds)).rate


def reads(server: Tryton, seconds: float) -> float:
    """Parties read in a second, one at a time."""
    ids = [server.facts["parties"][n * 37 % PARTIES] for n in range(500)]
    asked = [server.request("model.party.party.read", [party], LISTED) for party in ids]
    return _good(drive(server.port, asked, seconds=seconds)).rate


def search(server: Tryton, text: str, seconds: float) -> Load:
    """Twenty parties by part of their name, code or phone: what its client asks while somebody types."""
    domain = [["rec_name", "ilike", f"%{text}%"]]
    asked = server.request("model.party.party.search_read", domain, 0, 20, None, LISTED)
    return _good(drive(server.port, [asked], clients=1, seconds=seconds))


def creations(server: Tryton, seconds: float) -> float:
    """Parties made in a second."""
    asked = [server.request("model.party.party.create", [_party()]) for _one in range(2000)]
    return _good(drive(server.port, asked, seconds=seconds, once=True)).rate


def orders(server: Tryton, seconds: float) -> float:
    """Sales of five lines made in a second."""
    asked = [server.request("model.sale.sale.create", [_sale(server, n)]) for n in range(800)]
    return _good(drive(server.port, asked, seconds=seconds, once=True)).rate


def confirmations(server: Tryton, count: int = 8) -> Load:
    """Quoted sales confirmed one by one: each makes its shipment and its invoice before the answer, as ours do."""
    sales = [server.call("model.sale.sale.create", [_sale(server, n)])[0] for n in range(count)]
    server.call("model.sale.sale.quote", sales)
    asked = [server.request("model.sale.sale.confirm", [sale]) for sale in sales]
    load = _good(drive(server.port, asked, clients=1, seconds=120, once=True))
    for sale in server.call("model.sale.sale.read", sales, ["state", "shipments", "invoices"]):
        assert (sale["state"], len(sale["shipments"]), len(sale["invoices"])) == ("processing", 1, 1), sale
    return load


def _party() -> dict[str, Any]:
    name = f"新客户{uuid.uuid4().hex[:8]}第{next(_numbers)}科技有限公司"
    return {"name": name, "addresses": [["create", [{"city": "上海"}]]]}


def _sale(server: Tryton, number: int) -> dict[str, Any]:
    party = server.facts["parties"][number * 37 % PARTIES]
    address = server.facts["addresses"][number * 37 % PARTIES]
    tax, price = [["add", [server.facts["tax"]]]], {"__class__": "Decimal", "decimal": "100.00"}
    lines = [
        {"product": product, "quantity": 2.0, "unit": unit, "unit_price": price, "taxes": tax}
        for product, unit in server.facts["products"][:5]
    ]
    places = {"invoice_address": address, "shipment_party": party, "shipment_address": address}
    return {"party": party, "payment_term": server.facts["payment_term"], "lines": [["create", lines]]} | places


def _good(load: Load) -> Load:
    assert not load.failed, load.first_failure
    return load


def _login() -> dict[str, Any]:
    return {"method": "common.db.login", "params": [LOGIN, {"password": PASSWORD}, "en"]}


def _environment(ground: Ground) -> dict[str, str]:
    """What tells Tryton its cluster and its database."""
    place = peers.database(ground, "tryton").rpartition("/")[0]
    return peers.environment() | {"TRYTOND_DATABASE_URI": f"{place}/", "TRYTOND_DATABASE_NAMES": NAME}


def _facts(ground: Ground) -> dict[str, Any] | None:
    """What a whole set-up has left in the database."""
    with ground.admin(NAME) as admin:
        there = admin.execute("SELECT to_regclass('bench_facts')").fetchone()
        row = admin.execute("SELECT facts FROM bench_facts").fetchone() if there and there[0] else None
    return dict(row[0]) if row else None


def _set_up(ground: Ground, environment: dict[str, str]) -> dict[str, Any]:
    """Tables, company and parties in an empty database: one that was cut off begins anew."""
    with ground.admin() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    peers.database(ground, "tryton")
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "password"
        secret.write_text(PASSWORD)
        command = [*peers.python("trytond.cli.admin"), "-d", NAME, "-u", "sale", "--activate-dependencies"]
        peers.answer(command, environment | {"TRYTONPASSFILE": str(secret)}, "\n")  # it asks for a mail address
    wanted = [(name, city, f"+8613{n:09}") for n, (name, _short, city) in enumerate(data.names(PARTIES))]
    place = environment["TRYTOND_DATABASE_URI"] + NAME
    printed = peers.answer([*peers.python("bench.peers.tryton_company"), place], environment, json.dumps(wanted))
    facts: dict[str, Any] = json.loads(printed.splitlines()[-1])
    with ground.admin(NAME) as admin:
        rows = admin.execute("SELECT party, min(id) FROM party_address GROUP BY party").fetchall()
        facts["addresses"] = [dict(rows)[party] for party in facts["parties"]]
        admin.execute("VACUUM ANALYZE")
        admin.execute("CREATE TABLE bench_facts AS SELECT %s::jsonb AS facts", [json.dumps(facts)])
    return facts


def _answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait for the first answer."""
    ends = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < ends:
        with contextlib.suppress(OSError):
            ask(port, "POST", "/rpc/", {"method": "common.server.version", "params": []})
            return
        time.sleep(0.05)
    raise peers.NotMeasured("Tryton's server did not start.")
