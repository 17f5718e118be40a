"""Specimens of customer relations, for the access harness."""

from typing import Any

from django.utils import timezone

from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity, Pipeline, Pool, PoolEntry, Stage, StageStay
from heyi.apps.masterdata.models import Party
from tests.conformance.access.specimens import Maker, specimen

OWNED = {"owner": "owner_id", "department": "department_id"}


@specimen("crm.customer", **OWNED, unowned=("view", "claim", "assign"))
def customer(make: Maker) -> Any:
    party = make.record(Party, name=make.text("客户"), is_customer=True)
    return make.owned(Customer, party=party, received_at=timezone.now())


@specimen("crm.pool")
def pool(make: Maker) -> Any:
    return make.record(Pool, name=make.text("公海"))


@specimen("crm.poolentry", parents=("customer",))
def pool_entry(make: Maker) -> Any:
    return make.record(PoolEntry, customer=make.parent("crm.customer"), act="claim", employee_id=make.place.owner_id)


@specimen("crm.opportunity", **OWNED, parents=("customer",))
def opportunity(make: Maker) -> Any:
    stage = Stage.objects.filter(company_id=make.place.company_id, outcome="open").order_by("position")[0]
    made = make.owned(Opportunity, name=make.text("商机"), customer=make.parent("crm.customer"), stage=stage)
    make.record(StageStay, opportunity=made, stage=stage, entered_at=timezone.now())
    return made


@specimen("crm.lead", **OWNED, parents=("customer",))
def lead(make: Maker) -> Any:
    return make.owned(Lead, name=make.text("线索"))


@specimen("crm.followup", owner="created_by_id", parents=("customer", "lead"))
def follow_up(make: Maker) -> Any:
    return make.record(
        FollowUp,
        customer=make.parent("crm.customer"),
        created_by_id=make.place.owner_id,
        content=make.text("跟进"),
        happened_at=timezone.now(),
    )


@specimen("crm.pipeline")
def pipeline(make: Maker) -> Any:
    return make.record(Pipeline, name=make.text("流程"))


@specimen("crm.stage")
def stage(make: Maker) -> Any:
    return make.record(Stage, pipeline=make.other("crm.pipeline"), name=make.text("阶段"), probability="0.1")
