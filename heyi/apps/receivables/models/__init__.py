from heyi.apps.receivables.models.claims import Claim, Instalment
from heyi.apps.receivables.models.receipts import Allocation, Receipt

__all__ = ["Allocation", "Claim", "Instalment", "Receipt"]
