"""What the tools share: places, stamps, and running programs. Standard library only."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / os.environ.get("HEYI_VENV", ".venv")
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"


def stop(sentence: str) -> NoReturn:
    """End with one clear sentence."""
    print(sentence, file=sys.stderr)
    sys.exit(2)


def digest(paths: Iterable[Path]) -> str:
    """A fingerprint of these files, names and contents."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(str(path.relative_to(ROOT)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def stamp_is(path: Path, *values: str) -> bool:
    """Whether an earlier run left one of these values."""
    return path.exists() and path.read_text().strip() in values


def run(title: str, command: list[str], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a program quietly with a line that says how long it took; show what it wrote when it fails."""
    started = time.monotonic()
    print(f"{title} …", end=" ", flush=True)
    done = subprocess.run(command, cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        print("✗")
        print(done.stdout.decode(errors="replace")[-6000:])
        stop(f"{title}: failed with status {done.returncode}.")
    print(f"{time.monotonic() - started:.1f} s", flush=True)
