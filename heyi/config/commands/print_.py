"""`heyi print`: whether a printed PDF, or the code on a paper, is genuine; and the key by which others can tell."""

import argparse
import json
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _, language

HELP = "verify printed approvals"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="", required=True)
    verify = what.add_parser("verify", help=_("a PDF, or the address that a paper's code holds"))
    verify.add_argument("paper", metavar="FILE|CODE", help=_("the file, or the address"))
    verify.add_argument(
        "--key", metavar="KEY", help=_("verify without the database, by this public key (heyi print key)")
    )
    verify.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    what.add_parser("key", help=_("the public key that verifies what this installation prints"))


def run(options: argparse.Namespace) -> int:
    """0: genuine; 1: not, or the system says otherwise now."""
    if options.what == "key":
        with installation.django(DataDir(), role="owner"):
            from heyi.core.printing.keys import public_key

            print(public_key())
        return 0
    with _django(options.key):
        found = _offline(options.paper, options.key) if options.key else _by_system(options.paper)
        print(json.dumps(found, default=str, ensure_ascii=False) if options.json else _as_text(found))
    return 0 if found["verdict"] == "good" else 1


def _django(key: str | None) -> AbstractContextManager[Any]:
    if not key:
        return installation.django(DataDir(), role="owner")
    os.environ.setdefault("SECRET_KEY", "papers are verified by the key that was given")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language().replace("_", "-").lower())
    return nullcontext()


def _read(paper: str) -> bytes | None:
    """The bytes of a file; None for an address."""
    if "/verify/" in paper:
        return None
    try:
        return Path(paper).read_bytes()
    except OSError as error:
        raise Refusal(f"{paper}: {error.strerror}") from error


def _offline(paper: str, key: str) -> dict[str, Any]:
    from heyi.core.printing import words
    from heyi.core.printing.services.verifying import code_offline, file_offline

    pdf = _read(paper)
    found = code_offline(paper, (key,)) if pdf is None else file_offline(pdf, (key,))
    if found is None:
        raise Refusal(_("This was not printed by Heyi, or it is badly damaged."))
    differences = [{"part": one, "label": words.difference(one), "paper": "", "system": ""} for one in found.broken]
    return {
        "verdict": "altered" if found.broken else "good",
        "differences": differences,
        "since": [],
        "statement": dict(found.statement or {}),
    }


def _by_system(paper: str) -> dict[str, Any]:
    from heyi.core.access.actor import system
    from heyi.core.access.work import unit_of_work
    from heyi.core.org.models import Company
    from heyi.core.printing.services import verifying
    from heyi.kit.errors import NotFound, Problem

    pdf = _read(paper)
    for company in Company.objects.order_by("pk"):
        with unit_of_work(system(company.pk, "print")) as actor:
            try:
                found = (
                    verifying.verify_code(paper, actor=actor)
                    if pdf is None
                    else verifying.verify_file(pdf, actor=actor)
                )
            except NotFound:
                continue
            except Problem as problem:
                raise Refusal("; ".join(str(one.message) for one in problem.errors) or str(problem)) from problem
            return found
    raise Refusal(_("The case of this paper is not in this system."))


def _as_text(found: dict[str, Any]) -> str:
    verdict = {
        "good": _("genuine: the system says the same"),
        "outdated": _("genuine when it was printed; the case has gone on since"),
        "altered": _("NOT genuine"),
    }[found["verdict"]]
    lines = [verdict]
    if found.get("statement") and found["verdict"] == "good":
        told = found["statement"]
        lines = [_("genuine: sealed by the owner of this key"), *(f"  {name}: {told[name]}" for name in (
            "company", "number", "case", "state", "snapshot", "printed_at", "reader") if name in told)]  # fmt: skip
    for one in (*found["differences"], *found["since"]):
        values = " → ".join(text for text in (one["paper"], one["system"]) if text)
        lines.append(f"  {one['label']}" + (f": {values}" if values else ""))
    return "\n".join(lines)
