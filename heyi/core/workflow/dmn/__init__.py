"""DMN 1.1 to 1.5: decision models are read, decided with, explained and checked.

>>> model = read_model(source)
>>> outcome = model.decide("Discount", {"Amount": 1200, "Level": "A"})
>>> outcome.value, [match.rules for match in outcome.matches]
(Decimal('0.1'), [(2,)])
"""

from heyi.core.workflow.dmn.analysis import Analysis, gaps_and_overlaps
from heyi.core.workflow.dmn.check import check
from heyi.core.workflow.dmn.errors import NotSupported, UnknownDecision
from heyi.core.workflow.dmn.files import read_file, read_model
from heyi.core.workflow.dmn.findings import Finding
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.table import DecisionTable
from heyi.core.workflow.dmn.work import Outcome, TableMatch

__all__ = [
    "Analysis",
    "DecisionTable",
    "Finding",
    "Model",
    "NotSupported",
    "Outcome",
    "TableMatch",
    "UnknownDecision",
    "check",
    "gaps_and_overlaps",
    "read_file",
    "read_model",
]
