"""Uploads as the database knows them, and bringing them out of the archive."""

import os
import shutil
from pathlib import Path

import psycopg

from heyi.config.runtime import archive, roles
from heyi.config.runtime.postgres import Cluster

FOLDER = "uploads"
"""Below FILES_DIR: what `files_file` knows. Beside it lie results of jobs, which may be made again."""


def known(cluster: Cluster) -> dict[str, str]:
    """Names below FILES_DIR, and SHA-256, of all uploads of all companies."""
    with psycopg.connect(cluster.url(roles.OWNER)) as connection:
        if connection.execute("SELECT to_regclass('public.files_file')").fetchone() == (None,):
            return {}
        rows = connection.execute("SELECT path, sha256 FROM files_file").fetchall()
    return {f"{FOLDER}/{path}": digest for path, digest in rows}


def bring(source: Path, target: Path, digest: str) -> bool:
    """Copy one file and look at what was copied. False, and nothing is there, when it is missing or not what was saved."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    target.chmod(0o600)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
        whole = not digest or archive.sha256(file) == digest
    if not whole:
        target.unlink()
    return whole
