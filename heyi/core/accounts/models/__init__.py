from heyi.core.accounts.models.invitations import Invitation
from heyi.core.accounts.models.passwords import UsedPassword

__all__ = ["Invitation", "UsedPassword"]
