"""A case as one reader gets it on paper: what is printed, and what the print states."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heyi.core.access.actor import Actor
from heyi.core.org.models import Company
from heyi.core.printing import paper, setting, spelling, words
from heyi.core.printing.services.facts import in_order, instant, stated
from heyi.core.printing.spelling import legal
from heyi.core.printing.statement import VERSION
from heyi.core.workflow.services.viewing import View
from heyi.core.workflow.state import LIVE_STATES, Decision
from heyi.core.workflow.subjects import canonical, digest


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

    @property
    def name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"{self.laid.title} {self.case.subject_label or self.case.id}"

    @property
    def at(self) -> str:
        """When it was printed, by the company's clock."""
        return spelling.moment(self.moment, self.zone)

    def data(self, sections: Sequence[paper.Section], pictures: dict[str, bytes]) -> dict[str, Any]:
        """All texts, as every kind of file takes them; pictures go to ``pictures``, under the names that stand in the data."""
        found: dict[str, Any] = legal({
            "company": self.company.name, "title": self.laid.title, "number": self.case.subject_label,
            "state": words.state(self.case.state), "number-label": pgettext("print", "No."),
            "footer": _("Printed by %(name)s on %(at)s") % {"name": self.actor.name, "at": self.at},
            "facts": [setting.item(one, pictures) for one in self.facts()],
            "sections": [setting.section(one, pictures) for one in sections],
            "decisions": {
                "title": _("Decisions and opinions"),
                "heads": [
                    pgettext("print", "Step"), pgettext("print", "Person"), pgettext("print", "Decision"),
                    pgettext("print", "Opinion"), pgettext("print", "Time"),
                ],
                "rows": self.rows(),
            },
        })  # fmt: skip
        return found
