"""Where bytes lie: a folder of this machine, or with ``STORAGE_URL`` a bucket that every machine reaches."""

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage


def storage(kind: str) -> Storage:
    """The place for ``uploads`` or for ``jobs``: outside of anything that is served or run."""
    if settings.STORAGE_URL:
        return _bucket(settings.STORAGE_URL, kind)
    return FileSystemStorage(
        location=Path(settings.FILES_DIR) / kind, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


@lru_cache(maxsize=8)
def _bucket(url: str, kind: str) -> Storage:
    from storages.backends.s3 import S3Storage  # 40 MB that only buckets need

    return S3Storage(**options(url), location=kind)


def options(url: str) -> dict[str, Any]:
    """The arguments of django-storages for ``s3://key:secret@host[:port]/bucket[?region=…][&tls=0]``."""
    from botocore.config import Config

    parts = urlsplit(url)
    query = parse_qs(parts.query)
    scheme = "http" if query.get("tls") == ["0"] else "https"
    port = f":{parts.port}" if parts.port else ""
    # Servers other than Amazon's do not all know the checksums that newer clients send with everything.
    checksums = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
    return {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{scheme}://{parts.hostname}{port}",
        "region_name": query.get("region", ["us-east-1"])[0],
        "default_acl": None,
        "file_overwrite": True,  # names are random, so nobody need ask whether one is taken
        "client_config": Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 3},
            **checksums,
        ),
    }
