"""Let the web app generate its types from the OpenAPI document; `client.py check` says whether the kept ones are current."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from shared import ROOT

KEPT = ROOT / "web" / "src" / "api" / "generated" / "schema.ts"


def document() -> dict[str, Any]:
    """The document in English, which needs no compiled translations and is the same everywhere."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-writing-the-openapi-document")
    import django

    django.setup()
    from django.utils import translation

    from heyi.config.api import api

    with translation.override("en"):
        found: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    # The version of the product is no part of the client.
    return {**found, "info": {**found["info"], "version": ""}}


def main(arguments: list[str]) -> int:
    from webapp import script

    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        source.write_text(json.dumps(document(), default=str, ensure_ascii=False))
        status = script("client", "--", str(source), str(made))
        if status:
            return status
        if arguments == ["check"]:
            if KEPT.exists() and KEPT.read_text() == made.read_text():
                print("the web app's API types are current")
                return 0
            print("The web app's API types are not those of the OpenAPI document: run `make client`.", file=sys.stderr)
            return 1
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(made.read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
