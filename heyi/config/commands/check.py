"""`heyi check`: ask the database whether everything that must always hold does hold, in every company."""

import argparse
import json
import os
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.words import _, language

HELP = "check that everything that must hold does hold (reads only)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: nothing found; 1: something does not hold."""
    with installation.django(DataDir(), role="owner"):
        from django.utils import translation

        with translation.override(language().replace("_", "-").lower()):
            findings = look()
            print(as_json(findings) if options.json else as_text(findings))
    return 1 if any(finding.count for finding in findings) else 0


def look() -> list[Any]:
    """All findings of one moment, without a lock on anything."""
    from django.db import connection, transaction

    from heyi.core.audit import invariants

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return invariants.examine_all()


def as_json(findings: list[Any]) -> str:
    broken = sum(1 for finding in findings if finding.count)
    return json.dumps({"broken": broken, "invariants": [finding.as_dict() for finding in findings]}, ensure_ascii=False)


def as_text(findings: list[Any]) -> str:
    """One line for each rule, and below a broken one the first rows that break it."""
    lines: list[str] = []
    for finding in findings:
        mark = _("{count} found").format(count=finding.count) if finding.count else _("holds")
        lines.append(f"{finding.code:<4} {mark:<10} {finding.title}")
        lines += [f"       {_where(row)} {row.detail}" for row in finding.rows]
        if finding.count > len(finding.rows):
            lines.append("       " + _("… and {count} more").format(count=finding.count - len(finding.rows)))
    broken = sum(1 for finding in findings if finding.count)
    lines.append(
        _("{broken} of {total} rules do not hold.").format(broken=broken, total=len(findings))
        if broken
        else _("All {total} rules hold.").format(total=len(findings))
    )
    return os.linesep.join(lines)


def _where(row: Any) -> str:
    company = "" if row.company_id is None else _("company {id}").format(id=row.company_id) + " "
    return f"{company}{row.record}:"
