"""What day it is for a company: due, signing and receipt days are its own, not the server's (crm rule 38)."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from heyi.core.org.models import Company


def today(company_id: int) -> date:
    """Today's date in the company's time zone."""
    zone = Company.objects.values_list("time_zone", flat=True).get(pk=company_id)
    return timezone.now().astimezone(ZoneInfo(zone)).date()
