"""Settings, all of them from the environment. Nothing local to a partnership is here: that is its settings document."""

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from config.sign_in_providers import providers

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("TESSERA_HOME", BASE_DIR / "var"))


def secret(name: str, default: str = "") -> str:
    """A setting, or the contents of the file that NAME_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(name, default)


def database(url: str) -> dict[str, Any]:
    parts: dict[str, Any] = dict(conninfo_to_dict(url)) if url else {}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {django: str(parts.pop(libpq, "")) for libpq, django in named.items()}
    return {
        "ENGINE": "tessera.access.postgres",
        **settings,
        "OPTIONS": parts,
        # One transaction for each request is opened by PractitionerMiddleware, with its security context in it.
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": settings["NAME"]},
    }


DEMO = os.environ.get("TESSERA_DEMO") == "1"
TESSERA_DEMO = DEMO
DEBUG = False
SECRET_KEY = secret("TESSERA_SECRET_KEY", "only-for-tests-and-for-building-documents")
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("TESSERA_ALLOWED_HOSTS", "127.0.0.1,localhost,testserver").split(",")
    if host
]
# Keys that were in use before: they still open the second factors that they sealed, and seal nothing new.
SECRET_KEY_FALLBACKS = secret("TESSERA_OLD_SECRET_KEYS").split()
DATABASES = {"default": database(secret("TESSERA_DATABASE_URL"))}
# Each app keeps its jobs in jobs.py. The worker alone loads them: with them comes half of the program, and whoever asks
# for a job names it.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = sorted(
    f"tessera.{found.parent.name}.jobs" for found in (BASE_DIR / "tessera").glob("*/jobs.py")
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    # From the top of the house to the bottom: each imports only what stands below it.
    "tessera.home",
    "tessera.oversight",
    "tessera.exports",
    "tessera.chronology",
    "tessera.patterns",
    "tessera.enquiries",
    "tessera.live_forms",
    "tessera.records",
    "tessera.people",
    "tessera.partnership",
    "tessera.notifications",
    "tessera.access",
    "tessera.audit",
    "tessera.ui",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tessera.ui.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tessera.access.middleware.PractitionerMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tessera" / "access" / "templates"],  # before those of the sign-in library
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tessera.ui.context_processors.page",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.templatetags.i18n",
                "tessera.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "tessera.ui.renderer.GovukRenderer"
TESSERA_NAVIGATION = "tessera.home.navigation.items"
TESSERA_IDENTITY = "tessera.access.identity.identity"
TESSERA_COLOURS = "tessera.home.views.colours"

# One language for an installation. The words in the code are English, so in English nothing has to be looked up.
LANGUAGE_CODE = os.environ.get("TESSERA_LANGUAGE", "en-gb")
USE_I18N = LANGUAGE_CODE != "en-gb"
LOCALE_PATHS = [HOME / "locale", BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
# A folder that holds theme.css, the partnership's own style sheet, and nothing that may not be public.
if os.environ.get("TESSERA_THEME_FOLDER"):
    STATICFILES_DIRS = [("theme", os.environ["TESSERA_THEME_FOLDER"])]
    TESSERA_THEME = "theme/theme.css"
STATIC_ROOT = Path(os.environ.get("TESSERA_STATIC_ROOT", HOME / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

# Sign-in. Accounts are made by an administrator: nobody signs up.
AUTH_USER_MODEL = "access.Practitioner"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tessera.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # says what an account has; nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator enters the address, and the provider vouches for it
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Tessera: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
# A whole council may come from one address, so an address may try often and a name may not.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reset_password": "60/m/ip,5/m/key",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_FORMS = {
    "login": "tessera.access.forms.SignInForm",
    "reauthenticate": "tessera.access.forms.ConfirmForm",
    "change_password": "tessera.access.forms.ChangePasswordForm",
    "reset_password": "tessera.access.forms.ForgottenPasswordForm",
    "reset_password_from_key": "tessera.access.forms.NewPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "tessera.access.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tessera"
MFA_FORMS = {
    "authenticate": "tessera.access.forms.CodeForm",
    "reauthenticate": "tessera.access.forms.ConfirmCodeForm",
    "activate_totp": "tessera.access.forms.ActivateAppForm",
    "add_webauthn": "tessera.access.forms.AddPasskeyForm",
    "edit_webauthn": "tessera.access.forms.RenamePasskeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False
# What was tried and how often is counted in one place for every process of this machine.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"}
}
# Each agency's own sign-in provider (docs/how-to/sign-in-by-oidc.md). A provider lets in whom we know; it makes nobody.
SOCIALACCOUNT_ADAPTER = "tessera.access.adapter.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"APPS": providers(os.environ.get("TESSERA_OIDC_FILE", "")), "OAUTH_PKCE_ENABLED": True}
}
# In a demonstration anybody signs in as anybody of this list. tessera/access/checks.py keeps it from real deployments.
TESSERA_DEMO_CAST = "config.demonstration.register.cast"
SESSION_ENGINE = "tessera.access.sessions"

# An idle session ends after half an hour. The page warns first, and a post that comes too late is kept (access).
TESSERA_IDLE_SECONDS = int(os.environ.get("TESSERA_IDLE_SECONDS", "1800"))
TESSERA_SESSION_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = TESSERA_SESSION_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "tessera"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tessera.ui.views.csrf_failure"

# TLS ends at the reverse proxy; TESSERA_TLS=1 says that it is there.
TLS = os.environ.get("TESSERA_TLS") == "1"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    not TLS
)  # browsers themselves allow passkeys without TLS on this machine alone
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_SSL_REDIRECT = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
# How many proxies stand before us: the last that many addresses in X-Forwarded-For are theirs to say, no others.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TESSERA_PROXY_COUNT", "1" if TLS else "0"))
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TESSERA_ORIGINS", "").split(",") if origin]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Where pages open the sockets of the live form, such as wss://live.example.org. Empty: at their own address.
TESSERA_LIVE_ADDRESS = os.environ.get("TESSERA_LIVE_ADDRESS", "").rstrip("/")
# What a page had not yet sent when it went is posted there.
LIVE = [TESSERA_LIVE_ADDRESS, TESSERA_LIVE_ADDRESS.replace("ws", "http", 1)] if TESSERA_LIVE_ADDRESS else []
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "connect-src": ["'self'", *LIVE],
    "form-action": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}

# A form with twenty children and five hundred lines is allowed; a body of any size is not.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
TESSERA_ATTACHMENT_BYTES = 10 * 2**20
# All files of one form together. Files stay in memory: in a folder for temporary ones they would outlive the request.
TESSERA_UPLOAD_BYTES = 25 * 2**20
FILE_UPLOAD_HANDLERS = ["tessera.ui.uploads.InMemory"]
TESSERA_CLAMAV_SOCKET = os.environ.get("TESSERA_CLAMAV_SOCKET", "")
TESSERA_CLAMAV_REQUIRED = os.environ.get("TESSERA_CLAMAV_REQUIRED") == "1"

# Where sealed blocks of the ledger go: a file to append them to or, after a bar (|), a command that reads each.
TESSERA_LEDGER_PUBLISH = os.environ.get("TESSERA_LEDGER_PUBLISH", "").strip()

# Email carries a reference and a link, never a name or a concern.
EMAIL_BACKEND = os.environ.get("TESSERA_EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = os.environ.get("TESSERA_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TESSERA_EMAIL_PORT", "25"))
EMAIL_HOST_USER = secret("TESSERA_EMAIL_USER")
EMAIL_HOST_PASSWORD = secret("TESSERA_EMAIL_PASSWORD")
EMAIL_USE_TLS = os.environ.get("TESSERA_EMAIL_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("TESSERA_EMAIL_FROM", "tessera@example.org")
TESSERA_ADDRESS = os.environ.get("TESSERA_ADDRESS", "http://127.0.0.1:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
