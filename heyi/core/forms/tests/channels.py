"""Every way in which values of documents leave the server, for somebody who reads them."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from heyi.core.forms.tests.everything import World
from heyi.core.resources import exporting
from heyi.core.workflow import models

Channel = tuple[str, str]


def of_document(world: World, name: str) -> Iterator[Channel]:
    """What somebody gets of the document with everything: (channel, text)."""
    client, one = world.client(name), f"{world.path}/{world.full}"
    columns = [f"f_{each}" for each in world.specimens]
    halves = columns[: len(columns) // 2], columns[len(columns) // 2 :]
    yield "detail", _text(client.get(one))
    for half in halves:
        yield "list", _text(client.get(world.path, columns=",".join(half)))
    yield "list as it opens", _text(client.get(world.path, count="true"))
    yield "options", _text(client.get(f"{world.path}/options"))
    yield "history", _text(client.get(f"{one}/history"))
    yield "design", _text(client.get(f"{world.path}/design"))
    yield "evaluate", _text(client.post(f"{world.path}/evaluate", {"id": world.full, "values": {}}))
    yield "conflict", _text(client.patch(one, {"c": 1}, version=10**6))
    for half in halves:
        for kind in ("csv", "xlsx"):
            yield kind, exported(world, name, kind, half)


def of_case(world: World, name: str) -> Iterator[Channel]:
    """What somebody gets of its approval."""
    client = world.client(name)
    case = models.Case.objects.get(record_id=world.full).pk
    yield "case", _text(client.get(f"workflow/cases/{case}"))
    for box in ("todo", "done", "cc", "mine"):
        yield "inbox", _text(client.get("workflow/inbox", box=box))
    for task in models.Task.objects.filter(case_id=case).values_list("pk", flat=True):
        yield "why", _text(client.get(f"workflow/tasks/{task}/why"))
    yield "messages", _text(client.get("messages"))
    yield "search", _text(client.get("search", q="Zqtextus"))


def exported(world: World, name: str, kind: str, columns: Any) -> str:
    """An export as text: all members of a workbook."""
    client = world.client(name)
    asked = client.post(f"{world.path}/export", {"format": kind, "columns": list(columns)})
    if asked.status_code != 202:
        return _text(asked)
    exporting.run(asked.data["id"], world.cast.company.pk)
    job = client.get(f"jobs/{asked.data['id']}")
    assert job.data["state"] == "done", job.data
    file = client.get(f"jobs/{asked.data['id']}/file")
    content = b"".join(file.streaming_content)
    if kind == "csv":
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(member).decode() for member in book.namelist())


def table(text: str) -> list[list[str]]:
    """The rows of an exported CSV."""
    return list(csv.reader(io.StringIO(text)))


def heard(world: World, channels: Iterator[Channel]) -> list[str]:
    """Which values can be heard where."""
    found = set()
    for channel, text in channels:
        for name, one in world.specimens.items():
            # What could be chosen stands in the design; what has been is the secret.
            secret = channel != "design" or not one.options.keys() & {"choices", "tree"}
            if secret and any(song in text for song in one.sung):
                found.add(f"{name} in {channel}")
    return sorted(found)


def _text(response: Any) -> str:
    assert response.status_code < 500, response.content
    return str(response.content.decode())
