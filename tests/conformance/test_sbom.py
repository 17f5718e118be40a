"""`make sbom` lists everything that ships; `make audit` never calls passed what nobody answered."""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import audit  # noqa: E402
import sbom  # noqa: E402


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return sbom.document()


def installed(names: list[str]) -> dict[str, str]:
    """Name and version of these packages and of all that they need here, as the environment has them."""
    found: dict[str, str] = {}
    wanted = [Requirement(name) for name in names]
    while wanted:
        requirement = wanted.pop()
        name = sbom.normal(requirement.name)
        try:
            facts = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        found[name] = facts.version
        extras = requirement.extras or {""}
        for line in facts.requires or []:
            inner = Requirement(line)
            applies = inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras)
            if applies and (sbom.normal(inner.name) not in found or inner.extras):
                wanted.append(inner)
    return found


def shipped(lock: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every npm package that the web app reaches from its dependencies, found as Node finds them."""
    packages, seen = lock["packages"], set()
    wanted = [("", name) for name in packages[""]["dependencies"]]
    while wanted:
        place, name = wanted.pop()
        parts = place
        while f"{parts}/node_modules/{name}".lstrip("/") not in packages and parts:
            parts = parts.rpartition("/node_modules/")[0] if "/node_modules/" in parts else ""
        found = f"{parts}/node_modules/{name}".lstrip("/")
        if found in seen or found not in packages:
            continue
        seen.add(found)
        yield name, packages[found]["version"]
        wanted += [(found, inner) for inner in packages[found].get("dependencies", {})]


class TestList:
    def test_is_a_document_of_cyclonedx(self, document: dict[str, Any]) -> None:
        assert (document["bomFormat"], document["specVersion"], document["version"]) == ("CycloneDX", "1.5", 1)
        assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"])
        refs = [one["bom-ref"] for one in document["components"]]
        assert len(refs) == len(set(refs))
        assert document["dependencies"][0]["dependsOn"] == refs
        lengths = {"SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
        for one in document["components"]:
            assert one["type"] == "library"
            assert one["purl"] == one["bom-ref"]
            assert one["name"]
            assert one["version"]
            assert one["hashes"], one["name"]
            assert all(len(each["content"]) == lengths[each["alg"]] for each in one["hashes"])
            for licence in one.get("licenses", []):
                assert set(licence) in ({"license"}, {"expression"})

    def test_says_the_licence_of_packages_that_only_point_at_a_file(self, document: dict[str, Any]) -> None:
        licences = {one["name"]: json.dumps(one.get("licenses", [])) for one in document["components"]}
        assert "bpmn.io License" in licences["bpmn-js"]
        assert [name for name, said in licences.items() if "SEE LICENSE" in said.upper()] == []

    def test_names_every_installed_runtime_package(self, document: dict[str, Any]) -> None:
        lines = (ROOT / "requirements" / "base.in").read_text().splitlines()
        needed = installed([line for line in lines if line and not line.startswith("#")])
        assert len(needed) > 50
        listed = {(one["name"], one["version"]) for one in document["components"] if "pkg:pypi/" in one["purl"]}
        assert needed.items() <= listed

    def test_names_every_shipped_web_package_and_no_tool(self, document: dict[str, Any]) -> None:
        lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
        needed = set(shipped(lock))
        assert len(needed) > 30
        listed = {(one["name"], one["version"]) for one in document["components"] if "pkg:npm/" in one["purl"]}
        assert needed <= listed
        assert not {"vite", "vitest", "typescript"} & {name for name, _version in listed}

    def test_installed_packages_have_licences(self, document: dict[str, Any]) -> None:
        bare = {one["name"] for one in document["components"] if not one.get("licenses")}
        assert bare <= {"colorama", "tzdata", "pywin32"}, "only what is for other systems"

    def test_is_the_same_each_time(self, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        assert sbom.document() == document
        assert "timestamp" not in document["metadata"]
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        assert sbom.document()["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"


class TestAudit:
    def test_no_answer_is_skipped_with_the_reason(self) -> None:
        unreachable = json.dumps({"message": "connect ECONNREFUSED", "error": {"summary": "", "detail": ""}})
        assert audit.verdict_of_npm(unreachable, "") == ("SKIPPED", "connect ECONNREFUSED")
        assert audit.verdict_of_npm("", "no answer in 180 s") == ("SKIPPED", "no answer in 180 s")
        assert audit.verdict_of_pip("", "Traceback\nConnectionError: refused") == (
            "SKIPPED",
            "ConnectionError: refused",
        )

    def test_a_package_that_was_passed_over_is_not_passed(self) -> None:
        answer = {"dependencies": [{"name": "one", "version": "1", "vulns": []}, {"name": "two", "skip_reason": "?"}]}
        assert audit.verdict_of_pip(json.dumps(answer), "") == ("SKIPPED", "not asked about: two")

    def test_holes_are_failures(self) -> None:
        answer = {"dependencies": [{"name": "one", "version": "1", "vulns": [{"id": "CVE-1"}]}]}
        assert audit.verdict_of_pip(json.dumps(answer), "") == ("FAILED", "one 1: CVE-1")
        counts = {"vulnerabilities": {"total": 1}, "dependencies": {"prod": 9}}
        assert audit.verdict_of_npm(json.dumps({"metadata": counts, "vulnerabilities": {"x": {}}}), "")[0] == "FAILED"

    def test_an_answer_without_holes_is_passed(self) -> None:
        counts = {"vulnerabilities": {"total": 0}, "dependencies": {"prod": 9}}
        assert audit.verdict_of_npm(json.dumps({"metadata": counts}), "") == ("PASSED", "9 packages")
