"""`heyi audit verify`: whether the past of every approval is as it was written."""

import argparse
import json
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HELP = "verify the chained log of approvals"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="", required=True)
    verify = what.add_parser("verify", help=_("look at every line of every case; name the first that does not hold"))
    verify.add_argument("--company", metavar="CODE", default="", help=_("only this company"))
    verify.add_argument("--case", type=int, metavar="ID", help=_("only this case"))
    verify.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: everything holds; 1: something does not."""
    with installation.django(DataDir(), role="owner"):
        from heyi.core.org.models import Company
        from heyi.core.workflow.services import verifying

        companies = Company.objects.order_by("code")
        companies = companies.filter(code=options.company) if options.company else companies
        if not companies:
            raise Refusal(_("There is no company “{code}”.").format(code=options.company))
        found = {company.code: _verified(verifying, company, options.case) for company in companies}
        print(json.dumps(found) if options.json else _as_text(found))
    return 1 if any(one["breaches"] for one in found.values()) else 0


def _verified(verifying: Any, company: Any, case: int | None) -> dict[str, Any]:
    result = verifying.verify(company.pk, case_id=case)
    breaches = [{"case": one.case_id, "line": one.seq, "what": one.what} for one in result.breaches]
    return {"cases": result.cases, "lines": result.lines, "sum": result.sum, "breaches": breaches}


def _as_text(found: dict[str, dict[str, Any]]) -> str:
    lines = []
    for code, one in found.items():
        lines.append(
            _("{company}: {cases} cases, {lines} lines, sum {sum}").format(
                company=code, cases=one["cases"], lines=one["lines"], sum=one["sum"]
            )
        )
        lines += [
            "  " + _("case {case}, line {line}: {what}").format(case=bad["case"], line=bad["line"], what=bad["what"])
            for bad in one["breaches"]
        ]
    return "\n".join(lines)
