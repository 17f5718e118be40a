"""A server of the operator's own: a good one is used, a wrong one is refused in one sentence and left as it was."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from heyi.config.runtime import external, processes, roles
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.roles import APP, OWNER
from tests.database import cluster

pytestmark = pytest.mark.fault
NAME = "heyi_external"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``made("LOCALE 'C'")`` makes an empty database like an operator would, and points the environment to it."""
    superuser = cluster.url("postgres", "postgres")

    def make(options: str = "LOCALE 'C.UTF-8'", *, extensions: tuple[str, ...] = roles.EXTENSIONS) -> None:
        with psycopg.connect(superuser, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS heyi_external WITH (FORCE)"))
            text = f"CREATE DATABASE {NAME} OWNER heyi_owner ENCODING 'UTF8' {options} TEMPLATE template0"
            admin.execute(sql.SQL(text))  # type: ignore[arg-type]
        with psycopg.connect(superuser, dbname=NAME, autocommit=True) as admin:
            for extension in extensions:
                admin.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))
        monkeypatch.setenv("DATABASE_URL", cluster.url(APP, NAME))
        monkeypatch.setenv("DATABASE_OWNER_URL", cluster.url(OWNER, NAME))

    yield make
    with psycopg.connect(superuser, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS heyi_external WITH (FORCE)"))


def refused() -> str:
    with pytest.raises(Refusal) as refusal:
        external.check()
    assert len(str(refusal.value).splitlines()) == 1
    return str(refusal.value)


class TestChecks:
    def test_a_good_server_passes_and_is_left_as_it_was(self, made: Callable[..., None]) -> None:
        made()
        external.check()
        with psycopg.connect(cluster.url(OWNER, NAME)) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert tables == (0,)

    def test_missing_extensions_are_made_by_the_owner(self, made: Callable[..., None]) -> None:
        made(extensions=())
        external.check()
        with psycopg.connect(cluster.url(OWNER, NAME)) as connection:
            found = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        assert set(roles.EXTENSIONS) <= found

    def test_without_an_owner_a_missing_extension_is_named(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(extensions=())
        monkeypatch.delenv("DATABASE_OWNER_URL")
        assert "pg_trgm" in refused()

    def test_an_extension_that_the_owner_may_not_make_is_named(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made()
        monkeypatch.setattr(roles, "EXTENSIONS", (*roles.EXTENSIONS, "pg_buffercache"))
        assert "CREATE EXTENSION pg_buffercache" in refused()

    def test_the_c_locale_that_loses_chinese_is_refused(self, made: Callable[..., None]) -> None:
        made("LOCALE 'C'")
        assert "Chinese" in refused()

    def test_an_old_server_is_refused_with_both_versions(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made()
        monkeypatch.setattr("heyi.config.runtime.binaries.MINIMUM", 99)
        assert "99" in refused()

    def test_nobody_at_the_address_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            monkeypatch.setenv("DATABASE_URL", f"postgresql://heyi_app:x@127.0.0.1:{port}/heyi")
            assert refused().startswith("DATABASE_URL: The database does not answer")

    def test_a_wrong_password_is_refused_without_showing_it(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made()
        parts = conninfo_to_dict(cluster.url(APP, NAME))
        monkeypatch.setenv("DATABASE_URL", f"postgresql://heyi_app:canary@127.0.0.1:{parts['port']}/{NAME}")
        sentence = refused()
        assert "heyi_app" in sentence
        assert "canary" not in sentence

    @pytest.mark.parametrize(
        ("app", "owner", "says"),
        [
            (OWNER, OWNER, "BYPASSRLS"),
            ("heyi_readonly", OWNER, "heyi_app"),
            (APP, APP, "heyi_owner"),
        ],
    )
    def test_roles_in_the_wrong_place_are_refused(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch, app: str, owner: str, says: str
    ) -> None:
        made()
        monkeypatch.setenv("DATABASE_URL", cluster.url(app, NAME))
        monkeypatch.setenv("DATABASE_OWNER_URL", cluster.url(owner, NAME))
        assert says in refused()

    def test_two_addresses_of_two_databases_are_refused(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made()
        monkeypatch.setenv("DATABASE_OWNER_URL", cluster.url(OWNER))
        assert "another database" in refused()

    @pytest.mark.skipif(not shutil.which("pgbouncer"), reason="pgbouncer is not installed")
    @pytest.mark.parametrize("mode", ["transaction", "statement", "session"])
    def test_a_pool_is_refused_unless_it_gives_sessions(
        self, made: Callable[..., None], monkeypatch: pytest.MonkeyPatch, pool: Callable[[str], str], mode: str
    ) -> None:
        made()
        monkeypatch.setenv("DATABASE_URL", pool(mode))
        if mode == "session":
            external.check()
        else:
            assert "session mode" in refused()

    @pytest.fixture
    def pool(self, tmp_path: Path) -> Iterator[Callable[[str], str]]:
        started: list[subprocess.Popen[bytes]] = []

        def start(mode: str) -> str:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            parts = conninfo_to_dict(cluster.url(APP, NAME))
            target = f"host=127.0.0.1 port={parts['port']} user={parts['user']} password={parts['password']}"
            (tmp_path / "users").write_text(f'"heyi_app" "{parts["password"]}"\n')
            (tmp_path / "pool.ini").write_text(
                f"[databases]\n{NAME} = {target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
                f"auth_type = plain\nauth_file = {tmp_path}/users\npool_mode = {mode}\n"
                "ignore_startup_parameters = extra_float_digits\nunix_socket_dir =\n"
            )
            command = ["pgbouncer", "-q", str(tmp_path / "pool.ini")]
            user = {"user": "nobody"} if os.geteuid() == 0 else {}
            for path in (tmp_path, *tmp_path.iterdir(), *tmp_path.parents[:3]):
                path.chmod(0o755)
            started.append(subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL, **user))  # type: ignore[call-overload]
            assert processes.wait_until(lambda: _listens(port), seconds=10)
            return f"postgresql://heyi_app:{parts['password']}@127.0.0.1:{port}/{NAME}"

        yield start
        for process in started:
            process.terminate()
            process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_external_server_is_migrated_and_checked_by_the_commands(made: Callable[..., None], tmp_path: Path) -> None:
    made(extensions=())
    environment = {**os.environ, "HEYI_DATA": str(tmp_path / "data"), "HEYI_EXTRA_APPS": "", "HEYI_LANG": "en"}

    def heyi(*words: str) -> str:
        command = [sys.executable, "-m", "heyi", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    assert "migrations)" in heyi("migrate")
    assert "(unchanged)" in heyi("migrate")
    assert "rules hold" in heyi("check")
    assert "/setup#" in heyi("setup-link")
    assert not (tmp_path / "data" / "pg").exists(), "an embedded cluster was made beside the external server"
