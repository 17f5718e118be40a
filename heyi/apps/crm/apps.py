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
        MenuItem("leads", _("Leads"), "/crm/leads", resource="crm.lead", icon="aim"),
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
        from heyi.apps.crm.services import customers, leads, leaving, seeding
        from heyi.apps.masterdata import public as masterdata
        from heyi.core.messages.templates import register_template
        from heyi.core.org.services import companies

        companies.on_found(seeding.seed)
        masterdata.register_teller("party", customers.tell)
        masterdata.register_teller("lead", leads.tell)
        register_template("crm.follow_up_due", _("Follow up with %(name)s now"), "%(said)s", kind="todo")
        register_template("crm.recycle_soon", _("%(customer)s returns to the pool on %(on)s unless you follow up"))
        register_template("crm.recycled", _("%(customer)s returned to the pool: no follow-up for %(days)s days"))
        leaving.register()
