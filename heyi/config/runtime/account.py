"""Which operating-system user runs the embedded PostgreSQL.

PostgreSQL refuses to run as root, so root hands it to an unprivileged system user made for it;
everybody else runs it as themselves.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

NAME = "heyi"


@dataclass(frozen=True)
class Account:
    """A user to run processes as. `switch` is empty when it is ourselves."""

    uid: int
    gid: int
    switch: bool

    def options(self) -> dict[str, object]:
        """Arguments for subprocess that make the child this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def can_use(self, path: Path) -> bool:
        """Whether this user can reach the path and enter or execute it."""
        if not self.switch:
            return os.access(path, os.X_OK)
        command = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.options()).returncode == 0  # type: ignore[call-overload]


def for_cluster(cluster: Path) -> Account:
    """The user for the cluster at this path: the owner of an existing one, else us, else (for root) our system user."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if cluster.exists() and cluster.stat().st_uid != 0:
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid, switch=True)
    entry = _find() or _create()
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _find() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _create() -> pwd.struct_passwd:
    shell = shutil.which("nologin") or "/bin/false"
    if shutil.which("useradd"):
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", shell, NAME]
    else:
        command = ["adduser", "-S", "-D", "-H", "-s", shell, NAME]
    with contextlib.suppress(OSError):
        subprocess.run(command, check=False, capture_output=True)
    entry = _find()
    if entry is None:
        raise Refusal(
            _(
                "PostgreSQL does not run as root and the system user “{name}” could not be created; "
                "start as an ordinary user."
            ).format(name=NAME)
        )
    return entry
