"""Sets up a company in Tryton: chart of accounts, year, tax, products, and the parties that come on standard input.

`python -m bench.peers.tryton_company URL` reads `[[name, city, phone], …]` and prints the ids that requests need. It uses
what Tryton's own scenarios use (proteus and the `tests.tools` of its modules).
"""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from proteus import Model, config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, create_tax, get_accounts
from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company

PRODUCTS = 20
AT_ONCE = 500


def main() -> None:
    config.set_trytond(sys.argv[1], user="admin")
    create_company()
    create_chart()
    set_fiscalyear_invoice_sequences(create_fiscalyear()).click("create_period")
    tax = create_tax(Decimal("0.13"))
    tax.save()
    term = create_payment_term()
    term.save()
    facts = {"payment_term": term.id, "tax": tax.id, "products": list(products(tax)), "context": _context()}
    print(json.dumps(facts | {"parties": list(parties(json.load(sys.stdin)))}))


def products(tax: Any) -> Iterator[tuple[int, int]]:
    """Goods with a price and a tax, as the bench's world has them: (product, unit)."""
    accounts = get_accounts()
    category = Model.get("product.category")(name="Goods", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.customer_taxes.append(tax)
    category.save()
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    for number in range(PRODUCTS):
        template = Model.get("product.template")(name=f"传感器 {number}", code=f"P{number:03}", type="goods")
        template.default_uom, template.salable, template.list_price = unit, True, Decimal(100 + number)
        template.account_category = category
        template.save()
        yield template.products[0].id, unit.id


def parties(wanted: list[tuple[str, str, str]]) -> Iterator[int]:
    """Parties with an address and a phone, by Tryton's own `create`; their ids."""
    party = Model.get("party.party")
    for first in range(0, len(wanted), AT_ONCE):
        values = [
            {
                "name": name,
                "addresses": [("create", [{"city": city}])],
                "contact_mechanisms": [("create", [{"type": "phone", "value": phone}])],
            }
            for name, city, phone in wanted[first : first + AT_ONCE]
        ]
        yield from party._proxy.create(values, _context())


def _context() -> dict[str, Any]:
    return dict(config.get_config().context)


if __name__ == "__main__":
    main()
