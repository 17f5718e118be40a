"""Virtual people: two salespeople, their manager, finance and the warehouse, each at several screens at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.faults.load.history import History
from tests.faults.load.http import Answer, Line, NoAnswer, by_key, by_session
from tests.faults.load.product import People

Body = dict[str, Any]


@dataclass
class Office:
    """Everybody at work until told to stop, on one port."""

    port: int
    people: People
    history: History
    products: list[int] = field(default_factory=list)
    customers: list[Body] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> None:
        """Goods that everybody orders, before anything is attacked."""
        buyer, warehouse = self._line("buyer"), self._line("warehouse")
        for number in range(5):
            body = {"code": f"F{number}", "name": f"F{number}", "list_price": "100", "tax_rate": "0.13", "cost": "60"}
            product = _done(await buyer.ask("POST", "masterdata/products", body))["id"]
            opened = {"product": product, "quantity": "1000000"}
            _done(await warehouse.ask("POST", "inventory/opening-stock", opened))
            self.products.append(product)

    async def work(self) -> None:
        """Until ``stopping`` is set; what each has begun is finished."""
        desks: list[tuple[str, Callable[[Line], Awaitable[None]]]] = [
            *[(name, self._sell) for name in ("sales", "colleague", "sales", "colleague")],
            *[("manager", self._approve_as_manager)] * 2,
            *[("finance", self._approve_as_finance), ("finance", self._take_money)],
            *[("warehouse", self._ship)] * 2,
        ]
        async with asyncio.TaskGroup() as group:
            for name, turn in desks:
                group.create_task(self._repeat(self._line(name), turn))

    def _line(self, name: str) -> Line:
        """Salespeople come with a browser, the others with a key."""
        selling = name in ("sales", "colleague")
        return Line(self.port, by_session(self.people.sessions[name]) if selling else by_key(self.people.keys[name]))

    async def _repeat(self, line: Line, turn: Callable[[Line], Awaitable[None]]) -> None:
        while not self.stopping.is_set():
            await turn(line)
            await self._pause()
        line.close()

    async def _pause(self) -> None:
        await asyncio.sleep(self.history.random.uniform(0.01, 0.1))

    async def _write(self, line: Line, kind: str, path: str, body: Callable[[str], Any]) -> Any:
        answer = await self.history.write(line, kind, path, body, pause=self._pause)
        return answer.data if answer is not None and answer.status < 400 else None

    async def _sell(self, line: Line) -> None:
        draw = self.history.random.random()
        mine = [row for row in self.customers if row["seller"] == line.headers["Cookie"]]
        if draw < 0.4:
            await self.history.read(line, self.history.random.choice(READS))
        elif draw < 0.5 or not mine:
            made = await self._write(line, "customer", "crm/customers", lambda mark: {"name": mark})
            if made is not None:
                self.customers.append({**made, "seller": line.headers["Cookie"]})
        elif draw < 0.65:
            body = {
                "customer": self.history.random.choice(mine)["id"],
                "kind": "visit",
                "next_at": "2030-01-01T02:00:00Z",
            }
            await self._write(line, "followup", "crm/follow-ups", lambda mark: {**body, "content": f"{mark} 谈了价格"})
        else:
            await self._order(line, self.history.random.choice(mine))

    async def _order(self, line: Line, customer: Body) -> None:
        chosen = self.history.random.sample(self.products, 2)
        lines = [{"product": product, "quantity": "1"} for product in chosen]
        body = {"customer": customer["id"], "lines": lines}
        made = await self._write(line, "order", "sales/orders", lambda mark: {**body, "note": mark})
        if made is not None:
            await self._write(line, "submit", f"sales/orders/{made['id']}/submit", lambda _mark: {})

    async def _approve_as_manager(self, line: Line) -> None:
        await self._approve(line, "approve")

    async def _approve_as_finance(self, line: Line) -> None:
        await self._approve(line, "release")

    async def _approve(self, line: Line, kind: str) -> None:
        rows = (await self.history.read(line, "workflow/inbox?box=todo&limit=50") or {}).get("rows")
        if rows:
            task = self.history.random.choice(rows)["task_id"]
            await self._write(line, kind, f"workflow/tasks/{task}/approve", lambda mark: {"opinion": mark})

    async def _ship(self, line: Line) -> None:
        rows = (await self.history.read(line, f"inventory/deliveries?filter={READY}") or {}).get("rows")
        if rows:
            note = self.history.random.choice(rows)["id"]
            await self._write(line, "ship", f"inventory/deliveries/{note}/ship", lambda _mark: {})

    async def _take_money(self, line: Line) -> None:
        if self.customers:
            party = self.history.random.choice(self.customers)["party"]["id"]
            body = {"party": party, "on": "2026-01-05", "amount": "10.00", "currency": "CNY"}
            await self._write(line, "receipt", "receivables/receipts", lambda mark: {**body, "note": mark})


READY = quote(json.dumps(["status", "eq", "ready"]))
READS = ("crm/customers?limit=50", "sales/orders?limit=50", "search?q=customer", "crm/follow-ups?limit=20", "me")


def _done(answer: Answer) -> Body:
    if answer.status >= 300:
        raise NoAnswer(f"{answer.status} {answer.data}")
    found: Body = answer.data
    return found
