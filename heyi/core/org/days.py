"""What day it is for a company: due, signing and receipt days are its own, not the server's (crm rule 38)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from heyi.core.org.models import Company


def today(company_id: int) -> date:
    """Today's date in the company's time zone."""
    return day_in(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))


def day_in(time_zone: str) -> date:
    """Today's date in a zone such as ``Asia/Shanghai``."""
    return timezone.now().astimezone(ZoneInfo(time_zone)).date()
