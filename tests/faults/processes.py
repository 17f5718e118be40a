"""Stories about processes themselves: written, tried, put in force, driven, repaired; and every hand in an approval."""

from typing import Any

from heyi.core.workflow.tests.drawn import Drawing
from tests import trade
from tests.faults.telling import Made, employee, new, ok, order_of, product_of
from tests.trade import Api

ASKS = (
    '<extensionElements><heyi:approval mode="any"{more}><heyi:approver rule="role" name="{role}" scope="company"/>'
    "</heyi:approval></extensionElements>"
)
FLOW = (
    "start s message=begin; service w; boundary bad on=w error=no; user fix; adhoc free { user a; user b }; "
    'user many count=2; xor x; user last; end e; s -> w -> free -> many -> x; x -> last if "go"; x -> e if "not(go)"; '
    "last -> e; bad -> fix -> e"
)
POOL = "start s message=pool; user one; user two; end e; s -> one -> two -> e"
RULES = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="Off" namespace="story">
<decision id="d" name="off"><variable name="off" typeRef="number"/><literalExpression><text>7</text></literalExpression>
</decision></definitions>"""


def written(text: str, key: str, *, role: str = "finance", more: str = "") -> str:
    """A process in the notation of the tests, with somebody to ask at each user task."""
    drawn = Drawing(text, key).xml()
    for part in drawn.split("<userTask ")[1:]:
        head = part.partition(">")[0]
        drawn = drawn.replace(f"<userTask {head}>", f"<userTask {head}>{ASKS.format(role=role, more=more)}", 1)
    return drawn


def in_force(api: Api, xml: str) -> Made:
    draft = new(api, "admin", "workflow/versions", xml=xml)
    return ok(api("admin").post(f"workflow/versions/{draft['id']}/publish", {}))


def processes(api: Api) -> None:
    """Drafts, versions, tests, decisions and matrices."""
    admin, text = api("admin"), written(POOL, "story.pool")
    ok(admin.post("workflow/check", {"xml": text}))
    plain = written("start s; user one; end e; s -> one -> e", "story.plain")
    tree = ok(admin.post("workflow/simple/read", {"xml": plain}))["model"]
    ok(admin.post("workflow/simple/write", {"model": tree, "xml": plain}))
    draft = new(api, "admin", "workflow/versions", xml=text)
    ok(admin.patch(f"workflow/versions/{draft['id']}", {"xml": text, "note": "x", "version": draft["version"]}))
    first = ok(admin.post(f"workflow/versions/{draft['id']}/publish", {}))
    sales = employee(api, "林晓雯")
    ok(admin.post("workflow/processes/story.pool/tests", {"name": "t", "initiator": sales}))
    for verb in ("coverage", "replay", "migrate", "rollback"):
        ok(admin.post(f"workflow/versions/{first['id']}/{verb}", {}))
    ok(admin.post(f"workflow/versions/{first['id']}/rehearse", {"initiator": sales}))
    spare = new(api, "admin", "workflow/versions", xml=text)
    admin.delete(f"workflow/versions/{spare['id']}")
    ok(admin.post("workflow/rules", {"key": "off", "xml": RULES}))
    ok(admin.post("workflow/rules/off/ask", {}))
    row = {"cells": {"amount": "> 5"}, "people": [sales]}
    ok(admin.patch("workflow/matrices/m1", {"name": "表", "columns": ["amount"], "rows": [row]}))
    ok(admin.post("workflow/matrices/m1/try", {"values": {"amount": 7}}))
    ok(admin.post("workflow/processes/story.pool/suspend", {"opinion": "查", "freeze": True}))
    ok(admin.post("workflow/processes/story.pool/activate", {"opinion": "好"}))
    ok(admin.post("workflow/processes/story.pool/retire", {}))


def running(api: Api) -> None:
    """Messages, work, ad-hoc activities, instances, trouble and its repair."""
    admin = api("admin")
    in_force(api, written(FLOW, "story.flow"))
    lost = ok(admin.post("workflow/messages", {"name": "begin"}))["case"]
    (work,) = ok(admin.post("workflow/work/fetch", {"topics": ["w"]}))["rows"]
    ok(admin.post(f"workflow/work/{work['id']}/fail", {"code": "no"}))
    assert ok(admin.get(f"workflow/cases/{lost}/standing"))["active"] == ["fix"]
    case = ok(admin.post("workflow/messages", {"name": "begin"}))["case"]
    (work,) = ok(admin.post("workflow/work/fetch", {"topics": ["w"]}))["rows"]
    ok(admin.post(f"workflow/work/{work['id']}/finish", {"values": {"x": 1}}))
    path = f"workflow/cases/{case}"
    ok(admin.post(f"{path}/begin", {"node": "a"}))
    ok(admin.post(f"{path}/finish", {"node": "free"}))
    ok(admin.post(f"{path}/instances", {"node": "many"}))
    runs = [one for one in ok(admin.get(f"{path}/standing"))["tokens"] if one["node"] == "many"]
    ok(admin.post(f"{path}/instances/remove", {"node": "many", "token": runs[-1]["id"]}))
    for _ in range(2):
        ok(api("finance").post(f"workflow/tasks/{_task(api, 'finance', case)}/approve", {}))
    (stopped,) = ok(admin.get("workflow/incidents"))["rows"]
    ok(admin.post(f"workflow/incidents/{stopped['id']}/retry", {}))
    (stopped,) = ok(admin.get("workflow/incidents"))["rows"]
    ok(admin.post(f"workflow/incidents/{stopped['id']}/skip", {"opinion": "weiter", "flow": "x_last"}))
    ok(admin.post(f"{path}/variables", {"values": {"go": True}}))
    ok(admin.post("workflow/signals", {"name": "all"}))


def hands(api: Api) -> None:
    """Everything that hands can do with tasks and cases."""
    admin, finance, warehouse = api("admin"), api("finance"), employee(api, "仓库周")
    in_force(
        api,
        written(POOL, "story.hands", more=' claim="true" actions="approve reject return transfer abstain take_back"'),
    )
    case = ok(admin.post("workflow/messages", {"name": "pool"}))["case"]
    task = f"workflow/tasks/{_task(api, 'finance', case)}"
    for verb in ("claim", "release", "claim", "approve", "take_back"):
        ok(finance.post(f"{task}/{verb}", {}))
    again = f"workflow/tasks/{_task(api, 'finance', case)}"
    for verb in ("claim", "abstain"):
        finance.post(f"{again}/{verb}", {})
    product = product_of(api, "H1", stock="100")
    buyer = new(api, "sales", "crm/customers", name="加签客户")
    order = order_of(api, buyer, product)
    trade.act(api("sales"), order, "submit")
    case = ok(api("manager").get("workflow/inbox", box="todo"))["rows"][0]["case_id"]
    path, manager = f"workflow/cases/{case}", api("manager")
    ok(manager.get(f"{path}/picture"))
    task = f"workflow/tasks/{_task(api, 'manager', case)}"
    ok(manager.post(f"{task}/draft", {"opinion": "想一想"}))
    manager.post(f"{task}/edit", {"fields": {"total": {"value": 1}}})
    ok(manager.patch("workflow/phrases", {"texts": ["同意"]}))
    ok(manager.patch("workflow/quiet-hours", {"mode": "hours", "start": "22:00", "until": "07:00"}))
    ok(manager.post(f"{task}/consult", {"to": [warehouse]}))
    ok(api("warehouse").post(f"workflow/tasks/{_task(api, 'warehouse', case)}/answer", {"opinion": "有货"}))
    ok(manager.post(f"{task}/delegate", {"to": warehouse}))
    ok(manager.post(f"{task}/recall", {}))
    ok(manager.post(f"{task}/add", {"to": [warehouse], "place": "parallel"}))
    added = f"workflow/tasks/{_task(api, 'warehouse', case)}"
    ok(manager.post(f"{added}/remove", {}))
    ok(admin.post(f"{path}/suspend", {"opinion": "查"}))
    ok(admin.post(f"{path}/resume", {}))
    ok(manager.post("workflow/tasks/batch", {"tasks": [int(task.rpartition("/")[2])]}))
    ok(admin.post(f"{path}/jump", {"opinion": "再看", "target": "manager"}))
    added = {"opinion": "复核", "name": "仓库复核", "people": [warehouse], "place": "after", "node": "manager"}
    ok(admin.post(f"{path}/steps", added))
    ok(admin.post(f"{path}/steps/leave-out", {"opinion": "不必", "node": "added_1"}))
    ok(admin.post(f"{path}/terminate", {"opinion": "停"}))
    ok(admin.post(f"{path}/reopen", {"opinion": "再来"}))
    for verb in ("archive", "reopen", "void"):
        ok(admin.post(f"{path}/{verb}", {"opinion": "处理"}))
    api("sales").post(f"{path}/revert", {})
    manager.post("workflow/verify", {"code": "x"})
    manager.post("workflow/verify/file", {})


def keeping(api: Api) -> None:
    """How long cases stay, and what is held."""
    admin = api("admin")
    in_force(api, written(POOL, "story.kept"))
    for rule in ({"archive_after": 30, "keep_months": 120}, {"process": "story.kept", "archive_after": 7}):
        ok(admin.patch("workflow/retention", rule))
    held = ok(admin.post("workflow/holds", {"process": "story.kept", "reason": "审计"}))
    ok(admin.post(f"workflow/holds/{held['id']}/release", {"reason": "审计结束"}))
    ok(admin.post("workflow/retention/drop", {"process": "story.kept"}))


def _task(api: Api, who: str, case: int) -> int:
    rows: list[dict[str, Any]] = ok(api(who).get("workflow/inbox", box="todo"))["rows"]
    return int(next(row["task_id"] for row in rows if row["case_id"] == case))


STORIES = (processes, running, hands, keeping)
