"""Business rule task: a decision of a DMN model (or of the organization's tables) gives the result."""

from heyi.core.workflow.behaviors.service_task import ServiceTask


class RuleTask(ServiceTask):
    """A decision is an operation whose name is the decision's."""
