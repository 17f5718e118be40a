from heyi.apps.masterdata.models.identities import IdentityKey
from heyi.apps.masterdata.models.money import Currency, ExchangeRate
from heyi.apps.masterdata.models.parties import Contact, Party
from heyi.apps.masterdata.models.places import Region, Shipper
from heyi.apps.masterdata.models.prices import PriceList, PriceListItem
from heyi.apps.masterdata.models.products import Category, Product, Unit

__all__ = [
    "Category",
    "Contact",
    "Currency",
    "ExchangeRate",
    "IdentityKey",
    "Party",
    "PriceList",
    "PriceListItem",
    "Product",
    "Region",
    "Shipper",
    "Unit",
]
