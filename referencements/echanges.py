"""What passed between a PTP and a partenaire about one sortant, for its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from courriels.models import Courriel

from . import depots
from .models import Divulgation, LienPartenaire, Referencement, SuiviReferencement
from .models.etats import ACCEPTES, AVANT_MEDIATION, EN_ATTENTE_DE_REPONSE


@dataclass(frozen=True)
class Envoi:
    """One sending, what became of its message, and the links that it opened."""

    divulgation: Divulgation
    courriel: Courriel | None
    liens: list[LienPartenaire]

    @property
    def est_en_vigueur(self) -> bool:
        return self.divulgation.est_en_vigueur()

    @property
    def lien(self) -> LienPartenaire | None:
        """The one that opens it, else the last that did."""
        ouverts = (lien for lien in self.liens if lien.est_ouvert)
        return next(ouverts, self.liens[0] if self.liens else None)


@dataclass(frozen=True)
class Echange:
    referencement: Referencement
    envois: list[Envoi]
    relance: Courriel | None
    adresses: list[str]
    cle: UUID

    @property
    def dernier(self) -> Envoi | None:
        return self.envois[0] if self.envois else None

    @property
    def rappels_suspendus(self) -> bool:
        famille = self.referencement.famille
        return self.referencement.partenaire.rappels_suspendus or (
            famille is not None and famille.rappels_suspendus
        )

    @property
    def montre_les_rappels(self) -> bool:
        """While one may leave, and as long as there is one to resume."""
        attend = self.referencement.etat in EN_ATTENTE_DE_REPONSE
        return attend or (self.rappels_suspendus and self.referencement.est_ouvert)

    @property
    def precedents(self) -> list[Envoi]:
        return self.envois[1:]


def chez_le_partenaire(referencement: Referencement) -> Echange | None:
    """None for what a partenaire sent to us."""
    if referencement.est_entrant:
        return None
    divulgations = list(
        referencement.divulgations.select_related("consentement__retrait", "faite_par")
    )
    sujet_du_rappel = depots.sujet_du_rappel(referencement)
    sujets = [depots.sujet_de_l_envoi(divulgation) for divulgation in divulgations]
    courriels = Courriel.objects.derniers([*sujets, sujet_du_rappel]) if divulgations else {}
    return Echange(
        referencement,
        envois=list(_envois(divulgations, courriels, _liens(divulgations))),
        relance=courriels.get(sujet_du_rappel),
        adresses=referencement.partenaire.adresses_courriel if divulgations else [],
        cle=uuid4(),
    )


def a_lire(suivis: Iterable[SuiviReferencement]) -> SuiviReferencement | None:
    """What the partenaire wrote last, ``suivis`` being last first."""
    return next((suivi for suivi in suivis if suivi.par_partenaire_id), None)


def qui_attendent(
    referencement: Referencement, autres: Iterable[Referencement]
) -> list[Referencement]:
    """Once one organisme of the démarche says yes, those that it would be kind to tell."""
    if referencement.etat not in ACCEPTES:
        return []
    return [autre for autre in autres if autre.est_ouvert and autre.etat not in AVANT_MEDIATION]


def _liens(divulgations: list[Divulgation]) -> list[LienPartenaire]:
    liens = LienPartenaire.objects.filter(divulgation__in=divulgations)
    liens = liens.select_related("referencement", "divulgation__consentement__retrait")
    return list(liens.prefetch_related("partenaire__contacts"))


def _envois(
    divulgations: list[Divulgation], courriels: dict[str, Courriel], liens: list[LienPartenaire]
) -> Iterable[Envoi]:
    for divulgation in divulgations:
        siens = [lien for lien in liens if lien.divulgation_id == divulgation.pk]
        yield Envoi(divulgation, courriels.get(depots.sujet_de_l_envoi(divulgation)), siens)
