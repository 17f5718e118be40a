from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "heyi.core.workflow"
    label = "workflow"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Make the functions known that roles can grant."""
        from heyi.core.access import permissions

        permissions.register("workflow.case.view", _("See every approval"))
        permissions.register("workflow.definition.update", _("Publish processes"))
        from heyi.core.workflow import handing_over, telling

        telling.register()
        handing_over.register()
