"""Two at the same moment, on connections of their own."""

import threading

from django.db import connection, transaction

from heyi.core.access.work import declare
from heyi.core.accounts.services import invitations
from heyi.core.org.models import User
from heyi.core.org.services import companies, people

PASSWORD = "a-long-Enough-phrase-7"


def test_of_two_who_accept_at_the_same_moment_one_gets_the_account(committed):
    actor = companies.acting_for(committed.company)
    with transaction.atomic():
        declare(actor)
        employee = people.hire(name="新同事", number="N1", department=committed.departments["sales"], actor=actor)
        _invitation, token = invitations.invite(employee.pk, actor=actor)
    start, results = threading.Barrier(2), []

    def attempt(name: str) -> None:
        start.wait()
        try:
            invitations.accept({"token": token, "username": name, "password": PASSWORD})
            results.append("in")
        except invitations.InvitationClosed:
            results.append("closed")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["closed", "in"]
    assert User.objects.filter(username__in=["one", "two"]).count() == 1
