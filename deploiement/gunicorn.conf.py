"""One synchronous worker a core, behind a proxy: the lowest 99th percentile that was measured.

No ``preload_app``: the libraries that draw charts and PDF hang a process forked after them.
"""

import os

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", os.cpu_count() or 1))
worker_class = "sync"
worker_tmp_dir = "/dev/shm"  # noqa: S108 (its heartbeat never waits for a disk)
timeout = 60
graceful_timeout = 30
# Whatever a library keeps, a worker gives back; not all at once.
max_requests = 5000
max_requests_jitter = 500
# Who is allowed to say that a request came by https.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
# The application writes one line a request, without addresses nor names.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "proximite.journaux.LigneJSON"}},
    "filters": {"sans_adresse": {"()": "proximite.journaux.SansAdresse"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["sans_adresse"],
            "formatter": "json",
        }
    },
    "root": {"level": "INFO", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
    },
}
