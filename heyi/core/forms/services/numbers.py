"""Numbers of documents: one series for each form, written as its serial field says."""

from heyi.core.access.actor import Actor
from heyi.core.forms.models import Document
from heyi.core.forms.source import Built
from heyi.core.numbering.allocation import allocate
from heyi.core.numbering.patterns import parse


def usual_pattern(code: str) -> str:
    """How documents are numbered whose form does not say it."""
    return f"{code.upper().replace('_', '-')}-{{year}}{{month}}-{{seq:04}}"


def give(record: Document, built: Built, actor: Actor) -> None:
    """The next number of the form, in the running transaction (rule 46)."""
    serial = built.design.serial()
    text = (serial.options.get("pattern") if serial else "") or usual_pattern(built.form.code)
    record.number = allocate(built.resource.key, actor=actor.in_company(record.company_id), pattern=parse(text))
    if serial is not None:
        record.data = {**record.data, serial.name: record.number}
