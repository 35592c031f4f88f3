"""What ``indicateurs_besoins`` and ``indicateurs_cles`` declare, spread over their lists."""

from collections.abc import Iterable, Mapping, Sequence

from activites.models import ModeContact
from familles.models import EvaluationIsolement
from partenaires.models import TypeBesoin
from referencements.models.etats import Mode
from territoires.models import OrganismePorteur

from .definitions import Indicateur, Liste
from .indicateurs_besoins import INDICATEURS_BESOINS
from .indicateurs_cles import INDICATEURS_CLES

INDICATEURS_COMPLEMENT = (*INDICATEURS_BESOINS, *INDICATEURS_CLES)
PAR_ID_COMPLEMENT = {indicateur.id: indicateur for indicateur in INDICATEURS_COMPLEMENT}
# Those whose whole is followed by its parts; the other spread ones are parts only.
AVEC_PARTIES = {"I-20": Liste.TYPE_BESOIN, "B1": Liste.TYPE_BESOIN, "B2": Liste.TYPE_BESOIN}
Valeurs = Sequence[tuple[str, str]]


def etaler(types_besoin: Iterable[TypeBesoin]) -> dict[str, Indicateur]:
    valeurs = _valeurs(types_besoin)
    etales: dict[str, Indicateur] = {}
    for indicateur in INDICATEURS_COMPLEMENT:
        if indicateur.liste is None:
            etales[indicateur.id] = indicateur
        liste = indicateur.liste or AVEC_PARTIES.get(indicateur.id)
        for code, libelle in valeurs[liste] if liste else ():
            partie = indicateur.partie(code, libelle)
            etales[partie.id] = partie
    return etales


def _valeurs(types_besoin: Iterable[TypeBesoin]) -> Mapping[Liste, Valeurs]:
    return {
        Liste.TYPE_BESOIN: [(type_.code, type_.libelle) for type_ in types_besoin],
        Liste.NIVEAU: _choix(TypeBesoin.Niveau),
        Liste.MODE_CONTACT: _choix(ModeContact),
        Liste.MISE_EN_CONTACT: _choix(Mode),
        Liste.TYPE_PORTEUR: _choix(OrganismePorteur.Type),
        Liste.DIMENSION: [
            (champ.name, str(champ.verbose_name))
            for champ in EvaluationIsolement._meta.fields
            if champ.name in EvaluationIsolement.DIMENSIONS
        ],
    }


def _choix(choix: Iterable) -> Valeurs:
    return [(membre.value, str(membre.label)) for membre in choix]
