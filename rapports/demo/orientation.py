"""The référencements of a famille, the besoins they answer to, and the trous they reveal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from familles.models import Accompagnement, Besoin, Enfant, Famille, SuiviBesoin
from partenaires.models import Partenaire
from referencements.models import Referencement, SuiviReferencement
from referencements.models.etats import Etat

from . import offres, trous
from .cadre import Scene
from .chiffres import Categorie
from .parcours import ISSUES, ISSUES_CLOSES, Etape, Issue, poursuivre, preparer

Sens = Referencement.Sens
LONGTEMPS = timedelta(days=45)
PART_DES_TROUS = 0.45

MODES = {
    "appel_en_presence": 34,
    "accompagnement_sur_place": 24,
    "appel_au_nom_de": 22,
    "rencontre_a_trois": 12,
    "courriel": 8,
}
MOTIFS_REFUS = {
    "complet": 40,
    "inadmissible": 22,
    "service_inexistant": 14,
    "hors_territoire": 12,
    "langue": 7,
    "autre": 5,
}
MOTIFS_ENTRANTS = {
    "fermeture_dossier": 38,
    "besoins_multiples": 30,
    "hors_mandat_partenaire": 16,
    "lien_difficile": 12,
    "autre": 4,
}
BESOIN_SELON_ISSUE = {
    "repondu": Besoin.Etat.REPONDU,
    "partiellement": Besoin.Etat.PARTIELLEMENT_REPONDU,
    "non_repondu": Besoin.Etat.NON_REPONDU,
}
REPONSES = (
    Etat.REPONSE_RECUE,
    Etat.ACCEPTEE,
    Etat.LISTE_ATTENTE,
    Etat.REFUSEE_PARTENAIRE,
    Etat.SERVICE_AMORCE,
)
ISSUES_DU_BESOIN = {"repondu": 68, "partiellement": 20, "non_repondu": 5, "inconnu": 7}
CONSTATS = (
    "Place confirmée pour le mois prochain.",
    "On rappelle après la réunion d’équipe.",
    "La famille y est allée une première fois, ça s’est bien passé.",
    "La personne au téléphone connaît bien notre rôle.",
)


@dataclass
class Orientation:
    """What is being written for one famille."""

    scene: Scene
    famille: Famille
    accompagnement: Accompagnement
    enfants: list[Enfant]
    clos: bool
    besoins: dict[str, Besoin] = field(default_factory=dict)

    def besoin(self, type_: str, le: date) -> Besoin:
        """Brought to light by that day at the latest."""
        besoin = self.besoins.get(type_)
        if besoin is None:
            besoin = Besoin(
                famille=self.famille, type_id=type_, mis_en_relief_le=le, etat_depuis=le
            )
            self.besoins[type_] = self.scene.lot.ajouter(besoin)
        besoin.mis_en_relief_le = min(besoin.mis_en_relief_le, le)
        return besoin


def orienter(o: Orientation, categories: list[Categorie], *, jusque: date) -> None:
    """One référencement towards an organisme of each category, within the accompagnement."""
    hasard, debut = o.scene.hasard, o.accompagnement.date_debut
    for categorie in categories:
        mediation = hasard.jour(min(debut + timedelta(days=2), jusque), jusque)
        partenaire = hasard.choice(o.scene.partenaires[categorie])
        type_besoin = hasard.pondere(offres.besoins(partenaire))
        etapes = preparer(hasard, mediation, au_plus_tot=debut)
        etapes += poursuivre(hasard, mediation, _issue(o, mediation))
        referer(o, partenaire, type_besoin, etapes)
    if hasard.arrive(0.06):
        _en_rester_la(o, jusque)
    if hasard.arrive(0.03):
        le = hasard.jour(debut, jusque)
        besoin = o.besoin(hasard.choice(("transport", "garde_educative", "logement")), le)
        constater_trou(o, besoin, max(le, besoin.etat_depuis))


def _issue(o: Orientation, mediation: date) -> Issue:
    """An old one is never left open where the work goes on."""
    hasard = o.scene.hasard
    ancien = o.scene.vivante and hasard.aujourdhui - mediation > LONGTEMPS
    return hasard.pondere(ISSUES_CLOSES if o.clos or ancien else ISSUES)


def referer(
    o: Orientation, partenaire: Partenaire, type_besoin: str, etapes: list[Etape], **champs: Any
) -> Referencement:
    """The rows of a sortant: itself, each of its moves, its besoin, maybe a trou."""
    referencement = _sortant(o, partenaire, type_besoin, etapes)
    _arriver(o.scene, referencement, etapes)
    for champ, valeur in champs.items():
        setattr(referencement, champ, valeur)
    o.scene.lot.ajouter(referencement)
    _suivre(o.scene, referencement, etapes)
    _conclure(o, referencement)
    return referencement


def _sortant(
    o: Orientation, partenaire: Partenaire, type_besoin: str, etapes: list[Etape]
) -> Referencement:
    scene, hasard = o.scene, o.scene.hasard
    mediation = dict(etapes).get(Etat.MEDIATION_FAITE)
    return Referencement(
        sens=Sens.SORTANT,
        territoire_id=scene.territoire.pk,
        famille=o.famille,
        accompagnement=o.accompagnement if mediation else None,
        partenaire=partenaire,
        nature=partenaire.nature,
        secteur_id=partenaire.secteur_id,
        vers_porteur=partenaire.organisme_porteur_id == scene.territoire.organisme_id,
        type_besoin_id=type_besoin,
        besoin=o.besoin(type_besoin, etapes[0][1]),
        demarche=hasard.cle(),
        mode=hasard.pondere(MODES) if mediation else "",
        date_mediation=mediation,
        **hasard.saisie(scene.ptp, etapes[0][1]),
    )


def _arriver(scene: Scene, referencement: Referencement, etapes: list[Etape]) -> None:
    """The état it is in, and what goes with it."""
    hasard, dates = scene.hasard, dict(etapes)
    etat, depuis = etapes[-1]
    referencement.etat, referencement.etat_depuis = etat, depuis
    referencement.dernier_suivi_le = depuis
    reponses = [le for e, le in etapes if e in REPONSES]
    referencement.reponse_le = reponses[0] if reponses else None
    referencement.service_amorce_le = dates.get(Etat.SERVICE_AMORCE)
    if etat is Etat.REFUSEE_PARTENAIRE:
        referencement.motif_refus = hasard.pondere(MOTIFS_REFUS)
    if Etat.LISTE_ATTENTE in dates:
        referencement.attente_semaines = hasard.choice((None, 3, 6, 8, 12, 20, 26))
    if etat is Etat.TERMINEE:
        referencement.issue = hasard.pondere(ISSUES_DU_BESOIN)
    if etat in (Etat.MEDIATION_FAITE, Etat.SANS_REPONSE) and scene.vivante:
        referencement.suivi_prevu_le = hasard.apres(scene.aujourdhui, 2, 12)


def _suivre(scene: Scene, referencement: Referencement, etapes: list[Etape]) -> None:
    hasard = scene.hasard
    avant = ""
    for etat, le in etapes:
        saisie = hasard.saisie(scene.ptp, le)
        du_partenaire = referencement.saisie_par_id is None and not avant
        if du_partenaire or (referencement.nouvelles_non_lues and (etat, le) == etapes[-1]):
            saisie |= {"saisie_par_id": None, "par_partenaire": referencement.partenaire}
        parle = avant not in ("", Etat.DISCUTEE, Etat.CONSENTIE)
        scene.lot.ajouter(
            SuiviReferencement(
                referencement=referencement,
                date=le,
                de_etat=avant,
                vers_etat=etat,
                mode=hasard.choice(("telephone", "courriel", "telephone")) if parle else "",
                constat=hasard.choice(CONSTATS) if parle and hasard.arrive(0.15) else "",
                **saisie,
            )
        )
        avant = etat


def _conclure(o: Orientation, referencement: Referencement) -> None:
    """What the answer makes of the besoin."""
    besoin = referencement.besoin
    if besoin is None or referencement.date_mediation is None:
        return
    if besoin.etat == Besoin.Etat.REPONDU or referencement.etat == Etat.ANNULEE:
        return
    bloque = referencement.etat in (Etat.REFUSEE_PARTENAIRE, Etat.LISTE_ATTENTE)
    if bloque and o.scene.hasard.arrive(PART_DES_TROUS):
        constater_trou(o, besoin, referencement.etat_depuis, referencement)
    elif etat := BESOIN_SELON_ISSUE.get(referencement.issue):
        _faire_passer(o, besoin, referencement, etat, referencement.etat_depuis)
    elif besoin.etat == Besoin.Etat.MIS_EN_RELIEF:
        en_cours = Besoin.Etat.EN_COURS
        _faire_passer(o, besoin, referencement, en_cours, referencement.date_mediation)


def _faire_passer(
    o: Orientation, besoin: Besoin, par: Referencement, etat: Besoin.Etat, le: date
) -> None:
    suivi = SuiviBesoin(
        besoin=besoin,
        date=le,
        de_etat=besoin.etat,
        vers_etat=etat,
        organisme=par.partenaire,
        saisie_par_id=o.scene.ptp.pk,
        saisie_le=par.saisie_le,
    )
    o.scene.lot.ajouter(suivi)
    besoin.etat, besoin.etat_depuis = etat, le


def constater_trou(
    o: Orientation, besoin: Besoin, le: date, referencement: Referencement | None = None
) -> None:
    trous.constater(o.scene, o.famille, o.enfants, besoin, le, referencement)


def cloturer(o: Orientation, le: date) -> None:
    """The accompagnement ends: so do the besoins that nothing answered yet."""
    issues = {"partiellement_repondu": 45, "non_repondu": 30, "retire_par_famille": 25}
    for besoin in o.besoins.values():
        if besoin.etat in (Besoin.Etat.MIS_EN_RELIEF, Besoin.Etat.EN_COURS):
            besoin.etat = o.scene.hasard.pondere(issues)
            besoin.etat_depuis = max(le, besoin.etat_depuis)


def _en_rester_la(o: Orientation, jusque: date) -> None:
    """Talked over, and no contact was made; or entered by mistake: neither counts."""
    hasard = o.scene.hasard
    le = hasard.jour(o.accompagnement.date_debut, jusque)
    suites = [[], [(Etat.CONSENTIE, le)], [(Etat.DECLINEE_FAMILLE, le)]]
    fait = [(Etat.CONSENTIE, le), (Etat.MEDIATION_FAITE, le), (Etat.ANNULEE, le)]
    ancien = hasard.aujourdhui - le > LONGTEMPS
    suite: list[Etape] = hasard.choice([suites[2], fait] if ancien else [*suites, fait])
    partenaires = [p for liste in o.scene.partenaires.values() for p in liste]
    partenaire = hasard.choice(partenaires)
    type_besoin = hasard.pondere(offres.besoins(partenaire))
    referer(o, partenaire, type_besoin, [(Etat.DISCUTEE, le), *suite])


def recevoir(
    scene: Scene,
    partenaire: Partenaire,
    etapes: list[Etape],
    famille: Famille | None,
    **champs: Any,
) -> Referencement:
    """The rows of an entrant: the partenaire makes the contact, the PTP answers."""
    hasard, mediation = scene.hasard, etapes[0][1]
    referencement = Referencement(
        sens=Sens.ENTRANT,
        territoire_id=scene.territoire.pk,
        famille=famille,
        partenaire=partenaire,
        nature=partenaire.nature,
        secteur_id=partenaire.secteur_id,
        vers_porteur=partenaire.organisme_porteur_id == scene.territoire.organisme_id,
        type_besoin_id=hasard.pondere(offres.besoins(partenaire)),
        demarche=hasard.cle(),
        mode=hasard.choice(("courriel", "appel_au_nom_de", "rencontre_a_trois")),
        date_mediation=mediation,
        motif_entrant=hasard.pondere(MOTIFS_ENTRANTS),
        **hasard.saisie(scene.ptp, mediation),
    )
    _arriver(scene, referencement, etapes)
    referencement.suivi_prevu_le = None
    for champ, valeur in champs.items():
        setattr(referencement, champ, valeur)
    scene.lot.ajouter(referencement)
    _suivre(scene, referencement, etapes)
    return referencement
