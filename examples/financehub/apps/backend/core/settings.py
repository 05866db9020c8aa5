"""Settings come from the environment, secrets from the files that it names."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def secret(variable: str) -> str:
    """The content of the file that a variable names; a value of no use where there is none, as when an image is built."""
    path = os.environ.get(variable)
    return Path(path).read_text().strip() if path else "not-set"


DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
SECRET_KEY = secret("DJANGO_SECRET_KEY_FILE")
ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "localhost,127.0.0.1,backend").split(",")
CORS_ORIGIN = os.environ.get("CORS_ORIGIN", "http://localhost:3000")

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.staticfiles", "ledger"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "ledger.cors.allow_front_end", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "core.urls"
ASGI_APPLICATION = "core.asgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("POSTGRES_HOST"),
        "PORT": os.environ.get("POSTGRES_PORT"),
        "NAME": os.environ.get("POSTGRES_DATABASE"),
        "USER": os.environ.get("POSTGRES_USER"),
        "PASSWORD": secret("POSTGRES_PASSWORD_FILE"),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 3},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ.get("REDIS_URL"),
        "OPTIONS": {"password": secret("REDIS_PASSWORD_FILE"), "socket_connect_timeout": 3, "socket_timeout": 3},
    }
}

USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
        "audit": {"class": "logging.FileHandler", "filename": BASE_DIR / "logs" / "audit.log", "formatter": "json", "delay": True},
    },
    "loggers": {"ledger.audit": {"handlers": ["audit"], "level": "INFO"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
