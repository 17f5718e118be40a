"""An upload whose request fails goes again, and one that is still being committed is not touched."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from heyi.core.files import leftovers, storing
from heyi.core.files.models import File, Written


@pytest.fixture
def folder(committed, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    Written.objects.all().delete()  # of uploads whose tests were rolled back
    return tmp_path


@pytest.fixture
def send(committed, folder):
    """Upload as the salesperson through the real entrance, each request in a transaction of its own."""

    def upload() -> int:
        client = Client()
        client.force_login(committed.employees["sales"].user)
        form = {"file": SimpleUploadedFile("a.txt", b"hello")}
        answer = client.post("/api/v1/files", form, headers={"Idempotency-Key": str(uuid.uuid4())})
        return answer.status_code

    return upload


def stored(folder) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


def age() -> None:
    Written.objects.update(at=timezone.now() - leftovers.PATIENCE - timedelta(seconds=1))


def files(committed) -> int:
    with transaction.atomic():
        committed.system()
        return File.objects.count()


def test_a_request_that_fails_after_the_upload_leaves_nothing_for_long(send, committed, folder, monkeypatch):
    def broken(file):
        raise RuntimeError("after the bytes were stored")

    with monkeypatch.context() as patch:
        patch.setattr(storing, "shown", broken)
        assert send() == 500
    assert (files(committed), stored(folder), Written.objects.count()) == (0, 1, 1)
    assert leftovers.sweep() == 0  # too young: its request might not have begun to name it
    age()
    assert leftovers.sweep() == 1
    assert (stored(folder), Written.objects.count()) == (0, 0)


def test_an_upload_that_was_committed_stays(send, committed, folder):
    assert send() == 201
    age()
    assert leftovers.sweep() == 0
    assert (files(committed), stored(folder), Written.objects.count()) == (1, 1, 0)


def test_an_upload_that_is_still_being_committed_is_passed_over(committed, folder, monkeypatch):
    swept: list[int] = []

    def sweep() -> None:
        try:
            swept.append(leftovers.sweep())
        finally:
            connection.close()

    with transaction.atomic():
        actor = committed.actor("sales")
        storing.keep(SimpleUploadedFile("a.txt", b"hello"), actor=actor)
        monkeypatch.setattr(leftovers, "PATIENCE", timedelta(seconds=-1))
        worker = threading.Thread(target=sweep)
        worker.start()
        worker.join(30)
    assert swept == [0]
    assert (files(committed), stored(folder)) == (1, 1)
