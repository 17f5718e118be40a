from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class OrgConfig(HeyiApp):
    name = "heyi.core.org"
    label = "org"
    verbose_name = _("Organization")
    icon = "apartment"
    order = 900
    menu = (
        MenuItem("employees", _("Employees"), "/org/employees", resource="org.employee", icon="user"),
        MenuItem("departments", _("Departments"), "/org/departments", resource="org.department", icon="apartment"),
        MenuItem("posts", _("Posts"), "/org/posts", resource="org.post", icon="solution"),
    )
