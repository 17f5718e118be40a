"""The demo company is made by the services that people use, and only once."""

import pytest

from heyi.config import demo
from heyi.core.access.work import declare
from heyi.core.org.models import Employee, User

pytestmark = pytest.mark.django_db


def test_the_demo_is_made_once_and_everybody_can_act():
    from heyi.core.org import actors

    marks = []
    demo.create(progress=lambda done, total: marks.append((done, total)))
    assert marks[-1] == (100, 100)
    count = User.objects.count()
    demo.create(progress=lambda done, total: None)
    assert User.objects.count() == count
    for person in demo.PEOPLE:
        actor = actors.load(User.objects.get(username=person.username).pk)
        assert actor is not None, person.username
        declare(actor)
        seen = Employee.objects.filter(company_id__in=actor.company_ids).count()
        assert (seen == 1) == (person.username == "stranger")
