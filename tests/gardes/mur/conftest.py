"""The second wall is PostgreSQL's alone: SQLite has no roles (decision 0039)."""

from django.db import connection

collect_ignore_glob = [] if connection.vendor == "postgresql" else ["test_*.py"]
