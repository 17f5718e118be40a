"""`audit.py`: ask for known holes of the locked packages, by pip-audit (where the machine has it) and npm audit.

Each prints PASSED, FAILED or, when its database did not answer, SKIPPED with the reason. Only FAILED makes the status 1.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import webapp
from shared import ROOT

LOCK = ROOT / "requirements" / "base.txt"
PATIENCE = 180
Verdict = tuple[str, str]


def python_packages() -> Verdict:
    """By pip-audit, which is no package of the product: whoever releases installs it on the machine."""
    program = shutil.which("pip-audit")
    if not program:
        return "SKIPPED", "pip-audit is not installed on this machine"
    command = [program, "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--format", "json"]
    return verdict_of_pip(*_ran([*command, "--progress-spinner", "off"], ROOT))


def verdict_of_pip(printed: str, complaint: str) -> Verdict:
    """pip-audit prints JSON only when it has asked about every package; one that it passed over is not passed."""
    try:
        packages = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return "SKIPPED", _reason(complaint)
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in packages for hole in one.get("vulns", [])]
    left = [one["name"] for one in packages if "skip_reason" in one]
    if holes:
        return "FAILED", "; ".join(holes)
    if left or not packages:
        return "SKIPPED", f"not asked about: {', '.join(left) or 'everything'}"
    return "PASSED", f"{len(packages)} packages"


def web_packages() -> Verdict:
    """By npm audit, of what the built web app may hold."""
    folder, command = webapp.node()
    arguments = ["audit", "--omit=dev", "--json", "--package-lock-only"]
    return verdict_of_npm(*_ran([*command, *arguments], webapp.WEB, webapp._environment(folder)))


def verdict_of_npm(printed: str, complaint: str) -> Verdict:
    """npm prints JSON even when nobody answered, then with an error in it and without counts."""
    try:
        facts = json.loads(printed)
        counts = facts["metadata"]["vulnerabilities"]
        asked = facts["metadata"]["dependencies"]["prod"]
    except (ValueError, KeyError, TypeError):
        return "SKIPPED", _reason(_said(printed) or complaint)
    if counts["total"]:
        names = ", ".join(sorted(facts.get("vulnerabilities", {})))
        return "FAILED", f"{counts['total']} holes: {names}"
    return "PASSED", f"{asked} packages"


def _said(printed: str) -> str:
    """The reason in npm's JSON."""
    try:
        facts = json.loads(printed)
        return str(facts.get("message") or facts.get("error", {}).get("summary") or "")
    except (ValueError, AttributeError):
        return ""


def _ran(command: list[str], place: Path, environment: dict[str, str] | None = None) -> tuple[str, str]:
    """(what it printed, what it complained of); a program that hangs has not answered."""
    try:
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"no answer in {PATIENCE} s"
    return done.stdout, done.stderr


def _reason(text: str) -> str:
    """The last sentence of a complaint, short enough for a line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "it printed nothing"


def main() -> int:
    failed = False
    for name, ask in (("Python packages", python_packages), ("Web packages", web_packages)):
        word, why = ask()
        failed = failed or word == "FAILED"
        print(f"{name}: {word} ({why})", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
