"""The sales process and the customer pool that every company starts with."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.models import Pipeline, Pool, Stage
from heyi.core.access import shipped
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save

POOL, PIPELINE = _("Public pool"), _("Standard sales")
STAGES = (
    (_("Qualified"), "open", "0.1"),
    (_("Needs confirmed"), "open", "0.3"),
    (_("Quotation"), "open", "0.5"),
    (_("Negotiation"), "open", "0.8"),
    (_("Won"), "won", "1"),
    (_("Lost"), "lost", "0"),
)
shipped.register("crm.pool", lambda: [POOL])
shipped.register("crm.pipeline", lambda: [PIPELINE])
shipped.register("crm.stage", lambda: [name for name, _outcome, _probability in STAGES])


def seed(actor: Actor) -> None:
    """One pipeline with the usual stages and one pool, unless the company has some; and its nights."""
    from heyi.apps.crm.jobs import schedule

    schedule(actor.company_id)
    if not Pool.objects.filter(company_id=actor.company_id).exists():
        pool = Pool(company_id=actor.company_id, name=str(POOL), is_default=True, daily_limit=20)
        save(pool, actor=actor)
    if Pipeline.objects.filter(company_id=actor.company_id).exists():
        return
    pipeline = save(Pipeline(company_id=actor.company_id, name=str(PIPELINE), is_default=True), actor=actor)
    for position, (name, outcome, probability) in enumerate(STAGES, start=1):
        stage = Stage(
            company_id=actor.company_id,
            pipeline=pipeline,
            position=position,
            name=str(name),
            outcome=outcome,
            probability=Decimal(probability),
        )
        save(stage, actor=actor)
