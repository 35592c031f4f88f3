"""The published numbers of every région and territoire in one PDF: long, so made by a Tache."""

from django.core.exceptions import ValidationError

from comptes.models import ROLES_DE_COMITE

from ..models import Publication, Tache
from ..publication.lecture import Publie
from ..taches import Avancer, Fichier, genre
from . import pdf
from .construction import de_recueil

GENRE = "recueil"


@genre(GENRE, titre="Recueil des régions et des territoires", roles=tuple(ROLES_DE_COMITE))
def composer(tache: Tache, avancer: Avancer) -> Fichier:
    """``tache.parametres["publication"]``, read with the rights that remain."""
    avancer(0, 2, "Lecture de la publication")
    visibles = Publication.objects.visibles_par(tache.demandee_par)
    publication = visibles.filter(pk=tache.parametres["publication"]).first()
    if publication is None:
        raise ValidationError("Cette publication ne vous est plus ouverte.")
    document = de_recueil(Publie(publication))
    avancer(1, 2, "Mise en page")
    contenu = pdf.ecrire(document)
    avancer(2, 2, "Terminé")
    return Fichier(document.nom_fichier(".pdf", quoi="recueil"), "application/pdf", contenu)
