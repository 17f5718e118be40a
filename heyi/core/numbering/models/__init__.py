from heyi.core.numbering.models.counters import Counter

__all__ = ["Counter"]
