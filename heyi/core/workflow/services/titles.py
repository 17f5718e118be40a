"""What a case is called for a reader: its title repeats fields of the document, which may be hidden from them."""

from django.utils import translation

from heyi.core.access.actor import Actor
from heyi.core.resources.modes import knows_all
from heyi.core.workflow.subjects import find_subject
from heyi.kit.languages import OFFERED


def title_for(actor: Actor, resource: str, title: str, label: str) -> str:
    """The title, or only the document's label for those from whom a field that it repeats is hidden."""
    subject = find_subject(resource)
    if subject is None:
        return title
    if not knows_all(actor, subject.speaks_of):
        return label
    return subject.called(title, label) if subject.called else title


def title_for_all(resource: str, title: str, label: str) -> str | dict[str, str]:
    """The title for readers of every language: one text, or by language where it differs."""
    subject = find_subject(resource)
    if subject is None or subject.called is None:
        return title
    found = {}
    for language in OFFERED:
        with translation.override(language):
            found[language] = subject.called(title, label)
    return found
