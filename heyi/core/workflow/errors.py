"""What the engine refuses, each with a stable code and a sentence that a person understands."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict, Denied, TooMany


class TaskDecided(Conflict):
    """Somebody was faster; ``extra`` names who and when, which each reader's page says in their own time."""

    code = "task_decided"
    title = _("This has been decided already.")
    detail = _("%(who)s has decided it.")


class CaseArchived(Conflict):
    """Archived cases are read only; ``extra`` says since when."""

    code = "case_archived"
    title = _("This approval is in the archive.")
    detail = _("It can be read, and an administrator can reopen it, which takes it out of the archive first.")


class AlreadyRemoved(Conflict):
    code = "already_removed"
    title = _("This approval has been removed; nothing is left to hold.")


class NotHeld(Conflict):
    code = "not_held"
    title = _("This hold has been released already.")


class CaseEnded(Conflict):
    code = "case_ended"
    title = _("This approval has ended.")


class SubjectChanged(Conflict):
    """The document is not the one that was submitted."""

    code = "subject_changed"
    title = _("The document has changed since it was submitted.")
    detail = _("Return it, so that the initiator can submit it again as it is now.")


class NotYourTask(Denied):
    code = "not_your_task"
    title = _("This task is somebody else's.")


class ActionNotOffered(Denied):
    code = "action_not_offered"
    title = _("This step does not offer that action.")


class BadTarget(Conflict):
    code = "bad_return_target"
    title = _("It cannot be returned to this step.")


class WayGone(Conflict):
    """The version by which the case runs today has no place for what would have to be as it was."""

    code = "way_gone"
    title = _("The way of this case has been changed since. It cannot go back to how it was there.")


class CannotWithdraw(Conflict):
    code = "cannot_withdraw"
    title = _("It can no longer be withdrawn.")
    detail = _("Somebody has already decided. Ask the approver to return it.")


class PassedOnTooOften(Conflict):
    code = "passed_on_too_often"
    title = _("This was passed on to you as often as the process allows.")


class TooManyReaders(Conflict):
    code = "too_many_readers"
    title = _("You can pass this on to %(most)s people at most.")


class AlreadyRead(Conflict):
    code = "already_read"
    title = _("It has been read already.")


class NotSentByYou(Denied):
    code = "not_sent_by_you"
    title = _("Only whoever passed it on can take it back.")


class NotInTheCase(Conflict):
    code = "not_in_the_case"
    title = _("In this process only people who take part can be mentioned.")


class BadReceiver(Conflict):
    code = "bad_receiver"
    title = _("It cannot be handed to this person.")


class UrgedRecently(TooMany):
    code = "urged_recently"
    title = _("You have urged the approvers already. Please give them a little time.")


class BadChoice(Conflict):
    code = "bad_choice"
    title = _("Please choose the approvers for “%(node)s”.")


class BadIdentity(Conflict):
    """兼岗: a post that the initiator does not hold in the document's company."""

    code = "bad_identity"
    title = _("You do not hold this post today.")
    detail = _("Choose one of your posts in the company of the document.")


class AlreadyInApproval(Conflict):
    code = "already_in_approval"
    title = _("This document is in approval already.")


class NoProcess(Conflict):
    code = "no_process"
    title = _("No approval process is published for this kind of document.")


class FieldRequired(Conflict):
    code = "field_required"
    title = _("A field that is required at this step is empty.")
    detail = _("Please fill in “%(field)s”.")


class FieldNotYours(Denied):
    code = "field_not_yours"
    title = _("At this step “%(field)s” cannot be changed.")


class FieldChanged(Conflict):
    """``extra["conflicts"]`` names each field with what it is now, what was read, what was to be written, and who was faster."""

    code = "field_changed"
    title = _("Somebody else has changed “%(field)s” meanwhile.")


class CaseInTrouble(Conflict):
    """The very first step already failed: nothing is started."""

    code = "case_in_trouble"
    title = _("The approval cannot go on here.")


class NoOperation(Conflict):
    code = "no_operation"
    title = _("No app offers the operation “%(name)s”.")


class NotWaiting(Conflict):
    """What somebody brings is no longer waited for."""

    code = "not_waiting"
    title = _("Nothing waits for this any more.")


class SeveralWait(Conflict):
    """A message is for one receiver (rule 35)."""

    code = "several_wait"
    title = _("More than one case waits for this message.")
    detail = _("Give it a key that only one of them has.")


class BadWay(Conflict):
    code = "bad_way"
    title = _("Say why, and by which way it goes on.")


class CannotMigrate(Conflict):
    """``extra["obstacles"]`` names each element that is in the way."""

    code = "cannot_migrate"
    title = _("The case cannot go on by that version.")


class BadLine(Conflict):
    """A line of a script that cannot be done; ``extra`` has its ``number``, the ``line`` and the ``reason``."""

    code = "bad_line"
    title = _("Line %(number)s cannot be done.")


class NotADraft(Conflict):
    code = "not_a_draft"
    title = _("A version that was put in force never changes.")
    detail = _("Make a new draft of it.")


class HasCases(Conflict):
    """Rule 47: running cases keep the process that they run by."""

    code = "has_cases"
    title = _("Cases have run by this process, so it can only be retired.")


class TaskHeld(Conflict):
    """``extra`` names what it waits for: signers before the decision, a delegate's or a consulted colleague's answer."""

    code = "task_held"
    title = _("This task waits for somebody else first.")
    detail = _("You can decide when they have answered, or take the task back from them.")


class TaskClaimed(Conflict):
    code = "task_claimed"
    title = _("%(who)s has taken this task.")


class NotClaimed(Conflict):
    code = "not_claimed"
    title = _("Take the task first.")


class NoAdvice(Conflict):
    code = "not_waiting"
    title = _("Nobody is being waited for here.")


class TooDeep(Conflict):
    code = "too_deep"
    title = _("Signers of signers of signers: no more can be added here.")


class LastVoter(Conflict):
    code = "last_voter"
    title = _("Somebody has to be left who decides.")


class NotYourAddition(Denied):
    code = "not_your_addition"
    title = _("Only those who added somebody, or an administrator, can take them away again.")


class AlreadyActedOn(Conflict):
    """``extra`` holds the act that stands in the way."""

    code = "already_acted_on"
    title = _("It can no longer be taken back.")
    detail = _("%(who)s has already acted on it at “%(node)s”.")


class NothingToTakeBack(Conflict):
    code = "nothing_to_take_back"
    title = _("There is no decision of yours here that could be taken back.")


class CaseSuspended(Conflict):
    """``extra`` names who stopped it, when and why."""

    code = "case_suspended"
    title = _("This approval is suspended.")
    detail = _("Reason: %(reason)s")


class NotSuspended(Conflict):
    code = "not_suspended"
    title = _("This approval is not suspended.")


class ProcessSuspended(Conflict):
    """``extra`` names who stopped it and when."""

    code = "process_suspended"
    title = _("This process is suspended: no new approvals begin.")
    detail = _("Reason: %(reason)s")


class ProcessNotSuspended(Conflict):
    code = "process_not_suspended"
    title = _("This process is not suspended.")


class CannotRevert(Conflict):
    code = "cannot_revert"
    title = _("The approval cannot be reverted.")


class SecondPersonNeeded(Conflict):
    code = "second_person_needed"
    title = _("Another administrator has to confirm this.")


class BadJump(Conflict):
    """``extra`` may name where the case would be stuck."""

    code = "bad_jump"
    title = _("The case cannot be moved to “%(node)s”.")
    detail = _("Only to a step from which every way comes to an end, and that is not being decided already.")


class BadStep(Conflict):
    """``extra["reason"]`` is a code (``parser.changing``, ``commands.revise``); ``extra["findings"]`` what the lint would say."""

    code = "bad_step"
    title = _("The way of this case cannot be changed there.")
    detail = _("A step is put in, or left out, where the case will come by, and never inside of a join.")


class BeingReverted(Conflict):
    """``extra["case"]`` is the case that decides."""

    code = "being_reverted"
    title = _("Whether this approval is taken back is being decided.")


class CaseRuns(Conflict):
    code = "case_runs"
    title = _("This approval has not ended.")


class DutiesSeparated(Denied):
    code = "duties_separated"
    title = _("You have already decided at a step that must be decided by somebody else.")


class NobodyLeft(Conflict):
    code = "nobody_left"
    title = _("Nobody can be found who takes over the open to-dos.")


class InputNeeded(Conflict):
    code = "input_needed"
    title = _("This step wants something filled in or signed, so it is decided by itself.")


class NoEndFound(Conflict):
    code = "no_end"
    title = _("A case with this content does not come to an end.")


class BpmnError(Exception):
    """What an operation raises to take the model's error path. ``bpmn_code`` is the code of the error event."""

    def __init__(self, bpmn_code: str, reason: str = "") -> None:
        self.bpmn_code = bpmn_code
        self.reason = reason
        super().__init__(bpmn_code)
