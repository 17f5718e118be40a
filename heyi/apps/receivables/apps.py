from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class ReceivablesConfig(HeyiApp):
    name = "heyi.apps.receivables"
    label = "receivables"
    verbose_name = _("Receivables")
    depends = ("masterdata",)
    icon = "account-book"
    order = 50
    menu = (
        MenuItem("claims", _("Receivables"), "/receivables/claims", resource="receivables.claim", icon="account-book"),
        MenuItem(
            "receipts", _("Receipts"), "/receivables/receipts", resource="receivables.receipt", icon="transaction"
        ),
        MenuItem("ageing", _("Ageing"), "/receivables/ageing", resource="receivables.claim", icon="bar-chart"),
        MenuItem(
            "instalments",
            _("Instalments"),
            "/receivables/instalments",
            resource="receivables.instalment",
            icon="calendar",
        ),
        MenuItem(
            "credit-overrides",
            _("Credit overrides"),
            "/receivables/credit-overrides",
            resource="receivables.creditticket",
            icon="key",
        ),
    )

    def ready(self) -> None:
        super().ready()
        from heyi.core.numbering import register_series

        register_series("receivables.claim", "AR-{year}-{seq:05}", _("Receivable number"))
        register_series("receivables.receipt", "RC-{year}-{seq:05}", _("Receipt number"))
