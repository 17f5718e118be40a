from heyi.core.accounts.models.links import Invitation, PasswordLink
from heyi.core.accounts.models.passwords import UsedPassword

__all__ = ["Invitation", "PasswordLink", "UsedPassword"]
