"""`access explain`, the lists and the API say the same about random people, records and verbs, and it is what the rules
say. ``HEYI_ACCESS_QUESTIONS`` sets how many questions are asked (300; the long run 10,000).
"""

import os
import random

from heyi.core.access import explaining
from heyi.core.resources import registry
from tests.conformance.access import asking, operations, rules
from tests.conformance.access.asking import ask
from tests.conformance.access.world import World

QUESTIONS = int(os.environ.get("HEYI_ACCESS_QUESTIONS", "300"))
SEED = int(os.environ.get("HEYI_ACCESS_SEED", "20260105"))


def test_explanation_list_and_answer_agree(world: World, capsys):
    chance, wrong = random.Random(SEED), []  # noqa: S311 - a seed is wanted
    resources = registry.every()
    for number in range(QUESTIONS):
        resource = chance.choice(resources)
        relation, record = chance.choice(sorted(world.records[resource.key].items(), key=lambda pair: pair[0]))
        operation = chance.choice(operations.on_records(resource))
        name = chance.choice([name for name, person in world.people.items() if person is not None])
        said = _said(world, resource, record, operation, name)
        if len(set(said.values())) != 1:
            wrong.append(f"{number}: {operation.name} {resource.key} “{relation}” by {name}: {said}")
    with capsys.disabled():
        print(f"\n  explain: {QUESTIONS} questions (seed {SEED}), {len(wrong)} contradictions")
    assert not wrong, "\n".join(wrong[:20])


def _said(world, resource, record, operation, name) -> dict[str, bool]:
    """What each of them says about: may this person do this?"""
    world.open()
    row, person = world.row(record), world.people[name]
    said = {"rules": rules.answer(person, row, operation.verb, world.now) == 200}
    with asking.taken_back():
        world.open()
        permission = f"{resource.key}.{operation.verb}"
        said["explanation"] = explaining.explain(world.cast.employees[name], permission, record).allowed
    answer = ask(world.keys[name], operation.method, operation.at(row.id), operation.body(row.id))
    said["answer"] = (answer.problems or [answer.status])[0] not in (401, 403, 404)
    if operation.verb == "view":
        listed = ask(world.keys[name], "GET", resource.path, filter=["id", "eq", row.id], count=True)
        said["list"] = listed.status == 200 and [one["id"] for one in listed.data["rows"]] == [row.id]
    return said
