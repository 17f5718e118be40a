"""What a case is called for a reader: its title repeats fields of the document, which may be hidden from them."""

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import knows_all
from heyi.core.workflow.subjects import speaks_of


def title_for(actor: Actor, resource: str, title: str, label: str) -> str:
    """The title, or only the document's label for those from whom a field that it repeats is hidden."""
    return title if knows_all(actor, speaks_of(resource)) else label
