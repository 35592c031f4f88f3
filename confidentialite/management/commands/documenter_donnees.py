"""``docs/donnees-personnelles.md``, generated from the models."""

from confidentialite.carte.page import documentation
from proximite.documents import CommandeDocument


class Command(CommandeDocument):
    help = "Écrit docs/donnees-personnelles.md à partir des modèles."
    fichier = "donnees-personnelles.md"

    def documentation(self) -> str:
        return documentation()
