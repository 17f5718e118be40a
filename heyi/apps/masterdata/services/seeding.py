"""What every company starts with: units and currencies."""

from django.utils.translation import gettext_lazy as _

from heyi.apps.masterdata.models import Currency, Unit
from heyi.core.access import shipped
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company
from heyi.core.resources.saving import save

UNITS = (
    ("pcs", _("pcs"), 0),
    ("set", _("set"), 0),
    ("box", _("box"), 0),
    ("kg", _("kilogram"), 3),
    ("h", _("hour"), 2),
)
CURRENCIES = {"CNY": _("Renminbi"), "TWD": _("New Taiwan dollar"), "USD": _("US dollar"), "EUR": _("Euro")}
shipped.register("masterdata.unit", lambda: [name for _code, name, _decimals in UNITS])
shipped.register("masterdata.currency", CURRENCIES.values)


def seed(actor: Actor) -> None:
    """Common units and currencies; what is there already stays as it is."""
    for code, name, decimals in UNITS:
        if not Unit.objects.filter(company_id=actor.company_id, code=code).exists():
            save(Unit(company_id=actor.company_id, code=code, name=str(name), decimals=decimals), actor=actor)
    own = Company.objects.values_list("currency", flat=True).get(pk=actor.company_id)
    for code in dict.fromkeys((own, *CURRENCIES)):
        if not Currency.objects.filter(company_id=actor.company_id, code=code).exists():
            save(Currency(company_id=actor.company_id, code=code, name=str(CURRENCIES.get(code, code))), actor=actor)
