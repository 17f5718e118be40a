"""What happens in customer relations by the clock: promises that are due, and the night's recycling."""

from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heyi.apps.crm.models import FollowUp
from heyi.apps.crm.services import follow_ups, recycling
from heyi.core.access.actor import system
from heyi.core.access.work import unit_of_work
from heyi.core.messages import sending
from heyi.core.org.models import Company

AGAIN = RetryStrategy(wait=60, exponential_wait=0)


@app.task(name="crm.remind", retry=AGAIN)
def remind(*, follow_up_id: int, company_id: int) -> None:
    """Tell the owner once that the next follow-up is due; scheduled in the transaction that promised it (I32)."""
    actor = system(company_id, "crm")
    with unit_of_work(actor):
        rows = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up_id, next_outcome="")
        promise = rows.filter(next_at__lte=timezone.now()).first()
        if promise is None:
            return
        subject = promise.customer or promise.lead
        owner = (subject.owner_id if subject is not None else None) or promise.created_by_id
        if subject is None or owner is None:
            return
        sending.notify(
            [owner],
            "crm.follow_up_due",
            {"name": str(subject), "said": promise.content[:80]},
            actor=actor,
            resource=subject._meta.label_lower,
            record_id=subject.pk,
            dedupe=follow_ups.due_key(promise.pk),
        )


@app.task(name="crm.recycle", retry=AGAIN)
def recycle(*, company_id: int) -> None:
    """The night's run of one company. The next night is scheduled in the same transaction, so the chain cannot break."""
    actor = system(company_id, "recycling")
    with unit_of_work(actor):
        schedule(company_id)
        language = Company.objects.values_list("language", flat=True).get(pk=company_id)
        with translation.override(language):
            recycling.run(actor=actor)


def schedule(company_id: int) -> None:
    """Have the company's customers looked through next night."""
    recycle.configure(schedule_at=recycling.next_run(company_id)).defer(company_id=company_id)
