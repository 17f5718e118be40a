"""Operations that apps wrote by hand: each stands here with its rule, and everybody asks it about somebody else's things.

The things are the salesperson's: a view of a list, a job, files, an order in approval that waits for her manager.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heyi.apps.sales.services import orders
from heyi.core.access.models import ApiKey
from heyi.core.files import storing
from heyi.core.jobs import progress
from heyi.core.resources import views
from heyi.core.workflow.models import Case, Task
from heyi.core.workflow.services import attaching
from tests.conformance.access import operations, rules
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

OWNER, APPROVER = "sales", "manager"
DENIED = (401, 403, 404)
QUERY = {"sort": ["-id"]}
counted: Counter[str] = Counter()


@dataclass
class Things:
    """Ids of what the salesperson has."""

    order: int
    view: int
    shared_view: int
    job: int
    file: int
    attached: int
    case: int
    task: int
    said: int


@pytest.fixture(scope="module")
def things(world: World) -> Things:
    actor = world.cast.actor(OWNER)
    order = world.records["sales.order"]["own"]
    made = [
        views.create({"resource": "sales.order", "name": f"v{s}", "shared": s, "query": QUERY}, actor=actor)["id"]
        for s in (False, True)
    ]
    job = progress.ask("export", {"resource": "sales.order"}, actor=actor)
    upload = SimpleUploadedFile("a.txt", b"own", content_type="text/plain")
    file = storing.keep(upload, actor=actor)
    upload = SimpleUploadedFile("b.txt", b"attached", content_type="text/plain")
    attached = storing.keep(upload, actor=actor, resource="sales.order", record_id=order.pk)
    orders.submit(order.pk, actor=actor)
    world.open()
    case = Case.objects.get(record_id=order.pk)
    task = Task.objects.get(case=case, state="open")
    assert task.assignee_id == world.cast.employees[APPROVER].pk
    said = storing.keep(SimpleUploadedFile("c.txt", b"said", content_type="text/plain"), actor=actor)
    attaching.comment(case.pk, actor=actor, opinion="", files=[said.pk])
    return Things(order.pk, *made, job.pk, file.pk, attached.pk, case.pk, task.pk, said.pk)


Expected = Callable[[World, Things, str], int]


def open_to_all(world: World, things: Things, name: str) -> int:
    return 401 if name == "left" else 200


def signed_in(world: World, things: Things, name: str) -> int:
    return 401 if world.people[name] is None else 200


def holding(permission: str) -> Expected:
    return lambda world, things, name: rules.general(world.people[name], permission)


def viewing(permission: str) -> Expected:
    """For whoever may view records of any company: their lists show all of them together."""

    def expected(world: World, things: Things, name: str) -> int:
        person = world.people[name]
        return 401 if person is None else 200 if person.grants(permission) else 403

    return expected


def only(*names: str, others: int = 404, taking_part: int | None = None) -> Expected:
    """Through for these; ``taking_part`` for who belongs to the case otherwise; everybody else gets ``others``."""

    def expected(world: World, things: Things, name: str) -> int:
        if world.people[name] is None:
            return 401
        if name in names:
            return 200
        return taking_part if taking_part and name in (OWNER, APPROVER) else others

    return expected


def seeing_the_order(world: World, things: Things, name: str) -> int:
    world.open()
    row = world.row(world.records["sales.order"]["own"])
    return rules.answer(world.people[name], row, "view", world.now)


def seeing_the_customer(world: World, things: Things, name: str) -> int:
    world.open()
    row = world.row(world.records["crm.customer"]["own"])
    return rules.answer(world.people[name], row, "view", world.now)


def parting_with_the_owner(world: World, things: Things, name: str) -> int:
    world.open()
    return rules.answer(world.people[name], world.row(world.cast.employees[OWNER]), "leave", world.now)


def seeing_the_case(world: World, things: Things, name: str) -> int:
    """Who takes part, who sees the document, and who may view all cases of the company."""
    person = world.people[name]
    if person is None:
        return 401
    if intervening(world, things, name) == 200:
        return 200
    for role, grant in person.grants("workflow.case.view"):
        if role.company_id == world.cast.company.pk or grant.scope == "group":
            return 200
    return 200 if name in (OWNER, APPROVER) else seeing_the_order(world, things, name)


def intervening(world: World, things: Things, name: str) -> int:
    """Who may step into the cases of the company; for those who do not take part the case is not there."""
    person = world.people[name]
    if person is None:
        return 401
    for role, grant in person.grants("workflow.case.intervene"):
        if role.company_id == world.cast.company.pk or grant.scope == "group":
            return 200
    return 403 if name in (OWNER, APPROVER) else 404


def operating(world: World, things: Things, name: str) -> int:
    """Who keeps the processes of the case's company running; for those of another company the case is not there."""
    person = world.people[name]
    status = rules.general(person, "workflow.case.operate")
    if status != 200 or person is None:
        return status
    grants = person.grants("workflow.case.operate")
    here = any(role.company_id == world.cast.company.pk or grant.scope == "group" for role, grant in grants)
    return 200 if here and person.company_id == world.cast.company.pk else 404


def sharing_company(world: World, things: Things, name: str) -> int:
    """A shared view is its owner's to change, and there for colleagues who act for the same company."""
    person = world.people[name]
    if person is None:
        return 401
    return 200 if name == OWNER else 403 if person.company_id == world.cast.company.pk else 404


PROCESSES, OPERATE, WORK = "workflow.definition.update", "workflow.case.operate", "workflow.work.update"
KEEPS = "workflow.case.retain"
VERSION = "/api/v1/workflow/versions/{version_id}"
PERIOD = {"since": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}
TASK = "/api/v1/workflow/tasks/{task_id}"
CASE = "/api/v1/workflow/cases/{case_id}"
DESIGN, FORM = "forms.form.update", "/api/v1/forms/designs/{form_id}"
PAPERS, PAPER = "/api/v1/paper/{name}", "/api/v1/paper/{name}/{record_id}"
RULES: dict[str, tuple[Expected, Any]] = {
    "get /api/v1/public": (open_to_all, None),
    "post /api/v1/setup/link": (open_to_all, {"token": "made up"}),
    "post /api/v1/setup": (open_to_all, {}),
    "get /api/v1/access/explain": (holding("access.explain.view"), {"employee": 1, "permission": "none.such.one"}),
    "get /api/v1/audit/checkup": (holding("audit.checkfinding.view"), None),
    "get /api/v1/me": (signed_in, None),
    "patch /api/v1/me": (signed_in, {"theme": "dark"}),
    "get /api/v1/meta": (signed_in, None),
    "get /api/v1/search": (signed_in, {"q": "a"}),
    "get /api/v1/views": (viewing("plain.book.view"), {"resource": "plain.book"}),
    "post /api/v1/views": (viewing("plain.book.view"), {"resource": "plain.book", "name": "mine", "query": QUERY}),
    "patch /api/v1/views/{view_id}": (only(OWNER), {"name": "x"}),
    "delete /api/v1/views/{view_id}": (only(OWNER), None),
    "patch /api/v1/views/{shared_view}": (sharing_company, {"name": "x"}),
    "delete /api/v1/views/{shared_view}": (sharing_company, None),
    "get /api/v1/messages": (signed_in, None),
    "get /api/v1/messages/counts": (signed_in, None),
    "post /api/v1/messages/read": (signed_in, {"ids": "all"}),
    "get /api/v1/jobs/{job_id}": (only(OWNER), None),
    "get /api/v1/jobs/{job_id}/file": (only(others=404), None),
    "post /api/v1/files": (signed_in, {}),
    "get /api/v1/files/{file_id}/content": (only(OWNER), None),
    "get /api/v1/files/{attached}/content": (seeing_the_order, None),
    "get /api/v1/workflow/inbox": (signed_in, None),
    "get /api/v1/workflow/inbox/counts": (signed_in, None),
    "post /api/v1/workflow/preview": (seeing_the_order, {"resource": "sales.order", "id": "{order_id}"}),
    f"get {CASE}": (seeing_the_case, None),
    f"get {CASE}/picture": (seeing_the_case, None),
    f"get {CASE}/pdf": (seeing_the_case, None),
    "post /api/v1/workflow/verify": (seeing_the_case, {"code": "{paper}"}),
    "post /api/v1/workflow/verify/file": (signed_in, {}),
    f"get {CASE}/files/{{said}}": (seeing_the_case, None),
    f"get {TASK}/why": (seeing_the_case, None),
    f"post {TASK}/approve": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/reject": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/return": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/resubmit": (only(taking_part=403), {}),
    f"post {TASK}/transfer": (only(APPROVER, taking_part=403), {"to": 1}),
    f"post {TASK}/add": (only(APPROVER, taking_part=403), {"to": [1]}),
    f"post {TASK}/remove": (intervening, {}),
    f"post {TASK}/delegate": (only(APPROVER, taking_part=403), {"to": 1}),
    f"post {TASK}/consult": (only(APPROVER, taking_part=403), {"to": [1]}),
    f"post {TASK}/answer": (only(taking_part=403), {"opinion": "x"}),
    f"post {TASK}/recall": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/claim": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/release": (only(APPROVER, taking_part=403), {}),
    f"post {TASK}/take_back": (only(OWNER, APPROVER), {}),
    f"post {TASK}/abstain": (only(taking_part=403), {}),
    f"post {TASK}/edit": (only(taking_part=403), {"fields": {"x": {}}}),
    f"post {TASK}/draft": (only(APPROVER), {"opinion": "x"}),
    "post /api/v1/workflow/tasks/batch": (signed_in, {"tasks": [1]}),
    "get /api/v1/workflow/phrases": (signed_in, None),
    "get /api/v1/workflow/quiet-hours": (signed_in, None),
    "patch /api/v1/workflow/quiet-hours": (signed_in, {"mode": "never"}),
    "patch /api/v1/workflow/phrases": (signed_in, {"texts": ["x"]}),
    f"post {CASE}/revert": (only(OWNER, taking_part=403), {}),
    **{f"post {CASE}/{verb}": (intervening, {"opinion": "x"}) for verb in ("terminate", "archive", "void", "suspend")},
    f"post {CASE}/resume": (intervening, {}),
    f"post {CASE}/jump": (intervening, {"opinion": "x", "target": "nowhere"}),
    f"post {CASE}/steps": (intervening, {"opinion": "x", "name": "x", "people": [1], "node": "nowhere"}),
    f"post {CASE}/steps/leave-out": (intervening, {"opinion": "x", "node": "nowhere"}),
    f"post {CASE}/reopen": (intervening, {"opinion": "x"}),
    "post /api/v1/workflow/check": (holding(PROCESSES), {"xml": "<a/>"}),
    "post /api/v1/workflow/simple/read": (holding(PROCESSES), {"xml": "<a/>"}),
    "post /api/v1/workflow/simple/write": (holding(PROCESSES), {"model": {"key": "x", "steps": []}}),
    "get /api/v1/workflow/versions": (holding(PROCESSES), None),
    "post /api/v1/workflow/versions": (holding(PROCESSES), {"xml": "<a/>"}),
    f"get {VERSION}": (holding(PROCESSES), None),
    f"patch {VERSION}": (holding(PROCESSES), {"xml": "<a/>", "version": 1}),
    f"delete {VERSION}": (holding(PROCESSES), None),
    f"get {VERSION}/diff/{{other_id}}": (holding(PROCESSES), None),
    **{
        f"post {VERSION}/{verb}": (holding(PROCESSES), {})
        for verb in ("publish", "rollback", "migrate", "replay", "coverage")
    },
    f"post {VERSION}/rehearse": (holding(PROCESSES), {"initiator": 1}),
    "post /api/v1/workflow/processes/{key}/retire": (holding(PROCESSES), {}),
    "post /api/v1/workflow/processes/{key}/suspend": (holding(PROCESSES), {"opinion": "x"}),
    "post /api/v1/workflow/processes/{key}/activate": (holding(PROCESSES), {"opinion": "x"}),
    "post /api/v1/workflow/processes/{key}/tests": (holding(PROCESSES), {"name": "x", "initiator": 1}),
    "get /api/v1/workflow/rules": (holding(PROCESSES), None),
    "post /api/v1/workflow/rules": (holding(PROCESSES), {"key": "x", "xml": "<a/>"}),
    "post /api/v1/workflow/rules/{key}/ask": (holding(PROCESSES), {}),
    "get /api/v1/workflow/incidents": (holding(OPERATE), None),
    "post /api/v1/workflow/incidents/{incident_id}/retry": (operating, {}),
    "post /api/v1/workflow/incidents/{incident_id}/skip": (operating, {"opinion": "x"}),
    f"get {CASE}/standing": (operating, None),
    f"get {CASE}/log": (operating, None),
    f"get {CASE}/log/{{seq}}": (operating, None),
    f"post {CASE}/variables": (operating, {"values": {"x": 1}}),
    **{f"post {CASE}/{verb}": (operating, {"node": "nowhere"}) for verb in ("begin", "finish", "instances")},
    f"post {CASE}/instances/remove": (operating, {"node": "nowhere", "token": 1}),
    "post /api/v1/workflow/messages": (holding(OPERATE), {"name": "nobody waits"}),
    "post /api/v1/workflow/signals": (holding(OPERATE), {"name": "nobody hears"}),
    "get /api/v1/workflow/figures": (holding("workflow.case.view"), PERIOD),
    "get /api/v1/workflow/figures/people": (holding("workflow.case.view"), PERIOD),
    "get /api/v1/workflow/figures/processes": (holding("workflow.case.view"), PERIOD),
    "get /api/v1/workflow/sla": (holding("workflow.case.view"), None),
    "get /api/v1/workflow/sla/figures": (holding("workflow.case.view"), PERIOD),
    "post /api/v1/workflow/work/fetch": (holding(WORK), {"topics": ["none"]}),
    "post /api/v1/workflow/work/{work_id}/finish": (holding(WORK), {"values": {}}),
    "post /api/v1/workflow/work/{work_id}/fail": (holding(WORK), {}),
    "get /api/v1/workflow/matrices": (holding(PROCESSES), None),
    "get /api/v1/workflow/matrices/{code}": (holding(PROCESSES), None),
    "patch /api/v1/workflow/matrices/{code}": (holding(PROCESSES), {"name": "x", "columns": [], "rows": []}),
    "post /api/v1/workflow/matrices/{code}/try": (holding(PROCESSES), {}),
    "get /api/v1/workflow/archive": (signed_in, None),
    **{
        f"get /api/v1/workflow/{name}": (holding(KEEPS), None)
        for name in ("archive/plan", "archive/acts", "retention", "holds")
    },
    "patch /api/v1/workflow/retention": (holding(KEEPS), {"archive_after": 30}),
    "post /api/v1/workflow/retention/drop": (holding(KEEPS), {"process": "unknown"}),
    "post /api/v1/workflow/holds": (holding(KEEPS), {"process": "unknown", "reason": "x"}),
    "post /api/v1/workflow/holds/{hold_id}/release": (holding(KEEPS), {"reason": "x"}),
    f"post {TASK}/comment": (only(OWNER, APPROVER), {"opinion": "x"}),
    f"post {CASE}/withdraw": (only(OWNER, taking_part=403), {}),
    f"post {CASE}/urge": (only(OWNER, taking_part=403), {}),
    f"post {CASE}/cc": (only(OWNER, APPROVER), {"to": [1]}),
    f"post {CASE}/circulate": (only(OWNER, APPROVER), {"to": [1]}),
    f"post {CASE}/recall_copy": (only(taking_part=403), {"employee": 1}),
    f"post {CASE}/comment": (only(OWNER, APPROVER), {"opinion": "x"}),
    "post /api/v1/org/departments/outline": (holding("org.department.create"), {"text": "甲部", "preview": True}),
    "post /api/v1/org/employees/roster": (holding("org.employee.create"), {"text": "姓名\n甲", "preview": True}),
    "post /api/v1/org/employees/roster/file": (holding("org.employee.create"), {}),
    "get /api/v1/company/guide": (holding("accounts.setup.manage"), None),
    "post /api/v1/company/guide/pass": (holding("accounts.setup.manage"), {}),
    "post /api/v1/company/guide/close": (holding("accounts.setup.manage"), {}),
    "post /api/v1/company/guide/approver": (holding("accounts.setup.manage"), {"role": "finance", "employee": 1}),
    "post /api/v1/invitation": (open_to_all, {"token": "made-up"}),
    "post /api/v1/invitation/accept": (open_to_all, {"token": "made-up"}),
    "get /api/v1/accounts/invitations": (holding("accounts.invitation.create"), None),
    "post /api/v1/accounts/invitations": (holding("accounts.invitation.create"), {"employees": [1]}),
    "post /api/v1/accounts/invitations/{employee_id}/revoke": (holding("accounts.invitation.create"), {}),
    "post /api/v1/password/forgotten": (open_to_all, {"name": "nobody-here"}),
    "post /api/v1/password/link": (open_to_all, {"token": "made-up"}),
    "post /api/v1/password/link/use": (open_to_all, {"token": "made-up"}),
    # A key gives no links either.
    "post /api/v1/accounts/employees/{employee_id}/password-link": (only(others=403), {}),
    "get /api/v1/account": (signed_in, None),
    # A key makes no keys: that takes a session.
    "post /api/v1/account/keys": (only(others=403), {}),
    "post /api/v1/account/keys/{key_id}/revoke": (only(OWNER), {}),
    "get /api/v1/workflow/processes": (holding("accounts.setup.manage"), None),
    "post /api/v1/sales/orders/prices": (holding("sales.order.view"), {"lines": []}),
    "get /api/v1/access/catalog": (holding("access.role.view"), None),
    "get /api/v1/org/tree": (holding("org.department.view"), None),
    # A department outside one's reach is not there.
    "get /api/v1/org/departments/{department_id}/impact": (holding("org.department.move"), {"parent": 1}),
    "get /api/v1/org/employees/{employee_id}/holdings": (parting_with_the_owner, None),
    "get /api/v1/org/people": (holding("org.employee.view"), None),
    "post /api/v1/masterdata/duplicates": (holding("masterdata.party.check_duplicates"), {"name": "甲"}),
    "get /api/v1/crm/customers/{customer_id}/overview": (seeing_the_customer, None),
    "get /api/v1/crm/forecast": (holding("crm.opportunity.view"), None),
    "get /api/v1/receivables/ageing": (holding("receivables.claim.view"), None),
    "get /api/v1/sales/orders/{order_id}/facts": (seeing_the_order, None),
    "get /api/v1/forms/designs": (holding(DESIGN), None),
    "post /api/v1/forms/designs": (holding(DESIGN), {"code": "x", "name": {"en": "x"}}),
    "post /api/v1/forms/check": (holding(DESIGN), {"design": {}}),
    f"get {FORM}": (holding(DESIGN), None),
    f"patch {FORM}": (holding(DESIGN), {"version": 1}),
    f"delete {FORM}": (holding(DESIGN), None),
    f"get {FORM}/versions": (holding(DESIGN), None),
    f"get {FORM}/versions/{{number}}": (holding(DESIGN), None),
    **{f"post {FORM}/{verb}": (holding(DESIGN), {"version": 1}) for verb in ("publish", "retire")},
    f"post {FORM}/rollback": (holding(DESIGN), {"version": 1, "number": 1}),
    f"post {FORM}/try": (holding(DESIGN), {"initiator": 1}),
    "get /api/v1/forms/templates": (holding(DESIGN), None),
    "post /api/v1/forms/templates/{code}/install": (holding(DESIGN), {}),
    "get /api/v1/forms/start": (signed_in, None),
    "get /api/v1/forms/regions": (signed_in, None),
    # Whose documents are whose is asked in heyi/core/forms/tests; here no form of the name is there, for anybody.
    **{f"get {PAPERS}{end}": (only(), None) for end in ("", "/design", "/options")},
    f"get {PAPERS}/aggregate": (only(), {"group": "status"}),
    **{f"post {PAPERS}{end}": (only(), {}) for end in ("", "/export")},
    f"post {PAPERS}/evaluate": (only(), {"values": {}}),
    f"get {PAPER}": (only(), None),
    f"get {PAPER}/history": (only(), None),
    f"patch {PAPER}": (only(), {}),
    f"delete {PAPER}": (only(), None),
    f"post {PAPER}/{{verb}}": (only(), {}),
}
# What was asked for by a made-up token, or was never invited, is not there for anybody.
NOT_THERE = (
    *(name for name in RULES if any(part in name for part in ("{version_id}", "{key}", "{work_id}", "{form_id}"))),
    "post /api/v1/forms/templates/{code}/install",
    "post /api/v1/workflow/tasks/batch",
    "post /api/v1/workflow/retention/drop",
    "post /api/v1/workflow/holds",
    "post /api/v1/workflow/holds/{hold_id}/release",
    "get /api/v1/workflow/matrices/{code}",
    "post /api/v1/workflow/matrices/{code}/try",
    "post /api/v1/company/guide/approver",
    "post /api/v1/accounts/invitations",
    "post /api/v1/invitation",
    "post /api/v1/invitation/accept",
    "post /api/v1/password/link",
    "post /api/v1/password/link/use",
    "get /api/v1/org/departments/{department_id}/impact",
    "post /api/v1/accounts/invitations/{employee_id}/revoke",
)
VARIANTS = {"{shared_view}": "{view_id}", "{attached}": "{file_id}", "{said}": "{file_id}"}


def test_every_operation_written_by_hand_has_its_rule():
    known = set(RULES)
    for variant, name in VARIANTS.items():
        known = {rule.replace(variant, name) for rule in known}
    assert set(operations.by_hand()) == known, "Put the operation into RULES with the rule that it follows."


@pytest.mark.parametrize("name", sorted(RULES))
def test_it_follows_its_rule_for_everybody(world: World, things: Things, name: str):
    expected, body = RULES[name]
    method, path = name.upper().split(" ")[0], name.split(" ")[1]
    ids = {"view_id": things.view, "job_id": things.job, "file_id": things.file, "order_id": things.order}
    ids |= {"employee_id": world.cast.employees[OWNER].pk, "key_id": ApiKey.objects.get(name=OWNER).pk}
    ids["department_id"] = world.cast.departments["shanghai"].pk
    ids["customer_id"] = world.records["crm.customer"]["own"].pk
    ids |= {"case_id": things.case, "task_id": things.task, "code": "unknown"}
    ids |= {"version_id": 1, "other_id": 2, "key": "unknown", "seq": 1, "work_id": 1, "hold_id": 1}
    ids |= {"form_id": 1, "number": 1, "name": "unknown_1", "record_id": 1, "verb": "submit"}
    ids["incident_id"] = things.case * 1_000_000
    path = path.format(**ids, shared_view=things.shared_view, attached=things.attached, said=things.said)
    paper = f"/verify/{things.case}?d=x&p=x&q=x&s=running&n=1&l=en&t=0&r=1&g=x"
    own = {"{order_id}": things.order, "{paper}": paper}
    body = {k: own.get(v, v) if isinstance(v, str) else v for k, v in body.items()} if body is not None else None
    wrong = [found for who in world.people if (found := _differs(world, things, who, expected, method, path, body))]
    wrong = [found for found in wrong if not (name in NOT_THERE and ": 404 b" in found)]
    assert not wrong, "\n".join(wrong)


def _differs(
    world: World, things: Things, who: str, expected: Expected, method: str, path: str, body: Any
) -> str | None:
    wanted = expected(world, things, who)
    asked: dict[str, Any] = (body or {}) if method == "GET" else {}
    answer = ask(world.keys[who], method, path, None if method == "GET" else body, **asked)
    counted["pairs"] += 1
    status = (answer.problems or [answer.status])[0]
    if wanted == 200:
        return f"{who}: {status} {answer.body[:200]!r}" if status in DENIED or status >= 500 else None
    counted["denied"] += 1
    counted["leaks"] += status not in DENIED
    # Lists of views hide that the resource exists at all.
    same = status == wanted or (path.endswith("/views") and (wanted, status) == (403, 404))
    if not same or answer.written:
        return f"{who}: {status} instead of {wanted}, {answer.written} rows written"
    return None


def test_boxes_and_messages_hold_only_ones_own(world: World, things: Things):
    for who, person in world.people.items():
        if person is None:
            continue
        for box, owner in (("todo", APPROVER), ("mine", OWNER)):
            rows = ask(world.keys[who], "GET", "/api/v1/workflow/inbox", box=box).data["rows"]
            assert bool(rows) == (who == owner), (who, box)
        messages = ask(world.keys[who], "GET", "/api/v1/messages").data["rows"]
        assert all(who == APPROVER for _ in messages), (who, messages)


@pytest.fixture(scope="module", autouse=True)
def report(request: pytest.FixtureRequest) -> Any:
    """The figures, at the end."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\n  by hand: {counted['pairs']} pairs checked, {counted['denied']} denied, {counted['leaks']} leaks")
