"""Found a company: its group, its root department, its working calendar and the roles that the apps ship."""

from collections.abc import Callable

from django.db import connection, transaction
from django.utils import translation

from heyi.core.access.actor import Actor, system
from heyi.core.access.services import roles
from heyi.core.access.work import declare
from heyi.core.org.models import Company, Group, WorkCalendar
from heyi.core.org.services import calendars, departments
from heyi.core.resources.saving import save

root_department = departments.root_department
_callbacks: list[Callable[[Actor], None]] = []


def on_found(callback: Callable[[Actor], None]) -> None:
    """Apps add what every new company starts with. Callbacks must be harmless when they run again."""
    if callback not in _callbacks:
        _callbacks.append(callback)


@transaction.atomic
def found(
    name: str,
    code: str,
    *,
    short_name: str = "",
    region: str = "CN",
    currency: str = "CNY",
    time_zone: str = "Asia/Shanghai",
    language: str = "zh-hans",
    credit_code: str = "",
    group: Group | None = None,
) -> Company:
    """A new company, alone in a new group unless ``group`` is given. Row-level security of the rest of the transaction
    lets exactly this company through.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('org_company', 'id'))")
        company_id = int(cursor.fetchone()[0])
    actor = system(company_id, "set-up")
    declare(actor, verb="org.company.create")
    company = Company(
        id=company_id,
        group=group or Group.objects.create(name=name),
        code=code,
        name=name,
        short_name=short_name,
        region=region,
        currency=currency,
        time_zone=time_zone,
        language=language,
        credit_code=credit_code,
    )
    company.full_clean(exclude=["group"])
    company.save(force_insert=True)
    departments.open_department(name=short_name or name, parent_id=None, actor=actor)
    calendar = save(
        WorkCalendar(name=short_name or name, region=region, time_zone=time_zone, is_default=True),
        actor=actor,
    )
    calendars.fill_known(calendar, actor=actor)
    roles.install(actor)
    with translation.override(language):
        for callback in _callbacks:
            callback(actor)
    return company


def acting_for(company: Company) -> Actor:
    """The system, acting for one company: for set-up and imports."""
    return system(company.pk, "set-up")
