"""``docs/extrait-de-recherche.md``, generated from the models."""

from proximite.documents import CommandeDocument
from rapports.extraits.dictionnaire import documentation


class Command(CommandeDocument):
    help = "Écrit docs/extrait-de-recherche.md à partir des modèles."
    fichier = "extrait-de-recherche.md"

    def documentation(self) -> str:
        return documentation()
