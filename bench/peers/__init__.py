"""Other engines, each a program of its own in `.venv-bench` (requirements/bench.txt), asked for one figure at a time."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
PROGRAMS = {"SpiffWorkflow": "spiff.py"}
GOALS = {"SpiffWorkflow": 3}


def available() -> list[str]:
    """The peers whose environment is there: `python tools/environment.py bench` makes it."""
    return [name for name, file in PROGRAMS.items() if PYTHON.exists() and (Path(__file__).parent / file).exists()]


def step(peer: str, url: str, tasks: int) -> float:
    """Milliseconds of one durable step in a case of so many tasks."""
    command = [str(PYTHON), str(Path(__file__).parent / PROGRAMS[peer]), url, str(tasks)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(done.stdout.split()[-1])
