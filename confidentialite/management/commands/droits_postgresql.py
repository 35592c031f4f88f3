from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentialite.mur_sql import elever


class Command(BaseCommand):
    help = (
        "Pose dans PostgreSQL le second mur (qui lit quelles lignes) et les droits du rôle de "
        "l’application, comme le fait déjà migrate. À lancer avec le compte propriétaire."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if reste := elever("default"):
            raise CommandError(reste)
        self.stdout.write("Le second mur est en place.")
