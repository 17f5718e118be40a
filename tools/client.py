"""Write the OpenAPI document and let the web app generate its types from it."""

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).parent))


def main() -> int:
    from webapp import script

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-writing-the-openapi-document")
    import django

    django.setup()
    from heyi.config.api import api

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.json"
        path.write_text(json.dumps(api.get_openapi_schema(), default=str, ensure_ascii=False))
        return script("client", "--", str(path))


if __name__ == "__main__":
    sys.exit(main())
