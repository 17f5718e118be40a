from heyi.apps.crm.models.customers import Customer, FollowUp
from heyi.apps.crm.models.leads import Lead
from heyi.apps.crm.models.opportunities import Opportunity, Pipeline, Stage, StageStay
from heyi.apps.crm.models.pool import Pool, PoolEntry, RecycleRun

__all__ = [
    "Customer",
    "FollowUp",
    "Lead",
    "Opportunity",
    "Pipeline",
    "Pool",
    "PoolEntry",
    "RecycleRun",
    "Stage",
    "StageStay",
]
