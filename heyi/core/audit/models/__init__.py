from heyi.core.audit.models.checks import CheckFinding, CheckRun
from heyi.core.audit.models.entries import AuditEntry

__all__ = ["AuditEntry", "CheckFinding", "CheckRun"]
