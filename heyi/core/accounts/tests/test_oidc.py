"""Sign-in through an identity provider: a small issuer that really speaks HTTP, on this machine."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from heyi.core.accounts import oidc
from heyi.core.org.models import User
from heyi.core.org.services import people

pytestmark = pytest.mark.django_db
CLIENT, SECRET = "heyi", "a-secret-of-the-client"


class Issuer(ThreadingHTTPServer):
    """Answers as OpenID Connect asks; ``person`` is whoever is signed in there. A code is good once and bound to its
    challenge (PKCE).
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def authorize(self, address: str) -> dict[str, str]:
        """What happens in the person's browser at the issuer: the query with which they are sent back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = f"code-{len(self.codes)}"
        self.codes[code] = {"person": self.person, "challenge": asked["code_challenge"], "back": asked["redirect_uri"]}
        return {"code": code, "state": asked["state"]}


class Answers(BaseHTTPRequestHandler):
    """Discovery, token and userinfo."""

    server: Issuer

    def do_GET(self) -> None:
        url = self.server.url
        if self.path == "/.well-known/openid-configuration":
            ends = {"authorization": "/authorize", "token": "/token", "userinfo": "/userinfo"}
            document = {"issuer": url, "jwks_uri": f"{url}/keys"}
            self._send(document | {f"{name}_endpoint": url + path for name, path in ends.items()})
        elif self.path == "/userinfo":
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._send(self.server.tokens[token]) if token in self.server.tokens else self._send({}, 401)
        else:
            self._send({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = asked.get("client_secret") == SECRET or self.headers.get("Authorization") == f"Basic {basic}"
        code = self.server.codes.pop(asked.get("code", ""), None)
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not known or code is None or challenge != code["challenge"]:
            self._send({"error": "invalid_grant"}, 400)
            return
        token = f"token-{len(self.server.tokens)}"
        self.server.tokens[token] = code["person"]
        self._send({"access_token": token, "token_type": "Bearer", "expires_in": 60})

    def _send(self, document: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_what: Any) -> None:
        """Quiet."""


@pytest.fixture
def issuer(settings) -> Any:
    cache.clear()
    server = Issuer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    environ = {"OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_NAME": "Our directory"}
    settings.OIDC_ISSUER = server.url
    settings.SOCIALACCOUNT_PROVIDERS = oidc.providers(server.url, environ)
    yield server
    server.shutdown()
    server.server_close()


def _person(subject: str = "s-1", email: str = "sales@example.com", *, verified: bool = True) -> dict[str, Any]:
    return {"sub": subject, "email": email, "email_verified": verified, "name": "whoever"}


def _enter(issuer: Issuer, person: dict[str, Any], *, state: str = "") -> tuple[Client, Any]:
    """Click the button, be somebody at the issuer, come back."""
    issuer.person = person
    browser = Client()
    form = {"provider": oidc.PROVIDER, "process": "login", "callback_url": "/"}
    gone = browser.post("/_allauth/browser/v1/auth/provider/redirect", form)
    assert gone.status_code == 302, gone.content
    assert gone["Location"].startswith(f"{issuer.url}/authorize?")
    query = issuer.authorize(gone["Location"])
    if state:
        query["state"] = state
    back = browser.get(f"/accounts/oidc/{oidc.PROVIDER}/login/callback/?{urlencode(query)}")
    return browser, back


def _refused(browser: Client, back: Any, reason: str) -> None:
    assert back.status_code == 302
    assert urlsplit(back["Location"]).path == "/sign-in"
    assert f"error={reason}" in back["Location"]
    assert browser.get("/api/v1/me").status_code == 401


def test_the_account_with_the_verified_address_is_entered_and_tied_to_the_subject(cast, issuer):
    browser, back = _enter(issuer, _person())
    assert (back.status_code, back["Location"]) == (302, "/")
    assert browser.get("/api/v1/me").json()["employee"]["id"] == cast.employees["sales"].pk
    assert SocialAccount.objects.get().uid == "s-1"
    # From now on the subject counts, whatever address the provider tells.
    browser, back = _enter(issuer, _person(email="finance@example.com"))
    assert browser.get("/api/v1/me").json()["employee"]["id"] == cast.employees["sales"].pk


@pytest.mark.parametrize(
    "person",
    [_person(email="nobody@example.com"), _person(verified=False), _person(email="")],
    ids=["unknown address", "address not verified", "no address"],
)
def test_whoever_is_unknown_here_is_sent_back_and_no_account_is_made(cast, issuer, person):
    before = User.objects.count()
    browser, back = _enter(issuer, person)
    _refused(browser, back, "unknown_person")
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_another_subject_with_a_known_person_s_unverified_address_does_not_become_them(cast, issuer):
    _enter(issuer, _person())
    browser, back = _enter(issuer, _person(subject="s-2", verified=False))
    _refused(browser, back, "unknown_person")
    assert SocialAccount.objects.count() == 1


def test_an_address_that_two_accounts_have_opens_neither(cast, issuer):
    people.open_account("double", name="x", password=None, email="SALES@example.com")
    browser, back = _enter(issuer, _person())
    _refused(browser, back, "unknown_person")
    assert SocialAccount.objects.count() == 0


def test_whoever_has_left_is_told_so(cast, issuer):
    _enter(issuer, _person())
    people.leave(cast.employees["sales"].pk, actor=cast.actor("hr"))
    browser, back = _enter(issuer, _person())
    assert browser.get("/api/v1/me").status_code == 401
    assert back.status_code == 302


def test_a_forged_state_is_refused(cast, issuer):
    browser, back = _enter(issuer, _person(), state="forged")
    _refused(browser, back, "provider")
    assert SocialAccount.objects.count() == 0


def test_strangers_learn_the_provider_s_name_and_the_page_may_lead_there(issuer):
    assert Client().get("/api/v1/public").json()["provider"] == {"id": "oidc", "name": "Our directory"}
