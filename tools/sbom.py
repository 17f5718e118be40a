"""`sbom.py`: write dist/sbom.json, the CycloneDX list of what the product ships: Python packages and web packages.

Python packages are those of requirements/base.txt, with its hashes; licences come from what is installed. Web packages are
those of web/package-lock.json that are not for development. The same sources give the same bytes.
"""

import base64
import json
import os
import re
import sys
import uuid
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent))

from shared import ROOT, digest

LOCK, WEB_LOCK = ROOT / "requirements" / "base.txt", ROOT / "web" / "package-lock.json"
PLACE = ROOT / "dist" / "sbom.json"
#: Packages that say "see the file": MIT and one clause more, that the bpmn.io mark beside a diagram stays visible.
OWN_LICENCES = {"bpmn-js": "bpmn.io License"}
ALGORITHMS = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512", "sha1": "SHA-1"}
# Ids of SPDX that are joined; anything else is one id or a name.
_EXPRESSION = re.compile(r"^\(?[A-Za-z0-9.+-]+\)?( (AND|OR|WITH) \(?[A-Za-z0-9.+-]+\)?)+$")


def document() -> dict[str, Any]:
    """The whole list."""
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "heyi" / "__init__.py").read_text("utf-8"))
    number = version.group(1) if version else ""
    product = {"type": "application", "bom-ref": "heyi", "name": "heyi", "version": number}
    product["licenses"] = [{"license": {"id": "Apache-2.0"}}]
    about: dict[str, Any] = {"component": product}
    if moment := os.environ.get("SOURCE_DATE_EPOCH"):
        about["timestamp"] = datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    components = sorted([*python_packages(), *web_packages()], key=lambda one: one["bom-ref"])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest([LOCK, WEB_LOCK]) + number)}",
        "version": 1,
        "metadata": about,
        "components": components,
        "dependencies": [{"ref": "heyi", "dependsOn": [one["bom-ref"] for one in components]}],
    }


def python_packages() -> list[dict[str, Any]]:
    """What is locked for running; a package for another system only stays in, without a licence."""
    found = []
    for entry in re.split(r"^(?=[A-Za-z0-9])", LOCK.read_text("utf-8"), flags=re.MULTILINE):
        head = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", entry)
        if not head:
            continue
        name, version = normal(head.group(1)), head.group(2)
        component = _component(name, version, f"pkg:pypi/{name}@{quote(version)}", python_licence(name))
        hashes = [_hash(kind, value) for kind, value in sorted(re.findall(r"--hash=(\w+):([0-9a-f]+)", entry))]
        found.append(component | {"hashes": hashes})
    return found


def web_packages(lock: Path = WEB_LOCK) -> list[dict[str, Any]]:
    """What the built web app may hold. The same package in two places is one component."""
    found: dict[str, dict[str, Any]] = {}
    for place, facts in json.loads(lock.read_text("utf-8"))["packages"].items():
        if not place or {"dev", "devOptional", "link"} & facts.keys():
            continue
        name = facts.get("name") or place.rpartition("node_modules/")[2]
        called = "/".join(quote(part, safe="") for part in name.split("/"))
        licence = OWN_LICENCES.get(name) or facts.get("license", "")
        component = _component(name, facts["version"], f"pkg:npm/{called}@{quote(facts['version'])}", licence)
        component["hashes"] = [
            _hash(kind, base64.b64decode(value).hex())
            for kind, _dash, value in (one.partition("-") for one in facts.get("integrity", "").split())
        ]
        found[component["bom-ref"]] = component
    return list(found.values())


def normal(name: str) -> str:
    """A Python package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python_licence(name: str) -> str:
    """As its authors state it: an expression, else a short name, else a classifier. Empty where it is not installed."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return ""
    stated = (facts.get("License-Expression") or facts.get("License") or "").strip()
    if stated and "\n" not in stated and len(stated) <= 100 and stated != "UNKNOWN":
        return stated
    kinds = [one for one in facts.get_all("Classifier") or [] if one.startswith("License ::")]
    return kinds[0].rpartition(" :: ")[2] if kinds else ""


def _component(name: str, version: str, purl: str, licence: str) -> dict[str, Any]:
    component: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if _EXPRESSION.match(licence):
        component["licenses"] = [{"expression": licence}]
    elif licence:
        kind = "id" if licence in SPDX else "name"
        component["licenses"] = [{"license": {kind: licence}}]
    return component


def _hash(kind: str, value: str) -> dict[str, str]:
    return {"alg": ALGORITHMS[kind], "content": value}


SPDX = frozenset(
    (
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT",
        "MIT-0", "MPL-2.0", "PSF-2.0", "PostgreSQL", "Python-2.0", "Unlicense", "Zlib",
    )
)  # fmt: skip
"""The ids that the packages use and that the list of SPDX has; others are written as names."""


def main() -> None:
    PLACE.parent.mkdir(exist_ok=True)
    content = document()
    PLACE.write_text(json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    print(f"{PLACE.relative_to(ROOT)}: {len(content['components'])} components")


if __name__ == "__main__":
    main()
