"""Files stay small enough to read: `python tools/sizes.py` fails on those over their limit (STYLE.md)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON, TESTS, WEB = 400, 500, 250
SKIPPED = {"migrations", "generated", "node_modules", "dist", "web_dist", ".venv", ".git", ".heyi", "build"}


def limit(path: Path) -> int | None:
    """How many lines the file may have; None when it is not counted."""
    parts = path.relative_to(ROOT).parts
    if SKIPPED & set(parts):
        return None
    if path.suffix == ".py":
        is_test = "tests" in parts or path.name.startswith("test_") or path.name == "conftest.py"
        return TESTS if is_test else PYTHON
    return WEB if path.suffix in {".ts", ".tsx"} else None


def too_long(root: Path = ROOT) -> list[str]:
    """One sentence for each file over its limit."""
    found = []
    for folder in ("heyi", "web", "tests", "bench", "tools"):
        for path in sorted((root / folder).rglob("*")):
            allowed = limit(path) if path.is_file() else None
            if allowed is None:
                continue
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > allowed:
                found.append(f"{path.relative_to(root)}: {lines} lines, {allowed} are allowed")
    return found


if __name__ == "__main__":
    complaints = too_long()
    print("\n".join(complaints) or "all files are within their limits")
    sys.exit(1 if complaints else 0)
