"""A case as a sealed PDF: the document as its reader may see it, and who decided what about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import typst
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heyi.core.access.actor import Actor
from heyi.core.org.models import Company
from heyi.core.printing import paper, qr, setting, spelling, words
from heyi.core.printing.sealing import seal
from heyi.core.printing.services.facts import in_order, instant, stated
from heyi.core.printing.statement import VERSION, code_of
from heyi.core.printing.typesetting import typeset
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.viewing import View
from heyi.core.workflow.state import LIVE_STATES, Decision
from heyi.core.workflow.subjects import canonical, digest


@dataclass(frozen=True, slots=True)
class Printed:
    """A file and what it is called."""

    name: str
    pdf: bytes


class Sheet:
    """One case as one reader gets it on paper, in the language that is active."""

    def __init__(self, case_id: int, actor: Actor, moment: datetime) -> None:
        self.view, self.actor, self.moment = View(case_id, actor), actor, moment
        self.case = self.view.case
        self.company = Company.objects.get(pk=self.case.company_id)
        self.zone = self.company.time_zone
        self.decisions = in_order(self.view.history.decisions.values())
        self.laid = self._laid()

    def _laid(self) -> paper.Laid:
        case, view = self.case, self.view
        title = view.graph.label(self.actor.language)
        if case.record_id is None:
            return paper.Laid(title, ())
        values = view.readable(orjson.loads(view.store.material_of(case.id, case.round)))
        labels = view.subject.labels if view.subject else {}
        asked = paper.Asked(case.resource, case.record_id, values, labels, self.actor, self.actor.language, self.zone)
        return paper.laid_out(asked) or setting.usual(asked, title)

    def statement(self) -> dict[str, Any]:
        """What the paper states."""
        case = self.case
        return {
            "version": VERSION, "case": case.id, "company": self.company.name, "number": case.subject_label,
            "process": case.process, "round": case.round, "state": case.state, "snapshot": case.snapshot_hash,
            "language": self.actor.language, "printed_at": instant(self.moment),
            "printed_by": self.actor.employee_id or 0, "reader": self.actor.name,
            "content": digest(canonical({"sections": [setting.plain(one) for one in self.laid.sections]})),
            "decisions": [stated(one) for one in self.decisions],
        }  # fmt: skip

    def facts(self) -> list[paper.Field]:
        """Who submitted it and when, and when it ended."""
        case, submitted = self.case, self.case.identity
        who = (self.view.ref(case.initiator_id) or {"label": ""})["label"]
        unit = " · ".join(filter(None, (str(submitted.get("department") or ""), str(submitted.get("post") or ""))))
        ended = spelling.moment(case.ended_at, self.zone) if case.ended_at else "—"
        return [
            paper.Field(pgettext("print", "Initiator"), who),
            paper.Field(pgettext("print", "Department"), unit or "—"),
            paper.Field(pgettext("print", "Submission time"), spelling.moment(case.started_at, self.zone)),
            paper.Field(pgettext("print", "Ended"), ended),
        ]

    def rows(self) -> list[dict[str, str]]:
        """Who decided what, as it came, and who is asked now."""
        case, view = self.case, self.view
        rows = [self._row(view.graph.start.id, view.ref(case.initiator_id), "submit", case.started_at)]
        rows += [
            self._row(
                one.node, view.ref(one.actor_id), one.action, one.decided_at, one.opinion or self._why(one),
                view.ref(one.on_behalf_of_id), str(one.identity.get("post") or ""),
            )
            for one in self.decisions
        ]  # fmt: skip
        if case.state in LIVE_STATES:
            waiting = sorted(view.history.tasks.values(), key=lambda one: one.id)
            rows += [
                self._row(one.node, view.ref(one.assignee_id), "open", None)
                for one in waiting if one.state == "open" and not one.held
            ]  # fmt: skip
        return rows

    def _why(self, decision: Decision) -> str:
        return words.reason(decision.reason) if decision.actor_id is None else ""

    def _row(
        self, node: str, who: dict[str, Any] | None, action: str, at: datetime | None, opinion: str = "",
        whom: dict[str, Any] | None = None, post: str = "",
    ) -> dict[str, str]:  # fmt: skip
        return {
            "step": self.view.node_name(node), "who": who["label"] if who else pgettext("print", "System"),
            "whom": _("for %s") % whom["label"] if whom else post, "decision": words.act(action),
            "tone": words.tone(action), "opinion": opinion,
            "at": spelling.moment(at, self.zone) if at else "",
        }  # fmt: skip


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
    number = sheet.case.subject_label or str(case_id)
    return Printed(f"{sheet.laid.title} {number}.pdf", seal(pdf, statement, code))


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
    language = sheet.actor.language
    at = spelling.moment(sheet.moment, sheet.zone)
    pictures: dict[str, bytes] = {}
    return {
        **setting.look(language), "accent": words.ACCENTS.get(sheet.case.state, "#5c6370"),
        "company": sheet.company.name, "title": sheet.laid.title, "number": sheet.case.subject_label,
        "state": words.state(sheet.case.state), "qr": qr.svg(code), "watermark": f"{sheet.actor.name}  {at}",
        "footer": _("Printed by %(name)s on %(at)s") % {"name": sheet.actor.name, "at": at},
        "facts": [setting.item(one, pictures) for one in sheet.facts()],
        "sections": [setting.section(one, pictures) for one in sections],
        "decisions": {
            "title": _("Decisions and opinions"),
            "heads": [
                pgettext("print", "Step"), pgettext("print", "Person"), pgettext("print", "Decision"),
                pgettext("print", "Opinion"), pgettext("print", "Time"),
            ],
            "rows": sheet.rows(),
        },
        "verification": _("Scan the code to verify this paper. Check sum of the content: %s") % statement["snapshot"][:16],
        "words": {
            "number": pgettext("print", "No."), "page": _("Page {page} of {pages}"), "verify": _("Code for verifying this paper"),
        },
    }, pictures  # fmt: skip
