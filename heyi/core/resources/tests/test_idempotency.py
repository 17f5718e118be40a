"""One key, one effect: the same answer again, 409 while the first is running, 422 for another request."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from heyi.config.runtime.processes import wait_until
from heyi.core.files.models import File
from tests.client import ApiClient
from tests.plain.models import Book


def client(cast, name="sales"):
    return ApiClient(cast.employees[name].user)


def in_thread(call):
    def run(*args):
        try:
            return call(*args)
        finally:
            connection.close()

    return run


def books(cast):
    with transaction.atomic():
        cast.system()
        return list(Book.objects.order_by("pk").values_list("title", "version"))


def somebody_waits():
    """Asked of the locks: statistics stand still within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def elsewhere(call):
    """In a thread of its own, so that it has a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(in_thread(call)).result(20)


def test_while_the_first_runs_the_same_key_is_refused_and_afterwards_answered_the_same(committed):
    book = client(committed).post("plain/books", {"title": "甲"}).data
    path, change = f"plain/books/{book['id']}", {"title": "乙"}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            committed.system()
            Book.objects.select_for_update().get(pk=book["id"])
            first = pool.submit(in_thread(lambda: client(committed).patch(path, change, key="k")))
            assert wait_until(somebody_waits, seconds=20)
            second = elsewhere(lambda: client(committed).patch(path, change, key="k"))
            assert (second.status_code, second.data["code"]) == (409, "idempotency_running")
        answer = first.result(20)
    assert answer.status_code == 200
    again = client(committed).patch(path, change, key="k")
    assert (again.status_code, again.content, again["ETag"]) == (200, answer.content, answer["ETag"])
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in answer
    other = client(committed).patch(path, {"title": "丙"}, key="k")
    assert (other.status_code, other.data["code"]) == (422, "idempotency_mismatch")
    assert books(committed) == [("乙", 2)]


def test_twenty_at_once_with_one_key_have_one_effect(committed):
    send = in_thread(lambda _n: client(committed).post("plain/books", {"title": "一次"}, key="k"))
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(20)))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {201, 409}
    assert statuses[201] >= 1
    assert {answer.data["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_running"}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert books(committed) == [("一次", 1)]


@pytest.mark.django_db
def test_a_key_is_ones_own_and_a_refusal_does_not_use_it_up(api):
    refused = api("sales").post("plain/books", {"title": ""}, key="k")
    assert refused.status_code == 422
    assert api("sales").post("plain/books", {"title": "甲"}, key="k").status_code == 201
    theirs = api("colleague").post("plain/books", {"title": "乙"}, key="k")
    assert (theirs.status_code, theirs.data["title"]) == (201, "乙")
    assert api("sales").post("plain/books?x=1", {"title": "甲"}, key="k").status_code == 422


@pytest.mark.django_db
def test_an_upload_stands_for_itself_by_its_bytes_not_by_their_number(api, cast, settings, tmp_path):
    settings.FILES_DIR = tmp_path

    def send(name, content, **more):
        form = {"file": SimpleUploadedFile(name, content, content_type="text/plain"), **more}
        return api("sales").http.post("/api/v1/files", form, headers={"Idempotency-Key": "k"})

    large = b"a" * 3_000_000
    first = send("a.txt", large)
    assert first.status_code == 201, first.content
    again = send("a.txt", large)
    assert (again.status_code, again.content) == (201, first.content)
    for other in (send("a.txt", large[:-1] + b"b"), send("b.txt", large), send("a.txt", large, resource="x")):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    cast.system()
    assert [file.size for file in File.objects.all()] == [3_000_000]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept == [large]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "k"])
@pytest.mark.parametrize(
    ("path", "kind", "body", "status"),
    [
        ("plain/books", "application/json", b'{"title": "' + b"x" * 10_000_000 + b'"}', 413),
        ("plain/books", "application/json", b'{"title": ', 422),
        (
            "plain/books",
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
            422,
        ),
        ("plain/books", "multipart/form-data", b"title", 422),
        ("files", "multipart/form-data; boundary=x", b"nothing", 422),
        ("files", "multipart/form-data", b"nothing", 422),
    ],
)
def test_a_broken_body_is_refused_with_and_without_a_key(api, key, path, kind, body, status):
    headers = {"Idempotency-Key": key} if key else {}
    answer = api("sales").http.post(f"/api/v1/{path}", body, content_type=kind, headers=headers)
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"].startswith("application/problem+json")
