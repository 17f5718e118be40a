"""Uploads in a bucket: kept, given out and removed through a real S3 conversation with a small server of the test."""

import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heyi.core.files.models import File
from heyi.core.files.storage import options, storage

pytestmark = pytest.mark.django_db


class Bucket(ThreadingHTTPServer):
    """What an S3 server does with objects; it insists on a signature by the right key."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Objects)
        self.objects: dict[str, bytes] = {}
        self.unsigned = 0


class Objects(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def _answer(self, status: int, body: bytes = b"", *, size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if size is None else size))
        self.send_header("ETag", '"0"')
        self.send_header("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def _key(self) -> str:
        if "Credential=the-key/" not in self.headers.get("Authorization", ""):
            self.server.unsigned += 1
        return self.path.partition("?")[0]

    def do_PUT(self) -> None:
        self.server.objects[self._key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        found = self.server.objects.get(self._key())
        self._answer(404) if found is None else self._answer(200, found)

    def do_HEAD(self) -> None:
        found = self.server.objects.get(self._key())
        self._answer(404) if found is None else self._answer(200, size=len(found))

    def do_DELETE(self) -> None:
        self.server.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, format: str, *_arguments: Any) -> None:  # noqa: A002 - the library's name
        """Tests are quiet."""


@pytest.fixture
def bucket(settings: Any) -> Iterator[Bucket]:
    server = Bucket()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.STORAGE_URL = f"s3://the-key:the%2Fsecret@127.0.0.1:{server.server_port}/files?tls=0&region=cn-north-1"
    yield server
    server.shutdown()
    server.server_close()


def test_the_address_names_everything_that_a_bucket_needs() -> None:
    found = options("s3://key:s%40fe@minio.example.com:9000/files?region=eu-west-1")
    assert found["endpoint_url"] == "https://minio.example.com:9000"
    assert (found["access_key"], found["secret_key"], found["bucket_name"]) == ("key", "s@fe", "files")
    assert found["region_name"] == "eu-west-1"


def test_an_upload_lies_in_the_bucket_and_comes_back(bucket: Bucket, api: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    form = {"file": SimpleUploadedFile("合同.txt", "第一条".encode())}
    made = api("sales").http.post("/api/v1/files", form, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert made.status_code == 201, made.content
    file = File.objects.get(pk=made.json()["id"])
    assert bucket.objects == {f"/files/uploads/{file.path}": "第一条".encode()}
    assert bucket.unsigned == 0
    assert not list(tmp_path.iterdir()), "a copy was left on this machine"
    answer = api("sales").http.get(f"/api/v1/files/{file.pk}/content")
    assert b"".join(answer.streaming_content).decode() == "第一条"
    bucket.objects.clear()
    assert api("sales").http.get(f"/api/v1/files/{file.pk}/content").status_code == 404


def test_a_refused_upload_leaves_nothing_in_the_bucket(bucket: Bucket, api: Any) -> None:
    form = {"file": SimpleUploadedFile("a.txt", b"MZ")}
    made = api("sales").http.post("/api/v1/files", form, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert made.status_code == 422
    assert bucket.objects == {}


def test_removing_is_done_in_the_bucket_too(bucket: Bucket) -> None:
    bucket.objects["/files/jobs/x"] = b"1"
    storage("jobs").delete("x")
    assert bucket.objects == {}
