"""Needs and what answers them: types de besoin against secteurs of partenaires (DOMAINE §5.3-B)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce

from partenaires.models import Secteur, TypeBesoin
from referencements.models import Referencement

from ..besoins import nouveaux
from ..calculs import mediane
from ..offre import recenser
from ..requetes import Demande


@dataclass(frozen=True)
class LigneBesoin:
    """One type de besoin: needs brought to light in the period, partenaires that offer something
    for it, the median wait they announce in weeks (« 3/2 », None when none says), and the
    référencements made by secteur, in the order of ``Matrice.secteurs``."""

    code: str
    libelle: str
    niveau: str
    besoins: int
    partenaires: int
    attente: str | None
    referencements: Sequence[int]

    @property
    def semaines(self) -> Fraction | None:
        return None if self.attente is None else Fraction(self.attente)


@dataclass(frozen=True)
class Matrice:
    """``secteurs``: (code, libellé), a sous-secteur counted in its secteur."""

    secteurs: Sequence[tuple[str, str]]
    lignes: Sequence[LigneBesoin]

    def en_json(self) -> dict[str, Any]:
        """``{"secteurs": [[code, libelle]], "lignes": [{code, libelle, niveau, besoins,
        partenaires, attente, referencements: [n par secteur]}]}``."""
        return {
            "secteurs": [list(secteur) for secteur in self.secteurs],
            "lignes": [asdict(ligne) for ligne in self.lignes],
        }

    @classmethod
    def de_json(cls, contenu: Mapping[str, Any]) -> "Matrice":
        return cls(
            [(code, libelle) for code, libelle in contenu["secteurs"]],
            [LigneBesoin(**ligne) for ligne in contenu["lignes"]],
        )


def matrice_besoins(debut: date, fin: date, territoires: frozenset[int] | None = None) -> Matrice:
    """Every type de besoin and secteur, those without a number included."""
    demande = Demande.de_la_periode(debut, fin, territoires=territoires)
    besoins = Counter(dict(nouveaux(demande).values_list("type").annotate(n=Count("pk"))))
    offres, faits = recenser(demande)[""], _referencements(demande)
    secteurs = list(Secteur.objects.filter(parent=None).values_list("code", "libelle"))
    lignes = []
    for type_besoin in TypeBesoin.objects.all():
        code = type_besoin.code
        attente = mediane(offres[code].attentes)
        lignes.append(
            LigneBesoin(
                code=code,
                libelle=type_besoin.libelle,
                niveau=type_besoin.get_niveau_display(),
                besoins=besoins[code],
                partenaires=offres[code].partenaires,
                attente=None if attente is None else str(attente),
                referencements=[faits[code, secteur] for secteur, _ in secteurs],
            )
        )
    return Matrice(secteurs, lignes)


def _referencements(demande: Demande) -> Counter[tuple[str, str]]:
    faits = Referencement.objects.sortants().faits().pendant(demande.debut, demande.fin)
    lignes = demande.portee(faits).values_list(
        "type_besoin", Coalesce("secteur__parent", "secteur")
    )
    return Counter({(besoin, secteur): n for besoin, secteur, n in lignes.annotate(n=Count("pk"))})
