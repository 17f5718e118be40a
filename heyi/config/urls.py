"""Addresses: the API, sign-in, health, and the web app for all the rest."""

from django.urls import include, path, re_path

from heyi.config.api import api, patterns
from heyi.config.telemetry import metrics
from heyi.config.views import alive, ready, unknown, web_app

urlpatterns = [
    path("api/v1/", (patterns(api), "api", "api")),
    re_path(r"^api/(?P<rest>.*)$", unknown),
    # allauth's own reset mails inside the request, which tells by its time whom it knows; ours is /api/v1/password.
    re_path(r"^_allauth/(?P<rest>[a-z]+/v1/auth/password/.*)$", unknown),
    path("_allauth/", include("allauth.headless.urls")),
    # Where an identity provider sends people back to; with a headless allauth nothing else is below it.
    path("accounts/", include("allauth.urls")),
    path("healthz", alive),
    path("readyz", ready),
    path("metrics", metrics),
    re_path(r"^(?!assets/).*$", web_app),
]
