"""Arguments that are a document: written in the command itself, or `@FILE`."""

from pathlib import Path

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _


def json_or_file(argument: str) -> str:
    """The text of the argument, or of the file that it names after `@`."""
    if not argument.startswith("@"):
        return argument
    path = Path(argument[1:])
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_("There is no file {path}.").format(path=path)) from error
