from heyi.core.access.permissions import RoleGrant, RoleTemplate

ROLES = (
    RoleTemplate("sales", "Sales", (RoleGrant("plain.book.*", "own"),)),
    RoleTemplate("sales_manager", "Sales manager", (RoleGrant("plain.book.*", "department_and_below"),)),
    RoleTemplate("finance", "Finance", (RoleGrant("plain.book.view", "company"),)),
)
