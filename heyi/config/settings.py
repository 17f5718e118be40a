"""The one settings file. Everything that differs between installs comes from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from heyi.config.installed import BUSINESS_APPS, CORE_APPS
from heyi.core.accounts import oidc
from heyi.core.accounts.profiles import PROFILES, rate_limits

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("HEYI_DATA", ".heyi")).resolve()
FILES_DIR = Path(os.environ.get("FILES_DIR", str(DATA_DIR / "files")))
STORAGE_URL = os.environ.get("STORAGE_URL", "").strip()
WEB_DIST = next(
    (folder for folder in (PACKAGE_DIR / "web_dist", PACKAGE_DIR.parent / "web" / "dist") if folder.is_dir()),
    PACKAGE_DIR / "web_dist",
)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


# A dead network gives no answer at all: who waits on it is told after four seconds (milliseconds for the last one), and a
# new connection is given up after two, so that no request lasts ten, on a busy machine neither. DATABASE_URL may say
# otherwise.
SILENCE = {
    "connect_timeout": 2,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 4000,
}


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {
            "application_name": "heyi",
            # READ COMMITTED with row locks is the rule (reliability, rule 3); nothing waits for a lock for ever. A client
            # that vanished without a word keeps its locks for a minute at most.
            "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
            " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
            **SILENCE,
            "prepare_threshold": 2,
            # What is asked again and again is planned once for each connection.
            "server_side_binding": True,
            **options,
        },
    }


# Apps of an install's own: dotted names of packages that are laid out like those in heyi/apps.
EXTRA_APPS = _list("HEYI_EXTRA_APPS", "")
SECRET_KEY = os.environ.get("SECRET_KEY", "")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
DEBUG = False
DEMO = _flag("HEYI_DEMO", False)
SECURE_COOKIES = _flag("SECURE_COOKIES", False)
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("TRUSTED_ORIGINS", "")

# The owner role migrates and backs up; everything a person does runs as the role that row-level security binds.
_url = os.environ.get("DATABASE_OWNER_URL") if os.environ.get("HEYI_ROLE") == "owner" else None
DATABASES = {"default": _database(_url or os.environ.get("DATABASE_URL", "postgresql://localhost/heyi"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "procrastinate.contrib.django",
    *CORE_APPS,
    *BUSINESS_APPS,
    *EXTRA_APPS,
]
AUTH_USER_MODEL = "org.User"

MIDDLEWARE = [
    "heyi.config.middleware.RequestContext",
    "heyi.config.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heyi.config.middleware.Idleness",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "heyi.config.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# Sign-in: allauth's headless API under /_allauth; second factor and OpenID Connect are ready, sign-up is closed.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "heyi.core.accounts.passwords.ProfileValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "heyi.core.accounts.passwords.BreachedValidator"},
]
PASSWORD_PROFILE = (os.environ.get("PASSWORD_PROFILE") or "nist").lower()
PASSWORD_BREACHED_FILE = os.environ.get("PASSWORD_BREACHED_FILE", "")
_profile = PROFILES[PASSWORD_PROFILE]
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_signup": "/sign-in",
    "socialaccount_login_error": "/sign-in",
}
ACCOUNT_ADAPTER = "heyi.core.accounts.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "heyi.core.accounts.sign_in.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = rate_limits(_profile)
ACCOUNT_PREVENT_ENUMERATION = True
# How many proxies of our own stand in front and write X-Forwarded-For; attempts are counted by the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES") or 0)
# An identity provider that speaks OpenID Connect. It vouches for accounts that are here; it never makes any.
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").rstrip("/")
SOCIALACCOUNT_PROVIDERS = oidc.providers(OIDC_ISSUER, os.environ) if OIDC_ISSUER else {}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_QUERY_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(_profile.idle.total_seconds()) if _profile.idle else 60 * 60 * 24 * 14
# Behind TLS a browser takes cookies of these names from this very host and over TLS only (RFC 6265bis, 4.1.3.2).
_bound = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_bound}sessionid", f"{_bound}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_FAILURE_VIEW = "heyi.config.views.csrf_failure"
# Counters of sign-in attempts live in PostgreSQL too, so that every web process counts the same.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
OFFERED_LANGUAGES = _list("LANGUAGES", "zh-Hans,zh-Hant,en")
DEFAULT_LANGUAGE = os.environ.get("DEFAULT_LANGUAGE", "zh-Hans")
# All of ours, so that no library's “Note” or “Key” comes before our own.
LOCALE_PATHS = [*sorted(PACKAGE_DIR.glob("*/locale")), *sorted(PACKAGE_DIR.glob("*/*/locale"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Shanghai")

# Where people reach this install; links in mails begin with it.
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/") or (
    f"http://localhost:{os.environ.get('PORT') or 8000}"
)
# Printing: a folder with Chinese fonts (empty: those of the machine), and public keys of earlier SECRET_KEYs, so that what
# was printed under them can still be verified (`heyi print key`).
PRINT_FONTS = os.environ.get("PRINT_FONTS", "").strip()
PRINT_FORMER_KEYS = tuple(_list("PRINT_FORMER_KEYS", ""))
MAIL_FROM = os.environ.get("MAIL_FROM", "Heyi <noreply@localhost>")
MAIL_URL = os.environ.get("MAIL_URL", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = [
    "heyi.core.files.uploads.Quota",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_MAX_BYTES = int(os.environ.get("FILE_MAX_BYTES", str(50 * 1024 * 1024)))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None
# Five seconds between signs of life, so that the jobs of a dead worker start again soon (heyi/core/jobs/jobs.py).
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": 5.0}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "heyi.config.logs.formatter"}},
    "filters": {"pages": {"()": "heyi.config.logs.WithoutPages"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        # On the logger and not on the handler, so that it holds for whoever else listens.
        "django.request": {"level": "ERROR", "filters": ["pages"]},
        "procrastinate": {"level": "WARNING"},
    },
}
