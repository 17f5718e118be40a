"""One class for each operation. A command checks, changes the step, and never touches the database itself."""

from heyi.core.workflow.commands.abstain import Abstain
from heyi.core.workflow.commands.add import AddSigners, RemoveSigner
from heyi.core.workflow.commands.annotate import Comment, SendCopy
from heyi.core.workflow.commands.approve import Approve
from heyi.core.workflow.commands.base import Command
from heyi.core.workflow.commands.circulate import Circulate, RecallCopy
from heyi.core.workflow.commands.claim import Claim, Release
from heyi.core.workflow.commands.consult import Answer, Consult, Delegate, Recall
from heyi.core.workflow.commands.edit import EditFields
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
from heyi.core.workflow.commands.intervene import Archive, Resume, Suspend, Terminate, Void
from heyi.core.workflow.commands.jump import Jump, Reopen
from heyi.core.workflow.commands.reject import Reject
from heyi.core.workflow.commands.repair import Migrate, ReportOverdue, ReportStall, Retry, Skip
from heyi.core.workflow.commands.resubmit import Resubmit
from heyi.core.workflow.commands.return_ import Return
from heyi.core.workflow.commands.revert import Revert
from heyi.core.workflow.commands.revise import Revise
from heyi.core.workflow.commands.start import Start
from heyi.core.workflow.commands.take_back import TakeBack
from heyi.core.workflow.commands.transfer import Transfer
from heyi.core.workflow.commands.urge import Urge
from heyi.core.workflow.commands.withdraw import Withdraw

__all__ = [
    "Abandon",
    "Abstain",
    "AddInstance",
    "AddSigners",
    "Answer",
    "Approve",
    "Archive",
    "BeginActivity",
    "Circulate",
    "Claim",
    "Command",
    "Comment",
    "Consult",
    "Delegate",
    "Deliver",
    "EditFields",
    "FailWork",
    "FinishAdHoc",
    "FinishWork",
    "Jump",
    "Migrate",
    "Recall",
    "RecallCopy",
    "Reject",
    "Release",
    "RemoveInstance",
    "RemoveSigner",
    "Reopen",
    "ReportOverdue",
    "ReportStall",
    "Resubmit",
    "Resume",
    "Retime",
    "Retry",
    "Return",
    "Returned",
    "Revert",
    "Revise",
    "SendCopy",
    "SetVariables",
    "Skip",
    "Start",
    "Suspend",
    "TakeBack",
    "Terminate",
    "Transfer",
    "Urge",
    "Void",
    "Withdraw",
]
