"""What the sources of the product never do, and where the few dangerous things are that they do.

Each table below is closed: another place fails here and has to be thought about (docs/security/README.md).
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Whoever reaches out of the process, and to what. Nothing here is told its address by a person who uses the product.
REACH_OUT = {
    "heyi/config/runtime/account.py": "starts programs of PostgreSQL as the account that owns them",
    "heyi/config/runtime/backup.py": "starts pg_dump and pg_restore",
    "heyi/config/runtime/binaries.py": "asks programs of PostgreSQL for their version",
    "heyi/config/runtime/journal/basing.py": "starts pg_verifybackup",
    "heyi/config/runtime/journal/following.py": "starts pg_receivewal",
    "heyi/config/runtime/listening.py": "looks whether a port is free",
    "heyi/config/runtime/nightly.py": "starts the check of every night",
    "heyi/config/runtime/parts.py": "starts web and worker",
    "heyi/config/runtime/postgres.py": "starts the embedded PostgreSQL",
    "heyi/config/runtime/supervisor.py": "waits for the processes that it started",
    "heyi/config/runtime/welcome.py": "asks its own web process whether it answers",
    "heyi/config/serving.py": "opens the port of the web server",
    "heyi/core/files/storage.py": "the bucket of STORAGE_URL",
}
REACHING = {
    "subprocess", "socket", "requests", "httpx", "aiohttp", "urllib.request", "urllib3", "http.client", "ftplib",
    "telnetlib", "smtplib", "ldap", "ldap3", "memcache", "pylibmc", "redis", "boto3", "botocore", "storages",
}  # fmt: skip
# Reading these runs what was written into the data, or forgets the rules of the reader.
UNSAFE_READERS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "xml", "jinja2", "mako"}
# Files that make XML or read what `parser/xml.py` has looked at before.
XML = {f"heyi/core/workflow/parser/{name}.py" for name in ("model", "elements", "extension", "writer", "read", "xml")}
XML |= {
    f"heyi/core/workflow/parser/{name}.py"
    for name in ("comparing", "checks/references", "policies", "sla", "changing", "drawing", "picture")
}
XML |= {"heyi/core/workflow/dmn/elements.py"}
XML |= {f"heyi/core/workflow/simple/{name}.py" for name in ("grafting", "redrawing", "showing", "writing")}
# Chance that nobody has to guess: the demo's story, a port, and an order in which people might act.
CHANCE = {"heyi/config/demo/story.py", "heyi/config/demo/organization.py", "heyi/config/runtime/postgres.py"}
CHANCE |= {"heyi/core/workflow/services/foreseeing.py"}
HASHES = {"sha1", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s", "file_digest"}
# SHA-1 is the format of the published list of breached passwords, and guards nothing.
SHA1 = {"heyi/core/accounts/passwords.py"}
# Whoever seals papers: signs with a key that is derived, and enciphers nothing.
SEALS = "heyi/core/printing/keys.py"


@cache
def _sources() -> dict[str, ast.Module]:
    found = (path for path in sorted((ROOT / "heyi").rglob("*.py")) if not {"tests", "migrations"} & set(path.parts))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in found}


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _importing(names: set[str]) -> set[str]:
    def meant(found: str) -> bool:
        return any(found == name or found.startswith(f"{name}.") for name in names)

    return {path for path, tree in _sources().items() if any(meant(found) for found in _imports(tree))}


@cache
def _calls() -> list[tuple[str, str, ast.Call]]:
    """Each call with its file and the name that is called, as written."""
    return [
        (path, ast.unparse(node.func), node)
        for path, tree in _sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


def test_only_known_places_reach_out_of_the_process():
    assert _importing(REACHING) == set(REACH_OUT)


def test_nothing_is_read_by_a_reader_that_runs_it():
    assert _importing(UNSAFE_READERS) == set()
    loaders = {name for _path, name, _call in _calls() if re.fullmatch(r"yaml\.(\w*load\w*)", name)}
    assert loaders <= {"yaml.safe_load"}


def test_xml_is_looked_at_before_it_is_read():
    assert _importing({"lxml"}) == XML


def test_no_text_becomes_code_or_a_command():
    forbidden = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    assert [(path, name) for path, name, _call in _calls() if name in forbidden] == []
    shells = [path for path, _name, call in _calls() if any(word.arg == "shell" for word in call.keywords)]
    assert shells == []
    assert _importing({"django.template", "string"}) == set()


def test_nothing_is_declared_safe_for_a_page():
    assert _importing({"django.utils.safestring", "django.utils.html.format_html"}) == set()
    assert list((ROOT / "heyi").rglob("templates/**/*.html")) == []


def test_secrets_come_from_the_systems_randomness():
    assert _importing({"random"}) == CHANCE
    assert [(path, name) for path, name, _call in _calls() if name in {"uuid.uuid1", "uuid1"}] == []


def test_hashes_are_those_that_stand():
    used = {(path, found[1]) for path, name, _call in _calls() if (found := re.fullmatch(r"hashlib\.(\w+)", name))}
    assert {name for _path, name in used} <= HASHES
    assert {path for path, name in used if name == "sha1"} <= SHA1


def test_nothing_is_enciphered_by_hand():
    assert _importing({"cryptography", "Crypto", "nacl"}) == {SEALS}
    used = {name for name in _imports(_sources()[SEALS]) if name.startswith("cryptography.hazmat.primitives.")}
    assert {name.split(".")[3] for name in used} == {"asymmetric", "hashes", "kdf", "serialization"}


WEB = [
    path
    for path in sorted((ROOT / "web" / "src").rglob("*.ts*"))
    if ".test." not in path.name and "generated" not in path.parts
]
FORBIDDEN_IN_WEB = {
    "text as markup": r"dangerouslySetInnerHTML|\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write",
    "text as code": r"\beval\(|new Function\(|setTimeout\(\s*[\"'`]",
    "messages of other windows": r"postMessage|addEventListener\(\s*[\"']message[\"']",
    "scripts of elsewhere": r"(src|href)=[\"']https?://|import\([\"']https?:",
    "cookies written by hand": r"document\.cookie\s*=",
    "a prototype": r"__proto__|Object\.setPrototypeOf",
}


@pytest.mark.parametrize("what", FORBIDDEN_IN_WEB)
def test_the_web_app_never_uses(what: str):
    assert WEB
    forbidden = re.compile(FORBIDDEN_IN_WEB[what])
    assert [path.name for path in WEB if forbidden.search(path.read_text("utf-8"))] == []


def test_password_fields_hide_take_pasted_text_and_are_known_to_password_managers():
    fields = [path for path in WEB if "Input.Password" in path.read_text("utf-8")]
    assert fields
    for path in fields:
        text = path.read_text("utf-8")
        assert text.count("autoComplete") >= text.count("<Input.Password"), path.name
        assert "onPaste" not in text
