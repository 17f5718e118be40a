"""A process in which nearly everything can be done at the same moment, and the people who do it."""

from dataclasses import dataclass, replace

from django.db import transaction

from heyi.core.access.actor import Actor, Grant, Scope, system
from heyi.core.access.work import declare
from heyi.core.org import actors
from heyi.core.org.services import companies, people
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.graph import digest_of
from heyi.core.workflow.parser import changing
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import definitions
from heyi.core.workflow.tests.drawn import Drawing

KEY = "trial.pairs"
NAMES = (
    "initiator", "first", "one", "two", "three", "four", "five", "beside", "before", "adviser", "pool_a", "pool_b", "taken_a",
    "taken_b", "last", "new", "newer", "newest", "chaser", "rescuer", "admin", "second",
)  # fmt: skip
ASKED = {
    "first": ("first",),
    "vote": ("one", "two", "three", "four", "five"),
    "pool": ("pool_a", "pool_b"),
    "taken": ("taken_a", "taken_b"),
    "chase": ("chaser",),
    "rescue": ("rescuer",),
    "last": ("last",),
}
CLAIMED = ("pool", "taken")

TEXT = """
start s; user first; and f; s -> first -> f
user vote; boundary tick on=vote beside timer=PT0S; user chase; end chased; tick -> chase -> chased
user pool; boundary late on=pool timer=PT0S; user rescue; xor saved; late -> rescue -> saved; pool -> saved
user taken
events g; catch paid message=paid key="number"; catch stop signal=stop; xor heard; g -> paid -> heard; g -> stop -> heard
service work
xor way; task passed; way -> passed if "way > 0"
catch ready condition="ready"
and j; user last; end e; j -> last -> e
f -> vote -> j; f -> pool; saved -> j; f -> taken -> j; f -> g; heard -> j; f -> work -> j; f -> way; passed -> j
f -> ready -> j
"""
VARIABLES = {"number": 7, "way": 0, "ready": False}


@dataclass(frozen=True, slots=True)
class People:
    """Everybody by name, in a company of their own."""

    company_id: int
    actors: dict[str, Actor]

    def id(self, name: str) -> int:
        """Whom an employee's name means."""
        found = self.actors[name].employee_id
        assert found is not None
        return found

    def system(self) -> Actor:
        """The clock, the messages and the workers."""
        return system(self.company_id, "clock")


def hired() -> People:
    """A new company with them in it, committed."""
    found: dict[str, Actor] = {}
    with transaction.atomic():
        company = companies.found("并发公司", "bingfa")
        boss = companies.acting_for(company)
        declare(boss)
        root = companies.root_department(company.pk)
        for number, name in enumerate(NAMES):
            user = people.open_account(f"pairs_{name}", name=name, password=None, email="")
            people.hire(name=name, number=f"N{number}", department=root, actor=boss, user=user)
            actor = actors.load(user.pk)
            assert actor is not None
            if name in ("admin", "second"):
                grant = Grant(company.pk, Scope.COMPANY, "administrator")
                actor = replace(actor, grants={**actor.grants, "workflow.case.intervene": (grant,)})
            found[name] = actor
            declare(boss)
    return People(company.pk, found)


def versions(staff: People) -> list[models.Version]:
    """The process put in force twice: the second one calls the last step something else, and has one more. And one for a
    single case, with a step before the last."""
    first = _xml(staff, TEXT)
    second = _xml(staff, TEXT.replace("j -> last -> e", "task seal; j -> last -> seal -> e"))
    with transaction.atomic():
        declare(staff.system())
        made = [definitions.store(KEY, staff.company_id, xml, shipped=False) for xml in (second, first)]
        document = read(first)
        changing.put_in(document, b.approve("own", "Own", b.person(staff.id("newest"))), "before", "last")
        xml = write(document)
        own = models.Version.objects.create(
            company_id=staff.company_id, definition=made[1].definition, number=3, state=models.Version.State.CASE, xml=xml,
            digest=digest_of(xml),
        )  # fmt: skip
        return [*made, own]


def _xml(staff: People, text: str) -> str:
    xml = Drawing(text, KEY).xml().replace("<process ", '<process heyi:withdraw="running" heyi:revertDays="3" ', 1)
    for node, names in ASKED.items():
        whom = " ".join(str(staff.id(name)) for name in names)
        mode = 'mode="any" claim="true"' if node in CLAIMED else 'mode="all"'
        approver = f'<heyi:approver rule="person" people="{whom}"/>'
        extension = f"<extensionElements><heyi:approval {mode}>{approver}</heyi:approval></extensionElements>"
        xml = xml.replace(f'<userTask id="{node}">', f'<userTask id="{node}">{extension}', 1)
    return xml
