"""Keep uploaded files and give them out again."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.files import leftovers
from heyi.core.files.inspecting import inspect
from heyi.core.files.models import File
from heyi.core.files.storage import storage
from heyi.core.resources import modes, registry
from heyi.core.resources.saving import save
from heyi.kit.errors import Conflict, Denied, Malformed, NotFound, TooLarge
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
    with _on_disk(upload) as path:
        digest, kind, size = _digest(path), inspect(path, name), path.stat().st_size
    place = f"{secrets.token_hex(1)}/{secrets.token_hex(20)}"
    leftovers.expect(place)
    stored = place
    try:
        stored = storage("uploads").save(place, upload)
        file = File(
            employee_id=actor.employee_id,
            name=name,
            type=kind,
            size=size,
            sha256=digest,
            path=stored,
            resource=resource,
            record_id=record_id,
        )
        return save(file, actor=actor)
    except BaseException:
        storage("uploads").delete(stored)
        raise


@contextmanager
def _on_disk(upload: Any) -> Iterator[Path]:
    """The upload as a file of this machine, to be looked at before it is kept."""
    if hasattr(upload, "temporary_file_path"):
        upload.flush()
        yield Path(upload.temporary_file_path())
        return
    with NamedTemporaryFile(prefix="heyi-upload-") as file:
        for chunk in upload.chunks(CHUNK):
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _may_attach(key: str, record_id: int | None, actor: Actor) -> None:
    record = _record(key, record_id, actor)
    scoping.require(actor, f"{key}.update", record)
    reason = getattr(record, "locked_reason", lambda act: None)("update")
    if reason:
        raise Conflict(reason)


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


def open_to(file_id: int, *, actor: Actor) -> tuple[File, Any]:
    """A file that the actor may read, opened: their own, or one of a record that they see. NotFound otherwise."""
    rows = File.objects.filter(company_id__in=actor.company_ids, state=File.State.READY)
    file: File | None = rows.filter(pk=file_id).first() if 0 < file_id < 2**63 else None
    if file is None:
        raise NotFound
    if file.resource:
        _record(file.resource, file.record_id, actor)
        if file.field and not reads_field(actor, file):
            raise NotFound
    elif file.employee_id != actor.employee_id:
        raise NotFound
    return file, bytes_of(file)


def reads_field(actor: Actor, file: File) -> bool:
    """Whether somebody who sees the record may read the field in which the file stands (rule 42: attachments follow it)."""
    resource = registry.get(file.resource)
    reader = modes.narrowed(actor, file.resource, file.record_id or 0)
    name, _dot, column = file.field.partition(".")
    field = resource.by_name.get(name)
    if field is None or modes.mode_of(reader, resource, field) not in modes.KNOWN:
        return False
    return not column or any(item.name == column for item in modes.line_fields(reader, resource, field))


def bytes_of(file: File) -> Any:
    """A file, opened; whether somebody may read it is for the caller to have asked. NotFound when its bytes are gone."""
    try:
        return storage("uploads").open(file.path)
    except FileNotFoundError as error:
        raise NotFound from error


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
