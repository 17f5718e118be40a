"""The first administrator of an empty install."""

import pytest

from heyi.core.access.models import ApiKey
from heyi.core.org import setup
from heyi.core.org.models import Company, SetupLink, User
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
GOOD = {"company": "新公司", "name": "管理员", "username": "root", "password": "a-long-Enough-phrase-7"}


def _token() -> str:
    link = setup.first_admin_link("http://localhost")
    assert link is not None
    return link.partition("#")[2]


def test_the_link_founds_a_company_once_and_signs_nobody_in():
    stranger, token = ApiClient(None), _token()
    shown = stranger.post("setup/link", {"token": token}).data
    assert (shown["valid"], shown["ready"]) == (True, False)
    made = stranger.post("setup", {**GOOD, "token": token})
    assert made.status_code == 201, made.data
    assert stranger.get("me").status_code == 401
    shown = stranger.post("setup/link", {"token": token}).data
    assert (shown["valid"], shown["ready"]) == (False, True)
    assert stranger.post("setup", {**GOOD, "username": "again", "token": token}).status_code == 409
    assert (User.objects.count(), setup.first_admin_link()) == (1, None)
    signed_in = ApiClient(User.objects.get())
    assert "org.employee.view" in signed_in.get("me").data["permissions"]


def test_a_wrong_old_or_expired_link_changes_nothing():
    old, token = _token(), _token()
    for wrong in (old, "x", token + "x"):
        assert ApiClient(None).post("setup", {**GOOD, "token": wrong}).status_code == 409
    from django.utils import timezone

    SetupLink.objects.update(expires_at=timezone.now())
    assert ApiClient(None).post("setup", {**GOOD, "token": token}).status_code == 409
    assert (User.objects.count(), Company.objects.count()) == (0, 0)


def test_a_weak_password_is_refused_and_the_link_stays_open():
    token = _token()
    refused = ApiClient(None).post("setup", {**GOOD, "token": token, "password": "12345678"})
    assert refused.status_code == 422
    assert {error["path"] for error in refused.data["errors"]} == {"password"}
    assert setup.is_valid(token)


def test_currency_time_zone_and_language_become_the_company_s():
    chosen = {"currency": "TWD", "time_zone": "Asia/Taipei", "language": "zh-Hant"}
    assert ApiClient(None).post("setup", {**GOOD, **chosen, "token": _token()}).status_code == 201
    me = ApiClient(User.objects.get()).get("me").data
    assert (me["user"]["time_zone"], me["user"]["language"]) == ("Asia/Taipei", "zh-Hant")
    company = Company.objects.get()
    assert (company.currency, company.region, company.guide) == ("TWD", "TW", {"passed": []})


def test_a_currency_or_time_zone_that_is_not_offered_is_named():
    wrong = {"currency": "XXX", "time_zone": "Asia/Nowhere"}
    token = _token()
    refused = ApiClient(None).post("setup", {**GOOD, **wrong, "token": token})
    assert {error["path"] for error in refused.data["errors"]} == {"currency", "time_zone"}
    assert setup.is_valid(token)


def test_an_empty_install_has_no_account():
    assert not User.objects.exists()
    assert not ApiKey.objects.exists()
