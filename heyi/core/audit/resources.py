"""What the checks found, as a list. The figures of a finding are not in it: they belong to the record (``checkup.py``)."""

from heyi.core.access.actor import Mode
from heyi.core.audit.models import CheckFinding
from heyi.core.resources.declare import F, Resource

findings = Resource(
    CheckFinding,
    name="findings",
    icon="medicine-box",
    title="record",
    fields=tuple(
        F(name, mode=Mode.READ) for name in ("rule", "record", "whole", "first_seen_at", "last_seen_at", "gone_at")
    ),
    list=("record", "rule", "first_seen_at", "last_seen_at", "gone_at"),
    filters=("rule", "whole", "first_seen_at", "gone_at"),
    sort=("-first_seen_at",),
    create=None,
    update=None,
    delete=None,
)

RESOURCES = (findings,)
