"""What people of the demo ask for every day: leave, expenses, things to be bought; with the forms of the gallery."""

from datetime import timedelta
from typing import Any

from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor
from heyi.core.forms.models import Document, Form
from heyi.core.forms.services import documents, gallery
from heyi.core.resources import registry, writing
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.models import Task
from heyi.core.workflow.services.cases import act as perform

Request = dict[str, int]
FORMS = ("leave", "overtime", "expense", "purchase_request", "seal_use", "vehicle", "meeting_room")
LEAVES = (
    # who, days ago, first day from then, days, kind, why, how many of those who are asked have agreed
    ("sales", 210, 7, 3, "annual", "回老家看望父母。", 2),
    ("employee", 150, 1, 2, "sick", "发烧，医生建议休息两天。", 2),
    ("manager", 96, 10, 5, "annual", "带孩子旅行，已和同事交接。", 3),
    ("warehouse", 61, 3, 1, "personal", "办理房产过户。", 2),
    ("finance", 33, 2, 2, "personal", "家中有事。", 2),
    ("sales", 20, 3, 1, "personal", "搬家。", 2),
    ("sales", 1, 9, 4, "annual", "年假，客户已交给同事跟进。", 0),
    ("employee", 1, 4, 2, "annual", "陪家人看病。", 0),
)


def plan(story: Story) -> None:
    """Forms on the day of the takeover, requests since."""
    story.plan(story.moment(269, 9), story.staff.employees["admin"], _install)
    for who, days_ago, ahead, length, kind, why, agreed in LEAVES:
        made: Request = {}
        start = story.day(days_ago) + timedelta(days=ahead)
        colleague = next(e for e in story.staff.sellers() if e.pk != story.staff.employees[who].pk)
        values = {
            "type": kind, "days": str(length), "reason": why, "handover": colleague.pk, "emergency_phone": "13800138000",
            "period": {
                "start": start.isoformat(), "start_half": "am",
                "end": (start + timedelta(days=length - 1)).isoformat(), "end_half": "pm",
            },
        }  # fmt: skip
        story.plan(story.moment(days_ago, 9.2), story.staff.employees[who], _asking("leave", values, made))
        for step, person in enumerate(("manager", "boss", "hr")):
            if agreed:
                moment = story.moment(days_ago, 10.5 + step * 1.5)
                story.plan(moment, story.staff.employees[person], _agreeing(made))
    _expense(story)


def _expense(story: Story) -> None:
    """Two trips to customers: one long paid for, one that waits for the manager."""
    for days_ago, amount, agreed in ((75, "540.00", True), (1, "720.00", False)):
        day = story.day(days_ago)
        made: Request = {}
        lines = [
            {
                "category": "allowance", "spent_on": (day - timedelta(days=number)).isoformat(), "content": content,
                "amount": cost, "receipts": "0",
            }
            for number, content, cost in ((2, "苏州出差补贴（三天）", amount), (1, "误餐补贴", "120.00"))
        ]  # fmt: skip
        seller = story.staff.employees["sales"]
        values = {
            "subject": "拜访苏州客户出差补贴", "cost_department": seller.department_id, "lines": lines, "payee": seller.name,
            "bank": "招商银行上海分行", "account": "6225880112345678",
        }  # fmt: skip
        story.plan(story.moment(days_ago, 9.6), seller, _asking("expense", values, made))
        for step, person in enumerate(("manager", "finance", "finance")):
            if agreed:
                story.plan(story.moment(days_ago, 11 + step), story.staff.employees[person], _agreeing(made))


def _install(actor: Actor) -> None:
    for code in FORMS:
        if not Form.objects.filter(code=code, company_id=actor.company_id).exists():
            gallery.install(code, actor=actor)


def _asking(code: str, values: dict[str, Any], made: Request) -> Act:
    def act(actor: Actor) -> None:
        form = Form.objects.get(code=code, company_id=actor.company_id)
        known = {one["name"] for one in gallery.templates()[code]["design"]["fields"]}
        body = {name: value for name, value in values.items() if name in known}
        record = writing.create(registry.get(form.resource), body, actor)
        made["id"] = record.pk
        documents.submit(record.pk, actor=actor)

    return act


def _agreeing(made: Request) -> Act:
    """Yes, if this person is asked and has nothing to fill in."""

    def act(actor: Actor) -> None:
        record = Document.objects.select_related("form").filter(pk=made.get("id", 0)).first()
        if record is None:
            return
        rows = Task.objects.filter(
            case__resource=record.form.resource, case__record_id=record.pk, state=Task.State.OPEN
        )
        task = rows.filter(assignee_id=actor.employee_id, kind="approve").first()
        if task is not None:
            perform(Approve(task_id=task.pk, opinion="同意"), actor=actor)

    return act
