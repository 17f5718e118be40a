"""`heyi backup --base`: a copy of the running cluster on which the archived log is replayed. Whole and checked, or not there."""

import datetime
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from heyi import __version__
from heyi.config.runtime import backup, binaries, installation, schema
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import copying, retention, slot, uploads
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal.place import Place
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _


def make(data: DataDir) -> Path:
    """Make a base in the archive and remove what is no longer needed. Where it lies."""
    installation.needs_embedded()
    with installation.database(data) as cluster:
        place = places.chosen(data)
        if place is None or cluster is None:
            raise Refusal(_("Set ARCHIVE_DIR to the folder of the archive first."))
        place.prepare()
        busy = _("Another base is being made in {path}; wait for its end.").format(path=place.path)
        with place.lock("base", busy=busy):
            return _make(data, cluster, place)


def _make(data: DataDir, cluster: Cluster, place: Place) -> Path:
    progress = Progress(4)
    superuser = cluster.url("postgres", "postgres")
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    draft = place.bases_folder / f"{stamp}{places.PART}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        place.belong_to(slot.identity(connection))
        if slot.state(connection) in ("", "lost"):  # what comes after the base must not be lost before somebody follows
            slot.ensure(connection, place)
        started = slot.now(connection).at
        with progress.step(_("Database")) as step:
            _copy_cluster(superuser, draft)
            size = sum(path.stat().st_size for path in copying.files_in(draft))
            step.note = f"{size / 1e6:.1f} MB"
        known = uploads.known(cluster)
        with progress.step(_("Files")) as step:
            listed, names = _copy_files(data, place)
            step.note = str(len(names))
        ended = slot.now(connection).at
    facts = _facts(data, cluster, draft)
    with progress.step(_("Checking {path}").format(path=stamp)):
        verify(draft / "pg")
        _write_names(draft / "names.txt", names)
        facts |= {"started_at": started.isoformat(), "listed_at": listed, "ended_at": ended.isoformat(), "bytes": size}
        places.write(draft / "manifest.json", facts)
        target = draft.with_name(stamp)
        draft.rename(target)
    if not backup.in_a_bucket() and (missing := known.keys() - names):
        # Most likely FILES_DIR is not the one of the running installation; by its list nothing must be removed.
        sentence = _(
            "{count} uploads are not in {path}: the base is there, but nothing was removed. Is FILES_DIR right?"
        )
        progress.write(sentence.format(count=len(missing), path=backup.files_folder(data)))
        return target
    with progress.step(_("Removing what is no longer needed")):
        retention.prune(place, ended, places.keep_days(), present=names)
    return target


def _copy_cluster(superuser: str, draft: Path) -> None:
    """pg_basebackup makes all that it writes durable before it ends."""
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    options = ["--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256", "--no-password"]
    backup.program("pg_basebackup", superuser, f"--pgdata={draft / 'pg'}", *options)


def _copy_files(data: DataDir, place: Place) -> tuple[float, frozenset[str]]:
    """When the uploads were listed, and their names; every one of them is in the archive then."""
    if backup.in_a_bucket():
        return datetime.datetime.now(datetime.UTC).timestamp(), frozenset()
    folder = backup.files_folder(data)
    listed = datetime.datetime.now(datetime.UTC).timestamp()
    names = copying.present(folder)
    copying.Copying(folder, place.files).finish()
    return listed, names


def _facts(data: DataDir, cluster: Cluster, draft: Path) -> dict[str, Any]:
    ranges = places.read(draft / "pg" / "backup_manifest")["WAL-Ranges"]
    environ = installation.variables(data, cluster, role="owner")
    secrets = data.secrets() | {"SECRET_KEY": environ["SECRET_KEY"]}
    return {
        "format": places.FORMAT,
        "version": __version__,
        "state": asdict(schema.read(environ["DATABASE_OWNER_URL"])),
        "secrets": secrets,
        "start_lsn": ranges[0]["Start-LSN"],
        "end_lsn": ranges[-1]["End-LSN"],
    }


def verify(copy: Path) -> None:
    """Compare every file of a copy of the cluster with its checksum. Refuses with the first difference."""
    command = [binaries.find()["pg_verifybackup"], "--quiet", "--exit-on-error", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise Refusal(_("{path} is damaged: {reason}").format(path=copy, reason=reason))


def _write_names(path: Path, names: frozenset[str]) -> None:
    with path.open("w") as file:
        file.writelines(f"{name}\n" for name in sorted(names))
        file.flush()
        os.fsync(file.fileno())
