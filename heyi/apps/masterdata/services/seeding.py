"""What every company starts with: units and currencies."""

from django.utils.translation import gettext as _

from heyi.apps.masterdata.models import Currency, Unit
from heyi.core.access.actor import Actor
from heyi.core.org.models import Company
from heyi.core.resources.saving import save


def seed(actor: Actor) -> None:
    """Common units and currencies; what is there already stays as it is."""
    units = (
        ("pcs", _("piece"), 0),
        ("set", _("set"), 0),
        ("box", _("box"), 0),
        ("kg", _("kilogram"), 3),
        ("h", _("hour"), 2),
    )
    for code, name, decimals in units:
        if not Unit.objects.filter(company_id=actor.company_id, code=code).exists():
            save(Unit(company_id=actor.company_id, code=code, name=name, decimals=decimals), actor=actor)
    own = Company.objects.values_list("currency", flat=True).get(pk=actor.company_id)
    names = {"CNY": _("Renminbi"), "TWD": _("New Taiwan dollar"), "USD": _("US dollar"), "EUR": _("Euro")}
    for code in dict.fromkeys((own, *names)):
        if not Currency.objects.filter(company_id=actor.company_id, code=code).exists():
            save(Currency(company_id=actor.company_id, code=code, name=names.get(code, code)), actor=actor)
