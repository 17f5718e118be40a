"""Other engines, each a program of its own in `.venv-bench` (requirements/bench.txt; node/package-lock.json), asked for
one figure at a time.
"""

import contextlib
import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the peers' own programs import this package without the product's
    from bench.ground import Ground

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".venv-bench" / "bin"
ENGINES = {"SpiffWorkflow": "spiff", "viewflow": "viewflow", "bpmn-engine": "node/steps.mjs"}
GOALS = {"SpiffWorkflow": 3, "viewflow": 10, "bpmn-engine": 10}
"""So many times as long as ours a step of theirs should take."""


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


def step(peer: str, ground: "Ground", tasks: int, *more: str) -> float:
    """Milliseconds of one step in a case of so many tasks, durable unless more is said."""
    program, place = ENGINES[peer], database(ground, peer.replace("-", "_").lower())
    command = node(program) if program.endswith(".mjs") else python(f"bench.peers.{program}")
    return float(answer([*command, place, str(tasks), *more]).split()[-1])


def python(module: str) -> list[str]:
    """The command that runs a module with the peers' packages."""
    return [installed("python"), "-m", module]


def node(script: str) -> list[str]:
    """The command that runs a script of this folder, whose packages stand beside it."""
    return [installed("node"), str(Path(__file__).parent / script)]


def installed(name: str) -> str:
    """Where a program of the peers' environment is."""
    program = PROGRAMS / name
    if not program.exists():
        raise NotMeasured(f"no {program.relative_to(ROOT)}: python tools/environment.py bench")
    return str(program)


def answer(command: list[str], env: dict[str, str] | None = None, sent: str = "") -> str:
    """What a peer's program printed."""
    done = subprocess.run(
        command, cwd=ROOT, env=env or environment(), input=sent, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise NotMeasured(next((line for line in reversed(lines) if "Error" in line), lines[-1]))
    return done.stdout


def versions() -> dict[str, str]:
    """The peers that are installed, with their versions."""
    asked = "import importlib.metadata as m\nfor name in {}: print(name, m.version(name))"
    command = asked.format(("SpiffWorkflow", "django-viewflow", "trytond", "trytond-sale"))
    found: dict[str, str] = {}
    with contextlib.suppress(NotMeasured):
        found = dict(line.split() for line in answer([installed("python"), "-c", command]).splitlines())
    engine = Path(__file__).parent / "node" / "node_modules" / "bpmn-engine" / "package.json"
    return found | ({"bpmn-engine": json.loads(engine.read_text("utf-8"))["version"]} if engine.exists() else {})


def environment() -> dict[str, str]:
    """Ours without the product's settings, which a peer that uses Django would take for its own."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
