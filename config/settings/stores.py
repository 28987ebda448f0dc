"""Where data lives, read from the environment: DATABASE_URL and REDIS_URL, else files below var/."""

from pathlib import Path
from typing import Any

from environ import Env

# Recursive triggers: a REPLACE takes its row away before the eyes of the ballots' guard.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
}


def databases(env: Env, var: Path) -> dict[str, Any]:
    """The one database; SQLite is opened so that writers queue instead of failing."""
    default = env.db_url("DATABASE_URL", default=f"sqlite:///{var / 'db.sqlite3'}")
    if default["ENGINE"].endswith("sqlite3"):
        default["OPTIONS"] = {**default.get("OPTIONS", {}), **SQLITE_OPTIONS}
    else:
        default.setdefault("CONN_MAX_AGE", 60)
        default.setdefault("CONN_HEALTH_CHECKS", True)
    return {"default": default}


PAGES: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "OPTIONS": {"MAX_ENTRIES": 500},  # of some 30 kB each
}


def caches(env: Env, var: Path) -> dict[str, Any]:
    """A cache all processes share: Redis, or files (rate limits need one); and each process's memory of public pages."""
    if "REDIS_URL" in env:
        shared = {"BACKEND": "config.caches.ForgivingRedisCache", "LOCATION": env("REDIS_URL")}
    else:
        shared = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": var / "cache"}
    return {"default": shared, "pages": PAGES}


def broker(env: Env, var: Path) -> dict[str, Any]:
    """Celery's broker: Redis, or a folder that plays one for a single machine."""
    if "REDIS_URL" in env:
        return {
            "CELERY_BROKER_URL": env("REDIS_URL"),
            "CELERY_BROKER_TRANSPORT_OPTIONS": {
                "visibility_timeout": 600,
                "socket_timeout": 5,
                "socket_connect_timeout": 5,
            },
        }
    folders = {name: var / "broker" / name for name in ("queue", "processed", "control")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "CELERY_BROKER_URL": "filesystem://",
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "data_folder_in": str(folders["queue"]),
            "data_folder_out": str(folders["queue"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
            "store_processed": False,
        },
    }
