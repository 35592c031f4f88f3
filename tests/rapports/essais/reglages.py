"""Settings of a process that knows the works of the tests besides those of the application."""

from proximite.settings import *  # noqa: F403

ROOT_URLCONF = "tests.rapports.essais.urls"
