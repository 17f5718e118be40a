from heyi.apps.crm.models.customers import Customer, FollowUp
from heyi.apps.crm.models.opportunities import Opportunity, Pipeline, Stage, StageStay
from heyi.apps.crm.models.pool import Pool, PoolEntry

__all__ = ["Customer", "FollowUp", "Opportunity", "Pipeline", "Pool", "PoolEntry", "Stage", "StageStay"]
