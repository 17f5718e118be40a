"""Django's translations for commands that need neither a database nor a data folder."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from heyi.config.runtime.words import language

PACKAGE_DIR = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def django() -> Iterator[None]:
    """The operator's language for the length of the block. Settings that are there already are left alone."""
    import django as framework
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        paths = [*sorted(PACKAGE_DIR.glob("*/locale")), *sorted(PACKAGE_DIR.glob("*/*/locale"))]
        settings.configure(LOCALE_PATHS=paths, LANGUAGE_CODE="en", USE_I18N=True, USE_TZ=True)
        framework.setup()
    with translation.override(language().replace("_", "-").lower()):
        yield
