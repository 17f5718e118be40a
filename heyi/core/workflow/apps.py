from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class WorkflowConfig(HeyiApp):
    name = "heyi.core.workflow"
    label = "workflow"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Make the functions known that roles can grant."""
        super().ready()
        from heyi.core.access import permissions
        from heyi.core.workflow import functions

        permissions.register(functions.VIEW, _("See every approval"))
        permissions.register(functions.INTERVENE, _("Step into approvals"))
        permissions.register(functions.MANAGE, _("Publish processes"))
        permissions.register(functions.OPERATE, _("Keep processes running"))
        permissions.register(functions.RETAIN, _("Archive, retention and legal holds"))
        permissions.register(functions.WORK, _("Do the work of service tasks"))
        from heyi.core.resources import modes
        from heyi.core.workflow import handing_over, telling
        from heyi.core.workflow.services import secrecy

        modes.register_narrowing(secrecy.hidden_in_record, secrecy.hidden_in_lists)
        telling.register()
        handing_over.register()
