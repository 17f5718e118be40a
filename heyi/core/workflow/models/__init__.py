from heyi.core.workflow.models.archive import ArchiveBatch, Archived, Archiving, Hold, Retention, Seal
from heyi.core.workflow.models.cases import Activation, Case, Edit, Entry, Incident, Snapshot, Subscription, Token
from heyi.core.workflow.models.definitions import (
    Clocked,
    Definition,
    Fetched,
    Opening,
    Post,
    RuleModel,
    Scenario,
    Version,
)
from heyi.core.workflow.models.matrices import Matrix, MatrixVersion
from heyi.core.workflow.models.personal import Draft, Phrases, QuietHours
from heyi.core.workflow.models.tasks import Copy, Decision, Note, Task

__all__ = [
    "Activation",
    "ArchiveBatch",
    "Archived",
    "Archiving",
    "Case",
    "Clocked",
    "Copy",
    "Decision",
    "Definition",
    "Draft",
    "Edit",
    "Entry",
    "Fetched",
    "Hold",
    "Incident",
    "Matrix",
    "MatrixVersion",
    "Note",
    "Opening",
    "Phrases",
    "Post",
    "QuietHours",
    "Retention",
    "RuleModel",
    "Scenario",
    "Seal",
    "Snapshot",
    "Subscription",
    "Task",
    "Token",
    "Version",
]
