"""Uploads are looked at, kept under names of ours, and read by those who see their record."""

import io
import struct
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heyi.core.files.inspecting import pixels
from heyi.core.files.models import File

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_DIR = tmp_path


def png(width=3, height=2):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\x00\x00\x00"


def send(api, who, name, content, **more):
    form = {"file": SimpleUploadedFile(name, content), **more}
    return api(who).http.post("/api/v1/files", form, headers={"Idempotency-Key": str(uuid.uuid4())})


def fetch(api, who, file_id):
    return api(who).http.get(f"/api/v1/files/{file_id}/content")


def test_a_file_of_ones_own_comes_back_as_an_attachment_and_to_nobody_else(api, tmp_path):
    made = send(api, "sales", "../../合同.png", png())
    assert made.status_code == 201, made.content
    file = made.json()
    assert (file["name"], file["type"], file["state"]) == ("合同.png", "image/png", "ready")
    answer = fetch(api, "sales", file["id"])
    assert b"".join(answer.streaming_content) == png()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert all("合同" not in path.name for path in tmp_path.rglob("*"))
    for name in ("manager", "admin", "stranger"):
        assert fetch(api, name, file["id"]).status_code == 404
    assert fetch(api, "nobody", file["id"]).status_code == 401


def test_a_file_of_a_record_is_read_by_whoever_sees_the_record(api):
    book = api("sales").post("plain/books", {"title": "甲"}).data
    file = send(api, "sales", "a.txt", b"hello", resource="plain.book", id=book["id"]).json()
    assert file["type"] == "text/plain"
    assert fetch(api, "manager", file["id"]).status_code == 200
    for name in ("colleague", "warehouse", "stranger"):
        assert fetch(api, name, file["id"]).status_code == 404


def test_nothing_is_attached_to_a_record_that_one_may_not_change(api, cast, tmp_path):
    book = api("sales").post("plain/books", {"title": "甲"}).data
    assert send(api, "finance", "a.txt", b"x", resource="plain.book", id=book["id"]).status_code == 403
    assert send(api, "stranger", "a.txt", b"x", resource="plain.book", id=book["id"]).status_code == 404
    assert send(api, "sales", "a.txt", b"x", resource="no.such", id=1).status_code == 404
    cast.system()
    assert not File.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\x00" * 20_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"hello"),
        ("a.PhAr", b"hello"),
        (".php", b"hello"),
        ("a.jsp. ", b"hello"),
        ("a.pdf", b"MZ\x90\x00" + b"\x00" * 100),
        ("a.png", b"<script>alert(1)</script>"),
        ("a.png", png(60_000, 60_000)),
        ("a.zip", bomb()),
    ],
)
def test_harmful_files_are_refused_and_leave_nothing(api, cast, tmp_path, name, content):
    answer = send(api, "sales", name, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "harmful_file")
    cast.system()
    assert not File.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_too_large_an_upload_is_cut_off(api, settings, tmp_path):
    settings.FILE_MAX_BYTES = 1000
    assert send(api, "sales", "a.txt", b"x" * 200_000).status_code == 413
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_size_of_a_picture_is_read_from_its_header():
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + b"\x00" * 9
    assert pixels(jpeg) == 600
    assert pixels(png(7, 8)) == 56
    assert pixels(b"GIF89a" + struct.pack("<HH", 3, 4)) == 12
