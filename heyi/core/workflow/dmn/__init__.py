"""DMN 1.1 to 1.5: decision models are read, decided with, explained and checked.

>>> model = read_model(source)
>>> outcome = model.decide("Discount", {"Amount": 1200, "Level": "A"})
>>> outcome.value, [match.rules for match in outcome.matches]
(Decimal('0.1'), [(2,)])
"""

from heyi.core.workflow.dmn.errors import NotSupported, UnknownDecision
from heyi.core.workflow.dmn.files import read_file, read_model
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.table import DecisionTable
from heyi.core.workflow.dmn.work import Outcome, TableMatch

__all__ = [
    "DecisionTable",
    "Model",
    "NotSupported",
    "Outcome",
    "TableMatch",
    "UnknownDecision",
    "read_file",
    "read_model",
]
