"""A document of a ready form on its whole way: filled in, submitted, refused, returned and decided to the end over HTTP."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from heyi.core.forms import computing
from heyi.core.forms.design import read
from heyi.core.workflow.models import Incident, Task
from heyi.kit import regions
from heyi.kit.languages import OFFERED, tag
from tests.cast import Cast
from tests.client import ApiClient
from tests.filling import REGIONS, Chooser, Values, World, is_given
from tests.speaking import foreign

Step = Mapping[str, Any]
EDITABLE = ("write", "required")


def every_step(steps: list[Step]) -> Iterator[Step]:
    """The steps that ask somebody, over all branches."""
    for step in steps:
        if "branches" in step:
            for way in step["branches"]:
                yield from every_step(way["steps"])
        else:
            yield step


def said_in(value: Any, language: str) -> Any:
    """A design with its texts as somebody reads them."""
    if isinstance(value, dict):
        if "zh-hans" in value:
            return value[language]
        return {name: said_in(one, language) for name, one in value.items()}
    return [said_in(one, language) for one in value] if isinstance(value, list) else value


class Ways:
    """The branches of a process, which of them values take, and who is asked on them."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.design, _faults = read(template["design"])
        self.steps = template["process"]["steps"]

    def all(self) -> dict[str, str]:
        """Every branch of a choice with its condition; those without are told by the conditions of the others."""
        return dict(self._conditions(self.steps))

    def _conditions(self, steps: list[Step]) -> Iterator[tuple[str, str]]:
        for step in steps:
            ways = step.get("branches", ())
            others = " or ".join(f"({way['condition']})" for way in ways if way.get("condition"))
            for way in ways:
                if step["type"] == "choice":
                    yield way["id"], way.get("condition") or f"not({others})"
                yield from self._conditions(way["steps"])

    def taken(self, values: Values, initiator: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        """The branches taken and the steps on them."""
        known = {**computing.all_as_feel(self.design.fields, values), "initiator": initiator}
        ways: list[str] = []
        steps: list[str] = []
        self._follow(self.steps, known, ways, steps)
        return ways, steps

    def _follow(self, steps: list[Step], known: Values, ways: list[str], found: list[str]) -> None:
        for step in steps:
            if step["type"] == "parallel":
                for way in step["branches"]:
                    self._follow(way["steps"], known, ways, found)
            elif step["type"] == "choice":
                held = (w for w in step["branches"] if w.get("condition") and self._holds(w["condition"], known))
                way = next(held, None) or next(w for w in step["branches"] if w.get("default"))
                ways.append(way["id"])
                self._follow(way["steps"], known, ways, found)
            else:
                found.append(step["id"])

    def _holds(self, text: str, known: Values) -> bool:
        return computing.evaluate(text, known, self.design) is True


class Walk:
    """One document of one template, by one initiator."""

    def __init__(
        self, people: "People", template: Mapping[str, Any], resource: str, world: World, seed: int, who: str = "sales"
    ) -> None:
        self.people, self.template, self.world = people, template, world
        self.random = Random(seed)  # noqa: S311 - no secret
        self.path, self.resource = resource.replace(".", "/"), resource
        self.ways = Ways(template)
        self.fields: dict[str, Any] = {one["name"]: one for one in template["design"]["fields"]}
        self.steps = {step["id"]: step for step in every_step(self.ways.steps)}
        self.chooser = Chooser(template["design"], template["process"], world, self.random)
        self.who, self.initiator = who, people.client(who)
        self.given: Values = {}
        self.wrote: dict[str, str] = {}
        self.asked: dict[str, set[str]] = {}

    # Filling in

    def begin(self, wish: str) -> None:
        """A draft that will take the branch ``wish`` (empty: any), with nothing in it that is not the initiator's."""
        condition = self.ways.all().get(wish, "")
        me = self.people.facts(self.who)

        def fulfilled(values: Values) -> bool:
            return not wish or wish in self.ways.taken(values, me)[0]

        def told(values: Values) -> Any:
            return self.post(self.initiator, f"{self.path}/evaluate", {"values": values})

        self.given = self.chooser.fill(told, (condition, fulfilled))
        self.document = self.post(self.initiator, self.path, self.given, 201)
        self.one = f"{self.path}/{self.document['id']}"
        for name, field in self.fields.items():
            if not is_given(field):
                body = {name: self.chooser.value(field) if field.get("later") else "1"}
                refused = self.initiator.patch(self.one, body, version=self.document["version"])
                assert refused.status_code == 422, (name, refused.data)

    def submit(self) -> None:
        """Hand it in, with people for the steps that ask for them."""
        asked = self.post(self.initiator, "workflow/preview", {"resource": self.resource, "id": self.document["id"]})
        colleagues = [self.people.id_of(name) for name in ("employee", "warehouse", "buyer")]
        choices = {
            one["node"]: [self.random.choice(colleagues if one["anybody"] else [p["id"] for p in one["candidates"]])]
            for one in asked["choices"]
        }
        shown = self.post(self.initiator, f"{self.one}/submit", {"choices": choices})
        assert shown["status"] == "running", shown
        assert shown["number"]
        self.number = shown["number"]
        mine = self.get(self.initiator, "workflow/inbox", box="mine", limit=200)["rows"]
        self.case_id = max(row["case_id"] for row in mine if row["subject"]["id"] == self.document["id"])

    # Deciding

    def open_tasks(self) -> list[tuple[str, Any]]:
        """Who is asked now, and what."""
        tasks = self.get(self.initiator, f"workflow/cases/{self.case_id}")["tasks"]
        return [(self.people.name_of(one["assignee"]["id"]), one) for one in tasks if one["state"] == "open"]

    def look(self, name: str, task: Any) -> Any:
        """The case as somebody who is asked sees it; what their steps hide from them is nowhere in it."""
        self.asked.setdefault(name, set()).add(task["node"])
        case = self.get(self.people.client(name), f"workflow/cases/{self.case_id}")
        assert case["task"], (name, task)
        self.check_hidden(name)
        return case

    def check_hidden(self, name: str) -> None:
        """Neither case nor document tell a person what the steps at which they were asked hide."""
        hidden = self.hidden(name)
        if not hidden:
            return
        client = self.people.client(name)
        case, record = client.get(f"workflow/cases/{self.case_id}"), client.get(self.one)
        for values in (case.data.get("snapshot", {}), record.data):
            assert not hidden & {one for one, value in values.items() if value is not None}, (name, hidden)
        for answer in (case, record):
            assert answer.status_code in (200, 404), answer.data
            text = answer.content.decode()
            for field in hidden:
                kept = self.given.get(field)
                assert not isinstance(kept, str) or len(kept) < 8 or kept not in text, (name, field)

    def hidden(self, name: str) -> set[str]:
        """What the steps hide at which somebody was asked."""
        rights = [self.rights(node) for node in self.asked.get(name, ())]
        return {field for one in rights for field, right in one.items() if right == "hidden"}

    def rights(self, node: str) -> Mapping[str, str]:
        """The rights of fields at a step."""
        found: Mapping[str, str] = self.steps.get(node, {}).get("approval", {}).get("fields", {})
        return found

    def speaks(self, name: str, languages: Sequence[str] = OFFERED) -> list[str]:
        """What of case, form, document, list and messages is not in the language of who reads it, in each of these."""
        client, found = self.people.client(name), []
        places = {one for code in REGIONS for one in (" ".join(regions.names_of(code["code"])),)}
        taken = {self.shown(client).get(one) or "" for one, field in self.fields.items() if field["type"] == "lookup"}
        own = {*self.people.names, *places, *taken}  # looked up and kept as text when the form was filled in
        for language in languages:
            assert client.patch("me", {"language": tag(language)}).status_code == 200
            design = self.get(client, f"{self.path}/design")
            answers = {
                "case": self.get(client, f"workflow/cases/{self.case_id}"),
                "list": self.get(client, self.path),
                "document": self.shown(client),
                "history": self.get(client, f"{self.one}/history"),
                "inbox": self.get(client, "workflow/inbox", box="todo"),
                "design": {"name": design["name"], "design": said_in(design["design"], language)},
                "meta": self.get(client, "meta")["resources"][self.resource],
                "messages": self.get(client, "messages"),
                "start": self.get(client, "forms/start"),
                "evaluate": client.post(f"{self.path}/evaluate", {"values": {}}).data,
            }
            for place, answer in answers.items():
                found += [f"{language} {place}{path}: {text}" for path, text in foreign(answer, language, own)]
        return sorted(set(found))

    def decide(self, name: str, task: Any) -> None:
        """Do what the step asks: fields first, then approve."""
        client, case = self.people.client(name), self.look(name, task)
        place = f"workflow/tasks/{task['id']}"
        rights = self.rights(task["node"])
        others = [one for one, field in self.fields.items() if field.get("later") and one not in rights]
        for field in others[:1]:
            body = {"fields": {field: {"value": self.value(field, client), "seen": None}}}
            answer = client.post(f"{place}/edit", body)
            assert (answer.status_code, answer.data["code"]) == (403, "field_not_yours"), answer.data
        required = [one for one, right in rights.items() if right == "required"]
        if any(self.shown(client).get(one) in (None, "", []) for one in required):
            refused = client.post(f"{place}/approve", {"opinion": ""})
            assert (refused.status_code, refused.data["code"]) == (409, "field_required"), refused.data
        self.write(name, place, task["node"])
        assert "approve" in {one["name"] for one in case["actions"]}
        self.post(client, f"{place}/approve", {"opinion": ""})

    def write(self, name: str, place: str, node: str) -> None:
        """Fill in what the step lets its people change: what is required always, the rest as it comes; not what an earlier
        step hides from the same person.
        """
        client, hidden = self.people.client(name), self.hidden(name)
        for field, right in self.rights(node).items():
            if right not in EDITABLE or field in hidden or (right == "write" and self.random.random() < 0.4):
                continue
            for _time in range(40):
                before = self.stands(client, field)
                value = self.value(field, client)
                if "." in field:
                    value = [self.value(field, client) for _row in before]
                if value is None:
                    break
                answer = client.post(f"{place}/edit", {"fields": {field: {"value": value, "seen": before}}})
                if answer.status_code == 200:
                    stands = self.stands(client, field)
                    assert "." not in field or stands == value, (field, stands, value)
                    if stands is not None:  # what is not shown now is not kept
                        self.wrote[field] = node
                    break
                assert answer.status_code == 422, (field, value, before, answer.data)
                assert {one["code"] for one in answer.data["errors"]} <= {"rule", "required"}, (field, answer.data)
            else:
                raise AssertionError((field, answer.data))

    def value(self, field: str, client: ApiClient) -> Any:
        """A good value, with files of the one who gives it."""
        self.world.client, before = client, self.world.client
        try:
            return self.chooser.value(self.field(field))
        finally:
            self.world.client = before

    def field(self, name: str) -> Any:
        """A field by its name, a column of lines by both names."""
        lines, _dot, column = name.partition(".")
        return next((one for one in self.fields[lines].get("fields", ()) if one["name"] == column), self.fields[lines])

    def stands(self, client: ApiClient, name: str) -> Any:
        """What somebody reads in a field; of a column, in each row."""
        lines, dot, column = name.partition(".")
        value = self.shown(client).get(lines)
        return [row.get(column) for row in value or ()] if dot else value

    def shown(self, client: ApiClient) -> Any:
        """The document as somebody sees it."""
        return self.get(client, self.one)

    # Detours

    def reject(self) -> None:
        """The first who may rejects; the initiator hands it in again."""
        for name, task in self.passed_until("reject"):
            client = self.people.client(name)
            self.post(client, f"workflow/tasks/{task['id']}/reject", {"opinion": "no"})
            shown = self.shown(self.initiator)
            assert (shown["status"], shown["number"]) == ("rejected", self.number)
            self.check_quiet()
            self.submit()
            return

    def send_back(self) -> None:
        """The first who may returns it to the initiator, who changes a word and submits again."""
        for name, task in self.passed_until("return"):
            self.post(self.people.client(name), f"workflow/tasks/{task['id']}/return", {"opinion": "again"})
            shown = self.shown(self.initiator)
            assert shown["status"] == "draft", shown["status"]
            ((who, back),) = self.open_tasks()
            assert (who, back["kind"]) == (self.who, "resubmit")
            words = [one for one in self.given if self.fields[one]["type"] in ("text", "longtext") and one in shown]
            if words and not self.fields[words[0]].get("pattern"):
                body = {words[0]: self.chooser.value(self.fields[words[0]])}
                changed = self.initiator.patch(self.one, body, version=shown["version"])
                assert changed.status_code == 200, changed.data
                self.given |= body
            self.post(self.initiator, f"workflow/tasks/{back['id']}/resubmit", {"opinion": ""})
            assert self.shown(self.initiator)["status"] == "running"
            return

    def passed_until(self, action: str) -> Iterator[tuple[str, Any]]:
        """The first task at which an action is offered; those before it are decided."""
        while tasks := self.open_tasks():
            name, task = tasks[0]
            case = self.look(name, task)
            if action in {one["name"] for one in case["actions"]}:
                yield name, task
                return
            self.decide(name, task)
        raise AssertionError(f"nobody may {action}")

    def to_the_end(self) -> None:
        """Everybody decides until nobody is asked."""
        for _time in range(60):
            tasks = self.open_tasks()
            if not tasks:
                return
            self.decide(*self.random.choice(tasks))
        raise AssertionError("it does not end")

    # What has become of it

    def check_end(self) -> tuple[list[str], list[str]]:
        """Approved, with its number, every field written by the step that may. The branches and steps that were taken."""
        shown = self.shown(self.initiator)
        case = self.get(self.initiator, f"workflow/cases/{self.case_id}")
        assert (shown["status"], shown["number"], case["state"]) == ("approved", self.number, "approved"), case["path"]
        self.check_quiet()
        for name, field in self.fields.items():
            if field.get("later"):
                assert (shown.get(name) is None) == (name not in self.wrote), (name, self.wrote, shown.get(name))
        ways, steps = self.ways.taken(self.people.stored(self.document["id"]), self.people.facts(self.who))
        passed = {one["node"] for one in case["path"]}
        assert passed & self.steps.keys() == set(steps), (passed ^ set(steps), shown)
        for reader in case["readers"]:
            self.check_reader(self.people.name_of(reader["id"]), reader["id"])
        return ways, steps

    def check_reader(self, name: str, number: int) -> None:
        """Whoever is informed reads the case without what the step hides from them."""
        stored = self.people.stored(self.document["id"])
        for node, step in self.steps.items():
            paths = [rule["path"].removesuffix(".id") for rule in step["approval"]["rules"] if "path" in rule]
            if step["type"] == "inform" and any((stored.get(one) or {}).get("id") == number for one in paths):
                self.asked.setdefault(name, set()).add(node)
        self.check_hidden(name)

    def check_quiet(self) -> None:
        """Nobody is asked any more, and nothing has gone wrong."""
        self.people.cast.system()
        assert not Task.objects.filter(case_id=self.case_id, state="open").exists()
        assert not Incident.objects.filter(case_id=self.case_id).exists()

    # HTTP

    def get(self, client: ApiClient, path: str, **params: Any) -> Any:
        answer = client.get(path, **params)
        assert answer.status_code == 200, (path, answer.data)
        return answer.data

    def post(self, client: ApiClient, path: str, body: Values, status: int = 200) -> Any:
        answer = client.post(path, body)
        assert answer.status_code == status, (path, body, answer.data)
        return answer.data


class People:
    """The cast by name and id, each with one client."""

    def __init__(self, api: Any, cast: Cast) -> None:
        self.api, self.cast = api, cast
        self.language = "zh-hans"
        self.clients: dict[str, ApiClient] = {}
        self._names = {one.pk: name for name, one in cast.employees.items()}
        self.names = {cast.company.name, cast.company.short_name, *(one.name for one in cast.departments.values())}
        self.names |= {one.name for one in cast.employees.values()}

    def client(self, name: str) -> ApiClient:
        if name not in self.clients:
            self.clients[name] = self.api(name)
            assert self.clients[name].patch("me", {"language": tag(self.language)}).status_code == 200
        return self.clients[name]

    def id_of(self, name: str) -> int:
        return int(self.cast.employees[name].pk)

    def name_of(self, number: int) -> str:
        return self._names[number]

    def facts(self, name: str) -> Mapping[str, Any]:
        """What expressions know of somebody."""
        from heyi.core.forms.services.documents import initiator_of

        self.cast.system()
        return initiator_of(self.id_of(name))

    def stored(self, document_id: int) -> Values:
        """What is kept of a document."""
        from heyi.core.forms.models import Document

        self.cast.system()
        found: Values = Document.objects.get(pk=document_id).data
        return found
