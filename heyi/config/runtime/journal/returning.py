"""`heyi restore --to MOMENT ARCHIVE --data NEW`: a new installation in the state of a chosen second, exactly.

The newest base from before is copied, the log is replayed up to the last commit that is not later than the moment, and the
uploads that the database knows are brought beside it. The archive is only read.
"""

import contextlib
import datetime
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

from heyi.config.runtime import account, backup, installation
from heyi.config.runtime.datadir import SECRET_NAMES, DataDir
from heyi.config.runtime.journal import basing, choosing, copying, feeding, uploads
from heyi.config.runtime.journal import lsn as positions
from heyi.config.runtime.journal.choosing import Way
from heyi.config.runtime.journal.place import Place
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

TOO_EARLY = "recovery ended before configured recovery target was reached"


def restore(data: DataDir, source: Path, text: str) -> list[str]:
    """Bring a moment of the archive in `source` into an empty data folder. What fails leaves the folder as it was. The names
    of uploads that are not there as they were: those do not hold up the rest.
    """
    installation.needs_embedded()
    place, moment = Place(source), choosing.read(text)
    way = choosing.choose(place, moment, datetime.datetime.now(datetime.UTC))
    if data.path.exists() and any(data.path.iterdir()):
        raise Refusal(_("{path} holds something; choose a new folder with --data.").format(path=data.path))
    if not backup.in_a_bucket():
        backup.refuse_files_of_another(backup.files_folder(data))
    progress = Progress(3)
    with _folder(data):
        cluster = Cluster(data)
        with progress.step(_("Checking {path}").format(path=way.base.path.name)) as step:
            cluster.take_copy(way.base.path / "pg")
            basing.verify(cluster.folder)
            step.note = f"{way.base.bytes / 1e6:.1f} MB"
        manifest = way.base.manifest()
        for name in (name for name in SECRET_NAMES if name in manifest["secrets"]):
            data.remember(name, manifest["secrets"][name])
        try:
            with progress.step(_("Log")) as step:
                step.note = _replay(cluster, place, way)
            with progress.step(_("Files")) as step:
                step.note, missing = _bring_files(data, cluster, place, way)
        finally:
            cluster.stop()
        data.restoring.unlink()
    last = choosing.shown(way.moment) if way.moment else _("the end of the log")
    progress.write(_("{path} is in the state of {moment}.").format(path=data.path, moment=last))
    return missing


@contextlib.contextmanager
def _folder(data: DataDir) -> Iterator[None]:
    """The new data folder, held by us and marked as not whole; whatever goes wrong, it is empty again."""
    existed = data.path.exists()
    data.prepare()
    try:
        with (data.run / "heyi.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            data.restoring.touch(0o600)
            yield
    except BaseException:
        place = data.cluster.resolve()
        shutil.rmtree(place.parent if data.cluster.is_symlink() else place, ignore_errors=True)
        for path in data.path.iterdir():
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() and not path.is_symlink() else path.unlink()
        if not existed:
            data.path.rmdir()
        raise


def _replay(cluster: Cluster, place: Place, way: Way) -> str:
    """Replay the log to the moment, and become a cluster of its own. How many pieces were asked for."""
    who = account.for_cluster(cluster.folder)
    with feeding.feeding(place, who, way.timeline) as feeder:
        settings = {
            "restore_command": feeder.command,
            "recovery_target_timeline": "current",
            "recovery_target_action": "promote",
            "hot_standby": "off",
            "archive_mode": "off",
        }
        target = {"recovery_target_time": choosing.shown(way.moment)} if way.moment else {}
        done = cluster.recover(settings | target)
        if not done and target and TOO_EARLY in cluster.said():
            # Nothing was committed after the moment, so the end of the log is the state of the moment.
            target = {}
            done = cluster.recover(settings)
        if not done:
            raise Refusal(_("The log could not be replayed: {reason}").format(reason=_reason(cluster)))
        if not target:
            choosing.refuse_short(way, place, _forked_at(cluster, way.timeline))
        return str(feeder.served)


def _reason(cluster: Cluster) -> str:
    """Why the server ended: its last word of that weight, not the ones about ending."""
    grave = [line for line in cluster.said().splitlines() if "FATAL" in line or "PANIC" in line]
    return grave[-1] if grave else "?"


def _forked_at(cluster: Cluster, timeline: int) -> int:
    """Where the recovered cluster's own life begins: behind the last record that was replayed."""
    history = (cluster.folder / "pg_wal" / f"{timeline + 1:08X}.history").read_text()
    fields = [line.split() for line in history.splitlines() if line.split() and line.split()[0] == str(timeline)]
    return positions.parse(fields[-1][1])


def _bring_files(data: DataDir, cluster: Cluster, place: Place, way: Way) -> tuple[str, list[str]]:
    """The uploads that the database knows, each compared with its checksum, and what else there was. How many, and which
    of them are missing.
    """
    if backup.in_a_bucket():
        return _("uploads lie in the bucket of STORAGE_URL, which knows its own past"), []
    draft = data.path / "files.coming"
    draft.mkdir(mode=0o700)
    known = uploads.known(cluster)
    missing = [name for name, digest in known.items() if not uploads.bring(place.files / name, draft / name, digest)]
    names = way.base.names
    for path in copying.files_in(place.files):
        name = path.relative_to(place.files).as_posix()
        beside = not name.startswith(f"{uploads.FOLDER}/") and not name.endswith(copying.DRAFT)
        if beside and (name in names or path.stat().st_mtime >= way.base.listed_at):
            uploads.bring(path, draft / name, "")
    backup.swap_files(data, draft)
    return str(len(known) - len(missing)), missing
