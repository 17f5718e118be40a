from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class AccountsConfig(HeyiApp):
    name = "heyi.core.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
    icon = "idcard"
    order = 910
    menu = (
        MenuItem(
            "invitations",
            _("Invitations"),
            "/accounts/invitations",
            permission="accounts.invitation.create",
            icon="idcard",
        ),
    )

    def ready(self) -> None:
        super().ready()
        from heyi.core.accounts.exact import take_passwords_as_given  # needs the models

        take_passwords_as_given()
