"""`heyi archive`: what the nightly job does with ended approvals, told before or done now."""

import argparse
import json
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "move ended approvals into the archive, remove those whose period is over"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="", required=True)
    plan = what.add_parser("plan", help=_("only say what would be moved and removed"))
    run_now = what.add_parser("run", help=_("do it now instead of at night"))
    for one in (plan, run_now):
        one.add_argument("--company", metavar="CODE", default="", help=_("only this company"))
        one.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: done."""
    with installation.django(DataDir(), role="owner"):
        from heyi.core.org.models import Company

        companies = Company.objects.order_by("code")
        companies = companies.filter(code=options.company) if options.company else companies
        if not companies:
            raise Refusal(_("There is no company “{code}”.").format(code=options.company))
        work = _plan if options.what == "plan" else _run
        found = {company.code: work(company.pk) for company in companies}
        print(json.dumps(found) if options.json else as_text(found))
    return 0


def _plan(company_id: int) -> dict[str, Any]:
    from heyi.core.access.actor import system
    from heyi.core.access.work import unit_of_work
    from heyi.core.workflow.services import removing

    with unit_of_work(system(company_id, "archive")) as actor:
        return removing.plan(actor=actor)


def _run(company_id: int) -> dict[str, Any]:
    from heyi.core.workflow.services import removing

    return removing.run(company_id)


def as_text(found: dict[str, dict[str, Any]]) -> str:
    """One line for each company, and one for each process of a plan."""
    lines = []
    for code, one in found.items():
        if "dropped" in one:
            text = _("{company}: {archived} cases archived, {removed} removed")
            lines.append(text.format(company=code, archived=one["archived"], removed=one["removed"]))
            continue
        lines.append(f"{code}:")
        lines += [
            "  " + _("{process}: {cases} cases into the archive").format(process=row["process"], cases=row["cases"])
            for row in one["archived"]
        ]
        lines += [
            "  "
            + _("{process}: {cases} cases of {month} removed, {held} stay because of a hold").format(
                process=row["process"], cases=row["cases"], month=row["month"][:7], held=row["held"]
            )
            for row in one["removed"]
        ]
    return "\n".join(lines)
