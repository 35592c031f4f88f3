"""What the demo PTP finds on her desk today: one of each situation that her pages speak of."""

from datetime import date, timedelta
from typing import Any

from familles.models import (
    Adulte,
    Besoin,
    Enfant,
    EtapePlan,
    EvaluationIsolement,
    IdentiteFamille,
    PlanDeMatch,
    Promesse,
    RendezVous,
    RessentiParent,
)
from partenaires.models import Partenaire
from referencements.models.etats import Etat

from . import chiffres
from .cadre import Scene
from .chiffres import SOCLE, Age
from .episode import Episode, agir, au_rythme
from .famille import ouvrir, raconter
from .isolement import grille
from .orientation import Orientation, constater_trou, recevoir, referer
from .parcours import Etape
from .plan import PlanFamille

FAMILLE_ENFANCE, MATERIELLE, SANTE = SOCLE
Moment = EvaluationIsolement.Moment


def exposer(scene: Scene) -> None:
    _attendre_un_enfant(scene)
    _progresser(scene)
    _perdre_de_vue(scene)
    _partager_la_garde(scene)
    _proteger(scene)
    _revenir(scene)
    _ouvrir_avec_un_alias(scene)
    _etre_referee(scene)


def il_y_a(scene: Scene, jours: int) -> date:
    """Never within the pilot, whose figures are closed."""
    return max(scene.aujourdhui - timedelta(days=jours), chiffres.FIN + timedelta(days=1))


def accompagnee(
    scene: Scene, alias: str, frequentation: str, enfants: list[Age], *, jours: int, vue: int = 4
) -> Orientation:
    """Accompanied for so many days, last seen that many days ago, every other week."""
    jointe, derniere = il_y_a(scene, jours), il_y_a(scene, vue)
    episode = Episode(jointe, scene.aujourdhui)
    o = raconter(scene, PlanFamille(jointe, frequentation, enfants), episode)
    o.famille.alias, o.famille.rythme_jours = alias, 14
    o.besoin("soutien_social", jointe)
    dates = au_rythme(scene.hasard, jointe, derniere - timedelta(days=3), 14)
    agir(scene, o.accompagnement, [*dates, derniere], list(o.besoins.values()))
    return o


def _promettre(o: Orientation, texte: str, *, depuis: int, dans: int) -> None:
    scene = o.scene
    saisie = scene.hasard.saisie(scene.ptp, il_y_a(scene, depuis))
    echeance = il_y_a(scene, -dans)
    scene.lot.ajouter(Promesse(famille=o.famille, texte=texte, echeance=echeance, **saisie))


def _planifier(o: Orientation, *etapes: tuple[str, str, str, str]) -> None:
    """(step, who, in their words, state)."""
    scene, le = o.scene, il_y_a(o.scene, 20)
    saisie = scene.hasard.saisie(scene.ptp, le)
    plan = scene.lot.ajouter(PlanDeMatch(famille=o.famille, commence_le=le, **saisie))
    for ordre, (texte, qui, precise, etat) in enumerate(etapes, start=1):
        scene.lot.ajouter(
            EtapePlan(
                plan=plan,
                texte=texte,
                qui=qui,
                qui_precise=precise,
                etat=etat,
                etat_le=il_y_a(scene, 6),
                etat_par=scene.ptp if etat != EtapePlan.Etat.A_FAIRE else None,
                ordre=ordre,
                **scene.hasard.saisie(scene.ptp, le),
            )
        )


def _donner_rendez_vous(o: Orientation, mots: str, *, dans: int, **champs: Any) -> None:
    scene = o.scene
    saisie = scene.hasard.saisie(scene.ptp, il_y_a(scene, 14))
    champs |= {"famille": o.famille, "prevu_le": il_y_a(scene, -dans), "mots": mots}
    scene.lot.ajouter(RendezVous(**champs, **saisie))


def _demander_son_ressenti(o: Orientation, reponse: int | None, *, jours: int) -> None:
    scene = o.scene
    parent = next(a for a in scene.lot.lignes(Adulte) if a.famille is o.famille)
    le = il_y_a(scene, jours)
    saisie = scene.hasard.saisie(scene.ptp, le)
    scene.lot.ajouter(
        RessentiParent(famille=o.famille, adulte=parent, date=le, reponse=reponse, **saisie)
    )


def contact(scene: Scene, jours: int) -> list[Etape]:
    """A personal contact made that many days ago."""
    return [
        (Etat.DISCUTEE, il_y_a(scene, jours + 4)),
        (Etat.CONSENTIE, il_y_a(scene, jours + 2)),
        (Etat.MEDIATION_FAITE, il_y_a(scene, jours)),
    ]


def _attendre_un_enfant(scene: Scene) -> None:
    """Expecting; a promise due today, and an organisme silent for twelve days."""
    enfants = [Age.CINQ_OU_MOINS]
    o = accompagnee(scene, "La famille du banc bleu", "peu", enfants, jours=62, vue=3)
    naissance = il_y_a(scene, -45)
    saisie = scene.hasard.saisie(scene.ptp, o.famille.date_jointe)
    attendu = Enfant(famille=o.famille, naissance=naissance, precision="prevue", **saisie)
    o.enfants.append(scene.lot.ajouter(attendu))
    _promettre(o, "Apporter le porte-bébé", depuis=3, dans=0)
    _planifier(
        o,
        ("Visiter la halte-garderie un mardi", "famille", "", "fait"),
        ("Demander qui peut garder le soir de la naissance", "proche", "ma sœur", "a_faire"),
        ("Apporter le formulaire et le lire ensemble", "ptp", "", "a_faire"),
        ("Aller marcher au parc le matin", "famille", "", "laisse"),
    )

    _donner_rendez_vous(o, "Avec le porte-bébé", dans=0, mode="domicile")
    manque = {"etat": RendezVous.Etat.MANQUE, "clos_le": il_y_a(scene, 10)}
    _donner_rendez_vous(o, "Au parc", dans=-10, **manque)
    partenaire = scene.partenaires[FAMILLE_ENFANCE][0]
    etapes = contact(scene, 12)
    referer(o, partenaire, "grossesse_perinatalite", etapes, suivi_prevu_le=None)


def _progresser(scene: Scene) -> None:
    """Three grilles in nine months; a waiting list that is a trou de services."""
    enfants = [Age.CINQ_OU_MOINS, Age.SIX_ET_PLUS]
    o = accompagnee(scene, "La maman de la chorale", "inconnue", enfants, jours=280)
    o.famille.langue, o.famille.interprete = "espagnol", True
    o.famille.canal_prefere, o.famille.heures_preferees = "texto", "après la sieste"
    jointe = o.famille.date_jointe
    etapes = [("aucune", Moment.LIEN_ETABLI, jointe), ("peu", Moment.SUIVI, il_y_a(scene, 150))]
    etapes.append(("reguliere", Moment.SUIVI, il_y_a(scene, 20)))
    for frequentation, moment, le in etapes:
        dite_le = le + timedelta(days=18) if moment is Moment.LIEN_ETABLI else le
        grille(scene, o.famille, frequentation, moment, le, dite_le)
    _demander_son_ressenti(o, 3, jours=240)
    _demander_son_ressenti(o, 1, jours=20)
    _donner_rendez_vous(o, "À la chorale", dans=6, mode="en_personne_milieu")
    attente = (Etat.LISTE_ATTENTE, il_y_a(scene, 30))
    sante, huche = scene.partenaires[SANTE][0], scene.partenaires[MATERIELLE][0]
    liste = referer(
        o, sante, "developpement_enfant", [*contact(scene, 44), attente], attente_semaines=26
    )
    besoin = o.besoins["developpement_enfant"]
    if besoin.etat != Besoin.Etat.TROU_DE_SERVICES:
        constater_trou(o, besoin, liste.etat_depuis, liste)
    fin = [(Etat.ACCEPTEE, il_y_a(scene, 190)), (Etat.SERVICE_AMORCE, il_y_a(scene, 183))]
    referer(o, huche, "alimentation", [*contact(scene, 193), *fin])


def _perdre_de_vue(scene: Scene) -> None:
    """Not seen for longer than her rhythm; a follow-up planned for today, a promise overdue."""
    enfants = [Age.CINQ_OU_MOINS, Age.CINQ_OU_MOINS]
    o = accompagnee(scene, "Les parents des deux petites sœurs", "peu", enfants, jours=120, vue=25)
    for jumelle in o.enfants:
        jumelle.naissance, jumelle.precision = il_y_a(scene, 260), "jour"
    friperie = scene.partenaires[MATERIELLE][1]
    etapes = contact(scene, 27)
    referer(o, friperie, "biens_essentiels", etapes, suivi_prevu_le=scene.aujourdhui)
    constate_le = il_y_a(scene, 26)
    constater_trou(o, o.besoin("transport", constate_le), constate_le)
    _promettre(o, "Trouver une poussette double", depuis=25, dans=-2)


def _partager_la_garde(scene: Scene) -> None:
    """A child of two homes, both accompanied."""
    enfants = [Age.CINQ_OU_MOINS]
    mere = accompagnee(scene, "La maman au sac à dos orange", "peu", enfants, jours=95, vue=6)
    pere = accompagnee(scene, "Le papa du samedi", "aucune", [Age.SIX_ET_PLUS], jours=60, vue=2)
    mere.enfants[0].autre_famille = pere.famille
    depuis = il_y_a(scene, 6)
    constater_trou(mere, mere.besoin("garde_educative", depuis), depuis)


def _proteger(scene: Scene) -> None:
    """In a shelter: an address that even the organisme’s own lists never show."""
    enfants = [Age.CINQ_OU_MOINS, Age.CINQ_OU_MOINS]
    o = accompagnee(scene, "La famille au chapeau de paille", "aucune", enfants, jours=33, vue=1)
    o.besoin("securite", o.famille.date_jointe)
    identite = IdentiteFamille(famille=o.famille, nom="Ombrelune", telephone="+14185550142")
    identite.adresse, identite.adresse_confidentielle = "12, place de la Sieste", True
    scene.lot.remplacer(identite)


def _revenir(scene: Scene) -> None:
    """Accompanied once, and again since three weeks."""
    du, au = il_y_a(scene, 300), il_y_a(scene, 140)
    plan = PlanFamille(du, "peu", [Age.CINQ_OU_MOINS, Age.SIX_ET_PLUS], [FAMILLE_ENFANCE] * 2)
    o = raconter(scene, plan, Episode(du, au, fin=au))
    o.famille.alias = "La famille des tomates cerises"
    agir(scene, o.accompagnement, au_rythme(scene.hasard, du, au, 30), list(o.besoins.values()))
    reprise = type(o.accompagnement)(
        famille=o.famille,
        territoire_id=scene.territoire.pk,
        ptp_id=scene.ptp.pk,
        date_debut=il_y_a(scene, 21),
        raison="demande_famille",
    )
    scene.lot.ajouter(reprise)
    agir(scene, reprise, [il_y_a(scene, 21), il_y_a(scene, 8)], [])


def _ouvrir_avec_un_alias(scene: Scene) -> None:
    """All that is known of them yet."""
    famille = ouvrir(scene, il_y_a(scene, 1))
    famille.alias, famille.langue, famille.interprete = "La famille du carré de sable", "", False
    famille.canal_prefere = famille.heures_preferees = ""


def _etre_referee(scene: Scene) -> None:
    """Two partenaires wrote; nobody answered them yet."""
    demandes: list[tuple[Partenaire, int, str, str]] = [
        (scene.partenaires[SANTE][0], 2, "fermeture_dossier", NOTE_DE_SANTE),
        (scene.partenaires[FAMILLE_ENFANCE][1], 1, "besoins_multiples", NOTE_DE_FAMILLE),
    ]
    for partenaire, jours, motif, note in demandes:
        etapes = [(Etat.MEDIATION_FAITE, il_y_a(scene, jours))]
        entrant = recevoir(scene, partenaire, etapes, None)
        entrant.motif_entrant, entrant.note = motif, note


NOTE_DE_SANTE = "Maman et bébé de 4 mois. Notre suivi se termine, elle souhaite qu’on vous appelle."
NOTE_DE_FAMILLE = "Arrivés cet été, trois enfants. Ils sont d’accord pour un premier texto."
