"""Every rule that `heyi check` asks holds after honest work, and each planted breach is found and named.

The breaches are planted as the owner of the database, past services, triggers and constraints, and rolled back.
"""

import json

import pytest
from django.db import connection, transaction

from heyi.apps.crm.models import Stage
from heyi.apps.masterdata.models import Product
from heyi.config.commands import check
from heyi.core.audit import invariants
from heyi.core.resources.saving import save

pytestmark = [pytest.mark.usefixtures("owner"), pytest.mark.django_db]


@pytest.fixture
def worked(cast, api):
    """Goods in stock; two orders, one of them half shipped and half paid, and one in approval; a chance that moved on."""
    actor = cast.system()
    gauge = save(Product(code="G1", name="压力表", list_price="100"), actor=actor)
    assert api("warehouse").post("inventory/opening-stock", {"product": gauge.pk, "quantity": "100"}).status_code == 201
    sales, finance, warehouse = api("sales"), api("finance"), api("warehouse")
    customer = sales.post("crm/customers", {"name": "蓝天科技有限公司", "level": "a"}).data
    chance = sales.post("crm/opportunities", {"name": "年度采购", "customer": customer["id"]}).data
    second = Stage.objects.filter(outcome="open", company=cast.company).order_by("position")[1]
    assert sales.post(f"crm/opportunities/{chance['id']}/move", {"stage": second.pk}).status_code == 200
    for quantity, approvers in (("10", (api("manager"), finance)), ("5", (api("manager"), finance)), ("1", ())):
        body = {"customer": customer["id"], "lines": [{"product": gauge.pk, "quantity": quantity}]}
        order = sales.post("sales/orders", body).data
        assert sales.post(f"sales/orders/{order['id']}/submit").status_code == 200
        for approver in approvers:
            (task,) = approver.get("workflow/inbox", box="todo").data["rows"]
            assert approver.post(f"workflow/tasks/{task['task_id']}/approve", {}).status_code == 200
    note = warehouse.get("inventory/deliveries", filter=["status", "eq", "ready"]).data["rows"][0]
    line = warehouse.get(f"inventory/deliveries/{note['id']}").data["lines"][0]["id"]
    shipped = warehouse.post(
        f"inventory/deliveries/{note['id']}/ship", {"quantities": [{"line": line, "quantity": "2"}]}
    )
    assert shipped.status_code == 200
    money = {"party": customer["party"]["id"], "on": "2026-11-23", "amount": "300.00", "currency": "CNY"}
    receipt = finance.post("receivables/receipts", money).data
    assert finance.post(f"receivables/receipts/{receipt['id']}/allocate").status_code == 200
    return cast


def _broken() -> dict[str, list[str]]:
    """The rules that do not hold, with the records that break them."""
    return {found.code: [row.record for row in found.rows] for found in invariants.examine_all() if found.count}


def _run(statements: str) -> None:
    """What waits for the end is done first; the sums that the database keeps then wait for an end that never comes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS y_sums_agree, y_promises_agree DEFERRED")
        for statement in statements.split(";"):
            cursor.execute(statement)


def _rewrite(table: str, statement: str) -> str:
    """A statement on a table whose rows are only ever added."""
    return f"ALTER TABLE {table} DISABLE TRIGGER a_refuse; {statement}; ALTER TABLE {table} ENABLE TRIGGER a_refuse"


OPENED = "(SELECT min(id) FROM org_employee WHERE name = '林晓雯')"
WAITING = "state = 'live' AND case_id = (SELECT min(id) FROM workflow_case WHERE ended_at IS NULL)"
PLANTS = (
    (
        "I3",
        "inventory.move:",
        _rewrite(
            "inventory_move",
            "UPDATE inventory_move SET note = 'changed' WHERE id = (SELECT min(id) FROM inventory_move)",
        ),
    ),
    ("I3", "receivables_allocation", "ALTER TABLE receivables_allocation DISABLE TRIGGER a_refuse"),
    ("I3", "events_event", "GRANT UPDATE ON events_event TO heyi_app"),
    ("I4", "receivables.claim:", "UPDATE receivables_instalment SET settled = settled + 1 WHERE settled > 0"),
    ("I4", "receivables.claim:", "UPDATE receivables_instalment SET amount = amount + 1 WHERE settled = 0"),
    ("I5", "receivables.receipt:", "UPDATE receivables_receipt SET allocated = allocated - 1"),
    ("I5", "receivables.receipt:", "UPDATE receivables_receipt SET currency = 'USD'"),
    ("I7", "sales.order:", "UPDATE sales_order SET net_amount = net_amount + 1, total = total + 1"),
    ("I7", "sales.order:", "UPDATE sales_orderline SET tax = tax + 1"),
    ("I8", "sales.order/", "DELETE FROM numbering_issuednumber WHERE series = 'sales.order' AND value = 1"),
    ("I8", "sales.order:", "UPDATE numbering_counter SET last = 1 WHERE series = 'sales.order'"),
    (
        "I8",
        "sales.order:",
        "DROP INDEX sales_order_number; UPDATE sales_order SET number = (SELECT min(number) FROM sales_order)",
    ),
    ("I11", "masterdata.product:", "UPDATE inventory_balance SET on_hand = on_hand + 1"),
    ("I12", "masterdata.product:", "UPDATE inventory_balance SET reserved = reserved + 1"),
    ("I12", "masterdata.product:", "DELETE FROM inventory_reservation"),
    ("I13", "inventory.delivery:", "UPDATE inventory_deliveryline SET shipped = shipped - 1 WHERE shipped > 0"),
    ("I47", "masterdata.party:", "UPDATE masterdata_party SET is_customer = false WHERE is_customer"),
    (
        "I24",
        "sales.order:",
        "ALTER TABLE sales_order DISABLE TRIGGER z_audit; UPDATE sales_order SET note = 'unseen';"
        "ALTER TABLE sales_order ENABLE TRIGGER z_audit",
    ),
    (
        "I24",
        "inventory.openingstock:",
        "ALTER TABLE inventory_openingstock DISABLE TRIGGER z_audit; DELETE FROM inventory_openingstock;"
        "ALTER TABLE inventory_openingstock ENABLE TRIGGER z_audit",
    ),
    ("I24", "crm_customer", "ALTER TABLE crm_customer DISABLE TRIGGER z_audit"),
    (
        "I30",
        "events.event:",
        "INSERT INTO events_delivery (company_id, event_id, handler, state, attempts, error)"
        " SELECT company_id, id, 'forgotten', 'waiting', 0, '' FROM events_event e"
        " WHERE NOT EXISTS (SELECT 1 FROM events_delivery d WHERE d.event_id = e.id) LIMIT 1",
    ),
    (
        "I30",
        "events.event:",
        "INSERT INTO events_delivery (company_id, event_id, handler, state, attempts, error)"
        " SELECT company_id, id, 'failing', 'dead', 8, '' FROM events_event LIMIT 1",
    ),
    (
        "I33",
        "job:",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('events', 'lost', 'doing')",
    ),
    (
        "I33",
        "job:",
        "INSERT INTO procrastinate_workers DEFAULT VALUES;"
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('events', 'late', now() - interval '1 hour');"
        "UPDATE procrastinate_events SET at = now() - interval '20 minutes'",
    ),
    ("I2", "sales_order", "ALTER TABLE sales_order ADD COLUMN share double precision"),
    ("I15", "workflow.case:", "UPDATE workflow_task SET state = 'closed' WHERE state = 'approved'"),
    ("I15", "workflow.case:", _rewrite("workflow_decision", "DELETE FROM workflow_decision")),
    (
        "I16",
        "workflow.case:",
        _rewrite(
            "workflow_decision",
            "UPDATE workflow_decision d SET actor_id = c.initiator_id FROM workflow_case c WHERE c.id = d.case_id",
        ),
    ),
    (
        "I17",
        "workflow.case:",
        "UPDATE workflow_token SET state = 'live' WHERE id = (SELECT min(id) FROM workflow_token)",
    ),
    (
        "I17",
        "workflow.case:",
        "INSERT INTO workflow_incident (id, company_id, case_id, token_id, node, code, message, opened_at)"
        " SELECT 1, company_id, id, 1, 'n', 'c', 'm', now() FROM workflow_case WHERE ended_at IS NOT NULL LIMIT 1",
    ),
    ("I18", "workflow.case:", f"UPDATE workflow_token SET state = 'consumed' WHERE {WAITING}"),
    ("I18", "workflow.case:", f"UPDATE workflow_token SET activation_id = 1 WHERE {WAITING}"),
    (
        "I20",
        "workflow.case:",
        _rewrite("workflow_decision", "UPDATE workflow_decision SET decided_at = decided_at + interval '1 minute'"),
    ),
    ("I21", "workflow.version:", "UPDATE workflow_version SET xml = xml || ' '"),
    (
        "I22",
        "workflow.case:",
        _rewrite("workflow_entry", "DELETE FROM workflow_entry WHERE seq = 1"),
    ),
    ("I22", "workflow.case:", "UPDATE workflow_case SET log_hash = 'x'"),
    (
        "I25",
        "sales.order:",
        "UPDATE receivables_claim SET voided_on = '2026-01-01' WHERE id = (SELECT min(id) FROM receivables_claim)",
    ),
    ("I25", "sales.order:", "UPDATE sales_order SET status = 'cancelled' WHERE status = 'approved'"),
    (
        "I26",
        "workflow.case:",
        _rewrite("workflow_snapshot", "UPDATE workflow_snapshot SET data = data || ' '"),
    ),
    ("I29", "workflow.case:", "UPDATE org_employee SET status = 'left', user_id = NULL WHERE name = '经理李'"),
    (
        "I31",
        "events.event:",
        "INSERT INTO messages_message (company_id, version, created_at, updated_at, recipient_id, kind, template, params,"
        " resource, event_id, dedupe_key) SELECT company_id, 1, now(), now(), recipient_id, kind, template, params,"
        " resource, 1, id || n FROM messages_message, unnest('{a,b}'::text[]) n",
    ),
    ("I39", "sales_order", "ALTER TABLE sales_order NO FORCE ROW LEVEL SECURITY"),
    ("I39", "crm_customer", "DROP POLICY company_wall ON crm_customer"),
    (
        "I39",
        "org.employee:",
        "ALTER TABLE org_employee DROP CONSTRAINT org_employee_post_id_company;"
        "UPDATE org_employee e SET post_id = (SELECT p.id FROM org_post p WHERE p.company_id <> e.company_id LIMIT 1)"
        f" WHERE id = {OPENED}",
    ),
    (
        "I43",
        "org.employee:",
        "ALTER TABLE access_roleassignment DISABLE TRIGGER duties_apart;"
        "INSERT INTO access_roleassignment (company_id, version, created_at, updated_at, role_id, employee_id)"
        " SELECT r.company_id, 1, now(), now(), r.id, e.id FROM access_role r JOIN org_employee e USING (company_id)"
        f" WHERE r.duty IN ('system', 'audit') AND e.id = {OPENED};"
        "ALTER TABLE access_roleassignment ENABLE TRIGGER duties_apart",
    ),
    ("I41", "org.employee:", f"UPDATE org_employee SET status = 'left' WHERE id = {OPENED}"),
    (
        "I42",
        "crm.opportunity:",
        "UPDATE crm_stagestay SET entered_at = entered_at + interval '1 s' WHERE left_at IS NULL",
    ),
    ("I42", "crm.opportunity:", "DELETE FROM crm_stagestay WHERE left_at IS NULL"),
    (
        "I42",
        "crm.opportunity:",
        "UPDATE crm_stagestay y SET stage_id = (SELECT min(id) FROM crm_stage WHERE company_id = y.company_id)"
        " WHERE left_at IS NULL",
    ),
)


def test_honest_work_breaks_no_rule_and_each_planted_breach_is_named(worked):
    assert _broken() == {}
    for code, record, statements in PLANTS:
        with transaction.atomic():
            _run(statements)
            found = _broken()
            transaction.set_rollback(True)
        assert list(found) == [code], statements
        assert any(name.startswith(record) for name in found[code]), (statements, found)
    assert _broken() == {}


def test_every_rule_has_a_planted_breach():
    assert {found.code for found in invariants.registered()} == {code for code, _record, _statements in PLANTS}


def test_what_was_asked_for_just_now_is_not_late_whatever_its_hour(worked):
    _run("INSERT INTO procrastinate_workers DEFAULT VALUES")
    _run(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        " VALUES ('events', 'reminder', now() - interval '40 days')"
    )
    assert _broken() == {}


def test_the_report_names_the_rule_the_count_and_the_first_rows(worked):
    _run("UPDATE inventory_balance SET on_hand = on_hand + 1")
    findings = invariants.examine_all()
    text = check.as_text(findings)
    assert "I11  1 found" in text
    assert "on hand 99.0000, movements 98.0000" in text
    assert f"1 of {len(findings)} rules do not hold." in text
    told = json.loads(check.as_json(findings))
    assert told["broken"] == 1
    broken = next(rule for rule in told["invariants"] if rule["count"])
    assert (broken["code"], broken["rows"][0]["company"]) == ("I11", worked.company.pk)
