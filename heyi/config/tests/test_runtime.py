"""Small parts of the runtime: secrets, archives, progress, ports, state."""

import io
import os
import socket
import stat
import tarfile
from pathlib import Path

import pytest

from heyi.config import cli
from heyi.config.runtime import archive, backup, listening, schema
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.progress import Progress, table, width
from heyi.config.runtime.refusal import Refusal


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "data")
    data.prepare()
    first = data.secrets()
    assert DataDir(tmp_path / "data").secrets() == first
    assert stat.S_IMODE((data.path / "secrets.json").stat().st_mode) == 0o600
    assert len(set(first.values())) == len(first)


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Refusal, match="is a file"):
        DataDir(tmp_path / "data").prepare()


def test_damaged_secrets_are_refused_and_left_alone(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(Refusal, match="damaged"):
        data.secrets()
    assert (tmp_path / "secrets.json").read_text() == "{"


class TestFilesOfARestore:
    """With FILES_DIR set, another data folder is led to the files of the living installation."""

    def test_files_beside_an_empty_database_are_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "ab").mkdir()
        backup.refuse_files_of_another(tmp_path)
        backup.refuse_files_of_another(tmp_path / "none")
        (tmp_path / "ab" / "合同.pdf").write_bytes(b"contract")
        with pytest.raises(Refusal, match="FILES_DIR"):
            backup.refuse_files_of_another(tmp_path)
        assert (tmp_path / "ab" / "合同.pdf").read_bytes() == b"contract"

    def test_what_an_interrupted_restore_had_set_aside_goes_only_when_the_new_files_are_there(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("FILES_DIR", raising=False)
        data = DataDir(tmp_path / "data")
        data.prepare()
        aside = data.files.with_name(f"{data.files.name}.before-restore")
        data.files.rename(aside)
        (aside / "only").write_bytes(b"copy")

        def fail(*_arguments: object) -> None:
            raise OSError("full")

        with monkeypatch.context() as full:
            full.setattr(backup.shutil, "move", fail)
            with pytest.raises(OSError, match="full"):
                backup.swap_files(data, tmp_path / "new")
        assert (aside / "only").read_bytes() == b"copy"
        backup.swap_files(data, tmp_path / "new")
        assert (data.files.is_dir(), aside.exists()) == (True, False)


class TestArchive:
    def made(self, folder: Path) -> Path:
        (folder / "files" / "ab").mkdir(parents=True)
        (folder / "files" / "ab" / "合同.pdf").write_bytes(b"contract")
        (folder / "dump").write_bytes(b"rows")
        path = folder / "backup.tar"
        with path.open("wb") as file:
            archive.write(file, folder / "dump", folder / "files", {"version": "1"})
        return path

    def test_what_was_packed_comes_out(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        assert set(archive.verify(path)["sha256"]) == {"database.dump", "files/ab/合同.pdf"}
        archive.unpack(path, tmp_path / "out")
        assert (tmp_path / "out" / "files" / "ab" / "合同.pdf").read_bytes() == b"contract"

    def test_a_changed_byte_is_found(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        path.write_bytes(path.read_bytes().replace(b"contract", b"cOntract"))
        with pytest.raises(Refusal, match="合同"):
            archive.verify(path)

    def test_a_cut_archive_is_refused(self, tmp_path: Path) -> None:
        path = self.made(tmp_path)
        path.write_bytes(path.read_bytes()[:1000])
        with pytest.raises(Refusal):
            archive.verify(path)

    @pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside"])
    def test_a_member_that_leaves_its_folder_is_refused(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "evil.tar"
        with tarfile.open(path, "w") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 1
            tar.addfile(entry, io.BytesIO(b"x"))
        with pytest.raises(Refusal):
            archive.verify(path)


def test_a_busy_port_is_refused_by_its_number() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Refusal, match=str(port)):
            listening.listen("127.0.0.1", port)


def test_progress_without_a_terminal_is_one_line_per_step() -> None:
    out = io.StringIO()
    progress = Progress(2, out=out)
    with progress.step("Tables") as step:
        step.note = "3"
    with pytest.raises(ValueError, match="no"), progress.step("Web"):
        raise ValueError("no")
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("[1/2] Tables … ")
    assert lines[0].endswith(" s (3)")
    assert lines[1] == "[2/2] Web … ✗"


def test_a_table_aligns_chinese() -> None:
    lines = table([("sales", "林晓雯", "x"), ("hr", "Bo", "y")]).splitlines()
    assert width(lines[0]) == width(lines[1])


def test_the_fingerprint_is_stable() -> None:
    assert schema.fingerprint() == schema.fingerprint()
    assert len(schema.fingerprint()) == 24


def test_what_roles_grant_counts_and_so_do_apps_of_the_installs_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, extra = tmp_path / "heyi" / "apps" / "one", tmp_path / "fingerprinted_app"
    for folder in (own, extra):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "permissions.py").write_text("ROLES = ()")
    monkeypatch.setattr(schema, "PACKAGE", tmp_path / "heyi")
    monkeypatch.setattr(schema, "SEALING", ())
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = [schema.fingerprint()]
    (own / "permissions.py").write_text("ROLES = (1,)")
    seen.append(schema.fingerprint())
    monkeypatch.setenv("HEYI_EXTRA_APPS", extra.name)
    seen.append(schema.fingerprint())
    (extra / "permissions.py").write_text("ROLES = (1,)")
    seen.append(schema.fingerprint())
    (own / "services.py").write_text("")
    assert len(set(seen)) == 4
    assert schema.fingerprint() == seen[-1]


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"up", "demo", "migrate", "worker", "backup", "restore", "shell", "manage"} <= set(cli.names())
    for name in cli.names():
        with pytest.raises(SystemExit) as ended:
            cli.main([name.rstrip("_").replace("_", "-"), "--help"])
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith("usage: heyi ")


def test_a_refusal_is_one_sentence_and_status_two(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(os.environ, "PORT", "many")
    monkeypatch.setitem(os.environ, "HEYI_DATA", str(tmp_path))
    assert cli.main(["up"]) == 2
    assert capsys.readouterr().err.startswith("PORT: ")
    assert not list(tmp_path.iterdir())
