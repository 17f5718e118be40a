"""Sign-in through an identity provider (OpenID Connect), configured by the environment. Plain functions for settings."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

PROVIDER = "oidc"


def providers(issuer: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's settings for one provider. The secret is sent as the issuer's own document asks."""
    app = {
        "provider_id": PROVIDER,
        "name": environ.get("OIDC_NAME") or urlsplit(issuer).hostname or "OpenID Connect",
        "client_id": environ.get("OIDC_CLIENT_ID", ""),
        "secret": environ.get("OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def origin(issuer: str) -> str:
    """Scheme and host, which a form may lead to; empty without a provider."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
