"""A wrong setting is refused in one sentence that names it; a right one never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.config.runtime import environment
from heyi.config.runtime.refusal import Refusal

RIGHT = {
    "DATABASE_URL": "postgresql://heyi_app:p%40ss@db.example.com:5432/heyi",
    "DATABASE_OWNER_URL": "postgres://heyi_owner@localhost/heyi",
    "SECRET_KEY": "b7Tq2xV9mK4pL8sZ1wN6cR3yF5hJ0dGa",
    "PORT": "8000",
    "ALLOWED_HOSTS": "heyi.example.com, .example.org,[::1],*",
    "TRUSTED_ORIGINS": "https://heyi.example.com,http://localhost:8000",
    "SECURE_COOKIES": "Yes",
    "MAIL_URL": "smtp+tls://user:secret@mail.example.com:587",
    "MAIL_FROM": "合一 <heyi@example.com>",
    "STORAGE_URL": "s3://key:secret@minio.example.com:9000/files",
    "FILES_DIR": "/srv/heyi",
    "ARCHIVE_DIR": "/mnt/archive",
    "ARCHIVE_KEEP": "30",
    "FILE_MAX_BYTES": "1048576",
    "LANGUAGES": "zh-Hans,en",
    "DEFAULT_LANGUAGE": "zh-Hant",
    "TIME_ZONE": "Asia/Taipei",
    "LOG_LEVEL": "debug",
    "WEB_WORKERS": "2",
}
WRONG = [
    ("DATABASE_URL", "mysql://u:p@h/heyi"),
    ("DATABASE_URL", "postgresql://u:p@h"),
    ("DATABASE_URL", "postgresql://h/heyi"),
    ("DATABASE_URL", "postgresql://u:p@h:port/heyi"),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "a" * 64),
    ("PORT", "80000"),
    ("PORT", "٨٠"),
    ("ALLOWED_HOSTS", "https://heyi.example.com"),
    ("ALLOWED_HOSTS", "heyi.example.com:8000"),
    ("TRUSTED_ORIGINS", "heyi.example.com"),
    ("SECURE_COOKIES", "maybe"),
    ("MAIL_URL", "mail.example.com"),
    ("MAIL_FROM", "nobody"),
    ("STORAGE_URL", "s3://bucket"),
    ("STORAGE_URL", "s3://minio.example.com/files"),
    ("STORAGE_URL", "s3://key@minio.example.com/files"),
    ("STORAGE_URL", "s3://key:secret@minio.example.com/files/inner"),
    ("FILES_DIR", "relative/folder"),
    ("FILES_DIR", "/dev/null"),
    ("ARCHIVE_DIR", "archive"),
    ("ARCHIVE_KEEP", "0"),
    ("LANGUAGES", "zh-Hans,fr"),
    ("TIME_ZONE", "Beijing"),
    ("LOG_LEVEL", "LOUD"),
    ("WEB_WORKERS", "0"),
]


def test_right_settings_pass_together() -> None:
    assert environment.problems(RIGHT) == []


def test_empty_settings_count_as_not_set() -> None:
    assert environment.problems(dict.fromkeys(environment.CHECKS, "  ")) == []


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        environment.check(RIGHT | {name: value})
    assert str(refused.value).startswith(f"{name}: ")
    assert len(str(refused.value).splitlines()) == 1


def test_all_wrong_settings_are_named_at_once() -> None:
    found = environment.problems({"PORT": "x", "TIME_ZONE": "x", "MAIL_FROM": "x"})
    assert [sentence.split(":")[0] for sentence in found] == ["PORT", "MAIL_FROM", "TIME_ZONE"]


def test_an_owner_without_an_application_role_is_refused() -> None:
    found = environment.problems({"DATABASE_OWNER_URL": RIGHT["DATABASE_OWNER_URL"]})
    assert [sentence.split(":")[0] for sentence in found] == ["DATABASE_URL"]


@given(st.sampled_from(sorted(environment.CHECKS)), st.text(max_size=60))
def test_no_value_breaks_the_checker(name: str, value: str) -> None:
    for sentence in environment.problems({name: value}):
        # A setting may also ask for those that it needs beside itself: OIDC_… for each other, an owner for its database.
        assert sentence.startswith(("DATABASE_URL: ", f"{name}: ", "OIDC_"))
