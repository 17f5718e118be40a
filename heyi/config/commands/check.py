"""`heyi check`: ask the database whether everything that must always hold does hold, in every company."""

import argparse
import json
import os
from datetime import timedelta
from typing import Any

from heyi.config.runtime import installation, nightly
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _, language

HELP = "check that everything that must hold does hold (reads only, unless --record)"
SAME_NIGHT = timedelta(hours=6)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    parser.add_argument("--record", action="store_true", help=_("keep what was found for the administrators' page"))
    parser.add_argument("--nightly", action="store_true", help=argparse.SUPPRESS)  # how the supervisor asks


def run(options: argparse.Namespace) -> int:
    """0: nothing found; 1: something does not hold; 2: it could not be recorded, because another one is."""
    with installation.django(DataDir(), role="owner"):
        from django.utils import translation

        with translation.override(language().replace("_", "-").lower()):
            if options.nightly and done_tonight():
                print(_("The check of this night has been recorded already."))
                return 0
            findings = recorded(at_night=options.nightly) if options.record or options.nightly else look()
            print(as_json(findings) if options.json else as_text(findings))
    return 0 if not any(finding.count for finding in findings) else nightly.FOUND if options.nightly else 1


def look() -> list[Any]:
    """All findings of one moment, without a lock on anything."""
    from heyi.core.audit import invariants

    with invariants.snapshot():
        return invariants.examine_all()


def recorded(*, at_night: bool = False) -> list[Any]:
    """The same, kept in each company. One at a time."""
    from heyi.core.audit import recording
    from heyi.core.audit.models import CheckRun

    trigger = CheckRun.Trigger.NIGHTLY if at_night else CheckRun.Trigger.COMMAND
    try:
        return recording.record(trigger)
    except recording.CheckInProgress as problem:
        raise Refusal(str(problem)) from problem


def done_tonight() -> bool:
    """Whether another machine of the same installation was faster."""
    from django.utils import timezone

    from heyi.core.audit import recording
    from heyi.core.audit.models import CheckRun

    return recording.recorded_since(timezone.now() - SAME_NIGHT, CheckRun.Trigger.NIGHTLY)


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
