"""Invitations: who may send them, what the link does, and that it does it once."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from heyi.core.accounts.models import Invitation
from heyi.core.accounts.services import links
from heyi.core.audit.models import AuditEntry
from heyi.core.org.models import Employee, User
from heyi.core.org.services import people
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-Enough-phrase-7"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    """Each test counts its own calls of strangers."""
    cache.clear()


@pytest.fixture
def newcomer(cast) -> Employee:
    """Hired, without an account."""
    return people.hire(
        name="新同事",
        number="N1",
        department=cast.departments["sales"],
        actor=cast.actor("hr"),
        email="new@example.com",
    )


def _invite(api, employee: Employee, by: str = "hr") -> str:
    answer = api(by).post("accounts/invitations", {"employees": [employee.pk]})
    assert answer.status_code == 201, answer.data
    (result,) = answer.data["results"]
    assert result["ok"], result
    return str(result["path"]).partition("#")[2]


def _accept(token: str, **more: str):
    body = {"token": token, "username": "newcomer", "password": PASSWORD, **more}
    return ApiClient(None).post("invitation/accept", body)


class TestInvite:
    """An administrator or human resources make the link."""

    @pytest.mark.parametrize("who", ["hr", "admin"])
    def test_the_link_opens_and_only_its_digest_is_kept(self, cast, api, newcomer, who):
        token = _invite(api, newcomer, by=who)
        cast.system()
        row = Invitation.objects.get(employee=newcomer)
        assert token not in (row.digest, str(row.seed))
        assert len(row.digest) == 64
        shown = ApiClient(None).post("invitation", {"token": token})
        assert (shown.status_code, shown.data["name"], shown.data["company"]) == (200, "新同事", "华东精密仪器有限公司")

    @pytest.mark.parametrize("who", ["sales", "manager", "employee"])
    def test_others_are_refused_and_nothing_is_written(self, cast, api, newcomer, who):
        assert api(who).post("accounts/invitations", {"employees": [newcomer.pk]}).data["results"][0]["ok"] is False
        assert api(who).get("accounts/invitations").status_code == 403
        cast.system()
        assert not Invitation.objects.exists()

    def test_people_of_another_company_are_not_there(self, cast, api, newcomer):
        result = api("stranger").post("accounts/invitations", {"employees": [newcomer.pk]}).data["results"][0]
        assert result["problem"]["status"] == 404
        cast.system()
        assert not Invitation.objects.exists()

    def test_a_second_link_ends_the_first(self, api, newcomer):
        first, second = _invite(api, newcomer), _invite(api, newcomer)
        assert ApiClient(None).post("invitation", {"token": first}).status_code == 409
        assert ApiClient(None).post("invitation", {"token": second}).status_code == 200

    def test_the_same_request_again_makes_no_new_link_and_shows_none(self, cast, api, newcomer):
        hr, body = api("hr"), {"employees": [newcomer.pk]}
        first = hr.post("accounts/invitations", body, key="once").data["results"][0]
        again = hr.post("accounts/invitations", body, key="once").data["results"][0]
        assert first["path"]
        assert again["path"] is None
        cast.system()
        assert Invitation.objects.count() == 1

    def test_a_row_that_the_database_refuses_leaves_nothing_and_stops_no_other(self, cast, api, newcomer, monkeypatch):
        second = people.hire(name="又一位", number="N2", department=cast.departments["sales"], actor=cast.actor("hr"))
        before = _invite(api, second)
        same = SimpleNamespace(uuid4=lambda: uuid.UUID(int=7))
        monkeypatch.setattr(links, "uuid", same)  # two links with one digest cannot be
        answer = api("hr").post("accounts/invitations", {"employees": [newcomer.pk, second.pk]})
        assert [(one["id"], one["ok"]) for one in answer.data["results"]] == [(newcomer.pk, True), (second.pk, False)]
        assert answer.data["results"][1]["problem"]["code"] == "already_exists"
        good = answer.data["results"][0]["path"].partition("#")[2]
        assert ApiClient(None).post("invitation", {"token": good}).status_code == 200
        assert ApiClient(None).post("invitation", {"token": before}).status_code == 200  # not ended by half a row

    def test_whoever_can_sign_in_or_has_left_is_not_invited(self, cast, api, newcomer):
        people.leave(newcomer.pk, actor=cast.actor("hr"))
        ids = [newcomer.pk, cast.employees["sales"].pk]
        results = {
            r["id"]: r["problem"]["code"]
            for r in api("hr").post("accounts/invitations", {"employees": ids}).data["results"]
        }
        assert results == {newcomer.pk: "not_working_here", cast.employees["sales"].pk: "has_account"}

    def test_a_withdrawn_link_opens_nothing(self, api, newcomer):
        token = _invite(api, newcomer)
        assert api("hr").post(f"accounts/invitations/{newcomer.pk}/revoke").status_code == 200
        assert ApiClient(None).post("invitation", {"token": token}).status_code == 409


class TestAccept:
    """The invited choose user name and password."""

    def test_it_makes_the_account_and_signs_nobody_in(self, cast, api, newcomer):
        stranger = ApiClient(None)
        body = {"token": _invite(api, newcomer), "username": "newcomer", "password": PASSWORD, "language": "en"}
        assert stranger.post("invitation/accept", body).status_code == 201
        assert stranger.get("me").status_code == 401
        user = User.objects.get(username="newcomer")
        assert (user.email, user.language, user.check_password(PASSWORD)) == ("new@example.com", "en", True)
        me = ApiClient(user).get("me").data
        assert me["employee"]["id"] == newcomer.pk
        cast.system()
        entry = AuditEntry.objects.filter(resource="org.employee", record_id=newcomer.pk).order_by("-pk")[0]
        assert (entry.verb, entry.actor) == ("accounts.invitation.accept", "invitation")

    def test_the_link_opens_once(self, api, newcomer):
        token = _invite(api, newcomer)
        assert _accept(token).status_code == 201
        again = _accept(token, username="second")
        assert (again.status_code, again.data["code"]) == (409, "invitation_closed")
        assert not User.objects.filter(username="second").exists()

    @pytest.mark.parametrize("token", ["", "x", "wrong-token-of-some-length"])
    def test_a_wrong_link_is_refused_alike(self, newcomer, token):
        assert ApiClient(None).post("invitation", {"token": token}).status_code == 409
        assert _accept(token or "x").status_code == 409

    def test_an_expired_link_is_refused(self, cast, api, newcomer):
        token = _invite(api, newcomer)
        cast.system()
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert _accept(token).status_code == 409
        assert not User.objects.filter(username="newcomer").exists()

    def test_whoever_has_left_meanwhile_gets_no_account(self, cast, api, newcomer):
        token = _invite(api, newcomer)
        people.leave(newcomer.pk, actor=cast.actor("hr"))
        assert _accept(token).status_code == 409

    def test_a_weak_password_or_a_taken_name_is_named_and_the_link_stays_open(self, api, newcomer):
        token = _invite(api, newcomer)
        weak = _accept(token, username="SALES", password="short")
        assert weak.status_code == 422
        assert {error["path"] for error in weak.data["errors"]} == {"username", "password"}
        assert _accept(token).status_code == 201

    def test_unknown_fields_are_refused(self, api, newcomer):
        assert _accept(_invite(api, newcomer), is_superuser="1").status_code == 422

    def test_after_thirty_tries_a_minute_an_address_waits(self, newcomer):
        answers = [ApiClient(None).post("invitation", {"token": "x"}).status_code for _ in range(31)]
        assert answers == [409] * 30 + [429]


class TestMail:
    """Where mail is set up, the link is mailed; the job holds no secret."""

    def test_the_job_names_the_invitation_and_the_mail_holds_the_link(self, cast, api, newcomer, settings, monkeypatch):
        from procrastinate.contrib.django.models import ProcrastinateJob

        from heyi.core.accounts import jobs

        settings.MAIL_URL, settings.PUBLIC_URL = "smtp://localhost:2525", "https://heyi.example.com"
        token = _invite(api, newcomer)
        job = ProcrastinateJob.objects.get(task_name="accounts.mail")
        assert token not in str(job.args)
        sent: list[dict] = []
        monkeypatch.setattr(jobs.channel, "send", lambda **what: sent.append(what))
        for _again in range(2):
            jobs.mail(**job.args)
        (mail,) = sent
        assert mail["address"] == "new@example.com"
        assert f"https://heyi.example.com/invitation#{token}" in mail["body"]

    def test_a_used_link_is_not_mailed(self, cast, api, newcomer, settings, monkeypatch):
        from heyi.core.accounts import jobs

        token = _invite(api, newcomer)
        _accept(token)
        settings.MAIL_URL = "smtp://localhost:2525"
        sent: list[dict] = []
        monkeypatch.setattr(jobs.channel, "send", lambda **what: sent.append(what))
        cast.system()
        jobs.mail(invitation_id=Invitation.objects.get().pk, company_id=cast.company.pk)
        assert sent == []
