from heyi.apps.receivables.models.claims import Adjustment, Claim, Instalment
from heyi.apps.receivables.models.credit import CreditTicket
from heyi.apps.receivables.models.receipts import Allocation, Receipt

__all__ = ["Adjustment", "Allocation", "Claim", "CreditTicket", "Instalment", "Receipt"]
