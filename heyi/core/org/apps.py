from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class OrgConfig(HeyiApp):
    name = "heyi.core.org"
    label = "org"
    verbose_name = _("Organization")
    icon = "apartment"
    order = 900
    menu = (
        MenuItem("organization", _("Organization"), "/org/organization", resource="org.department", icon="cluster"),
        MenuItem("employees", _("Employees"), "/org/employees", resource="org.employee", icon="user"),
        MenuItem("departments", _("Departments"), "/org/departments", resource="org.department", icon="apartment"),
        MenuItem("posts", _("Posts"), "/org/posts", resource="org.post", icon="solution"),
        MenuItem("groups", _("User groups"), "/org/groups", resource="org.usergroup", icon="team"),
        MenuItem("delegations", _("Delegations"), "/org/delegations", resource="org.delegation", icon="swap"),
        MenuItem("calendars", _("Working calendars"), "/org/calendars", resource="org.workcalendar", icon="calendar"),
    )
