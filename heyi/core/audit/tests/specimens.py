"""A specimen of a finding, for the access harness."""

from typing import Any

from django.utils import timezone

from heyi.core.audit.models import CheckFinding
from tests.conformance.access.specimens import Maker, specimen


@specimen("audit.checkfinding", shares=False)
def finding(make: Maker) -> Any:
    now = timezone.now()
    return make.record(CheckFinding, rule="I7", record=make.text("sales.order:"), first_seen_at=now, last_seen_at=now)
