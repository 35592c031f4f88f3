"""One settings file, read from the environment.

With no environment at all: the demonstration, on SQLite, on this machine only.
With ``PRODUCTION=true``: safe defaults, and a refusal to start that names what is missing.
"""

import os
import sys
from base64 import b64decode
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import quote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from proximite import bases

# openpyxl prefers lxml, which keeps quiet about entities, to defusedxml, which refuses them.
os.environ["OPENPYXL_LXML"] = "False"

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)

# Asked of whoever reads files; the demonstration opens with a password alone.
SECOND_FACTEUR = env.bool("SECOND_FACTEUR", default=PRODUCTION)

# Master keys, the current one first: 32 bytes each, in base64. Those after it only read what they
# sealed: the lines of the access journal.
DEMO_CLE_MAITRESSE = "Y2xlIGRlIGRlbW9uc3RyYXRpb24sIGphbWFpcyB2cmE="
CLES_MAITRESSES = env.list("CLES_MAITRESSES", default=[] if PRODUCTION else [DEMO_CLE_MAITRESSE])
DEMO_SECRET_KEY = "cle-de-demonstration-jamais-en-production"  # noqa: S105 (refused in production)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else DEMO_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost"])
DATABASE_URL = env.str(
    "DATABASE_URL", default="" if PRODUCTION else f"sqlite:///{BASE_DIR / 'proximite.sqlite3'}"
)
# The familles made anonymous, outside of the database: what is restored later forgets them again.
TOMBES = env.str("TOMBES", default="" if PRODUCTION else str(BASE_DIR / "proximite.tombes"))
# Years that the file of a famille is kept after it is closed.
CONSERVATION_DOSSIER_ANNEES = env.int("CONSERVATION_DOSSIER_ANNEES", default=5)
# Outside production, messages are files to read in this folder.
COURRIELS_ENVOYES = BASE_DIR / "courriels-envoyes"
EMAIL_URL = env.str(
    "EMAIL_URL", default="" if PRODUCTION else f"filemail:///{quote(str(COURRIELS_ENVOYES))}"
)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL",
    default="" if PRODUCTION else "Proximité <ne-pas-repondre@localhost>",
)
ADRESSE_DU_SITE = env.str(
    "ADRESSE_DU_SITE", default="" if PRODUCTION else "http://127.0.0.1:8000"
).rstrip("/")


def _est_https(adresse: str) -> bool:
    parties = urlsplit(adresse)
    return parties.scheme == "https" and bool(parties.hostname)


def _est_un_expediteur(adresse: str) -> bool:
    boite, arobas, domaine = parseaddr(adresse)[1].rpartition("@")
    return bool(boite and arobas and "." in domaine)


def _fait_32_octets(cle: str) -> bool:
    try:
        return len(b64decode(cle, validate=True)) == 32
    except ValueError:
        return False


def _refuse_incomplete_production() -> None:
    problems = [
        f"{name} : {why}"
        for name, missing, why in [
            ("SECRET_KEY", len(SECRET_KEY) < 50, "clé secrète d’au moins 50 caractères"),
            (
                "ALLOWED_HOSTS",
                not ALLOWED_HOSTS,
                "noms de domaine servis, séparés par des virgules",
            ),
            ("DATABASE_URL", not DATABASE_URL, "adresse de la base, par exemple postgres://…"),
            ("EMAIL_URL", not EMAIL_URL, "serveur de courriel, par exemple smtp+tls://…"),
            (
                "DEFAULT_FROM_EMAIL",
                not _est_un_expediteur(DEFAULT_FROM_EMAIL),
                "expéditeur des courriels, par exemple Proximité <proximite@exemple.test>",
            ),
            (
                "CLES_MAITRESSES",
                not CLES_MAITRESSES or not all(map(_fait_32_octets, CLES_MAITRESSES)),
                "au moins une clé de 32 octets en base64 (openssl rand -base64 32 en écrit une)",
            ),
            (
                "ADRESSE_DU_SITE",
                not _est_https(ADRESSE_DU_SITE),
                "adresse des liens des courriels, par exemple https://proximite.exemple.test",
            ),
            (
                "TOMBES",
                not TOMBES,
                "fichier des dossiers rendus anonymes, hors de la base et de ses sauvegardes",
            ),
            ("DEBUG", DEBUG, "doit rester désactivé"),
            ("SECOND_FACTEUR", not SECOND_FACTEUR, "doit rester exigé"),
        ]
        if missing
    ]
    if DEMO_CLE_MAITRESSE in CLES_MAITRESSES:
        problems.append("CLES_MAITRESSES : la clé de démonstration est publique")
    if SECRET_KEY == DEMO_SECRET_KEY:
        problems.append("SECRET_KEY : la clé de démonstration est publique")
    if problems:
        raise ImproperlyConfigured(
            "PRODUCTION=true, mais la configuration est incomplète :\n- " + "\n- ".join(problems)
        )


if PRODUCTION:
    _refuse_incomplete_production()

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "proximite",
    "courriels",
    "territoires",
    "comptes",
    "partenaires",
    "activites",
    "familles",
    "referencements",
    "rapports",
    "confidentialite",
    "comptes.site_admin.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "phonenumber_field",
    "lucide",
    "csp",
]

MIDDLEWARE = [
    "proximite.middleware.RequeteMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "proximite.middleware.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comptes.middleware.SessionsMiddleware",
    "proximite.middleware.PorteeMiddleware",
    "proximite.middleware.SessionRequiseMiddleware",
    "comptes.middleware.SecondFacteurMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "proximite.middleware.BrouillonMiddleware",
    "proximite.middleware.PrivateResponseMiddleware",
    "confidentialite.middleware.JournalMiddleware",
    "rapports.middleware.RepliqueMiddleware",
]

ROOT_URLCONF = "proximite.urls"
WSGI_APPLICATION = "proximite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "proximite.context_processors.navigation",
                "comptes.context_processors.hors_ligne",
                "activites.context_processors.sortie_en_cours",
            ],
            "builtins": [
                "proximite.templatetags.proximite",
                "django_htmx.templatetags.django_htmx",
                "django.templatetags.l10n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG

# --- Database ---------------------------------------------------------------------------------

# What changes the database itself is done by who owns its tables; the application owns nothing,
# so that the database's own wall holds for it (decision 0039).
DATABASE_URL_PROPRIETAIRE = env.str("DATABASE_URL_PROPRIETAIRE", default="")
DU_PROPRIETAIRE = {"migrate", "droits_postgresql", "sauvegarder", "restaurer"}
if DATABASE_URL_PROPRIETAIRE and DU_PROPRIETAIRE.intersection(sys.argv[1:2]):
    DATABASE_URL = DATABASE_URL_PROPRIETAIRE
DATABASES = {"default": bases.base(DATABASE_URL)}
# Reports, dashboards and extracts are read there while it is no later than this many seconds.
DATABASE_REPLIQUE_URL = env.str("DATABASE_REPLIQUE_URL", default="")
REPLIQUE_RETARD_MAX = env.int("REPLIQUE_RETARD_MAX", default=30)
if DATABASE_REPLIQUE_URL:
    DATABASES["replique"] = bases.replique(DATABASE_REPLIQUE_URL)
DATABASE_ROUTERS = ["proximite.bases.RouteurDeReplique"]

# Copies of the base, verified: see docs/exploitation.md.
SAUVEGARDES = Path(env.str("SAUVEGARDES", default=str(BASE_DIR / "sauvegardes")))
# The keys of familles, in none of them nor beside them: one file for all machines, as TOMBES.
TROUSSEAU = Path(env.str("TROUSSEAU", default=str(Path(TOMBES).with_name("trousseau.jsonl"))))
# Long work in a process of its own; tests do it on the spot.
TACHES_SUR_PLACE = env.bool("TACHES_SUR_PLACE", default=False)
# Attempts are counted for every process and host; « processus » keeps what each may work out again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "comptes_memoire",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "processus": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Accounts ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "comptes.adapter.ComptesAdapter"
ACCOUNT_FORMS = {
    "login": "comptes.forms.ConnexionForm",
    "reset_password": "comptes.forms.MotDePasseOublieForm",
    "reset_password_from_key": "comptes.forms.NouveauMotDePasseForm",
    "change_password": "comptes.forms.ChangerMotDePasseForm",
    "reauthenticate": "comptes.forms.ConfirmerIdentiteForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# allauth’s own limits stay; this one is of what a standing link of a partenaire sends.
ACCOUNT_RATE_LIMITS = {"referer": "30/h/ip"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

MFA_ADAPTER = "comptes.second_facteur.adapter.SecondFacteurAdapter"
MFA_FORMS = {
    "authenticate": "comptes.second_facteur.forms.CodeForm",
    "activate_totp": "comptes.second_facteur.forms.ActiverApplicationForm",
    "add_webauthn": "comptes.second_facteur.forms.AjouterCleForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Proximité"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Addresses come from invitations, which their link proves: allauth keeps none of its own.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# A day in the field, with its pauses; what waits on the device is sealed (decision 0037).
SESSION_ENGINE = "comptes.sessions"
SESSION_INACTIVE = 60 * env.int("SESSION_INACTIVE_MINUTES", default=120)
SESSION_COOKIE_AGE = 3600 * env.int("SESSION_MAXIMUM_HEURES", default=12)
if not 600 <= SESSION_INACTIVE <= SESSION_COOKIE_AGE <= 24 * 3600:
    raise ImproperlyConfigured(
        "SESSION_INACTIVE_MINUTES vaut au moins 10, et SESSION_MAXIMUM_HEURES au plus 24."
    )
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Behind a proxy, the address that attempts are counted by is the one the proxy passes on.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)

# --- Language, time, formats ------------------------------------------------------------------

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français (Québec)")]
TIME_ZONE = "America/Toronto"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["proximite.formats"]
PHONENUMBER_DEFAULT_REGION = "CA"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# --- Static files -----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "guide" / "images")]
WHITENOISE_USE_FINDERS = not PRODUCTION
if PRODUCTION:
    STATIC_ROOT = BASE_DIR / "staticfiles"
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "proximite.statiques.StatiquesStorage"},
    }

# --- Publication ------------------------------------------------------------------------------

# Under the network a count is shown « < 5 » under the first threshold, and under the second in
# what concerns violence, child protection and mental health. They only ever go up.
SEUIL_PUBLICATION = env.int("SEUIL_PUBLICATION", default=5)
SEUIL_PUBLICATION_SENSIBLE = env.int("SEUIL_PUBLICATION_SENSIBLE", default=10)
if not 5 <= SEUIL_PUBLICATION <= SEUIL_PUBLICATION_SENSIBLE:
    raise ImproperlyConfigured(
        "SEUIL_PUBLICATION vaut au moins 5, et SEUIL_PUBLICATION_SENSIBLE au moins autant."
    )
# The exact totals of a network of fewer reports would nearly be those of each territoire.
RAPPORTS_MINIMAUX = env.int("RAPPORTS_MINIMAUX", default=5)
if RAPPORTS_MINIMAUX < 5:
    raise ImproperlyConfigured("RAPPORTS_MINIMAUX vaut au moins 5.")

# --- E-mail -----------------------------------------------------------------------------------

EMAIL_FILE_PATH = ""  # only where messages are files, as EMAIL_URL says
vars().update(environ.Env.email_url_config(EMAIL_URL))
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 15

# --- Logs -------------------------------------------------------------------------------------

# On standard error, never what a form or an address carried: errors with their traceback for the
# demonstration, one line of JSON for each event and each request in production.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_adresse": {"()": "proximite.journaux.SansAdresse"}},
    "formatters": {"json": {"()": "proximite.journaux.LigneJSON"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["sans_adresse"],
            "formatter": "json" if PRODUCTION else None,
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING" if PRODUCTION else "ERROR"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "proximite.requetes": {"level": "INFO" if PRODUCTION else "ERROR"},
    },
}

# --- Web security -----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# Asked on the machine itself, without the proxy that speaks https.
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
