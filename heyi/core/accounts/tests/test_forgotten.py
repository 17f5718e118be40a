"""A forgotten password: who gets a link, what it does, that it does it once, and what stays shut."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from heyi.core.access.models import ApiKey
from heyi.core.access.services import keys
from heyi.core.accounts import jobs
from heyi.core.accounts.models import PasswordLink
from heyi.core.audit.models import AuditEntry
from heyi.core.org.models import User
from heyi.core.org.services import people
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
OLD, NEW = "an-Older-phrase-5", "a-long-Enough-phrase-7"
DONE: set[int] = set()
LOGIN = "/_allauth/browser/v1/auth/login"


@pytest.fixture(autouse=True)
def mails(db, settings, monkeypatch):
    """Mail is set up; what it would carry is kept. Each test counts its own calls of strangers."""
    cache.clear()
    settings.MAIL_URL, settings.PUBLIC_URL = "smtp://localhost:2525", "https://heyi.example.com"
    sent: list[dict] = []
    monkeypatch.setattr(jobs.channel, "send", lambda **what: sent.append(what))
    return sent


@pytest.fixture
def user(cast) -> User:
    """The salesperson, who has a password."""
    found = cast.employees["sales"].user
    found.set_password(OLD)
    found.save()
    User.objects.filter(pk=found.pk).update(password_set_at=timezone.now() - timedelta(days=9))
    return User.objects.get(pk=found.pk)


def ask(name: str):
    return ApiClient(None).post("password/forgotten", {"name": name})


def work() -> None:
    """Run what waits in the queue, as the worker would."""
    while job := ProcrastinateJob.objects.exclude(pk__in=DONE).filter(task_name__startswith="accounts.").first():
        DONE.add(job.pk)
        {"accounts.forgotten": jobs.forgotten, "accounts.mail_password": jobs.mail_password}[job.task_name](**job.args)


def link_for(mails, name: str) -> str:
    assert ask(name).status_code == 202
    work()
    return str(mails[-1]["body"]).partition("/reset-password#")[2].split()[0]


def use(token: str, password: str = NEW, **more: str):
    return ApiClient(None).post("password/link/use", {"token": token, "password": password, **more})


def sign_in(name: str, password: str):
    return ApiClient(None).post(LOGIN, {"username": name, "password": password})


class TestAsk:
    """By the person, on the sign-in page."""

    @pytest.mark.parametrize("name", ["sales", " SALES ", "sales@example.com"])
    def test_the_mail_goes_to_the_account_in_its_language_and_opens(self, cast, user, mails, name):
        User.objects.filter(pk=user.pk).update(language="zh-hant")
        token = link_for(mails, name)
        (mail,) = mails
        assert mail["address"] == "sales@example.com"
        assert "一小時" in mail["body"]
        assert "sales" in mail["body"]
        shown = ApiClient(None).post("password/link", {"token": token})
        assert (shown.status_code, shown.data["username"]) == (200, "sales")
        cast.system()
        row = PasswordLink.objects.get()
        assert token not in (row.digest, str(row.seed))
        assert timedelta(minutes=58) < row.expires_at - timezone.now() <= timedelta(hours=1)
        assert token not in "".join(str(job.args) for job in ProcrastinateJob.objects.all())

    def test_the_answer_is_the_same_for_nobody_and_the_request_looks_nobody_up(self, cast, user, mails):
        answers, queries = [], []
        ask("warm-up")
        for name in ("sales", "nobody-of-that-name"):
            with CaptureQueriesContext(connection) as seen:
                found = ask(name)
            answers.append((found.status_code, found.content))
            queries.append([query["sql"].split()[0] for query in seen])
            assert not any("org_user" in query["sql"] for query in seen)
        assert answers[0] == answers[1]
        assert queries[0] == queries[1]
        work()
        assert [mail["address"] for mail in mails] == ["sales@example.com"]

    @pytest.mark.parametrize("end", ["leave", "suspend"])
    def test_whoever_left_or_is_suspended_gets_nothing(self, cast, user, mails, end):
        getattr(people, end)(cast.employees["sales"].pk, actor=cast.actor("hr"))
        assert ask("sales").status_code == 202
        work()
        cast.system()
        assert (mails, PasswordLink.objects.count()) == ([], 0)

    def test_the_staff_list_leads_no_mail_elsewhere(self, cast, user, mails):
        cast.system()
        User.objects.filter(pk=user.pk).update(email="")
        employee = cast.employees["sales"]
        employee.email = "elsewhere@example.com"
        employee.save()
        for name in ("sales", "elsewhere@example.com"):
            ask(name)
        work()
        assert mails == []

    def test_a_second_link_ends_the_first_and_each_is_mailed_once(self, user, mails):
        first, second = link_for(mails, "sales"), link_for(mails, "sales")
        work()
        assert len(mails) == 2
        assert use(first).status_code == 409
        assert use(second).status_code == 200

    def test_a_name_is_asked_for_three_times_in_a_quarter_of_an_hour(self, user, mails):
        for name in ("sales", "nobody-of-that-name"):
            assert [ask(name).status_code for _again in range(4)] == [202, 202, 202, 429]

    def test_an_address_asks_ten_times_a_minute(self):
        assert [ask(f"name-{n}").status_code for n in range(11)] == [202] * 10 + [429]

    def test_without_mail_nothing_is_made(self, cast, user, mails, settings):
        settings.MAIL_URL = ""
        ask("sales")
        work()
        cast.system()
        assert not PasswordLink.objects.exists()

    def test_the_librarys_own_way_is_shut(self, user):
        answer = ApiClient(None).post("/_allauth/browser/v1/auth/password/request", {"email": "sales@example.com"})
        assert answer.status_code == 404
        assert ApiClient(None).post("/_allauth/browser/v1/auth/password/reset", {"key": "x"}).status_code == 404


class TestUse:
    """What the link does."""

    def test_the_new_password_opens_the_old_one_does_not_and_sessions_end(self, cast, user, mails):
        elsewhere = ApiClient(None)
        assert elsewhere.post(LOGIN, {"username": "sales", "password": OLD}).status_code == 200
        key = keys.make(user.pk, "script")
        token = link_for(mails, "sales")
        assert use(token).data == {"username": "sales"}
        assert elsewhere.get("me").status_code == 401
        assert sign_in("sales", OLD).status_code == 400
        assert sign_in("sales", NEW).status_code == 200
        assert ApiKey.objects.get(user=user).revoked_at is None
        bearer = ApiClient(None).http.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
        assert bearer.status_code == 200
        cast.system()
        entry = AuditEntry.objects.filter(resource="accounts.passwordlink").order_by("-pk")[0]
        assert (entry.verb, entry.actor) == ("accounts.password.reset", "password link")

    def test_nobody_is_signed_in_by_it(self, user, mails):
        browser = ApiClient(None)
        browser.post("password/link/use", {"token": link_for(mails, "sales"), "password": NEW})
        assert browser.get("me").status_code == 401

    def test_the_second_factor_stays_asked_for(self, user, mails):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        TOTP.activate(user, generate_totp_secret())
        use(link_for(mails, "sales"))
        answer = sign_in("sales", NEW)
        assert answer.status_code == 401
        assert {"mfa_authenticate"} == {flow["id"] for flow in answer.data["data"]["flows"] if flow.get("is_pending")}

    def test_it_opens_once(self, user, mails):
        token = link_for(mails, "sales")
        assert use(token).status_code == 200
        again = use(token, "another-Good-phrase-8")
        assert (again.status_code, again.data["code"]) == (409, "password_link_closed")
        assert sign_in("sales", NEW).status_code == 200
        assert ApiClient(None).post("password/link", {"token": token}).status_code == 409

    def test_an_expired_link_is_refused(self, cast, user, mails):
        token = link_for(mails, "sales")
        cast.system()
        PasswordLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert use(token).status_code == 409
        assert sign_in("sales", OLD).status_code == 200

    @pytest.mark.parametrize("token", ["x", "wrong-token-of-some-length", "é" * 150])
    def test_a_wrong_link_is_refused_alike(self, user, token):
        assert use(token).status_code == 409

    @pytest.mark.parametrize("end", ["leave", "suspend"])
    def test_it_ends_with_the_employment(self, cast, user, mails, end):
        token = link_for(mails, "sales")
        getattr(people, end)(cast.employees["sales"].pk, actor=cast.actor("hr"))
        assert ApiClient(None).post("password/link", {"token": token}).status_code == 409
        assert use(token).status_code == 409
        user.refresh_from_db()
        assert user.check_password(OLD)

    def test_it_ends_when_the_password_was_changed_in_another_way(self, user, mails):
        token = link_for(mails, "sales")
        user.set_password("changed-Elsewhere-3")
        user.save()
        assert use(token).status_code == 409

    def test_a_weak_password_is_named_and_the_link_stays_open(self, user, mails):
        token = link_for(mails, "sales")
        weak = use(token, "short")
        assert (weak.status_code, {e["path"] for e in weak.data["errors"]}) == (422, {"password"})
        assert use(token, is_superuser="1").status_code == 422
        assert use(token).status_code == 200

    def test_the_profile_of_the_install_counts(self, user, mails, settings):
        settings.PASSWORD_PROFILE = "mlps3"
        user.set_password("Former-phrase-9")
        user.save()
        User.objects.filter(pk=user.pk).update(password_set_at=timezone.now() - timedelta(days=100))
        token = link_for(mails, "sales")
        assert use(token, "onlylowercaseletters").status_code == 422
        assert use(token, "Former-phrase-9").status_code == 422
        assert use(token).status_code == 200
        browser = ApiClient(None)
        browser.post(LOGIN, {"username": "sales", "password": NEW})
        assert browser.get("account").status_code == 200  # not overdue any more

    def test_whoever_locked_themselves_out_is_let_in_with_the_new_password(self, user, mails):
        for _wrong in range(6):
            sign_in("sales", "wrong")
        assert sign_in("sales", OLD).status_code == 400
        use(link_for(mails, "sales"))
        assert sign_in("sales", NEW).status_code == 200
