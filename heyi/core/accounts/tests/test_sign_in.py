"""Coming in and going out, through the very addresses that the web app uses."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from heyi.core.org.models import User
from heyi.core.org.services import people

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
BASE = "/_allauth/browser/v1"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    """Each test counts its own failed attempts."""
    cache.clear()


@pytest.fixture
def user(cast) -> User:
    """The salesperson, with a password."""
    found = cast.employees["sales"].user
    found.set_password(PASSWORD)
    found.save(update_fields=["password"])
    return found


class Browser:
    """Keeps cookies and sends the CSRF token of its cookie, as the web app does."""

    def __init__(self) -> None:
        self.http = Client(enforce_csrf_checks=True)
        self.http.get(f"{BASE}/config")
        self.http.get("/api/v1/public")

    def call(self, method: str, path: str, body: Any = None, *, token: bool = True) -> Any:
        cookie = self.http.cookies.get("csrftoken")
        headers = {"X-CSRFToken": cookie.value} if token and cookie else {}
        send = getattr(self.http, method)
        if method == "get":
            return send(path)
        return send(path, json.dumps(body or {}), content_type="application/json", headers=headers)

    def sign_in(self, username: str = "sales", password: str = PASSWORD, **more: Any) -> Any:
        return self.call("post", f"{BASE}/auth/login", {"username": username, "password": password}, **more)

    def sign_out(self) -> Any:
        return self.call("delete", f"{BASE}/auth/session")

    def me(self) -> int:
        return self.http.get("/api/v1/me").status_code


class TestPassword:
    """User name and password."""

    def test_before_there_is_nothing_and_after_there_is_the_person(self, user):
        browser = Browser()
        assert browser.me() == 401
        answer = browser.sign_in()
        assert answer.status_code == 200, answer.content
        assert answer.json()["meta"]["is_authenticated"] is True
        assert browser.me() == 200

    def test_the_e_mail_address_serves_as_well(self, user):
        browser = Browser()
        answer = browser.call("post", f"{BASE}/auth/login", {"email": user.email, "password": PASSWORD})
        assert (answer.status_code, browser.me()) == (200, 200)

    def test_a_wrong_password_and_a_wrong_name_are_answered_alike(self, user):
        browser = Browser()
        wrong, nobody = browser.sign_in(password="wrong-horse-battery"), browser.sign_in("nobody-here")
        assert (wrong.status_code, nobody.status_code) == (400, 400)
        assert [e["code"] for e in wrong.json()["errors"]] == [e["code"] for e in nobody.json()["errors"]]
        assert browser.me() == 401

    def test_without_the_csrf_token_nothing_happens(self, user):
        browser = Browser()
        assert browser.sign_in(token=False).status_code == 403
        assert browser.me() == 401

    def test_after_five_failures_even_the_right_password_waits(self, user):
        browser = Browser()
        for _attempt in range(5):
            assert browser.sign_in(password="wrong-horse-battery").status_code == 400
        locked = browser.sign_in()
        assert locked.status_code in (400, 429)
        assert "too_many_login_attempts" in locked.content.decode() or locked.status_code == 429
        assert browser.me() == 401

    def test_the_session_key_changes_at_sign_in(self, user):
        browser = Browser()
        browser.http.cookies["sessionid"] = "planted-by-somebody-else"
        assert browser.sign_in().status_code == 200
        cookie = browser.http.cookies["sessionid"]
        assert re.fullmatch(r"[a-z0-9]{32}", cookie.value)
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")

    def test_a_password_counts_exactly_as_it_was_given(self, user):
        password = " correct horse  合一 battery staple " + "x" * 40
        user.set_password(password)
        user.save(update_fields=["password"])
        assert user.password.startswith("argon2$argon2id$")
        for near in (password[:-1], password.upper(), password.strip(), f"{password} "):
            browser = Browser()
            browser.sign_in(password=near)
            assert browser.me() == 401, near
        browser = Browser()
        assert browser.sign_in(password=password).status_code == 200

    def test_a_forwarded_address_of_a_stranger_begins_no_new_count(self, user):
        browser, statuses = Browser(), []
        for count in range(12):
            browser.http.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{count}"
            statuses.append(browser.sign_in(f"nobody-{count}").status_code)
        assert statuses == [400] * 10 + [429] * 2 or set(statuses[10:]) <= {400, 429}
        assert "too_many_login_attempts" in browser.sign_in("nobody").content.decode() or statuses[-1] == 429


class TestSignOut:
    """The session ends for everybody who holds its cookie."""

    def test_the_old_cookie_opens_nothing(self, user):
        browser = Browser()
        browser.sign_in()
        old = browser.http.cookies["sessionid"].value
        assert browser.sign_out().status_code == 401  # allauth's answer: not signed in any more
        assert browser.me() == 401
        thief = Client()
        thief.cookies["sessionid"] = old
        assert thief.get("/api/v1/me").status_code == 401

    def test_one_device_out_leaves_the_other_in(self, user):
        desk, phone = Browser(), Browser()
        desk.sign_in()
        phone.sign_in()
        desk.sign_out()
        assert (desk.me(), phone.me()) == (401, 200)


class TestStrangers:
    """An account alone opens nothing."""

    def test_an_account_without_employment_is_refused_in_words(self, db):
        people.open_account("stray", name="路人", password=PASSWORD)
        browser = Browser()
        answer = browser.sign_in("stray")
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_employed"
        assert browser.me() == 401

    def test_whoever_has_left_cannot_come_back(self, user, cast):
        people.leave(cast.employees["sales"].pk, actor=cast.actor("hr"))
        browser = Browser()
        assert browser.sign_in().status_code in (400, 401, 403)
        assert browser.me() == 401

    def test_nobody_signs_up(self, db):
        body = {"username": "new", "email": "new@example.com", "password": PASSWORD}
        assert Browser().call("post", f"{BASE}/auth/signup", body).status_code == 403
        assert not User.objects.filter(username="new").exists()


class TestSecondFactor:
    """A code from an app, asked on every way in."""

    @pytest.fixture
    def clock(self, monkeypatch):
        """A clock that the test moves, so that each code is fresh."""

        class Clock:
            now = 1_800_000_000

            def time(self) -> float:
                return float(self.now)

        moved = Clock()
        monkeypatch.setattr(totp, "time", moved)
        return moved

    def code(self, secret: str, clock: Any) -> str:
        return totp.format_hotp_value(totp.hotp_value(secret, clock.now // 30))

    def activate(self, browser: Browser, clock: Any) -> str:
        path = f"{BASE}/account/authenticators/totp"
        offered = browser.call("get", path)
        assert offered.status_code == 404, offered.content
        secret = offered.json()["meta"]["secret"]
        assert browser.call("post", path, {"code": "000000"}).status_code == 400
        early = browser.call("post", path, {"code": self.code(secret, clock)})
        assert early.status_code == 401, "a session left open is not enough: the password is asked again"
        assert browser.call("post", f"{BASE}/auth/reauthenticate", {"password": PASSWORD}).status_code == 200
        done = browser.call("post", path, {"code": self.code(secret, clock)})
        assert done.status_code == 200, done.content
        return secret

    def test_the_password_alone_is_then_not_enough(self, user, clock):
        browser = Browser()
        browser.sign_in()
        secret = self.activate(browser, clock)
        browser.sign_out()
        clock.now += 60
        half = browser.sign_in()
        assert half.status_code == 401
        assert [flow["id"] for flow in half.json()["data"]["flows"] if flow.get("is_pending")] == ["mfa_authenticate"]
        assert browser.me() == 401
        path = f"{BASE}/auth/2fa/authenticate"
        assert browser.call("post", path, {"code": "000000"}).status_code == 400
        assert browser.me() == 401
        code = self.code(secret, clock)
        assert browser.call("post", path, {"code": code}).status_code == 200
        assert browser.me() == 200
        other = Browser()
        other.sign_in()
        assert other.call("post", path, {"code": code}).status_code == 400, "a code opens once"
        assert other.me() == 401

    def test_a_recovery_code_opens_once(self, user, clock):
        browser = Browser()
        browser.sign_in()
        self.activate(browser, clock)
        codes = browser.call("get", f"{BASE}/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
        path = f"{BASE}/auth/2fa/authenticate"
        for wanted in (200, 400):
            browser = Browser()
            browser.sign_in()
            assert browser.call("post", path, {"code": codes[0]}).status_code == wanted
