"""Everything one installation keeps lives in one folder (DATA, `.heyi` unless said otherwise).

DATA/secrets.json   mode 0600: SECRET_KEY, METRICS_TOKEN and the database roles' passwords
DATA/pg             the embedded cluster (or a link to it, when DATA lies where its user may not go)
DATA/files          uploaded files
DATA/log DATA/run   logs; locks, ports and process ids
"""

import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

DEFAULT = ".heyi"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with an unguessable name is made in it
SECRET_NAMES = ("SECRET_KEY", "METRICS_TOKEN", "postgres", "heyi_owner", "heyi_app", "heyi_readonly")


class DataDir:
    """The folder of one installation. Creating the object touches nothing; `prepare` makes the folders."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = Path(path or os.environ.get("HEYI_DATA") or DEFAULT).expanduser().absolute()

    @property
    def cluster(self) -> Path:
        return self.path / "pg"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def restoring(self) -> Path:
        """There while a moment is being brought back into this folder: what it holds is not whole yet."""
        return self.path / "restoring"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def metrics(self) -> Path:
        return self.run / "metrics"

    def fresh_metrics(self) -> None:
        """An empty folder for the counters that the web processes share. In memory where there is such a place: a process
        that writes to a mapped file for which the disk has no room is killed by the kernel.
        """
        self.drop_metrics()
        if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
            place = Path(tempfile.mkdtemp(prefix="heyi-metrics-", dir=MEMORY))
            self.metrics.symlink_to(place)
        else:
            place = self.metrics
            place.mkdir(mode=0o700)
        self.adopt(place)

    def drop_metrics(self) -> None:
        """Remove what the last run counted."""
        if self.metrics.is_symlink():
            shutil.rmtree(self.metrics.resolve(), ignore_errors=True)
            self.metrics.unlink()
        shutil.rmtree(self.metrics, ignore_errors=True)

    def prepare(self) -> None:
        """Create what is missing. Refuses a folder that this user cannot write."""
        try:
            fresh = not self.path.exists()
            self.path.mkdir(parents=True, exist_ok=True)
            if fresh:
                # root's cluster runs as another user, which must be able to pass through (not list).
                self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.files, self.log, self.run):
                if not folder.exists():
                    folder.mkdir(mode=0o700)
                    self.adopt(folder)
        except FileExistsError as error:
            raise Refusal(_("{path} is a file; DATA must be a folder.").format(path=self.path)) from error
        except PermissionError as error:
            raise self._not_ours() from error
        if not os.access(self.path, os.W_OK | os.X_OK) or not os.access(self.run, os.W_OK | os.X_OK):
            raise self._not_ours()

    def adopt(self, path: Path) -> None:
        """Give a new file to the folder's owner, so that root leaves nothing behind that its owner cannot use."""
        if os.geteuid() == 0:
            owner = self.path.stat()
            os.chown(path, owner.st_uid, owner.st_gid)

    def secrets(self) -> dict[str, str]:
        """The installation's secrets, made on the first call and completed when a name is new."""
        path = self.path / "secrets.json"
        try:
            known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        except PermissionError as error:
            raise self._not_ours() from error
        except ValueError as error:
            raise Refusal(_("{path} is damaged; restore it from a backup.").format(path=path)) from error
        missing = [name for name in SECRET_NAMES if name not in known]
        if missing:
            known |= {name: secrets.token_urlsafe(48 if name == "SECRET_KEY" else 24) for name in missing}
            self._write_private(path, json.dumps(known, indent=2))
        return known

    def remember(self, name: str, value: str) -> None:
        """Set one secret, as a restored backup brings it."""
        self._write_private(self.path / "secrets.json", json.dumps(self.secrets() | {name: value}, indent=2))

    def _write_private(self, path: Path, text: str) -> None:
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self.adopt(draft)
        draft.replace(path)

    def _not_ours(self) -> Refusal:
        return Refusal(
            _("{path} belongs to another user; choose another folder with DATA=… or sign in as its owner.").format(
                path=self.path
            )
        )
