"""One line of JSON for each log entry (or a readable line on a terminal), with the request's id."""

import logging
import os
import sys
from typing import Any

import orjson
import structlog

_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


SPOKEN = ("/api/", "/_allauth/")
"""Whose paths are logged. Those of pages are not: links to found a company or to set a password carry secrets there."""


def speakable(path: str) -> bool:
    return path.startswith(SPOKEN)


class WithoutPages(logging.Filter):
    """Takes the paths of pages out of what Django says of failed requests (its arguments are a reason and the path)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                "a page" if isinstance(part, str) and part.startswith("/") and not speakable(part) else part
                for part in record.args
            )
        return True


def _json(entry: Any, **_options: Any) -> str:
    return orjson.dumps(entry, default=str).decode()


def formatter() -> logging.Formatter:
    """The formatter of the only handler; also configures structlog, which is used all over the code."""
    structlog.configure(
        processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    readable = sys.stderr.isatty() and os.environ.get("LOG_FORMAT", "") != "json"
    renderer: Any = structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer(serializer=_json)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
