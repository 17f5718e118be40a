"""Two at the same moment, on connections of their own."""

import threading

from django.db import connection, transaction

from heyi.core.access.work import declare
from heyi.core.accounts.errors import LinkClosed
from heyi.core.accounts.services import invitations, resetting
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


def test_of_two_who_use_a_password_link_at_the_same_moment_one_chooses_the_password(committed):
    with transaction.atomic():
        _link, token = resetting.give(committed.employees["sales"].pk, actor=committed.system())
    start, results = threading.Barrier(2), {}

    def attempt(password: str) -> None:
        start.wait()
        try:
            resetting.use({"token": token, "password": password})
            results[password] = "in"
        except LinkClosed:
            results[password] = "closed"
        finally:
            connection.close()

    passwords = (PASSWORD, f"{PASSWORD}-other")
    threads = [threading.Thread(target=attempt, args=(password,)) for password in passwords]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results.values()) == ["closed", "in"]
    user = User.objects.get(username="sales")
    assert [user.check_password(password) for password in passwords] == [results[one] == "in" for one in passwords]
