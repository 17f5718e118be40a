"""What happens once in an installation's life, by functions that core and apps provide.

The dotted paths below are the whole contract; config may import core and apps, never the other way round.
"""

import importlib
from collections.abc import Callable
from typing import Any

from heyi.config.runtime.progress import Step
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

DEMO = "heyi.config.demo:create"
"""`create(*, progress: Callable[[int, int], None]) -> None` makes the demo company; doing it twice changes nothing."""


def make_demo(step: Step) -> None:
    """Create the demo company, moving the step's bar."""
    create = find(DEMO)
    if create is None:
        raise Refusal(_("This build of Heyi contains no demo company; start it with heyi up."))
    create(progress=step.at)


def find(path: str) -> Callable[..., Any] | None:
    """The function at `module:name`; None when the module does not exist. An error inside it is not swallowed."""
    module_name, _colon, name = path.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and module_name.startswith(error.name):
            return None
        raise
    function: Callable[..., Any] = getattr(module, name)
    return function
