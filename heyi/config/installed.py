"""The business apps of this install: one line each, low to high (``docs/adr/0001-order-of-apps.md``)."""

BUSINESS_APPS: tuple[str, ...] = (
    "heyi.apps.masterdata",
    "heyi.apps.crm",
    "heyi.apps.inventory",
    "heyi.apps.receivables",
    "heyi.apps.sales",
)

CORE_APPS: tuple[str, ...] = (
    "heyi.core.access",
    "heyi.core.org",
    "heyi.core.accounts",
    "heyi.core.audit",
    "heyi.core.events",
    "heyi.core.numbering",
    "heyi.core.resources",
    "heyi.core.messages",
    "heyi.core.jobs",
    "heyi.core.files",
    "heyi.core.workflow",
    "heyi.core.printing",
    "heyi.core.forms",
)
