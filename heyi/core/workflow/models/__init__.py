from heyi.core.workflow.models.cases import Activation, Case, Entry, Incident, Snapshot, Token
from heyi.core.workflow.models.definitions import Definition, Version
from heyi.core.workflow.models.matrices import Matrix, MatrixVersion
from heyi.core.workflow.models.personal import Draft, Phrases
from heyi.core.workflow.models.tasks import Copy, Decision, Note, Task

__all__ = [
    "Activation",
    "Case",
    "Copy",
    "Decision",
    "Definition",
    "Draft",
    "Entry",
    "Incident",
    "Matrix",
    "MatrixVersion",
    "Note",
    "Phrases",
    "Snapshot",
    "Task",
    "Token",
    "Version",
]
