from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class CrmConfig(HeyiApp):
    name = "heyi.apps.crm"
    label = "crm"
    verbose_name = _("Customers")
    depends = ("masterdata",)
    icon = "team"
    order = 10
    menu = (
        MenuItem("customers", _("Customers"), "/crm/customers", resource="crm.customer", icon="idcard"),
        MenuItem(
            "opportunities", _("Opportunities"), "/crm/opportunities", resource="crm.opportunity", icon="funnel-plot"
        ),
        MenuItem("follow-ups", _("Follow-ups"), "/crm/follow-ups", resource="crm.followup", icon="message"),
        MenuItem("pools", _("Customer pools"), "/crm/pools", permission="crm.pool.update", icon="inbox"),
        MenuItem("pipelines", _("Pipelines"), "/crm/pipelines", permission="crm.pipeline.update", icon="branches"),
    )

    def ready(self) -> None:
        super().ready()
        from heyi.apps.crm.services import leaving, seeding
        from heyi.core.org.services import companies

        companies.on_found(seeding.seed)
        leaving.register()
