"""Settings; everything a site may change comes from the environment.

| name | what | default |
|---|---|---|
| `HEARTSEASE_DATA` | folder of the database and the secret key | `~/.local/share/heartsease` |
| `DATABASE_URL` | `postgres://...` for PostgreSQL | SQLite in the data folder |
| `HEARTSEASE_MODE` | `own` (one's own computer) or `site` (accounts with e-mail) | `own` |
| `HEARTSEASE_JOURNAL_KEY` | what opens the journal, 32 bytes in base64 | a file in the data folder |
| `HEARTSEASE_HOSTS` | names the site answers to, separated by commas | this computer |
| `HEARTSEASE_ADDRESS` | the address of the site, for links in mail | `https://` and the first of these names |
| `HEARTSEASE_WORKERS` | how many processes answer; set by `serve --workers` | 1 |
| `HEARTSEASE_DEMO` | names of the invented people; set by `serve --demo` | none |
| `HEARTSEASE_MAIL_FROM` | the sender of mail, in `site` mode | `no-reply@localhost` |
| `HEARTSEASE_MAIL_HOST`, `_PORT`, `_USER`, `_PASSWORD` | where mail is handed over (STARTTLS) | `localhost`, 587 |
| `HEARTSEASE_IDLE_MINUTES` | minutes without a click until the screen locks | 30 |
| `HEARTSEASE_INVITE_HOURS` | hours for which the code for an ally opens | 24 |
"""

import base64
import os
import secrets
from pathlib import Path

import dj_database_url

from heartsease.web.project.prepare import FOR_INCOMING, NotPrepared


def _number(name: str, default: int) -> int:
    """A whole number from the environment; an empty name is as none."""
    said = os.environ.get(name) or str(default)
    if not said.isdecimal() or int(said) == 0:
        raise NotPrepared(f"{name} has to be a whole number, such as {default}.")
    return int(said)


DATA = Path(
    os.environ.get("HEARTSEASE_DATA") or Path.home() / ".local" / "share" / "heartsease"
)
MODE = os.environ.get("HEARTSEASE_MODE") or "own"
if MODE not in ("own", "site"):
    raise NotPrepared("HEARTSEASE_MODE has to be own or site.")
OWN_COMPUTER = MODE == "own"
# Known to everybody, for people who do not exist.
DEMO_PASSPHRASE = "a calm demo day"
DEMO = os.environ.get("HEARTSEASE_DEMO", "").split(",") if OWN_COMPUTER else [""]


SECRET_FILE = DATA / "secret-key"
# Importing the settings writes nothing: `prepare` makes the key before the first start.
SECRET_KEY = os.environ.get("HEARTSEASE_SECRET_KEY") or (
    SECRET_FILE.read_text() if SECRET_FILE.exists() else secrets.token_urlsafe(64)
)
# Opens what people write in their journal; it lies beside the database, never in it.
JOURNAL_KEY_FILE = DATA / "journal-key"
JOURNAL_KEY = os.environ.get("HEARTSEASE_JOURNAL_KEY") or (
    JOURNAL_KEY_FILE.read_text()
    if JOURNAL_KEY_FILE.exists()
    else base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
)
DEBUG = False
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("HEARTSEASE_HOSTS", "localhost,127.0.0.1").split(",")
]
# Links in mail are made by a command, which has no request to take the address from.
# A pattern for many names ("*", ".example.org") is no address.
_NAMED = "" if ALLOWED_HOSTS[0][:1] in "*." else f"https://{ALLOWED_HOSTS[0]}"
ADDRESS = os.environ.get("HEARTSEASE_ADDRESS", "").rstrip("/") or _NAMED

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "heartsease.web.audit",
    "heartsease.web.people",
    "heartsease.web.record",
    "heartsease.web.journal",
    "heartsease.web.sharing",
    "heartsease.web.imports",
    "heartsease.web.sync",
    "heartsease.web.reminders",
    "heartsease.web.ui",
    "heartsease.web.patient",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "heartsease.web.common.headers.OwnPageOnly",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heartsease.web.common.sessions.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "heartsease.web.ui.answers.InOurWords",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
FORM_RENDERER = "heartsease.web.ui.forms.Renderer"
ROOT_URLCONF = "heartsease.web.project.urls"
_HERE = Path(__file__).resolve().parent.parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "patient" / "screens", _HERE / "ui" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

_SQLITE = f"sqlite:///{DATA / 'heartsease.sqlite3'}"
try:
    DATABASES = {
        "default": dj_database_url.parse(
            os.environ.get("DATABASE_URL") or _SQLITE,
            # The threads that answer stay, and each keeps its connection for ten
            # minutes.
            conn_max_age=600,
            conn_health_checks=True,  # a PostgreSQL that was started anew is noticed
        )
    }
except ValueError:  # says no more of itself: a passphrase stands in this address
    raise NotPrepared(
        "DATABASE_URL cannot be read. It looks like "
        "postgres://name:passphrase@computer/database; in the passphrase, characters "
        "such as # / @ are written as %23 %2F %40."
    ) from None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # One writer at a time, readers never wait; what is deleted is overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What is counted against guessing at a passphrase has to be known in every process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if _number("HEARTSEASE_WORKERS", 1) == 1
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tries",
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "heartsease.web.people.hashers.Passphrase",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "heartsease.web.ui.passphrase.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "heartsease.web.ui.passphrase.NotCommon"},
]
ACCOUNT_LOGIN_METHODS = {"username"} if OWN_COMPUTER else {"email"}
ACCOUNT_SIGNUP_FIELDS = (
    ["username*", "password1*", "password2*"]
    if OWN_COMPUTER
    else ["email*", "password1*", "password2*"]
)
ACCOUNT_EMAIL_VERIFICATION = "none" if OWN_COMPUTER else "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "heartsease.web.ui.sign_in.InOurWords"
ACCOUNT_FORMS = {
    "login": "heartsease.web.ui.sign_in.SignIn",
    "signup": "heartsease.web.ui.sign_in.Start",
    "change_password": "heartsease.web.ui.sign_in.NewPassphrase",
    "reauthenticate": "heartsease.web.ui.sign_in.StillYou",
}
# Beside the limits of signing in: tries at the code that opens what somebody shares.
ACCOUNT_RATE_LIMITS = {"open_shared_code": "5/5m/user,20/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = OWN_COMPUTER  # localhost has no certificate
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "now"
LOGOUT_REDIRECT_URL = "welcome"
EMAIL_BACKEND = (
    "django.core.mail.backends.dummy.EmailBackend"
    if OWN_COMPUTER
    else "django.core.mail.backends.smtp.EmailBackend"
)

# A mail is seen by whoever looks at the screen: it says nothing of what this is for.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = not OWN_COMPUTER
DEFAULT_FROM_EMAIL = os.environ.get("HEARTSEASE_MAIL_FROM", "no-reply@localhost")
EMAIL_HOST = os.environ.get("HEARTSEASE_MAIL_HOST", "localhost")
EMAIL_PORT = _number("HEARTSEASE_MAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("HEARTSEASE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HEARTSEASE_MAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_HOST != "localhost"
EMAIL_TIMEOUT = 20

SESSION_COOKIE_AGE = 60 * _number("HEARTSEASE_IDLE_MINUTES", 30)
SESSION_SAVE_EVERY_REQUEST = True  # the idle lock counts from the last click
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not OWN_COMPUTER
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
# Other sites are told nothing; with "no-referrer" browsers send our own forms as from
# nowhere, and the check against forged forms refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only said over an encrypted line: browsers then take no other for a month.
SECURE_HSTS_SECONDS = 0 if OWN_COMPUTER else 30 * 24 * 3600

INVITE_HOURS = _number("HEARTSEASE_INVITE_HOURS", 24)

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
# A page elsewhere that could load our files could tell that Heartsease runs here.
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Beside the database and as closed as it, not in a folder that everybody shares.
INCOMING = DATA / FOR_INCOMING
FILE_UPLOAD_TEMP_DIR = INCOMING

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # a second one: docs/how-to/add-a-language.md
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Ids and counts only: Django's own messages carry an address, never an answer.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "heartsease.web.common.lines.Line",
            "fmt": "{levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["error"], "level": "WARNING"},
}
