from heyi.apps.crm.models.customers import Customer, FollowUp
from heyi.apps.crm.models.opportunities import Opportunity, Pipeline, Stage, StageStay

__all__ = ["Customer", "FollowUp", "Opportunity", "Pipeline", "Stage", "StageStay"]
