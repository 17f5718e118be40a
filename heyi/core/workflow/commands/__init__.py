"""One class for each operation. A command checks, changes the step, and never touches the database itself."""

from heyi.core.workflow.commands.annotate import Comment, SendCopy
from heyi.core.workflow.commands.approve import Approve
from heyi.core.workflow.commands.base import Command
from heyi.core.workflow.commands.events import (
    Abandon,
    AddInstance,
    BeginActivity,
    Deliver,
    FailWork,
    FinishAdHoc,
    FinishWork,
    RemoveInstance,
    Retime,
    Returned,
    SetVariables,
)
from heyi.core.workflow.commands.reject import Reject
from heyi.core.workflow.commands.repair import Migrate, Retry, Skip
from heyi.core.workflow.commands.resubmit import Resubmit
from heyi.core.workflow.commands.return_ import Return
from heyi.core.workflow.commands.start import Start
from heyi.core.workflow.commands.transfer import Transfer
from heyi.core.workflow.commands.urge import Urge
from heyi.core.workflow.commands.withdraw import Withdraw

__all__ = [
    "Abandon",
    "AddInstance",
    "Approve",
    "BeginActivity",
    "Command",
    "Comment",
    "Deliver",
    "FailWork",
    "FinishAdHoc",
    "FinishWork",
    "Migrate",
    "Reject",
    "RemoveInstance",
    "Resubmit",
    "Retime",
    "Retry",
    "Return",
    "Returned",
    "SendCopy",
    "SetVariables",
    "Skip",
    "Start",
    "Transfer",
    "Urge",
    "Withdraw",
]
