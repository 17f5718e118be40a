"""Whom we deal with, as customer, as supplier, or as both; and the people there."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Party(Record, Searchable):
    """A company or person outside. What makes it a customer (owner, level, credit) is in crm, which also guards it: a party
    that is a customer is seen with the customer, a supplier by grants of its own.
    """

    code = models.CharField(_("Code"), max_length=40, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=80, blank=True)
    is_customer = models.BooleanField(_("Customer"), default=False)
    is_supplier = models.BooleanField(_("Supplier"), default=False)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    tax_number = models.CharField(_("Tax number"), max_length=40, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    fax = models.CharField(_("Fax"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    website = models.CharField(_("Website"), max_length=300, blank=True)
    country = models.CharField(_("Country"), max_length=60, blank=True)
    region = models.CharField(_("Province / state"), max_length=80, blank=True)
    city = models.CharField(_("City"), max_length=80, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=20, blank=True)
    language = models.CharField(_("Language of documents"), max_length=10, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Parent company")
    )
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    reach = Reach(shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Party"), _("Parties")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            # Lists walk by name and ask of each party whether its customer is within reach, until the page is full.
            models.Index(fields=["company", "name", "id"], name="masterdata_party_by_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "code"], name="masterdata_party_code", condition=~models.Q(code="")
            ),
            models.UniqueConstraint(
                fields=["company", "credit_code"],
                name="masterdata_party_credit_code",
                condition=~models.Q(credit_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(Record, Searchable):
    """A person at a party (联系人). At most one of a party is the primary one."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="contacts", verbose_name=_("Party"))
    name = models.CharField(_("Name"), max_length=120)
    title = models.CharField(_("Position"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    is_primary = models.BooleanField(_("Primary contact"), default=False)
    is_decision_maker = models.BooleanField(_("Decision maker"), default=False)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    # A contact is guarded by its party (``permissions.py``), whoever grants what.
    reach = Reach(shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Contact"), _("Contacts")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["company", "name", "id"], name="masterdata_contact_by_name"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party"], name="masterdata_contact_primary", condition=models.Q(is_primary=True)
            )
        ]

    def __str__(self) -> str:
        return self.name
