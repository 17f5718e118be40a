"""A paper set as PDF. What people wrote goes to the compiler as data (JSON), never as markup: ``#import`` is just a text."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import typst

from heyi.core.printing.fonts import fonts


@cache
def template() -> str:
    return resources.files("heyi.core.printing").joinpath("template.typ").read_text("utf-8")


def typeset(data: Mapping[str, Any], pictures: Mapping[str, bytes], moment: datetime) -> bytes:
    """The PDF. ``pictures`` are files by the names under which ``data`` speaks of them."""
    found = _compiled(data, pictures, format="pdf", timestamp=int(moment.timestamp()))
    assert isinstance(found, bytes)  # noqa: S101  a PDF is one file
    return found


def _compiled(data: Mapping[str, Any], pictures: Mapping[str, bytes], **options: Any) -> Any:
    with TemporaryDirectory(prefix="heyi-print-") as name:
        folder = Path(name)
        (folder / "main.typ").write_text(template(), "utf-8")
        (folder / "data.json").write_bytes(orjson.dumps(data))
        for file, content in pictures.items():
            (folder / file).write_bytes(content)
        return typst.compile(
            folder / "main.typ", root=folder, font_paths=fonts(), ignore_system_fonts=True,
            package_path=folder, package_cache_path=folder, **options,
        )  # fmt: skip
