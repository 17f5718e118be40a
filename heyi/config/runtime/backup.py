"""Saving and bringing back one installation: database and files together, whole or not at all."""

import datetime
import fcntl
import os
import shutil
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from heyi import __version__
from heyi.config.runtime import archive, binaries, installation, roles, schema
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

BESIDE = "heyi_restoring"


def files_folder(data: DataDir) -> Path:
    chosen = os.environ.get("FILES_DIR", "").strip()
    return Path(chosen) if chosen else data.files


def in_a_bucket() -> bool:
    """Whether uploads lie in a bucket (STORAGE_URL), of which no backup knows."""
    return bool(os.environ.get("STORAGE_URL", "").strip())


def backup(data: DataDir, target: Path) -> None:
    """Write a backup of a running or stopped installation to `target`, which must not exist yet."""
    if target.exists():
        raise Refusal(_("{path} exists already; choose another name.").format(path=target))
    progress = Progress(2)
    draft = target.with_name(target.name + ".part")
    with installation.database(data) as cluster, tempfile.TemporaryDirectory(prefix="heyi-backup-") as folder:
        url = installation.variables(data, cluster, role="owner")["DATABASE_OWNER_URL"]
        dump = Path(folder) / archive.DUMP
        with progress.step(_("Database")):
            program("pg_dump", url, "--format=custom", "--no-comments", f"--file={dump}")
        facts = {
            "version": __version__,
            "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "state": asdict(schema.read(url)),
            "secret_key": installation.variables(data, cluster)["SECRET_KEY"],
        }
        with progress.step(_("Files")) as step:
            try:
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            except OSError as error:
                raise Refusal(f"{target}: {error.strerror}") from error
            with os.fdopen(descriptor, "wb") as file:
                step.note = str(archive.write(file, dump, files_folder(data), facts) - 1)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)


def restore(data: DataDir, source: Path, *, replace: bool) -> None:
    """Bring a backup into an empty installation, or into one that may be replaced. What was there stays until the end."""
    progress = Progress(3)
    with progress.step(_("Checking {path}").format(path=source.name)):
        manifest = archive.verify(source)
    data.prepare()
    with (
        (data.run / "heyi.lock").open("a+") as lock,
        tempfile.TemporaryDirectory(prefix="unpack-", dir=data.path) as spare,
    ):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Refusal(_("{path} is running; stop it first.").format(path=data.path)) from error
        archive.unpack(source, Path(spare))
        with installation.database(data) as cluster:
            url = installation.variables(data, cluster, role="owner")["DATABASE_OWNER_URL"]
            if not _holds_tables(url):
                refuse_files_of_another(files_folder(data))
            elif not (replace and cluster):
                raise Refusal(_refusal_to_replace(cluster))
            with progress.step(_("Database")):
                _restore_database(cluster, url, Path(spare) / archive.DUMP, schema.State(**manifest["state"]))
            with progress.step(_("Files")):
                swap_files(data, Path(spare) / "files")
                data.remember("SECRET_KEY", manifest["secret_key"])


def _refusal_to_replace(cluster: Cluster | None) -> str:
    if cluster is None:
        return _("The database holds tables already; restore into an empty database.")
    return _("This installation holds data already; add --replace to give it up for the backup.")


def refuse_files_of_another(folder: Path) -> None:
    """Files beside an empty database are not this installation's: FILES_DIR still names those of a living one, which a
    drill must not give up, with or without --replace.
    """
    if any(path.is_file() for path in folder.rglob("*")):
        raise Refusal(
            _(
                "{path} holds files, but the database is empty: they belong to another installation. Set another FILES_DIR."
            ).format(path=folder)
        )


def _restore_database(cluster: Cluster | None, url: str, dump: Path, state: schema.State) -> None:
    """Fill a database beside the present one and exchange them at the end, so that a failure changes nothing."""
    if cluster is None:
        program("pg_restore", url, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
        schema.write(url, state)
        return
    admin = cluster.url("postgres", "postgres")
    beside = cluster.url(roles.OWNER, BESIDE)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {BESIDE} WITH (FORCE)")
        # From template0, which has no default grants: on tables made under those of template1 the dump's narrower ones
        # would come on top, and the application could change what may only ever be added to.
        connection.execute(f"CREATE DATABASE {BESIDE} OWNER {roles.OWNER} TEMPLATE template0")
        program(
            "pg_restore", beside, "--no-owner", "--exit-on-error", f"--dbname={without_password(beside)}", str(dump)
        )
        schema.write(beside, state)
        connection.execute("DROP DATABASE IF EXISTS heyi WITH (FORCE)")
        connection.execute(f"ALTER DATABASE {BESIDE} RENAME TO heyi")
        connection.execute(roles.DATABASE_GRANTS)


def swap_files(data: DataDir, new: Path) -> None:
    """Put the backup's files in the place of the present ones, which go last: a death on the way leaves either."""
    target = files_folder(data)
    new.mkdir(exist_ok=True)
    new.chmod(0o700)
    before = target.with_name(f"{target.name}.before-restore")
    if target.exists():
        shutil.rmtree(before, ignore_errors=True)
        target.rename(before)
    shutil.move(str(new), str(target))
    data.adopt(target)
    shutil.rmtree(before, ignore_errors=True)


def _holds_tables(url: str) -> bool:
    with psycopg.connect(url) as connection:
        query = sql.SQL("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
        return connection.execute(query).fetchone() is not None


def without_password(url: str) -> str:
    """The address as it may stand in the list of processes; the password travels in the environment."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if key != "password"}
    return make_conninfo("", **parts)


def program(name: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database to its end. Refuses with its last words when it fails."""
    password = str(conninfo_to_dict(url).get("password") or "")
    command = [binaries.find()[name], *arguments]
    if not any(argument.startswith("--dbname=") for argument in arguments):
        command.insert(1, f"--dbname={without_password(url)}")
    environment = {**os.environ, "PGPASSWORD": password}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refusal(_("{program} failed: {reason}").format(program=name, reason=reason))
