"""Many clients who press the same button in the same moment, each on a connection of its own."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.load.http import Answer, Line, NoAnswer, by_key
from tests.faults.load.product import People, Product

PATIENCE = 120.0
DIALLING = 100
"""Connections that are opened at the same time before the start."""


@dataclass(frozen=True)
class Press:
    """One client's one request. ``key`` is its idempotency key and the request's id in the records."""

    path: str
    body: Any
    key: str


@dataclass
class Result:
    """What everybody was answered, in their order, and how long it took until the last one was."""

    answers: list[Answer | None]
    seconds: float

    @property
    def counted(self) -> Counter[str]:
        return Counter("no answer" if one is None else f"{one.status} {one.code}".strip() for one in self.answers)


async def at_once(port: int, headers: dict[str, str], presses: Sequence[Press]) -> Result:
    """All connections are open before the first request is sent."""
    lines = [Line(port, headers) for _press in presses]
    for start in range(0, len(lines), DIALLING):
        await asyncio.gather(*(line.open() for line in lines[start : start + DIALLING]))
    go = asyncio.Event()

    async def press(line: Line, one: Press) -> Answer | None:
        await go.wait()
        try:
            return await line.ask("POST", one.path, one.body, key=one.key, patience=PATIENCE)
        except NoAnswer:
            return None

    waiting = [asyncio.create_task(press(line, one)) for line, one in zip(lines, presses, strict=True)]
    await asyncio.sleep(0)
    began = time.monotonic()
    go.set()
    answers = await asyncio.gather(*waiting)
    seconds = time.monotonic() - began
    for line in lines:
        line.close()
    return Result(list(answers), seconds)


@dataclass
class Desk:
    """What a race needs beforehand: goods, a customer, orders on their way. A client for each person is kept open."""

    product: Product
    people: People
    run: str
    lines: dict[str, Line] = field(default_factory=dict)
    made: int = 0

    def headers(self, name: str) -> dict[str, str]:
        return by_key(self.people.keys[name])

    def line(self, name: str) -> Line:
        return self.lines.setdefault(name, Line(self.product.port, self.headers(name)))

    def key(self, what: str) -> str:
        self.made += 1
        return f"{what}-{self.run}-{self.made:06d}"

    async def do(self, name: str, path: str, body: Any, *, line: Line | None = None) -> Any:
        """A write that has to succeed; what it answers."""
        answer = await (line or self.line(name)).ask("POST", path, body, key=self.key("prepare"))
        assert answer.status < 300, f"{path}: {answer.status} {answer.data}"
        return answer.data

    async def goods(self, stock: str) -> int:
        code = self.key("G")
        body = {"code": code, "name": code, "list_price": "1", "tax_rate": "0.13", "cost": "1"}
        made = await self.do("buyer", "masterdata/products", body)
        await self.do("warehouse", "inventory/opening-stock", {"product": made["id"], "quantity": stock})
        return int(made["id"])

    async def customer(self) -> int:
        return int((await self.do("sales", "crm/customers", {"name": self.key("customer")}))["id"])

    async def submitted(self, customer: int, *products: int, line: Line | None = None) -> int:
        """An order of one piece each that waits for the manager."""
        body = {"customer": customer, "lines": [{"product": product, "quantity": "1"} for product in products]}
        made = await self.do("sales", "sales/orders", body, line=line)
        await self.do("sales", f"sales/orders/{made['id']}/submit", {}, line=line)
        return int(made["id"])

    def tasks(self, orders: Sequence[int]) -> dict[int, int]:
        """The open task about each order."""
        query = (
            "SELECT c.record_id, t.id FROM workflow_task t JOIN workflow_case c ON c.id = t.case_id"
            " WHERE t.state = 'open' AND c.resource = 'sales.order' AND c.record_id = ANY(%s)"
        )
        with self.product.owner() as connection:
            return dict(connection.execute(query, [list(orders)]).fetchall())

    async def with_finance(self, customer: int, product: int, count: int) -> list[int]:
        """The tasks of finance about so many orders of one piece; made by eight hands."""
        lines = [Line(self.product.port, self.headers("sales")) for _hand in range(8)]
        orders: list[int] = []

        async def make(line: Line) -> None:
            while len(orders) + len(begun) < count:
                begun.append(line)
                made = await self.submitted(customer, product, line=line)
                begun.remove(line)
                orders.append(made)

        begun: list[Line] = []
        await asyncio.gather(*(make(line) for line in lines))
        waiting = self.tasks(orders)
        for start in range(0, count, 32):
            presses = [
                Press(f"workflow/tasks/{waiting[order]}/approve", {}, self.key("manager"))
                for order in orders[start : start + 32]
            ]
            done = await at_once(self.product.port, self.headers("manager"), presses)
            assert set(done.counted) == {"200"}, done.counted
        for line in lines:
            line.close()
        return list(self.tasks(orders).values())
