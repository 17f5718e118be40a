"""People are told once, in their language, and only about what they may still see."""

import json

import pytest
from django.core import mail as django_mail
from django.core.mail import get_connection
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.messages import mail, sending, templates
from heyi.core.messages.jobs import mail as mail_job
from heyi.core.messages.models import Message
from tests.plain.models import Book

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def template():
    return templates.register_template(
        "plain.lent", _("%(title)s was lent"), "Price %(price)s", kind="task", fields={"price": "price"}
    ).key


@pytest.fixture
def book(cast):
    actor = cast.actor("sales")
    owner = cast.employees["sales"]
    return Book.objects.create(company_id=actor.company_id, title="甲", owner=owner, department=owner.department)


def tell(cast, template, book, *people, dedupe=""):
    actor = cast.actor("sales")
    ids = [cast.employees[name].pk for name in people]
    params = {"title": book.title, "price": "12.00"}
    return sending.notify(ids, template, params, actor=actor, resource="plain.book", record_id=book.pk, dedupe=dedupe)


def test_the_recipients_read_it_and_nobody_else(cast, api, template, book):
    assert len(tell(cast, template, book, "sales", "manager")) == 2
    (row,) = api("manager").get("messages", unread="1").data["rows"]
    assert row["title"] == "甲 was lent"
    assert (row["kind"], row["body"], row["read"]) == ("task", "Price 12.00", False)
    assert row["path"] == f"/plain/books/{book.pk}"
    assert api("colleague").get("messages").data == {"rows": [], "next": None}
    assert api("stranger").get("messages").data["rows"] == []
    assert api("nobody").get("messages").status_code == 401


def test_the_same_thing_is_said_once_and_again_only_after_it_was_taken_back(cast, api, template, book):
    assert len(tell(cast, template, book, "manager", dedupe="loan:1:a")) == 1
    assert tell(cast, template, book, "manager", dedupe="loan:1:a") == []
    assert sending.withdraw("loan:1:", actor=cast.actor("sales")) == 1
    assert api("manager").get("messages").data["rows"] == []
    assert api("manager").get("messages/counts").data == {"unread": 0, "kinds": {}}
    assert len(tell(cast, template, book, "manager", dedupe="loan:1:a")) == 1
    assert api("manager").get("messages/counts").data == {"unread": 1, "kinds": {"task": 1}}


def test_withdrawing_leaves_other_causes_and_other_companies_alone(cast, template, book):
    tell(cast, template, book, "manager", dedupe="loan:1:a")
    tell(cast, template, book, "manager", dedupe="loan:10:a")
    assert sending.withdraw("loan:1:", actor=cast.actor("stranger")) == 0
    assert sending.withdraw("loan:1:", actor=cast.actor("sales")) == 1
    assert Message.objects.filter(gone_at=None).count() == 1


def test_nobody_in_another_company_can_be_told(cast, template, book):
    assert tell(cast, template, book, "stranger") == []


def test_a_record_out_of_sight_is_not_told_about_any_more(cast, api, template, book):
    tell(cast, template, book, "sales")
    cast.actor("sales")
    Book.objects.filter(pk=book.pk).update(owner=cast.employees["manager"], department=cast.departments["sales"])
    (row,) = api("sales").get("messages").data["rows"]
    assert "甲" not in str(row)
    assert "12.00" not in str(row)
    assert (row["resource"], row["record_id"], row["path"]) == (None, None, None)


def test_reading_marks_the_persons_own_messages_only(cast, api, template, book):
    (mine, theirs) = tell(cast, template, book, "sales", "manager")
    ids = {Message.objects.get(pk=pk).recipient_id: pk for pk in (mine, theirs)}
    other = ids[cast.employees["manager"].pk]
    answer = api("sales").post("messages/read", {"ids": [other, ids[cast.employees["sales"].pk]]})
    assert answer.data == {"unread": 0, "kinds": {}}
    assert api("manager").get("messages/counts").data["unread"] == 1
    assert api("manager").post("messages/read", {"ids": "all"}).data["unread"] == 0
    for wrong in ({}, {"ids": "some"}, {"ids": [True]}, {"ids": [1], "x": 1}, []):
        assert api("manager").post("messages/read", wrong).status_code == 422


def test_pages_are_bound_to_their_mark(cast, api, template, book):
    for _number in range(5):
        tell(cast, template, book, "sales")
    first = api("sales").get("messages", limit=3).data
    second = api("sales").get("messages", limit=3, cursor=first["next"]).data
    ids = [row["id"] for row in (*first["rows"], *second["rows"])]
    assert len(ids) == 5
    assert ids == sorted(ids, reverse=True)
    assert second["next"] is None
    assert api("sales").get("messages", cursor="x" + first["next"]).status_code == 422


def test_a_rolled_back_act_tells_nobody(cast, template, book):
    def act():
        with transaction.atomic():
            tell(cast, template, book, "manager")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert Message.objects.count() == 0


class TestMail:
    @pytest.fixture(autouse=True)
    def _server(self, settings, monkeypatch):
        settings.MAIL_URL = "smtp+tls://me:p%40ss@mail.example.com:2525"
        backend = get_connection("django.core.mail.backends.locmem.EmailBackend")
        monkeypatch.setattr(mail, "connection", lambda: backend)
        django_mail.outbox = []

    def test_a_mail_is_queued_with_the_message_and_sent_once(self, cast, template, book):
        (message_id,) = tell(cast, template, book, "manager")
        with connection.cursor() as cursor:
            cursor.execute("SELECT args::text FROM procrastinate_jobs WHERE task_name = 'messages.mail'")
            jobs = [json.loads(row[0]) for row in cursor.fetchall()]
        assert jobs == [{"message_id": message_id, "company_id": cast.company.pk}]
        for _again in range(2):
            mail_job(message_id=message_id, company_id=cast.company.pk)
        (sent,) = django_mail.outbox
        assert sent.to == ["manager@example.com"]
        assert f"<heyi-message-{message_id}@" in sent.extra_headers["Message-ID"]
        assert "甲" in sent.subject

    def test_what_was_read_or_withdrawn_is_not_mailed(self, cast, template, book):
        (first,) = tell(cast, template, book, "manager", dedupe="a:1")
        (second,) = tell(cast, template, book, "manager", dedupe="b:1")
        sending.withdraw("a:", actor=cast.actor("sales"))
        cast.actor("manager")
        Message.objects.filter(pk=second).update(read_at=timezone.now())
        for message_id in (first, second):
            mail_job(message_id=message_id, company_id=cast.company.pk)
        assert django_mail.outbox == []

    def test_a_mail_says_nothing_about_what_its_reader_may_not_see(self, cast, template, book):
        (message_id,) = tell(cast, template, book, "warehouse")
        mail_job(message_id=message_id, company_id=cast.company.pk)
        (sent,) = django_mail.outbox
        assert "甲" not in sent.subject + sent.body

    def test_the_address_of_the_server_is_understood(self):
        found = mail.options("smtp+tls://me:p%40ss@mail.example.com:2525")
        assert (found["host"], found["port"], found["username"], found["password"]) == (
            "mail.example.com",
            2525,
            "me",
            "p@ss",
        )
        assert (found["use_tls"], found["use_ssl"]) == (True, False)
        assert mail.options("smtps://mail.example.com")["port"] == 465
        with pytest.raises(ValueError, match="MAIL_URL"):
            mail.options("http://mail.example.com")
