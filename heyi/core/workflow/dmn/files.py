"""Reading a model: one file, and the files that it imports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.elements import VERSIONS, Element, children, place_of, version_of
from heyi.core.workflow.dmn.errors import refuse
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.reading import FileReader
from heyi.core.workflow.dmn.types import TypeBook
from heyi.core.workflow.parser.xml import MAX_BYTES, parse
from heyi.kit.errors import Malformed, TooLarge

MAX_FILES = 30
MAX_ELEMENTS = 100_000
"""A table has two elements for each cell."""
Importer = Callable[[str, str], "bytes | str | None"]
"""Gives the file for a namespace and a location (both may be empty), or None."""


def read_model(source: bytes | str, *, imports: Importer = lambda namespace, location: None) -> Model:
    """The model in a DMN file (1.1 to 1.5). `imports` gives the files that it imports.

    Malformed names each element that is wrong: unknown references, cycles, tables with missing cells, files that are
    not DMN. TooLarge for files beyond the limits of `parser.xml`. FEEL that cannot be read is not refused here: its
    value is null with a note, and `check` finds it.
    """
    return _Files(imports).read(parse(source, elements=MAX_ELEMENTS), ())[0]


def read_file(path: Path) -> Model:
    """The model in a file, which may import the other DMN files of its folder."""
    return read_model(_bytes(path), imports=_Folder(path.parent).find)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(_("The file may have %(limit)s bytes."), limit=MAX_BYTES)
    return data


@dataclass(slots=True)
class _Folder:
    """The DMN files of a folder by namespace, read when the first import is met."""

    folder: Path
    found: dict[str, Path] | None = None

    def find(self, namespace: str, location: str) -> bytes | None:
        """The file of a namespace."""
        if self.found is None:
            self.found = {}
            for path in sorted(self.folder.glob("*.dmn"))[: 2 * MAX_FILES]:
                try:
                    self.found.setdefault(parse(_bytes(path), elements=MAX_ELEMENTS).get("namespace") or "", path)
                except (Malformed, TooLarge):
                    continue
        match = self.found.get(namespace)
        return None if match is None else _bytes(match)


@dataclass(slots=True)
class _Files:
    """All files of one model: what has been read, by namespace."""

    imports: Importer
    done: dict[str, tuple[Model, TypeBook]] = field(default_factory=dict)

    def read(self, root: Element, above: tuple[str, ...]) -> tuple[Model, TypeBook]:
        """One file with its imports; `above` are the namespaces that are being read."""
        version, namespace = version_of(root), root.get("namespace") or ""
        imported: dict[str, tuple[Model, TypeBook]] = {}
        for part in children(root, "import"):
            if part.get("importType") in VERSIONS:
                imported[part.get("name") or ""] = self._imported(part, (*above, namespace))
        made = FileReader(root, namespace, version, imported).model()
        self.done[namespace] = made
        return made

    def _imported(self, part: Element, above: tuple[str, ...]) -> tuple[Model, TypeBook]:
        namespace = part.get("namespace") or ""
        if namespace in above:
            raise refuse(place_of(part), "import_cycle", _("These files import each other."))
        if namespace in self.done:
            return self.done[namespace]
        if len(self.done) + len(above) > MAX_FILES:
            raise refuse(place_of(part), "too_many_files", _("The model imports too many files."))
        source = self.imports(namespace, part.get("locationURI") or "")
        if source is None:
            raise refuse(place_of(part), "unknown_import", _("The imported file is not there."))
        return self.read(parse(source, elements=MAX_ELEMENTS), above)
