"""Keep uploaded files and give them out again."""

import hashlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.files.inspecting import inspect
from heyi.core.files.models import File
from heyi.core.resources import registry
from heyi.core.resources.saving import save
from heyi.kit.errors import Denied, Malformed, NotFound, TooLarge
from heyi.kit.text import clean_line

CHUNK = 1024 * 1024


def keep(upload: Any, *, actor: Actor, resource: str = "", record_id: int | None = None) -> File:
    """Store an upload of the actor, for a record that they may change or for later use. Refusals come first."""
    if actor.employee_id is None:
        raise Denied
    name = clean_line(str(upload.name).replace("\\", "/").rpartition("/")[2])[-200:]
    if not name:
        raise Malformed.at("file", "bad_name", _("The file has no name."))
    if upload.size > settings.FILE_MAX_BYTES:
        raise TooLarge
    if resource or record_id is not None:
        _may_attach(resource, record_id, actor)
    stored = f"{secrets.token_hex(1)}/{secrets.token_hex(20)}"
    target = folder() / stored
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        digest = _copy(upload, target)
        kind = inspect(target, name)
        file = File(
            employee_id=actor.employee_id,
            name=name,
            type=kind,
            size=target.stat().st_size,
            sha256=digest,
            path=stored,
            resource=resource,
            record_id=record_id,
        )
        return save(file, actor=actor)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def folder() -> Path:
    """Where uploads lie: outside of anything that is served or run."""
    return Path(settings.FILES_DIR) / "uploads"


def _copy(upload: Any, target: Path) -> str:
    digest = hashlib.sha256()
    target.touch(mode=0o600)
    with target.open("wb") as file:
        for chunk in upload.chunks(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _may_attach(key: str, record_id: int | None, actor: Actor) -> None:
    record = _record(key, record_id, actor)
    scoping.require(actor, f"{key}.update", record)


def _record(key: str, record_id: int | None, actor: Actor) -> Any:
    try:
        model = registry.get(key).model
    except KeyError as error:
        raise NotFound from error
    if record_id is None or not 0 < record_id < 2**63:
        raise NotFound
    record = model._default_manager.filter(scoping.visible(actor, model), pk=record_id).first()
    if record is None:
        raise NotFound
    return record


def open_to(file_id: int, *, actor: Actor) -> tuple[File, Path]:
    """A file that the actor may read: their own, or one of a record that they see. NotFound otherwise."""
    rows = File.objects.filter(company_id__in=actor.company_ids, state=File.State.READY)
    file: File | None = rows.filter(pk=file_id).first() if 0 < file_id < 2**63 else None
    if file is None:
        raise NotFound
    if file.resource:
        _record(file.resource, file.record_id, actor)
    elif file.employee_id != actor.employee_id:
        raise NotFound
    path = folder() / file.path
    if not path.is_file():
        raise NotFound
    return file, path


def of_records(records: Mapping[str, list[int]], *, actor: Actor) -> list[dict[str, Any]]:
    """The files of these records, newest first, with the record each belongs to. That the actor sees the records is for
    the caller to have asked.
    """
    wanted = Q(pk__in=())
    for resource, ids in records.items():
        wanted |= Q(resource=resource, record_id__in=ids)
    rows = File.objects.filter(wanted, company_id__in=actor.company_ids, state=File.State.READY)
    return [
        {**shown(file), "resource": file.resource, "record_id": file.record_id, "by": file.employee.name}
        for file in rows.select_related("employee").order_by("-pk")[:200]
    ]


def shown(file: File) -> dict[str, Any]:
    """See api.md, section 7."""
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.size,
        "type": file.type,
        "sha256": file.sha256,
        "state": str(file.state),
    }
