"""Kills, one after the other, drawn from one seed: the next comes as soon as people can work again."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil

from heyi.config.runtime import processes
from heyi.config.runtime.parts import CALM_AFTER
from tests.faults.load.history import History
from tests.faults.load.product import Product

KINDS = {"web process": 50, "backend": 25, "postmaster": 15, "web part": 5, "worker": 5}
"""How often each is drawn, in the hundred."""
STUCK = 120.0
YOUNG = 6.0
"""Seconds within which the server takes the death of one of its processes for a loop of crashes."""


@dataclass
class Nemesis:
    """What was killed, and how long nobody could write after each (seconds)."""

    product: Product
    history: History
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    killed_at: dict[str, float] = field(default_factory=dict)

    async def rage(self, times: int) -> None:
        """So many kills; each kind comes at least once when there are enough of them."""
        dice = random.Random(self.seed)  # noqa: S311 - a repeatable schedule, no secret
        first = list(KINDS)[:times]
        drawn = dice.choices(list(KINDS), list(KINDS.values()), k=times - len(first))
        for kind in [*first, *drawn]:
            await asyncio.sleep(dice.uniform(0.05, 0.4))
            moment = await self._strike(self._fitting(kind), dice)
            self.recoveries.append(await self._until_somebody_wrote(moment) - moment)

    def _fitting(self, kind: str) -> str:
        """A part whose deaths come quicker than it grows calm waits longer each time, as it should; not measured here."""
        early = time.monotonic() - self.killed_at.get(kind, -CALM_AFTER) < CALM_AFTER + 5
        if kind in ("web part", "worker") and early:
            kind = "web process"
        return "backend" if kind == "web process" and not self._victims(kind) else kind

    async def _strike(self, kind: str, dice: random.Random) -> float:
        while True:
            victims = await asyncio.to_thread(self._victims, kind)
            if victims:
                with contextlib.suppress(psutil.NoSuchProcess):
                    dice.choice(victims).kill()
                    self.kills[kind] += 1
                    self.killed_at[kind] = time.monotonic()
                    return self.killed_at[kind]
            await asyncio.sleep(0.02)

    def _victims(self, kind: str) -> list[psutil.Process]:
        finders: dict[str, Callable[[], list[psutil.Process]]] = {
            "web process": self._web_processes,
            "web part": lambda: [psutil.Process(pid) for pid in self._part("web")],
            "worker": lambda: [psutil.Process(pid) for pid in self._part("worker")],
            "postmaster": lambda: [psutil.Process(pid) for pid in filter(None, [self.product.cluster.pid()])],
            "backend": self._backends,
        }
        try:
            return sorted(finders[kind](), key=lambda process: process.pid)
        except psutil.Error:
            return []

    def _web_processes(self) -> list[psutil.Process]:
        """Those that are not young: the web part ends when one falls soon after its start, which would be another kill."""
        found = [child for pid in self._part("web") for child in psutil.Process(pid).children()]
        return [child for child in found if time.time() - child.create_time() > YOUNG]

    def _part(self, name: str) -> list[int]:
        pid = self.product.pid(name)
        return [pid] if pid and processes.alive(pid) else []

    def _backends(self) -> list[psutil.Process]:
        """The server processes that work for the application."""
        pid = self.product.cluster.pid()
        children = psutil.Process(pid).children() if pid else []
        return [child for child in children if "heyi_app" in " ".join(child.cmdline())]

    async def _until_somebody_wrote(self, moment: float) -> float:
        while (found := self.history.acknowledged_after(moment)) is None:
            assert time.monotonic() - moment < STUCK, f"nobody could write for {STUCK} s after {self.kills}"
            await asyncio.sleep(0.02)
        return found.answered


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
