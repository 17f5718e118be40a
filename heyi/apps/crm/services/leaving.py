"""Customers and open opportunities of somebody who leaves."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.models import Customer, Opportunity, PoolEntry, Stage
from heyi.apps.crm.services import pool
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee
from heyi.core.org.services import holdings
from heyi.core.resources.saving import save


def register() -> None:
    """Tell the organization that customers and opportunities hang on people."""
    holdings.register(holdings.Holding("customers", _("Customers"), _customers, _give_customers))
    holdings.register(holdings.Holding("opportunities", _("Open opportunities"), _opportunities, _give_opportunities))


def _customers(employee: Employee) -> QuerySet[Any]:
    return Customer.objects.filter(owner=employee)


def _give_customers(employee: Employee, successor: Employee, actor: Actor) -> None:
    """The holding cap does not stand in the way: somebody has to have them."""
    for customer in _customers(employee).select_for_update(of=("self",)).order_by("pk"):
        customer.owner, customer.department = successor, successor.department
        save(customer, actor=actor)
        pool.record(customer, PoolEntry.Act.TRANSFER, successor.pk, employee.pk, actor)
        data = {"former_owner": employee.pk, "owner": successor.pk}
        publish("crm.customer.transferred", customer, actor=actor, data=data)


def _opportunities(employee: Employee) -> QuerySet[Any]:
    return Opportunity.objects.filter(owner=employee, stage__outcome=Stage.Outcome.OPEN)


def _give_opportunities(employee: Employee, successor: Employee, actor: Actor) -> None:
    for opportunity in _opportunities(employee).select_for_update(of=("self",)).order_by("pk"):
        opportunity.owner, opportunity.department = successor, successor.department
        save(opportunity, actor=actor)
