"""The network's trous de services by type, région and milieu, for a comité (DOMAINE §4.3, I-22).

Gaps are counted, whatever the number of their constats. Each is of one type, one région and one
milieu: sums of the counts are counts. Network totals are exact, the rest is protected.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from proximite.typographie import nombre
from referencements.models import ConstatTrou, TypeTrou
from territoires.models import Region, Territoire

from .fenetres import Fenetre
from .indicateurs_tableau import PAR_ID_TABLEAU
from .protection import proteger_resultat
from .resultats import Resultat

Cle = tuple[str, str, str]
MILIEUX = Territoire.Milieu.choices


@dataclass(frozen=True)
class Ligne:
    libelle: str
    milieux: Sequence[tuple[str, str]]
    ensemble: str


@dataclass(frozen=True)
class TrousDuReseau:
    comptes: Counter[Cle]
    types: Mapping[str, str]
    regions: Mapping[str, str]

    @classmethod
    def compter(cls, fenetre: Fenetre) -> "TrousDuReseau":
        constats = ConstatTrou.objects.pendant(fenetre.debut, fenetre.fin).order_by()
        lignes = constats.values_list(
            "trou__type", "trou__territoire__region", "trou__territoire__milieu"
        ).annotate(n=Count("trou", distinct=True))
        regions = Region.objects.filter(territoires__isnull=False).distinct()
        return cls(
            Counter({(type_, region, milieu): n for type_, region, milieu, n in lignes}),
            dict(TypeTrou.objects.values_list("code", "libelle")),
            dict(regions.values_list("code", "nom")),
        )

    @property
    def milieux(self) -> list[str]:
        return [libelle for _, libelle in MILIEUX]

    @property
    def par_type_du_reseau(self) -> list[Ligne]:
        return self.par_type("")

    def par_type(self, region: str) -> list[Ligne]:
        """Each type by milieu, in a région or, with "", in the network."""
        lignes = [
            self._ligne(libelle, type_=code, region=region) for code, libelle in self.types.items()
        ]
        return [*lignes, self._ligne("Tous les types", type_="", region=region)]

    def par_region(self, type_: str) -> list[Ligne]:
        """Each région by milieu, for a type or, with "", for all of them."""
        lignes = [self._ligne(nom, type_=type_, region=code) for code, nom in self.regions.items()]
        return [*lignes, self._ligne("Réseau", type_=type_, region="")]

    def _ligne(self, libelle: str, *, type_: str, region: str) -> Ligne:
        par_milieu: Counter[str] = Counter()
        for (son_type, sa_region, milieu), n in self.comptes.items():
            if type_ in ("", son_type) and region in ("", sa_region):
                par_milieu[milieu] += n
        milieux = [(nom, _proteger(par_milieu[code])) for code, nom in MILIEUX]
        total = par_milieu.total()
        return Ligne(libelle, milieux, _proteger(total) if region else nombre(total))


def _proteger(compte: int) -> str:
    return proteger_resultat(Resultat(PAR_ID_TABLEAU["I-22"], compte)).affichage
