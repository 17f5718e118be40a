"""Both sets of password rules, through the addresses that the web app uses."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from heyi.core.accounts import passwords
from heyi.core.accounts.models import UsedPassword
from heyi.core.accounts.profiles import MLPS3, NIST, rate_limits
from heyi.core.accounts.tests.test_sign_in import BASE, PASSWORD, Browser
from heyi.core.org.models import User

pytestmark = pytest.mark.django_db
STRONG = "Strong-enough-1"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    cache.clear()


@pytest.fixture
def mlps3(settings) -> None:
    """As an install with PASSWORD_PROFILE=mlps3."""
    settings.PASSWORD_PROFILE = "mlps3"
    settings.ACCOUNT_RATE_LIMITS = rate_limits(MLPS3)
    settings.SESSION_COOKIE_AGE = 1800


@pytest.fixture
def user(cast) -> User:
    found = cast.employees["sales"].user
    found.set_password(PASSWORD)
    found.save()
    return found


def _codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


def _change(browser: Browser, new: str, old: str = PASSWORD):
    return browser.call("post", f"{BASE}/account/password/change", {"current_password": old, "new_password": new})


class TestNist:
    """The usual rules: length and known passwords, nothing else."""

    @pytest.mark.parametrize(
        ("password", "codes"),
        [
            ("short-one", {"password_too_short"}),
            ("alllowercaseletters", set()),
            ("一二三四五六七八九十", set()),
            ("1q2w3e4r5t", {"password_too_common"}),
        ],
    )
    def test_length_and_common_ones(self, password, codes):
        assert _codes(password) == codes

    def test_a_password_never_gets_too_old_and_may_come_back(self, user):
        User.objects.update(password_set_at=timezone.now() - timedelta(days=4000))
        user.refresh_from_db()
        assert not passwords.is_due(user)
        assert _codes(PASSWORD, user) == set()
        assert not UsedPassword.objects.exists()

    def test_sessions_last_two_weeks(self, user):
        browser = Browser()
        browser.sign_in()
        left = Session.objects.get().expire_date - timezone.now()
        assert timedelta(days=13) < left <= timedelta(days=14)

    def test_a_change_ends_the_other_sessions(self, user):
        desk, phone = Browser(), Browser()
        desk.sign_in()
        phone.sign_in()
        assert _change(desk, "another-long-phrase").status_code == 200
        assert (desk.me(), phone.me()) == (200, 401)

    def test_a_wrong_present_password_changes_nothing(self, user):
        browser = Browser()
        browser.sign_in()
        assert _change(browser, "another-long-phrase", old="wrong-wrong-wrong").status_code == 400
        user.refresh_from_db()
        assert user.check_password(PASSWORD)


class TestMlps3:
    """Level 3 of the classified protection."""

    @pytest.mark.parametrize(
        ("password", "codes"),
        [
            ("Aa1-Aa1", {"password_too_short"}),
            ("lowercase-only", {"password_too_plain"}),
            ("Mixed-enough-1", set()),
            ("合一Mixed1", set()),
        ],
    )
    def test_eight_characters_of_three_kinds(self, mlps3, password, codes):
        assert _codes(password) == codes

    def test_the_last_five_do_not_come_back_but_the_sixth_does(self, mlps3, user):
        for number in range(1, 7):
            user.set_password(f"{STRONG}{number}")
            user.save()
        refused = [number for number in range(1, 7) if _codes(f"{STRONG}{number}", user)]
        assert refused == [2, 3, 4, 5, 6]
        assert UsedPassword.objects.filter(user=user).count() == 5

    def test_after_ninety_days_nothing_is_open_until_it_is_changed(self, mlps3, user):
        browser = Browser()
        browser.sign_in()
        User.objects.update(password_set_at=timezone.now() - timedelta(days=91))
        refused = browser.http.get("/api/v1/meta")
        assert (refused.status_code, refused.json()["code"]) == (403, "password_due")
        me = browser.http.get("/api/v1/me")
        assert (me.status_code, me.json()["password_due"]) == (200, True)
        assert browser.call("post", "/api/v1/account/keys", {"name": "x"}).status_code == 403
        assert _change(browser, PASSWORD).status_code == 400
        assert _change(browser, STRONG).status_code == 200
        assert browser.http.get("/api/v1/meta").status_code == 200

    def test_five_failures_lock_the_account_for_half_an_hour_by_whichever_name(self, mlps3, user, monkeypatch):
        from allauth.core.internal import ratelimit

        class Clock:
            now = 1_800_000_000.0

            def time(self) -> float:
                return self.now

            def monotonic(self) -> float:
                return self.now

        clock = Clock()
        monkeypatch.setattr(ratelimit, "time", clock)
        browser = Browser()
        for attempt in range(5):
            named = {"username": "sales"} if attempt % 2 else {"email": user.email}
            body = {**named, "password": "wrong-horse-battery"}
            assert browser.call("post", f"{BASE}/auth/login", body).status_code == 400
        locked = browser.sign_in()
        (fault,) = locked.json()["errors"]
        assert (fault["code"], "30" in fault["message"]) == ("too_many_login_attempts", True)
        clock.now += 29 * 60
        assert browser.sign_in().status_code == 400
        clock.now += 61
        assert browser.sign_in().status_code == 200

    def test_a_session_that_nobody_uses_ends_after_half_an_hour(self, mlps3, user):
        browser = Browser()
        browser.sign_in()
        left = Session.objects.get().expire_date - timezone.now()
        assert timedelta(minutes=29) < left <= timedelta(minutes=30)
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        assert browser.me() == 401

    def test_use_prolongs_the_session_but_background_requests_do_not(self, mlps3, user):
        browser = Browser()
        browser.sign_in()
        soon = timezone.now() + timedelta(minutes=5)
        Session.objects.update(expire_date=soon)
        browser.http.get("/api/v1/me", headers={"X-Background": "1"})
        assert Session.objects.get().expire_date == soon
        browser.me()
        assert Session.objects.get().expire_date > soon


class TestBreachedFile:
    """The optional list of breached passwords, searched by halves."""

    def test_every_listed_one_is_found_and_no_other(self, tmp_path, settings):
        listed = [f"leaked-password-{n}" for n in range(200)]
        digests = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in listed)
        lines = [f"{digest}:{n}" for n, digest in enumerate(digests)]
        path = tmp_path / "breached.txt"
        path.write_text("\r\n".join(lines) + "\r\n")
        assert all(passwords.is_listed(path, word) for word in listed)
        assert not any(passwords.is_listed(path, f"fresh-{n}") for n in range(200))
        settings.PASSWORD_BREACHED_FILE = os.fspath(path)
        assert _codes("leaked-password-7") == {"breached"}
        assert _codes("fresh-and-long-enough") == set()

    def test_an_empty_list_finds_nothing(self, tmp_path):
        path = tmp_path / "empty.txt"
        path.write_text("")
        assert not passwords.is_listed(path, "anything")


def test_the_profiles_are_those_of_the_standards():
    assert (NIST.min_length, NIST.classes, NIST.max_age, NIST.history, NIST.idle) == (10, 0, None, 0, None)
    assert (MLPS3.min_length, MLPS3.classes, MLPS3.history, MLPS3.failures) == (8, 3, 5, 5)
    assert (MLPS3.max_age, MLPS3.locked_for, MLPS3.idle) == (timedelta(days=90), *[timedelta(minutes=30)] * 2)
