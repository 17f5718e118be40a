from heyi.core.audit.models.entries import AuditEntry

__all__ = ["AuditEntry"]
