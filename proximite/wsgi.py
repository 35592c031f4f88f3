import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proximite.settings")
application = get_wsgi_application()

from django.db import connections  # noqa: E402 (applications are loaded above)

from proximite.depart import refuser_de_servir  # noqa: E402 (applications are loaded above)

refuser_de_servir()
# A process that forks after this one opens its own.
connections.close_all()
