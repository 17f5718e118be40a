"""A case as a file: a sealed PDF, or Word and Excel to go on with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import typst
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.printing import paper, qr, setting, words
from heyi.core.printing.sealing import seal
from heyi.core.printing.services.sheets import Sheet
from heyi.core.printing.statement import code_of
from heyi.core.printing.typesetting import typeset
from heyi.core.workflow import models
from heyi.core.workflow.services.cases import engine

PRINTED = "workflow.case.printed"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {"docx": f"{_OFFICE}.wordprocessingml.document", "xlsx": f"{_OFFICE}.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Printed:
    """A file, what it is called, and its type."""

    name: str
    type: str
    content: bytes


@transaction.atomic
def print_case(case_id: int, *, actor: Actor, language: str = "") -> Printed:
    """The PDF, in a language or else in the reader's. NotFound for cases that are not theirs; NoChineseFont."""
    reader = replace(actor, language=language or actor.language, stamp="")
    _hold(case_id)
    with translation.override(reader.language):
        sheet = Sheet(case_id, reader, engine().clock())
        statement = sheet.statement()
        code = code_of(statement, settings.PUBLIC_URL)
        pdf = _set(sheet, statement, code)
    _tell(sheet, "pdf", statement)
    return Printed(f"{sheet.name}.pdf", PDF, seal(pdf, statement, code))


@transaction.atomic
def export_case(case_id: int, kind: str, *, actor: Actor, language: str = "") -> Printed:
    """The same as ``docx`` or ``xlsx``, to go on with: neither sealed nor to be verified."""
    from heyi.core.printing.spreadsheet import as_xlsx  # both load much that nothing else needs
    from heyi.core.printing.wordfile import as_docx

    reader = replace(actor, language=language or actor.language, stamp="")
    with translation.override(reader.language):
        sheet = Sheet(case_id, reader, engine().clock())
        pictures: dict[str, bytes] = {}
        data = sheet.data(sheet.laid.sections, pictures)
        content = as_xlsx(data) if kind == "xlsx" else as_docx(data, pictures, reader.language)
    _tell(sheet, kind, {"language": reader.language, "snapshot": sheet.case.snapshot_hash})
    return Printed(f"{sheet.name}.{kind}", KINDS[kind], content)


def _tell(sheet: Sheet, kind: str, facts: Mapping[str, Any]) -> None:
    """Every paper that leaves the system is an event: who has it, since when, with which content."""
    record = models.Case(id=sheet.case.id, company_id=sheet.case.company_id)
    data = {"file": kind, "language": facts["language"], "snapshot": facts["snapshot"]}
    publish(PRINTED, record, actor=sheet.actor, data=data)


def _hold(case_id: int) -> None:
    """No act goes on while the paper is made: what is decided later is so by the clock, too, and verifying can tell."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM workflow_case WHERE id = %s FOR SHARE", [case_id])


def _set(sheet: Sheet, statement: dict[str, Any], code: str) -> bytes:
    """Set it; a picture that cannot be read is left out rather than the paper."""
    data, pictures = _data(sheet, statement, code, sheet.laid.sections)
    try:
        return typeset(data, pictures, sheet.moment)
    except typst.TypstError:
        if not pictures:
            raise
    data, pictures = _data(sheet, statement, code, setting.without_pictures(sheet.laid.sections))
    return typeset(data, pictures, sheet.moment)


def _data(
    sheet: Sheet, statement: dict[str, Any], code: str, sections: Sequence[paper.Section]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    pictures: dict[str, bytes] = {}
    return {
        **sheet.data(sections, pictures), **setting.look(sheet.actor.language),
        "accent": words.ACCENTS.get(sheet.case.state, "#5c6370"), "qr": qr.svg(code),
        "watermark": f"{sheet.actor.name}  {sheet.at}",
        "verification": _("Scan the code to verify this paper. Check sum of the content: %s") % statement["snapshot"][:16],
        "words": {"page": _("Page {page} of {pages}"), "verify": _("Code for verifying this paper")},
    }, pictures  # fmt: skip
