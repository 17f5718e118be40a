"""Other engines, each a program of its own in `.venv-bench` (requirements/bench.txt), asked for one figure at a time."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the peers' own programs import this package without the product's
    from bench.ground import Ground

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
ENGINES = {"SpiffWorkflow": "spiff", "viewflow": "viewflow"}
GOALS = {"SpiffWorkflow": 3, "viewflow": 10}


class NotMeasured(Exception):
    """A peer that is not installed or does not start; the sentence says why."""


def database(ground: "Ground", name: str) -> str:
    """The address of a peer's own database in the cluster of the bench, made at the first call."""
    with ground.admin() as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [f"bench_{name}"]).fetchone():
            admin.execute(f"CREATE DATABASE bench_{name}")
    return ground.cluster.url("postgres", f"bench_{name}")


def engines(ground: "Ground") -> tuple[list[str], dict[str, str]]:
    """(the engines that work here, each tried with a short case; why the others do not)."""
    works: list[str] = []
    reasons: dict[str, str] = {}
    for peer in ENGINES:
        try:
            step(peer, ground, 3)
            works.append(peer)
        except NotMeasured as reason:
            reasons[peer] = str(reason)
    return works, reasons


def step(peer: str, ground: "Ground", tasks: int) -> float:
    """Milliseconds of one durable step in a case of so many tasks."""
    name = ENGINES[peer]
    return float(answer(python(f"bench.peers.{name}", database(ground, name), str(tasks))).split()[-1])


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with the peers' packages."""
    if not PYTHON.exists():
        raise NotMeasured("no .venv-bench: python tools/environment.py bench")
    return [str(PYTHON), "-m", module, *arguments]


def answer(command: list[str]) -> str:
    """What a peer's program printed."""
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotMeasured((done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1])
    return done.stdout


def environment() -> dict[str, str]:
    """Ours without the product's settings, which a peer that uses Django would take for its own."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
