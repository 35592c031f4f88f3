"""The closed loop as the demo PTP finds it today: what partenaires sent her by their link, what
she sent them and what became of it."""

from datetime import date, timedelta

from familles import consentement_texte
from familles.models import Consentement, Famille, IdentiteAdulte, RetraitConsentement
from partenaires.models import Partenaire
from referencements import contenu
from referencements.models import DemandeEntrante, Divulgation, Referencement, SuiviReferencement
from referencements.models.etats import Etat

from .cadre import Scene
from .chiffres import SOCLE, Age
from .famille import ouvrir
from .orientation import recevoir, referer
from .parcours import Etape
from .vitrine import accompagnee, contact, il_y_a

FAMILLE_ENFANCE, MATERIELLE, SANTE = SOCLE
CHAMPS = ["prenom", "telephone", "enfants"]
# The home number of « La famille au chapeau de paille »: the same famille, maybe.
NUMERO_CONNU = "+14185550142"


def recevoir_par_lien(scene: Scene) -> None:
    """One that resembles a famille she knows, one acknowledged, one taken up."""
    sante, friperie = scene.partenaires[SANTE][0], scene.partenaires[MATERIELLE][1]
    entrant = _par_lien(scene, sante, [(Etat.MEDIATION_FAITE, il_y_a(scene, 1))], nouvelles=True)
    _demander(scene, entrant, "Rosalie", telephone=NUMERO_CONNU, enfants="2 enfants, 3 ans et 1 an")
    accuse = _par_lien(scene, friperie, [(Etat.MEDIATION_FAITE, il_y_a(scene, 4))])
    _demander(scene, accuse, "Ambroise", telephone="+14185550118", enfants="1 enfant de 5 ans")
    _accuser(scene, accuse, jours=3)
    famille = ouvrir(scene, il_y_a(scene, 7))
    famille.alias, famille.voie_reperage_id = "La famille aux bottes jaunes", "reference_entrante"
    etapes = [(Etat.MEDIATION_FAITE, il_y_a(scene, 9)), (Etat.ACCEPTEE, famille.date_jointe)]
    accueilli = _par_lien(scene, sante, etapes, famille=famille)
    _demander(scene, accueilli, "Clémence", telephone="+14185550119", enfants="un bébé de 8 mois")


def _par_lien(
    scene: Scene,
    partenaire: Partenaire,
    etapes: list[Etape],
    *,
    famille: Famille | None = None,
    nouvelles: bool = False,
) -> Referencement:
    return recevoir(
        scene,
        partenaire,
        etapes,
        famille,
        motif_entrant="besoins_multiples",
        mode="",
        saisie_par_id=None,
        nouvelles_non_lues=nouvelles,
    )


def _demander(
    scene: Scene, entrant: Referencement, prenom: str, *, telephone: str, enfants: str
) -> None:
    scene.lot.ajouter(
        DemandeEntrante(
            referencement=entrant,
            prenom=prenom,
            telephone=telephone,
            enfants=enfants,
            langue="français",
            moments="en fin d’après-midi",
            mot="Notre suivi se termine; elle aimerait rencontrer d’autres parents.",
            referent="Camille Exemple",
            famille_d_accord=True,
        )
    )


def _accuser(scene: Scene, entrant: Referencement, *, jours: int) -> None:
    le = il_y_a(scene, jours)
    entrant.accuse_le = entrant.dernier_suivi_le = le
    scene.lot.ajouter(
        SuiviReferencement(
            referencement=entrant,
            date=le,
            de_etat=entrant.etat,
            vers_etat=entrant.etat,
            **scene.hasard.saisie(scene.ptp, le),
        )
    )


def envoyer_des_demandes(scene: Scene) -> list[Referencement]:
    """Of one famille: answered and not read yet, without an answer for eleven days, going on
    under an agreement about to expire, and the one whose agreement ``divulguer`` withdraws."""
    enfants = [Age.CINQ_OU_MOINS] * 2
    o = accompagnee(scene, "La famille du balcon fleuri", "peu", enfants, jours=190)
    enfance, huche, sante = (scene.partenaires[categorie][-1] for categorie in SOCLE)
    reponse = (Etat.ACCEPTEE, il_y_a(scene, 1))
    ancien = [*contact(scene, 175), (Etat.ACCEPTEE, il_y_a(scene, 170))]
    ancien.append((Etat.SERVICE_AMORCE, il_y_a(scene, 160)))
    return [
        referer(o, scene.partenaires[FAMILLE_ENFANCE][0], "repit", ancien),
        referer(o, huche, "alimentation", [*contact(scene, 5), reponse], nouvelles_non_lues=True),
        referer(o, enfance, "parentalite", contact(scene, 11), suivi_prevu_le=None),
        referer(o, sante, "developpement_enfant", contact(scene, 6)),
    ]


def divulguer(scene: Scene, envoyes: list[Referencement]) -> None:
    """What left with each, once the rows it is made from are written."""
    for referencement in envoyes:
        _divulguer(scene, referencement)
    if envoyes:
        accord = Consentement.objects.get(divulgations__referencement=envoyes[-1])
        RetraitConsentement.objects.create(
            consentement=accord,
            retire_par=scene.ptp,
            retire_le=scene.hasard.moment(il_y_a(scene, 2)),
            motif="Elle préfère attendre la rentrée.",
        )


def _divulguer(scene: Scene, referencement: Referencement) -> None:
    famille, le = referencement.famille, referencement.date_mediation
    if famille is None or le is None:
        return
    saisie = scene.hasard.saisie(scene.ptp, le)
    divulgation = Divulgation(
        referencement=referencement,
        consentement=_accorder(scene, famille, referencement.partenaire, le),
        adresse=next(iter(referencement.partenaire.adresses_courriel), ""),
        faite_par=scene.ptp,
        faite_le=saisie["saisie_le"],
        saisie_le=saisie["saisie_le"],
        cle=saisie["cle"],
    )
    divulgation.contenu = contenu.composer(
        divulgation, le=le, mot="La famille est disponible en semaine.", telephone="418 555-0150"
    )
    divulgation.save()


def _accorder(scene: Scene, famille: Famille, partenaire: Partenaire, le: date) -> Consentement:
    enfants, jusqu_au = famille.enfants_presents, le + Consentement.DUREE
    adulte = famille.adultes.first()
    IdentiteAdulte.objects.update_or_create(
        adulte=adulte, defaults={"prenom": "Dominique", "telephone": "+14185550143"}
    )
    texte = consentement_texte.composer(
        famille=famille,
        partenaire=partenaire,
        champs=CHAMPS,
        enfants=len(enfants),
        jusqu_au=jusqu_au,
        langue="fr",
        ptp=scene.ptp.get_full_name(),
    )
    accord = Consentement(
        famille=famille,
        partenaire=partenaire,
        adulte=adulte,
        qualite=Consentement.Qualite.AUTORITE_PARENTALE,
        champs=CHAMPS,
        texte=texte,
        donne_le=le - timedelta(days=2),
        valable_jusqu_au=jusqu_au - timedelta(days=2),
        **scene.hasard.saisie(scene.ptp, le),
    )
    accord.save()
    couverts = Consentement.enfants.through
    couverts.objects.bulk_create(couverts(consentement=accord, enfant=e) for e in enfants)
    return accord
