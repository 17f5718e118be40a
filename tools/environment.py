"""The Python environment: `environment.py base|dev` makes or updates it when the locks changed, `lock` compiles them,
`bench` makes the one of the peers that the bench measures, `.venv-bench`, with Node for those that need it.

uv (and Node, see webapp.py) live in `.venv/tools`, apart from the packages of the product, pinned by the same locks.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from shared import PYTHON, ROOT, TOOLS, VENV, digest, run, stamp_is, stop

STAMP = VENV / "heyi-stamp"
UV = TOOLS / "bin" / "uv"
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in ("base", "dev", "bench")}
PEERS = ROOT / ".venv-bench"


def ensure(kind: str) -> None:
    """Install exactly the locked packages. `dev` contains `base`, so an environment for dev serves both."""
    hashes = {name: digest([path]) for name, path in LOCKS.items()}
    good = (hashes["dev"],) if kind == "dev" else (hashes["base"], hashes["dev"])
    if works() and stamp_is(STAMP, *good):
        return
    if VENV.exists() and not os.access(VENV, os.W_OK):
        stop(f"{VENV} belongs to another user and is not up to date; use another one with VENV=… .")
    if not works():
        if VENV.exists() and not VENV.is_symlink():
            shutil.rmtree(VENV)
        run("Python environment", [sys.executable, "-m", "venv", str(VENV)])
    install_tool("uv")
    wanted = "dev" if kind == "dev" or stamp_was_dev() else "base"
    command = [str(UV), "pip", "sync", "--quiet", "--python", str(PYTHON), "--require-hashes", str(LOCKS[wanted])]
    run("Python packages", command, env=uv_environment())
    STAMP.write_text(hashes[wanted])


def stamp_was_dev() -> bool:
    return (VENV / "heyi-dev").exists()


def works() -> bool:
    """Whether the environment's Python runs here and is new enough; one moved from another machine does not."""
    question = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(PYTHON), "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def install_tool(name: str) -> None:
    """Install one locked package into `.venv/tools`, checked by its hashes."""
    lines = locked(name)
    stamp = TOOLS / f"{name}.stamp"
    if stamp_is(stamp, lines.splitlines()[0]):
        return
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "tool.txt"
        wanted.write_text(lines)
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
        command += ["--no-deps", "--require-hashes", "--target", str(TOOLS), "-r", str(wanted)]
        if UV.exists():
            command = [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON), "--no-deps", "--require-hashes"]
            command += ["--target", str(TOOLS), "-r", str(wanted)]
        run(f"Tool {name}", command, env=uv_environment())
    stamp.write_text(lines.splitlines()[0])


def locked(name: str) -> str:
    """The lines of one package in the developers' lock."""
    found = re.search(rf"^{re.escape(name)}==.*?(?=^\S|\Z)", LOCKS["dev"].read_text(), re.MULTILINE | re.DOTALL)
    if not found:
        stop(f"requirements/dev.txt does not lock {name}; run make lock.")
    return found.group(0)


def uv_environment() -> dict[str, str]:
    return {**os.environ, "UV_LINK_MODE": "copy", "UV_NO_PROGRESS": "1"}


def lock() -> None:
    """Compile both locks: hashes and versions, no addresses."""
    install_tool("uv")
    for name in LOCKS:
        command = [str(UV), "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--python-version", "3.11"]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url"]
        run(f"Lock {name}", [*command, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"])


def peers() -> None:
    """The bench's peers, apart from the product's own packages."""
    value = digest([LOCKS["bench"]])
    if stamp_is(PEERS / "heyi-stamp", value):
        return
    install_tool("uv")
    python = PEERS / "bin" / "python"
    run("Environment of the peers", [str(UV), "venv", "--quiet", "--clear", "--python", str(PYTHON), str(PEERS)])
    command = [str(UV), "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(LOCKS["bench"])]
    run("Packages of the peers", command, env=uv_environment())
    (PEERS / "heyi-stamp").write_text(value)


def peers_on_node() -> None:
    """The bench's peers that are npm packages; the Node that runs them stands beside the Python of the others."""
    import webapp  # it imports this module

    webapp.packages("Node packages of the peers", ROOT / "bench" / "peers" / "node")
    link = PEERS / "bin" / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(webapp.node()[0]) / "node")


if __name__ == "__main__":
    choice = sys.argv[1]
    if choice == "lock":
        lock()
    elif choice == "bench":
        for install in (peers, peers_on_node):
            with contextlib.suppress(SystemExit):  # its reason is printed; the bench says what it could not measure
                install()
    else:
        ensure(choice)
        if choice == "dev":
            (VENV / "heyi-dev").touch()
