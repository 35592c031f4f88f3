"""Entrants that a partenaire sends by its standing link."""

from datetime import date

from partenaires.models import Partenaire
from referencements.models import DemandeEntrante, Referencement
from tests.partenaires.factories import PartenaireFactory

from .factories import LE

ADRESSE = "accueil@organisme.exemple.test"


def entrant_par_lien(
    territoire, *, le: date = LE, partenaire: Partenaire | None = None, **demande
) -> Referencement:
    referencement = Referencement(
        territoire=territoire,
        partenaire=partenaire or PartenaireFactory(territoires=[territoire], courriel=ADRESSE),
        type_besoin_id="logement",
        motif_entrant=Referencement.MotifEntrant.BESOINS_MULTIPLES,
    )
    referencement.recevoir(par=referencement.partenaire, le=le)
    champs = {
        "prenom": "Soraya",
        "telephone": "+14185550142",
        "courriel": "soraya@exemple.test",
        "langue": "espagnol",
        "moments": "le matin",
        "enfants": "2 enfants, 3 ans et 8 mois",
        "mot": "Elle aimerait rencontrer d’autres parents.",
        "referent": "Camille Fictive",
    }
    DemandeEntrante.objects.create(
        referencement=referencement, famille_d_accord=True, **champs | demande
    )
    return referencement
