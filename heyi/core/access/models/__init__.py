from heyi.core.access.models.changes import PeopleChange
from heyi.core.access.models.keys import ApiKey, IdempotencyKey
from heyi.core.access.models.roles import FieldRule, Role, RoleAssignment, RoleGrant, RoleOffer
from heyi.core.access.models.shares import Share

__all__ = [
    "ApiKey",
    "FieldRule",
    "IdempotencyKey",
    "PeopleChange",
    "Role",
    "RoleAssignment",
    "RoleGrant",
    "RoleOffer",
    "Share",
]
