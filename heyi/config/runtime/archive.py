"""The archive of a backup: a tar file of the database dump, the uploaded files, and a manifest with their checksums.

manifest.json   {"format": 1, "version", "made_at", "state", "secret_key", "sha256": {name: hex}}
database.dump   pg_dump, custom format
files/…         the uploaded files
"""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import IO, Any

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files/"


def sha256(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def write(target: IO[bytes], dump: Path, files: Path, facts: dict[str, Any]) -> int:
    """Pack a backup; the manifest comes last because it names every checksum. How many files it holds."""
    sums: dict[str, str] = {}
    with tarfile.open(fileobj=target, mode="w") as archive:
        members = [(DUMP, dump)]
        members += [(FILES + str(path.relative_to(files)), path) for path in sorted(files.rglob("*")) if path.is_file()]
        for name, path in members:
            with path.open("rb") as file:
                sums[name] = sha256(file)
            archive.add(path, arcname=name, recursive=False)
        text = json.dumps({"format": FORMAT, **facts, "sha256": sums}, indent=2, ensure_ascii=False).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(text), 0o600
        archive.addfile(entry, io.BytesIO(text))
    return len(members)


def verify(path: Path) -> dict[str, Any]:
    """The manifest, after every member was compared with its checksum. Refuses anything missing, added or changed."""
    found: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isfile() else None
                if content is None or ".." in Path(entry.name).parts or entry.name.startswith("/"):
                    raise _damaged(path, entry.name)
                if entry.name == MANIFEST:
                    manifest = json.loads(content.read())
                else:
                    found[entry.name] = sha256(content)
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Refusal(_("{path} is no readable backup: {reason}").format(path=path, reason=error)) from error
    if manifest is None or manifest.get("format") != FORMAT:
        raise Refusal(_("{path} is no backup that this version of Heyi can read.").format(path=path))
    for name in sorted(found.keys() | manifest["sha256"].keys()):
        if found.get(name) != manifest["sha256"].get(name):
            raise _damaged(path, name)
    return manifest


def unpack(path: Path, folder: Path) -> None:
    """Write a verified archive's members below `folder`."""
    with tarfile.open(path, "r") as archive:
        archive.extractall(folder, filter="data")


def _damaged(path: Path, name: str) -> Refusal:
    return Refusal(_("{path} is damaged: {name} is not what was saved.").format(path=path, name=name))
