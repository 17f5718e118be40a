"""What every answer of a real server carries, whichever part of it answers: page, file of the web app, API, upload, live
stream and every refusal; and what it does not do whoever asks.
"""

import http.client
import json
import re
from collections.abc import Iterator

import pytest

from tests.served import Served, served

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self)",
}
HSTS = "max-age=31536000; includeSubDomains"
ORIGIN = "https://elsewhere.example"


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: object) -> Iterator[Served]:
    """As behind TLS: the proxy speaks for it."""
    with served(django_db_blocker, SECURE_COOKIES="1", ALLOWED_HOSTS="127.0.0.1") as running:
        yield running


def send(server: Served, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, sent)
    answer = connection.getresponse()
    live = answer.status == 200 and path == "/api/v1/live"
    found = {name.lower(): value for name, value in answer.getheaders()}
    content = b"" if live else answer.read()
    connection.close()
    return answer.status, found, content


def as_(server: Served, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.keys[name]}"}


def upload(server: Served) -> str:
    form = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.html"\r\n\r\n<b>hello</b>\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b"
    status, _headers, content = send(server, "POST", "/api/v1/files", form, Content_Type=kind, **as_(server, "sales"))
    assert status == 201, content
    return f"/api/v1/files/{json.loads(content)['id']}/content"


def test_every_kind_of_answer_is_safe(server: Served):
    key, file = as_(server, "sales"), upload(server)
    session = {"Cookie": f"__Host-sessionid={server.sessions['sales']}"}
    asked = [
        ("the page", "GET", "/", {}, 200),
        ("a page of another method", "POST", "/", {}, 403),
        ("a file of the web app", "GET", f"/assets/{_asset(server)}", {}, 200),
        ("a missing file of the web app", "GET", "/assets/none.js", {}, 404),
        ("a list", "GET", "/api/v1/org/employees", key, 200),
        ("a stranger", "GET", "/api/v1/org/employees", {}, 401),
        ("an unknown address", "GET", "/api/v1/none", key, 404),
        ("an unknown method", "TRACE", "/api/v1/org/employees", key, 405),
        ("a write without its token", "POST", "/api/v1/org/employees", session, 403),
        ("malformed", "GET", "/api/v1/org/employees?limit=x", key, 422),
        ("an upload", "GET", file, key, 200),
        ("sign-in", "GET", "/_allauth/browser/v1/auth/session", {}, 401),
        ("sign-in without its token", "POST", "/_allauth/browser/v1/auth/login", {}, 403),
        ("health", "GET", "/healthz", {}, 200),
        ("metrics for strangers", "GET", "/metrics", {}, 404),
        ("another host", "GET", "/", {"Host": "elsewhere.example"}, 400),
        ("a live stream", "GET", "/api/v1/live", session, 200),
        ("a live stream for strangers", "GET", "/api/v1/live", {}, 401),
    ]
    for name, method, path, headers, wanted in asked:
        status, found, _content = send(server, method, path, **headers)
        assert status == wanted, (name, status)
        assert {key: found.get(key) for key in ALWAYS} == ALWAYS, name
        assert found.get("strict-transport-security") == HSTS, name
        policy = found.get("content-security-policy", "")
        for part in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
            assert part in policy, (name, policy)
        assert name == "the page" or ("default-src 'none'" in policy and "sandbox" in policy), (name, policy)
        assert name == "a file of the web app" or "no-store" in found["cache-control"], name
        assert _is_typed(found["content-type"]), (name, found["content-type"])


def _asset(server: Served) -> str:
    page = send(server, "GET", "/")[2].decode()
    found = re.search(r"/assets/([^\"]+\.js)", page)
    assert found, "the web app is not built: make web"
    return found[1]


def _is_typed(kind: str) -> bool:
    return "charset=utf-8" in kind.lower() if kind.startswith("text/") else bool(kind)


def test_scripts_of_the_page_run_by_a_nonce_that_is_never_the_same(server: Served):
    nonces = []
    for _time in range(2):
        _status, found, content = send(server, "GET", "/")
        policy = found["content-security-policy"]
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
        nonce = re.search(r"'nonce-([\w-]{20,})'", scripts)
        assert nonce, scripts
        assert "unsafe" not in scripts
        assert "*" not in policy
        assert all(nonce[1] in tag for tag in re.findall(r"<script[^>]*>", content.decode()))
        nonces.append(nonce[1])
    assert nonces[0] != nonces[1]


def test_cookies_are_bound_to_this_host_and_to_tls(server: Served):
    _status, found, _content = send(server, "GET", "/")
    token = found["set-cookie"]
    assert token.startswith("__Host-csrftoken=")
    parts = {part.strip().lower() for part in token.split(";")[1:]}
    assert {"path=/", "samesite=lax", "secure"} <= parts
    assert not any(part.startswith("domain=") for part in parts)
    plain = {"Cookie": f"sessionid={server.sessions['sales']}"}
    assert send(server, "GET", "/api/v1/me", **plain)[0] == 401, "a cookie that another host could have set"
    bound = {"Cookie": f"__Host-sessionid={server.sessions['sales']}"}
    assert send(server, "GET", "/api/v1/me", **bound)[0] == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/public", "/api/v1/me", "/_allauth/browser/v1/config"])
def test_no_other_origin_may_read(server: Served, path: str):
    session = {"Cookie": f"__Host-sessionid={server.sessions['sales']}"}
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": ORIGIN, "Access_Control_Request_Method": "POST", **session}
        found = send(server, method, path, **asked)[1]
        assert [name for name in found if name.startswith("access-control-")] == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PROPFIND", "X" * 30])
@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/api/v1/me", "/api/v1/live"])
def test_no_other_method_is_answered_and_nothing_is_echoed(server: Served, method: str, path: str):
    status, _found, content = send(server, method, path, Cookie="canary=cookie-canary")
    assert status in (400, 401, 403, 404, 405), status
    assert b"cookie-canary" not in content


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/assets/",
        "/assets/../index.html",
        "/assets/..%2f..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/heyi/config/settings.py",
        "//elsewhere.example/",
        "/secrets.json",
        "/files/",
    ],
)
def test_nothing_beside_the_web_app_is_served_and_nobody_is_led_away(server: Served, path: str):
    status, found, content = send(server, "GET", path)
    assert status in (200, 400, 404)
    assert "location" not in found
    assert status != 200 or b'<div id="root"' in content, "the page itself, which holds no data"
    for secret in (b"[core]", b"root:", b"SECRET_KEY", b"Index of"):
        assert secret not in content


@pytest.mark.parametrize(
    "path", ["/sign-in?next=//elsewhere.example", "/accounts/oidc/oidc/login/?next=//elsewhere.example"]
)
def test_no_parameter_leads_elsewhere(server: Served, path: str):
    assert "elsewhere.example" not in send(server, "GET", path)[1].get("location", "")


def test_forwarded_headers_of_strangers_change_nothing(server: Served):
    lies = {"X_Forwarded_Host": "elsewhere.example", "X_Forwarded_Proto": "http", "X_User_Id": "1", "X_Real_IP": "::1"}
    status, found, content = send(server, "GET", "/api/v1/me", **lies)
    assert status == 401
    assert b"elsewhere.example" not in content
    assert "location" not in found


def test_two_lengths_or_two_framings_of_one_request_are_refused(server: Served):
    """Request smuggling (RFC 9112, section 6.3): bytes after the first message are no second message."""
    import socket

    inner = f"GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.keys['sales']}\r\n\r\n"
    for framing in (
        f"Content-Length: {len(inner)}\r\nContent-Length: 0\r\n",
        f"Content-Length: {len(inner)}\r\nTransfer-Encoding: chunked\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            head = f"POST /api/v1/none HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{framing}\r\n"
            line.sendall((head + ("0\r\n\r\n" if "chunked" in framing else "") + inner).encode())
            answer = b""
            while part := line.recv(65536):
                answer += part
        assert answer.count(b"HTTP/1.1 ") <= 1, answer
        assert b'"employee"' not in answer
