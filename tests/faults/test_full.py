"""The disk is full: writes are refused in a clear sentence, reads go on, nothing is there by half, and it heals itself."""

import asyncio
import http.client
import os
import signal
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from heyi.config.runtime import processes
from tests.faults.load.http import Answer, Line, by_key
from tests.faults.load.product import People, Product, installed
from tests.faults.load.small import Filler, disk

pytestmark = pytest.mark.fault
MEGABYTES = 400
ROOM = 30.0
"""Seconds after which everything works again once there is room."""


@pytest.fixture
def product(django_db_setup: None) -> Iterator[Product]:
    try:
        small = disk(MEGABYTES)
        folder = small.__enter__()
    except OSError as error:
        pytest.skip(f"a disk of its own needs Linux and root: {error}")
    try:
        with installed(folder) as found:
            yield found
    finally:
        small.__exit__(None, None, None)


def ask(product: Product, people: People, method: str, path: str, body: Any = None) -> Answer:
    async def once() -> Answer:
        line = Line(product.port, by_key(people.keys["sales"]))
        try:
            return await line.ask(method, path, body, key=os.urandom(8).hex())
        finally:
            line.close()

    return asyncio.run(once())


def customer(product: Product, people: People) -> Answer:
    return ask(product, people, "POST", "crm/customers", {"name": f"满-{os.urandom(40).hex()}"})


def upload(product: Product, people: People, size: int) -> int:
    """The status of an upload of so many bytes."""
    edge = b"--------edge"
    head = b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream'
    body = b"--" + edge + b"\r\n" + head + b"\r\n\r\n" + os.urandom(size) + b"\r\n--" + edge + b"--\r\n"
    headers = {**by_key(people.keys["sales"]), "Content-Type": f"multipart/form-data; boundary={edge.decode()}"}
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
    connection.request("POST", "/api/v1/files", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def kept(product: Product) -> set[str]:
    return {str(path.relative_to(product.data.files)) for path in product.data.files.rglob("*") if path.is_file()}


def recorded(product: Product) -> int:
    with product.owner() as connection:
        row = connection.execute("SELECT count(*) FROM files_file").fetchone()
        assert row is not None
        return int(row[0])


def another_worker(product: Product, than: int) -> bool:
    """Whether the group has started one, whatever it could write down about that."""
    assert product.process is not None
    children = psutil.Process(product.process.pid).children()
    return any(child.pid != than and child.cmdline()[-1:] == ["worker"] for child in children)


def test_a_full_disk_refuses_writes_and_nothing_else(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.start()
    people = product.hire()
    assert customer(product, people).status == 201
    assert upload(product, people, 100_000) == 201
    before, filler = kept(product), Filler(product.data.path.parent)
    filler.fill()
    answers = []
    while not answers or answers[-1].status == 201:
        answers.append(customer(product, people))
        assert len(answers) < 5000, "the disk does not fill up"
        filler.fill()
    refused = answers[-1]
    assert (refused.status, refused.code) == (503, "no_room"), refused.data
    assert "disk is full" in refused.data["title"]
    assert ask(product, people, "GET", "crm/customers?limit=20").status == 200
    assert upload(product, people, 1_000_000) == 503
    assert kept(product) == before
    assert recorded(product) == 1
    web, worker = product.pid("web"), product.pid("worker")
    os.kill(worker, signal.SIGKILL)
    assert processes.wait_until(lambda: another_worker(product, worker), seconds=ROOM), product.output.read_text()
    filler.free()
    assert processes.wait_until(lambda: customer(product, people).status == 201, seconds=ROOM, pause=0.2)
    assert processes.wait_until(lambda: another_worker(product, worker), seconds=ROOM)
    assert product.pid("web") == web
    assert upload(product, people, 1_000_000) == 201
    with capsys.disabled():
        print(f"\n  full disk: refused after {len(answers) - 1} more writes, reads answered, healed without a start")
    assert product.broken() == []
