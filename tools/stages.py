"""`make test`: every stage with a progress line and its time, a summary, and a last line that counts.

`stages.py NAME…` runs only these. A stage is a list of commands that all run, so that one run shows all complaints.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import chromium
import debian
from shared import PYTHON, ROOT

PY = str(PYTHON)
NOTHING_COLLECTED = 5
WEB = [PY, "tools/webapp.py", "run"]
NODES = os.environ.get("TEST_PROCESSES", str(min(os.cpu_count() or 1, 4)))


@dataclass
class Stage:
    """Commands that belong together, and what they counted."""

    name: str
    commands: list[list[str]]
    needs_browser: bool = False
    needs_faketime: bool = False
    needs_fonts: bool = False
    only_asked: bool = False
    output: list[str] = field(default_factory=list)
    passed: int = 0
    failed: int = 0
    note: str = ""


def pytest(*arguments: str) -> list[str]:
    return [PY, "-m", "pytest", *arguments]


def stages() -> list[Stage]:
    manage = [PY, "-m", "heyi", "manage", "--data", ".heyi-test"]
    lint = [
        [PY, "-m", "ruff", "check", "--quiet", "."],
        [PY, "-m", "ruff", "format", "--check", "--quiet", "."],
        [PY, "tools/sizes.py"],
        [str(PYTHON.parent / "lint-imports"), "--no-cache"],
        [PY, "-m", "mypy", "--no-error-summary"],
        [PY, "tools/client.py", "check"],
        [*WEB, "lint"],
    ]
    return [
        Stage("lint", lint),
        Stage("translations", [[PY, "tools/messages.py", "check"]]),
        Stage("migrations", [[*manage, "--", "makemigrations", "--check", "--dry-run"]]),
        Stage("web app", [[PY, "tools/webapp.py", "build"]]),
        Stage(
            "pytest", [pytest("-n", NODES, "--dist", "loadgroup", "-m", "not browser and not fault")], needs_fonts=True
        ),
        Stage(
            "faults", [pytest("-n", NODES, "--dist", "loadfile", "-m", "fault and not browser")], needs_faketime=True
        ),
        Stage("web tests", [[*WEB, "test"]]),
        Stage(
            "browser",
            [pytest("-n", NODES, "--dist", "worksteal", "-m", "browser", "tests/scenarios")],
            needs_browser=True,
        ),
        Stage("screenshots", [[PY, "-m", "tests.scenarios.pictures"]], True, only_asked=True),
        Stage("wheel", [[PY, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]]),
    ]


def perform(stage: Stage) -> None:
    """Run the commands of a stage and count. pytest's status for an empty selection is no failure."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if stage.needs_browser:
        environment["CHROMIUM"] = chromium.find()
        if not environment["CHROMIUM"]:
            stage.failed, stage.note = 1, "no Chromium; install it (on Debian: apt-get install chromium fonts-noto-cjk)"
            return
    if stage.needs_fonts and not any(Path("/usr/share/fonts").glob("**/NotoSansCJK*")):
        debian.install("fonts-noto-cjk")  # papers are printed in it
    if stage.needs_faketime and not any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        debian.install("faketime")  # without it the jumps of the clock are skipped
    for command in stage.commands:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        text = done.stdout + done.stderr
        counted = count(text) if "pytest" in command or "test" in command[-1:] else None
        if "pytest" in command and done.returncode == NOTHING_COLLECTED:
            stage.note = "nothing to run"
            continue
        passed, failed = counted or (0, 0)
        bad = done.returncode != 0
        stage.passed += passed if counted else int(not bad)
        stage.failed += failed or int(bad)
        if bad:
            stage.output.append(f"$ {' '.join(command)}\n{shortened(text)}")


def shortened(text: str, size: int = 12000) -> str:
    """The end of an output, and before it the names of all failed tests, which may lie further up."""
    if len(text) <= size:
        return text
    return "\n".join([*failures(text[:-size]), "…", text[-size:]])


def failures(text: str) -> list[str]:
    """pytest's lines about what failed, each cut to one line of a terminal."""
    return [line[:200] for line in text.splitlines() if line.startswith(("FAILED ", "ERROR "))]


def count(text: str) -> tuple[int, int] | None:
    """(passed, failed) from the closing of pytest or vitest; None when there is none."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [
        line for line in plain.splitlines() if re.search(r"\d+ (passed|failed|error)", line) and "Files" not in line
    ]
    if not lines:
        return None
    total = {word: sum(map(int, re.findall(rf"(\d+) {word}", lines[-1]))) for word in ("passed", "failed", "error")}
    return total["passed"], total["failed"] + total["error"]


def main(names: list[str]) -> int:
    chosen = [stage for stage in stages() if stage.name in names or (not names and not stage.only_asked)]
    for number, stage in enumerate(chosen, 1):
        started = time.monotonic()
        print(f"[{number}/{len(chosen)}] {stage.name} …", end=" ", flush=True)
        perform(stage)
        counts = f"{stage.passed} passed" + (f", {stage.failed} failed" if stage.failed else "")
        note = f" ({stage.note})" if stage.note else ""
        print(f"{time.monotonic() - started:.0f} s, {counts}{note}", flush=True)
        for line in (line for text in stage.output for line in failures(text)):
            print(f"    {line}", flush=True)
    for stage in chosen:
        for text in stage.output:
            print(f"\n── {stage.name} " + "─" * 60 + f"\n{text}")
    failed = [stage.name for stage in chosen if stage.failed]
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    print(f"{sum(stage.passed for stage in chosen)} passed, {sum(stage.failed for stage in chosen)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
