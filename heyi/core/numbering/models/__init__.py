from heyi.core.numbering.models.counters import Counter
from heyi.core.numbering.models.numbers import IssuedNumber, SeriesPattern

__all__ = ["Counter", "IssuedNumber", "SeriesPattern"]
