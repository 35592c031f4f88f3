"""What is known of a trou de services before anybody types."""

from collections.abc import Iterable, Mapping
from typing import Any

from familles.models import Besoin, Famille, Intervention
from territoires.models import Territoire

from .models import Referencement, TrouDeServices, TypeTrou
from .models.etats import Etat

Cause, Motif, Milieu = TrouDeServices.Cause, Referencement.MotifRefus, Territoire.Milieu

NOMBRE = 6
TYPE_SELON_MOTIF: dict[str, str] = {
    Motif.LANGUE: "langue_interpretation",
    Motif.INADMISSIBLE: "admissibilite",
    Motif.HORS_TERRITOIRE: "distance",
}
TYPE_SELON_BESOIN = {
    "transport": "transport_disponibilite",
    "logement": "logement",
    "alimentation": "alimentation",
    "garde_educative": "garde_places",
    "sante_mentale": "sante_mentale_acces",
    "francisation_langue": "langue_interpretation",
}
CAUSE_SELON_MOTIF: dict[str, str] = {
    Motif.COMPLET: Cause.PLACES,
    Motif.SERVICE_INEXISTANT: Cause.INEXISTANT,
    Motif.LANGUE: Cause.LANGUE,
    Motif.HORS_TERRITOIRE: Cause.DISTANCE,
}
# In the country it is far; in town it is far with a stroller in the bus (DOMAINE §2.9).
PREMIERES_CAUSES = {
    frozenset({Milieu.RURAL.value}): [Cause.DISTANCE],
    frozenset({Milieu.URBAIN.value}): [Cause.DEPLACEMENT_TC],
}


def causes_selon(territoires: Iterable[Territoire]) -> list[tuple[str, str]]:
    """Every cause, the likely one of these territoires first."""
    milieux = frozenset(territoire.milieu for territoire in territoires)
    premieres = PREMIERES_CAUSES.get(milieux, [])
    return [(c.value, c.label) for c in sorted(Cause, key=lambda cause: cause not in premieres)]


def proposes(trous: Any, *, type_: str, cause: str, choisi: Any) -> list[TrouDeServices]:
    """Among these, a few that may be the same gap: of that type once it is known, those of the
    same cause first, then those that block the most familles; the chosen one among them."""
    candidats = trous.avec_touches().select_related("type")
    du_type = [trou for trou in candidats if not type_ or trou.type_id == type_]
    tries = sorted(du_type, key=lambda trou: (trou.cause != cause, -trou.nb_familles, trou.pk))
    return sorted(tries, key=lambda trou: str(trou.pk) != str(choisi))[:NOMBRE]


def se_constate(referencement: Referencement) -> bool:
    return referencement.etat in (Etat.REFUSEE_PARTENAIRE, Etat.LISTE_ATTENTE)


def depart_selon(referencement: Referencement) -> dict[str, Any]:
    en_attente = referencement.etat == Etat.LISTE_ATTENTE
    motif = referencement.motif_refus
    par_besoin = TYPE_SELON_BESOIN.get(referencement.type_besoin_id, "autre")
    return {
        **_depart_de(referencement.famille),
        "lieu": referencement.territoire,
        "referencement": referencement.pk,
        "besoin": referencement.besoin_id,
        "type": "listes_attente" if en_attente else TYPE_SELON_MOTIF.get(motif, par_besoin),
        "cause": Cause.PLACES if en_attente else CAUSE_SELON_MOTIF.get(motif, ""),
    }


def depart_de_l_intervention(intervention: Intervention) -> dict[str, Any]:
    """Its famille, and its besoin still open; several are offered."""
    besoins = [b for b in intervention.besoins.select_related("type") if b.est_ouvert]
    depart = depart_de_la_famille(intervention.famille)
    if len(besoins) == 1:
        depart = depart_du_besoin(besoins[0])
    suite = {"besoins": besoins, "constate_le": intervention.date}
    return depart | suite | {"intervention": intervention.pk}


def depart_du_besoin(besoin: Besoin) -> dict[str, Any]:
    connu = {"besoin": besoin.pk, "type": TYPE_SELON_BESOIN.get(besoin.type_id)}
    return depart_de_la_famille(besoin.famille) | connu


def depart_de_la_famille(famille: Famille) -> dict[str, Any]:
    return {**_depart_de(famille), "lieu": famille.territoire}


def choix_deja_faits(parametres: Mapping[str, str]) -> dict[str, str]:
    """The type and cause that the page asks the same gaps of."""
    cause, type_ = parametres.get("cause", ""), parametres.get("type", "")
    choix = {"cause": cause} if cause in Cause.values else {}
    if type_ and type_ in TypeTrou.objects.values_list("code", flat=True):
        choix["type"] = type_
    return choix


def _depart_de(famille: Famille | None) -> dict[str, Any]:
    if famille is None:
        return {}
    return {"famille": famille.pk, "nb_enfants": famille.nb_enfants or None}
