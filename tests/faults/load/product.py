"""The product as it is run in earnest: `heyi up` on a data folder of its own, durable, with the cast hired in it.

Run as a program, `python -m tests.faults.load.product DATA` hires the cast there and prints who may come in.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from heyi import __version__
from heyi.config.runtime import archive, binaries, processes, roles, schema, welcome
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.postgres import Cluster
from tests.scenarios.browser import free_port

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class People:
    """Sessions, API keys and numbers of the cast, by their short names."""

    sessions: dict[str, str]
    keys: dict[str, str]
    employees: dict[str, int]


@dataclass
class Product:
    """One installation and its supervised group. ``more`` is added to the group's environment."""

    data: DataDir
    port: int
    more: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.data)

    @property
    def output(self) -> Path:
        return self.data.log / "group.log"

    def environment(self) -> dict[str, str]:
        dropped = ("DATABASE_", "HEYI_DATA", "HEYI_ROLE", "HEYI_TEST", "SECRET_KEY")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        return {**kept, "HEYI_DATA": str(self.data.path), "HEYI_LANG": "en", "WEB_WORKERS": "2", **self.more}

    def start(self) -> None:
        command = [sys.executable, "-m", "heyi", "up", "--port", str(self.port)]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment(), stdout=output, stderr=output)
        assert processes.wait_until(self._is_up, seconds=60), self.output.read_text()

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.output.read_text()
        return welcome.answers("127.0.0.1", self.port) and self.pid("worker") > 0

    def pid(self, part: str) -> int:
        try:
            return int(json.loads((self.data.run / f"{part}.json").read_text())["pid"])
        except (OSError, ValueError):
            return 0

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command on this installation."""
        whole = [sys.executable, "-m", *command]
        return subprocess.run(
            whole, cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=300, check=False
        )

    def owner(self) -> "psycopg.Connection[Any]":
        """The database as its owner sees it: all companies."""
        return psycopg.connect(self.cluster.url(roles.OWNER), autocommit=True)

    def broken(self) -> list[Any]:
        """The rules that `heyi check` finds broken."""
        done = self.run("heyi", "check", "--json")
        assert done.returncode in (0, 1), done.stderr
        return [rule for rule in json.loads(done.stdout)["invariants"] if rule["count"]]

    def hire(self) -> People:
        done = self.run("tests.faults.load.product", str(self.data.path))
        assert done.returncode == 0, done.stderr
        return People(**json.loads(done.stdout.splitlines()[-1]))

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(90)


@contextmanager
def installed(folder: Path | None = None) -> Iterator[Product]:
    """An installation with the tables of the tests' template, not started yet; stopped and removed in the end."""
    place = folder or Path(tempfile.mkdtemp(prefix="heyi-fault-"))
    place.chmod(0o711)
    product = Product(DataDir(place / "data"), free_port())
    try:
        product.data.prepare()
        _copy_template(product)
        yield product
    finally:
        product.stop()
        product.cluster.stop("immediate")
        target = product.data.cluster.resolve()
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(place / "data", ignore_errors=True)
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _copy_template(product: Product) -> None:
    """The migrations have been run once, for the tests; a backup of what they made is brought back ten times quicker."""
    source = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(source, dbname="postgres") as admin:
        made = "SELECT datname FROM pg_database WHERE datname ~ '^heyi_template_[0-9a-f]+$' ORDER BY oid DESC LIMIT 1"
        (template,) = admin.execute(made).fetchone() or ("",)
    parts = psycopg.conninfo.conninfo_to_dict(source)
    where = psycopg.conninfo.make_conninfo(host=parts["host"], port=parts["port"], user=parts["user"], dbname=template)
    dump, saved = product.data.path / archive.DUMP, product.data.path / "template.heyi"
    command = [binaries.find()["pg_dump"], f"--dbname={where}", "--format=custom", "--no-comments", f"--file={dump}"]
    subprocess.run(command, env={**os.environ, "PGPASSWORD": str(parts["password"])}, check=True)
    facts = {
        "version": __version__,
        "made_at": "",
        "state": asdict(schema.State(schema.fingerprint())),
        "secret_key": product.data.secrets()["SECRET_KEY"],
    }
    with saved.open("wb") as file:
        archive.write(file, dump, product.data.files, facts)
    done = product.run("heyi", "restore", str(saved))
    assert done.returncode == 0, done.stderr
    dump.unlink()
    saved.unlink()


def main() -> int:
    from heyi.config.runtime import installation

    with installation.django(DataDir(sys.argv[1])):
        from tests.served import people

        print(json.dumps(people()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
