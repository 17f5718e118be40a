"""Every page of the app and its states: an address, who looks, and what is done before the picture."""

from dataclasses import dataclass, field

Record = tuple[str, str]


@dataclass(frozen=True)
class Shot:
    """One picture. `press` is clicked, `key` is typed; `broken` answers this address with an error, `hung` never."""

    name: str
    path: str
    user: str = "sales"
    record: Record | None = None
    press: tuple[str, ...] = ()
    key: str | None = None
    broken: str = ""
    hung: str = ""
    only: tuple[str, ...] = field(default=("wide", "phone"))


def records(path: str, query: str = "") -> Record:
    """Where the id of an address comes from: the first row of a list."""
    return (f"/api/v1/{path}", query)


CUSTOMER, LEAD, ORDER = records("crm/customers"), records("crm/leads"), records("sales/orders")
DRAFT = records("sales/orders", 'filter=["status","eq","draft"]')
OPEN_LEAD = records("crm/leads", 'filter=["status","eq","following"]')
READY = records("inventory/deliveries", 'filter=["status","eq","ready"]')
RECEIPT = records("receivables/receipts")
FORM = records("forms/designs")
HELP, BELL = "button:has(.lucide-circle-question-mark)", ".tb-icon:has(.lucide-bell)"

SHOTS = (
    Shot("01-sign-in", "/", user=""),
    Shot("02-workbench", "/"),
    Shot("03-workbench-manager", "/", user="manager"),
    Shot("03-workbench-finance", "/", user="finance"),
    Shot("03-workbench-warehouse", "/", user="warehouse"),
    Shot("03-workbench-employee", "/", user="employee"),
    Shot("04-palette", "/", key="Control+k"),
    Shot("05-person", "/", press=(".tb-person",)),
    Shot("06-messages", "/", press=(BELL,)),
    Shot("07-menu", "/", press=("nav.bb button:last-child",), only=("phone",)),
    Shot("10-customers", "/crm/customers"),
    Shot("11-customers-filter", "/crm/customers", press=("button:has(.lucide-list-filter)",)),
    Shot("12-customers-empty", "/crm/customers?q=zzzzzz"),
    Shot("13-customer", "/crm/customers/{id}", record=CUSTOMER),
    Shot("13-customer-contacts", "/crm/customers/{id}?tab=contacts", record=CUSTOMER),
    Shot("14-customer-edit", "/crm/customers/{id}/edit", record=CUSTOMER),
    Shot("15-customer-new", "/crm/customers/new"),
    Shot("16-customer-history", "/crm/customers/{id}?tab=history", record=CUSTOMER),
    Shot("17-leads", "/crm/leads"),
    Shot("18-lead", "/crm/leads/{id}", record=LEAD),
    Shot("18-lead-convert", "/crm/leads/{id}", record=OPEN_LEAD, press=("button:has(.lucide-user-check)",)),
    Shot("18-lead-new", "/crm/leads/new"),
    Shot("19-follow-ups", "/crm/follow-ups"),
    Shot("20-pipeline", "/crm/opportunities"),
    Shot("21-opportunities", "/crm/opportunities?mode=list"),
    Shot("22-opportunity", "/crm/opportunities/{id}", record=records("crm/opportunities")),
    Shot("22-opportunity-new", "/crm/opportunities/new"),
    Shot("23-pools", "/crm/pools", user="admin"),
    Shot("24-pipelines", "/crm/pipelines", user="admin"),
    Shot("24-pipeline-record", "/crm/pipelines/{id}", user="admin", record=records("crm/pipelines")),
    Shot("30-orders", "/sales/orders"),
    Shot("31-order", "/sales/orders/{id}", record=ORDER),
    Shot("32-order-new", "/sales/orders/new"),
    Shot("33-order-edit", "/sales/orders/{id}/edit", record=DRAFT),
    Shot("34-order-submit", "/sales/orders/{id}?submit=1", record=DRAFT),
    Shot("40-inbox", "/inbox", user="manager"),
    Shot("41-case", "/inbox/{case}", user="manager"),
    Shot("42-why", "/inbox/{case}", user="manager", press=(HELP,)),
    Shot("43-reject", "/inbox/{case}", user="manager", press=(".db .ant-btn-dangerous",)),
    Shot("43-batch", "/inbox", user="manager", press=(".ib-list header .ant-btn", ".ib-batch .ant-checkbox-input")),
    Shot(
        "43-batch-dialog",
        "/inbox",
        "manager",
        press=(".ib-list header .ant-btn", ".ib-batch .ant-checkbox-input", ".ib-batch .ant-btn-primary"),
    ),
    Shot("44-inbox-mine", "/inbox?box=mine"),
    Shot("45-inbox-empty", "/inbox?box=cc", user="employee"),
    Shot("50-stock", "/inventory/stock", user="warehouse"),
    Shot("51-deliveries", "/inventory/deliveries", user="warehouse"),
    Shot("52-delivery", "/inventory/deliveries/{id}", user="warehouse", record=READY),
    Shot("52-ship", "/inventory/deliveries/{id}", "warehouse", READY, press=(".hy-actions .ant-btn-primary",)),
    Shot("53-moves", "/inventory/moves", user="warehouse"),
    Shot("54-locations", "/inventory/locations", user="warehouse"),
    Shot("60-ageing", "/receivables/ageing", user="finance"),
    Shot("61-claims", "/receivables/claims", user="finance"),
    Shot("61-claim", "/receivables/claims/{id}", user="finance", record=records("receivables/claims")),
    Shot("62-receipts", "/receivables/receipts", user="finance"),
    Shot("62-receipt", "/receivables/receipts/{id}", user="finance", record=RECEIPT),
    Shot("62-receipt-new", "/receivables/receipts/new", user="finance"),
    Shot("63-instalments", "/receivables/instalments", user="finance"),
    Shot("64-overrides", "/receivables/credit-overrides", user="finance"),
    Shot("70-products", "/masterdata/products", user="admin"),
    Shot("70-product", "/masterdata/products/{id}", user="admin", record=records("masterdata/products")),
    Shot("70-product-new", "/masterdata/products/new", user="admin"),
    Shot("71-prices", "/masterdata/price-lists", user="admin"),
    Shot("71-price", "/masterdata/price-lists/{id}", user="admin", record=records("masterdata/price-lists")),
    Shot("72-parties", "/masterdata/parties"),
    Shot("73-contacts", "/masterdata/contacts"),
    Shot("73-contact", "/masterdata/contacts/{id}", record=records("masterdata/contacts")),
    Shot("74-rates", "/masterdata/exchange-rates", user="finance"),
    Shot("80-organization", "/org/organization", user="admin"),
    Shot("81-employees", "/org/employees", user="hr"),
    Shot("81-employee", "/org/employees/{id}", user="hr", record=records("org/employees")),
    Shot("82-departments", "/org/departments", user="hr"),
    Shot("83-posts", "/org/posts", user="hr"),
    Shot("84-delegations", "/org/delegations"),
    Shot("84-delegation-new", "/org/delegations/new"),
    Shot("85-calendars", "/org/calendars", user="hr"),
    Shot("86-roles", "/access/roles", user="admin"),
    Shot("86-role", "/access/roles/{id}", user="admin", record=records("access/roles")),
    Shot("87-assignments", "/access/role-assignments", user="admin"),
    Shot("88-explain", "/access/explain", user="admin"),
    Shot("88-checkup", "/audit/checkup", user="admin"),
    Shot("88-checkup-gone", "/audit/checkup?gone=1", user="admin"),
    Shot("89-invitations", "/accounts/invitations", user="hr"),
    Shot("90-account", "/account"),
    Shot("91-welcome-departments", "/welcome/departments", user="admin"),
    Shot("91-welcome-people", "/welcome/people", user="admin"),
    Shot("91-welcome-process", "/welcome/process", user="admin"),
    Shot("91-welcome-done", "/welcome/done", user="admin"),
    Shot("92-setup-link", "/setup?token=closed", user=""),
    Shot("92-invitation-link", "/invitation?token=closed", user=""),
    Shot("95-missing", "/crm/customers/999999"),
    Shot("96-nowhere", "/nowhere"),
    Shot("97-no-permission", "/access/roles", user="employee"),
    Shot("98-loading", "/crm/customers", hung="**/api/v1/crm/customers?*"),
    Shot("99-error", "/crm/customers", broken="**/api/v1/crm/customers?*"),
    Shot("99-error-workbench", "/", broken="**/api/v1/*/*?*"),
    Shot("a0-start", "/forms/start"),
    Shot("a1-forms", "/forms/designs", user="admin"),
    Shot("a2-gallery", "/forms/designs?open=gallery", user="admin"),
    Shot("a3-form-new", "/forms/designs?open=new", user="admin"),
    Shot("a4-form-designer", "/forms/designs/{id}?step=form", user="admin", record=FORM),
    Shot("a5-flow-designer", "/forms/designs/{id}?step=process", user="admin", record=FORM),
    Shot("a6-form-tried", "/forms/designs/{id}?step=try", user="admin", record=FORM),
    Shot("a7-form-basics", "/forms/designs/{id}?step=basics", user="admin", record=FORM),
    Shot("a8-form-versions", "/forms/designs/{id}?step=releases", user="admin", record=FORM),
    Shot("a9-papers", "/paper/leave_1"),
    Shot("b0-paper-new", "/paper/leave_1/new"),
    Shot("b1-paper", "/paper/leave_1/{id}", record=records("paper/leave_1")),
)
