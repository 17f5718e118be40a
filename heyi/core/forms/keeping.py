"""From cleaned values to stored ones: exact numbers and days as text, records and files with what they are called."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor, system
from heyi.core.files.models import File
from heyi.core.forms.computing import plain
from heyi.core.resources import options
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import ATTACHED, REFERENCES, Kind
from heyi.kit.errors import FieldError

Values = dict[str, Any]


class Keeper:
    """The values of one document on their way into ``data``."""

    def __init__(self, resource: Resource, actor: Actor, record_id: int | None) -> None:
        self.resource, self.actor, self.record_id = resource, actor, record_id
        self.fields = {name: one for name, one in resource.by_name.items() if one.stored is not None}
        self.errors: list[FieldError] = []
        self.files: dict[int, str] = {}
        self._labels: dict[str, dict[int, str]] = {}

    def keep(self, cleaned: Mapping[str, Any]) -> Values:
        """Stored values of cleaned ones. A value that was emptied is None."""
        self._name_records(self.fields.values(), [cleaned])
        self._look_up_files(self.fields.values(), cleaned)
        return {
            name: self._one(self.fields[name], value, name) for name, value in cleaned.items() if name in self.fields
        }

    def _one(self, field: F, value: Any, path: str) -> Any:
        if value is None or value == "" or value == []:
            return None
        kind = field.kind
        if field.lines is not None:
            columns = {item.name: item for item in field.lines.fields}
            return [
                {
                    name: kept
                    for name, given in row.items()
                    if name in columns
                    and (kept := self._one(columns[name], given, f"{path}.{index}.{name}")) is not None
                }
                for index, row in enumerate(value)
            ]
        if kind in REFERENCES:
            return {"id": value, "label": self._labels[str(field.reference)].get(value, str(value))}
        if kind is Kind.RECORDS:
            known = self._labels[str(field.reference)]
            return [{"id": one, "label": known.get(one, str(one))} for one in value]
        if kind in ATTACHED:
            return self._files(field, value, path)
        if isinstance(value, Decimal):
            return plain(value, keep=kind is Kind.MONEY)
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return value.isoformat() if isinstance(value, date) else value

    def _name_records(self, fields: Iterable[F], rows: list[Mapping[str, Any]]) -> None:
        """What the records are called that the values point to: one query for each kind of record."""
        wanted: dict[str, tuple[Any, set[int]]] = {}
        self._collect(fields, rows, wanted)
        # Names are kept as they are, whoever writes them: a reader from whom they are hidden is shown numbers.
        witness = system(self.actor.company_id, "forms", company_ids=self.actor.company_ids)
        self._labels = {key: options.labels(model, ids, witness) for key, (model, ids) in wanted.items()}

    def _collect(self, fields: Iterable[F], rows: list[Mapping[str, Any]], wanted: dict[str, Any]) -> None:
        for field in fields:
            values = [row[field.name] for row in rows if row.get(field.name)]
            if field.lines is not None:
                self._collect(field.lines.fields, [row for value in values for row in value], wanted)
            elif field.kind in REFERENCES or field.kind is Kind.RECORDS:
                ids = wanted.setdefault(str(field.reference), (field.options["model"], set()))[1]
                ids.update(one for value in values for one in (value if isinstance(value, list) else [value]))

    def _look_up_files(self, fields: Iterable[F], cleaned: Mapping[str, Any]) -> None:
        """Files that the actor has uploaded and given to nothing yet, or that belong to this document already."""
        ids: set[int] = set()
        for field in fields:
            value = cleaned.get(field.name) or []
            if field.kind in ATTACHED:
                ids.update(value)
            elif field.lines is not None:
                ids.update(
                    one
                    for item in field.lines.fields
                    if item.kind in ATTACHED
                    for row in value
                    for one in row.get(item.name) or []
                )
        self._found: dict[int, File] = {}
        if ids:
            free = Q(resource="", employee_id=self.actor.employee_id)
            here = Q(resource=self.resource.key, record_id=self.record_id) if self.record_id else Q(pk__in=())
            rows = File.objects.filter(free | here, pk__in=ids, company_id__in=self.actor.company_ids, state="ready")
            self._found = {file.pk: file for file in rows}

    def _files(self, field: F, ids: list[int], path: str) -> list[Values]:
        kept = []
        for one in ids:
            file = self._found.get(one)
            if file is None:
                self.errors.append(FieldError(path, "unknown_file", _("There is no such file, or it is not yours.")))
                continue
            ending = file.name.rpartition(".")[2].lower()
            allowed = [str(each).lower().lstrip(".") for each in field.options.get("extensions", ())]
            pictures = field.kind in (Kind.IMAGES, Kind.SIGNATURE)
            if (allowed and ending not in allowed) or (pictures and not file.type.startswith("image/")):
                self.errors.append(FieldError(path, "wrong_file", _("A file of this type cannot be put here.")))
                continue
            self.files[one] = path.split(".")[0] if "." not in path else f"{path.split('.')[0]}.{path.split('.')[-1]}"
            kept.append({"id": one, "name": file.name})
        return kept

    def attach(self, record_id: int) -> None:
        """Tie the files to the document and their field, whose rights they have from now on."""
        for file_id, place in self.files.items():
            File.objects.filter(pk=file_id, resource="").update(
                resource=self.resource.key, record_id=record_id, field=place
            )
