"""The people of the demo company whom one can sign in as."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Text

PASSWORD = "heyi-demo-2026"  # noqa: S105 - shown to everybody who starts a demo, and only there


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An account of the demo: ``post`` is what the sign-in page calls them, ``place`` a key of the departments."""

    username: str
    name: str
    post: Text
    place: str
    manager: str | None
    roles: tuple[str, ...]


PEOPLE = (
    DemoPerson("sales", "林晓雯", _("Salesperson"), "sales_shanghai", "manager", ("sales",)),
    DemoPerson("manager", "李建国", _("Sales manager"), "sales", "boss", ("sales_manager",)),
    DemoPerson("finance", "陈静", _("Finance"), "finance", "boss", ("finance",)),
    DemoPerson("warehouse", "周伟", _("Warehouse keeper"), "warehouse", "boss", ("warehouse",)),
    DemoPerson("buyer", "孙丽", _("Buyer"), "purchasing", "boss", ("buyer",)),
    DemoPerson("service", "吴敏", _("Service engineer"), "service", "boss", ("service",)),
    DemoPerson("hr", "郑洁", _("Human resources"), "hr", "boss", ("hr",)),
    DemoPerson("employee", "冯磊", _("Employee"), "it", "admin", ()),
    DemoPerson("admin", "王芳", _("Administrator"), "it", "boss", ("administrator",)),
    DemoPerson("stranger", "何远", _("Employee of another company"), "other", None, ("sales", "sales_manager")),
)
BOSS = DemoPerson("boss", "王志远", _("General manager"), "office", None, ("general_manager",))
