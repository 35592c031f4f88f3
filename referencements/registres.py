"""What référencements add to the pages of lower apps."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from courriels.models import Courriel
from familles import (
    a_faire,
    approches,
    chronologie,
    consentements,
    reseau,
    retraits,
    transferts,
)
from familles.models import Consentement, Famille, Transfert
from partenaires import bilans
from partenaires.models import Partenaire, PropositionFiche
from proximite.typographie import compte, date_moyenne
from territoires.models import Territoire

from . import depots
from .models import LienPartenaire, Referencement, SuiviReferencement
from .models.etats import PRIS_EN_CHARGE, Etat, Sens

transferts.NOTES += [
    ("referencements.Referencement", "note"),
    ("referencements.SuiviReferencement", "constat"),
    ("referencements.SuiviReferencement", "prochaine_action"),
]


@transferts.suite
def suivre_la_famille(transfert: Transfert) -> None:
    """Its référencements are followed where she goes, and count where they were made."""
    siens = Referencement.objects.filter(famille=transfert.famille_id)
    siens.update(repris_par=transfert.vers_id)
    siens.filter(territoire=transfert.vers_id).update(repris_par=None)


@reseau.source
def partenaires_des_referencements(ptp: Utilisateur, territoire: Territoire) -> Iterable[int]:
    faits = Referencement.objects.faits().filter(saisie_par=ptp, territoire=territoire)
    return faits.order_by("pk").values_list("partenaire", flat=True)


LIBELLES_APERCU = {
    "besoin": "Besoin",
    "composition": "Composition de la famille",
    "langue": "Langue parlée",
    "mot": "Mot au partenaire",
}


@a_faire.source
def entrants_a_accueillir(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    entrants = Referencement.objects.modifiables_par(utilisateur).a_accueillir()
    entrants = entrants.select_related("partenaire", "type_besoin").order_by("etat_depuis", "pk")
    for entrant in entrants[: a_faire.PAR_SOURCE]:
        yield a_faire.AFaire(
            titre=f"Accueillir une famille référée par {entrant.partenaire.nom}",
            detail=f"{entrant.type_besoin}, reçu le {date_moyenne(entrant.etat_depuis)}",
            url=reverse("referencements:fiche", args=[entrant.pk]),
            icone="inbox",
            echeance=entrant.etat_depuis,
            urgent=True,
            nouvelle=entrant.nouvelles_non_lues,
        )


@a_faire.source
def referencements_a_relancer(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    attendus = Referencement.objects.modifiables_par(utilisateur).a_relancer(le)
    attendus = attendus.select_related("partenaire", "famille").order_by("etat_depuis", "pk")
    lignes = list(attendus[: a_faire.PAR_SOURCE])
    relances = _relances(lignes)
    for referencement in lignes:
        relance_le = relances.get(referencement.pk)
        rappel = f", relancé le {date_moyenne(relance_le)}" if relance_le else ""
        alias = referencement.famille.alias if referencement.famille else ""
        depuis = date_moyenne(referencement.etat_depuis)
        yield a_faire.AFaire(
            titre=f"Relancer {referencement.partenaire.nom}",
            detail=f"Pour {alias}, sans réponse depuis le {depuis}{rappel}",
            url=reverse("referencements:fiche", args=[referencement.pk]),
            icone="arrow-left-right",
            echeance=referencement.suivi_prevu_le or referencement.etat_depuis,
            geste="Suivi",
            geste_url=reverse("referencements:suivre", args=[referencement.pk]),
        )


def _relances(referencements: list[Referencement]) -> dict[int, date]:
    """When the partenaires of those got their reminder."""
    sujets = {depots.sujet_du_rappel(attendu): attendu.pk for attendu in referencements}
    rappels = Courriel.objects.derniers(sujets) if sujets else {}
    return {
        sujets[sujet]: timezone.localdate(rappel.envoye_le)
        for sujet, rappel in rappels.items()
        if rappel.envoye_le
    }


@a_faire.source
def nouvelles_des_partenaires(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    """What partenaires wrote; a famille that waits to be welcomed has its own line."""
    a_lire = Referencement.objects.modifiables_par(utilisateur).avec_nouvelles()
    a_lire = a_lire.exclude(sens=Sens.ENTRANT, etat=Etat.MEDIATION_FAITE)
    ecrits = SuiviReferencement.objects.filter(par_partenaire__isnull=False)
    a_lire = a_lire.select_related("partenaire", "famille", "type_besoin").prefetch_related(
        models.Prefetch("suivis", ecrits.order_by("-date", "-pk"))
    )
    for referencement in a_lire.order_by("dernier_suivi_le", "pk")[: a_faire.PAR_SOURCE]:
        alias = f"Pour {referencement.famille.alias}, " if referencement.famille else ""
        yield a_faire.AFaire(
            titre=_titre_de_la_nouvelle(referencement),
            detail=f"{alias}{str(referencement.type_besoin).lower()}",
            url=reverse("referencements:fiche", args=[referencement.pk]),
            icone="message-circle",
            echeance=referencement.dernier_suivi_le,
            urgent=True,
            nouvelle=True,
        )


def _titre_de_la_nouvelle(referencement: Referencement) -> str:
    dernier = next(iter(referencement.suivis.all()), None)
    if dernier and dernier.change_etat:
        quoi = dernier.titre.lower()
        return f"{referencement.partenaire.nom} a répondu\u00a0: {quoi}"
    return f"{referencement.partenaire.nom} vous écrit"


@a_faire.source
def fiches_a_confirmer(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    fiches = Partenaire.objects.modifiables_par(utilisateur).actifs().a_confirmer(le)
    if nombre := fiches.count():
        fiches_en_mots = compte(nombre, "fiche", "fiches")
        yield a_faire.AFaire(
            titre=f"{fiches_en_mots} du répertoire à confirmer",
            detail="Sans nouvelles depuis plus de six mois",
            url=reverse("partenaires:liste") + "?a_confirmer=on",
            icone="handshake",
        )


@a_faire.source
def corrections_proposees(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    ouvertes = PropositionFiche.objects.modifiables_par(utilisateur).ouvertes()
    ouvertes = ouvertes.select_related("partenaire").order_by("proposee_le", "pk")
    for proposition in ouvertes[: a_faire.PAR_SOURCE]:
        yield a_faire.AFaire(
            titre=f"Lire ce que propose {proposition.partenaire.nom}",
            detail="Corrections à sa fiche du répertoire",
            url=reverse("partenaires:proposition", args=[proposition.pk]),
            icone="pencil",
            echeance=timezone.localdate(proposition.proposee_le),
        )


@a_faire.source
def accords_qui_expirent(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    """While the partenaire still has something to answer or to do."""
    ouverts = Referencement.objects.sortants().ouverts()
    en_cours = ouverts.filter(famille=OuterRef("famille"), partenaire=OuterRef("partenaire"))
    accords = Consentement.objects.modifiables_par(utilisateur).expirant(le)
    accords = accords.filter(Exists(en_cours)).select_related("famille", "partenaire")
    for accord in accords.order_by("valable_jusqu_au", "pk")[: a_faire.PAR_SOURCE]:
        fin = date_moyenne(accord.valable_jusqu_au)
        yield a_faire.AFaire(
            titre=f"L’accord de {accord.famille.alias} expire le {fin}",
            detail=f"Pour {accord.partenaire.nom}",
            url=reverse("familles:consentement", args=[accord.famille.code, accord.pk]),
            icone="handshake",
            echeance=accord.valable_jusqu_au,
        )


@consentements.demarche
def demarche_du_referencement(
    utilisateur: Utilisateur, famille: Famille, pk: int
) -> consentements.Demarche | None:
    """After a yes it is sent; a no declines it while nothing but words has passed."""
    siens = Referencement.objects.modifiables_par(utilisateur).sortants().filter(famille=famille)
    referencement = siens.select_related("partenaire").filter(pk=pk).first()
    if referencement is None:
        return None
    page = reverse("referencements:fiche", args=[pk])
    if referencement.etat == Etat.DISCUTEE:
        refus = reverse("referencements:geste", args=[pk, "decliner"])
    else:
        refus = page
    suite = reverse("referencements:envoyer", args=[pk]) if referencement.est_ouvert else page
    return consentements.Demarche(referencement.partenaire, suite, refus)


@consentements.divulgue
def envois(consentement: Consentement) -> Iterable[consentements.Divulgue]:
    """The labels of what was sent under it; its values stay in the divulgation."""
    for divulgation in consentement.divulgations.select_related("referencement__partenaire"):
        apercu = divulgation.apercu
        yield consentements.Divulgue(
            le=divulgation.faite_le,
            a=divulgation.referencement.partenaire.nom,
            url=reverse("referencements:fiche", args=[divulgation.referencement_id]),
            dabord=[mot for cle, mot in LIBELLES_APERCU.items() if apercu.get(cle)],
            ensuite=[ligne[0] for ligne in divulgation.coordonnees],
        )


@approches.source
def organismes_approches(famille: Famille) -> Iterable[approches.Approche]:
    """Each démarche that is not over, all its organismes together."""
    lies = famille.referencements.exclude(etat=Etat.ANNULEE)
    lies = lies.select_related("partenaire", "type_besoin").order_by("pk")
    par_demarche = defaultdict(list)
    for referencement in lies:
        par_demarche[referencement.demarche].append(referencement)
    for ensemble in par_demarche.values():
        if any(referencement.est_ouvert for referencement in ensemble):
            organismes = [_organisme(referencement) for referencement in ensemble]
            yield approches.Approche(str(ensemble[0].type_besoin), organismes)


def _organisme(referencement: Referencement) -> approches.Organisme:
    return approches.Organisme(
        nom=referencement.partenaire.nom,
        etat=referencement.etat_en_mots,
        ton=referencement.ton,
        url=reverse("referencements:fiche", args=[referencement.pk]),
    )


@chronologie.source
def suivis_des_referencements(famille: Famille) -> Iterable[chronologie.Entree]:
    suivis = SuiviReferencement.objects.filter(referencement__famille=famille).select_related(
        "referencement__partenaire", "referencement__type_besoin", "saisie_par", "par_partenaire"
    )
    for suivi in suivis.order_by("-date", "-pk"):
        referencement = suivi.referencement
        vers = f"{referencement.partenaire.nom}, {referencement.type_besoin}"
        yield chronologie.Entree(
            date=suivi.date,
            titre=f"Référencement\u00a0: {suivi.titre}",
            detail="\n".join(filter(None, [vers, suivi.constat])),
            icone="arrow-left-right",
            url=reverse("referencements:fiche", args=[referencement.pk]),
            auteur=suivi.auteur,
            genre="referencement",
            ecrite_le=suivi.saisie_le,
        )


@bilans.source
def reponses_passees(
    utilisateur: Utilisateur, partenaires: Iterable[Partenaire]
) -> dict[int, list[str]]:
    """« Déjà référé : 12 familles, réponse en 4 jours (médiane), 9 acceptées »."""
    faits = (
        Referencement.objects.visibles_par(utilisateur)
        .sortants()
        .faits()
        .filter(partenaire__in=[partenaire.pk for partenaire in partenaires])
        .order_by()
    )
    comptes = faits.values("partenaire").annotate(
        familles=Count("famille", distinct=True),
        acceptes=Count("pk", filter=Q(etat__in=PRIS_EN_CHARGE)),
    )
    delais = _delais(faits)
    return {
        ligne["partenaire"]: [
            _phrase(ligne["familles"], delais[ligne["partenaire"]], ligne["acceptes"])
        ]
        for ligne in comptes
    }


def _delais(faits: models.QuerySet[Referencement]) -> dict[int, dict[int, int]]:
    """For each partenaire, how many answers came after how many days."""
    delai = ExpressionWrapper(F("reponse_le") - F("date_mediation"), models.DurationField())
    lignes = (
        faits.filter(reponse_le__isnull=False)
        .annotate(delai=delai)
        .values_list("partenaire", "delai")
        .annotate(Count("pk"))
    )
    par_partenaire: dict[int, dict[int, int]] = defaultdict(dict)
    for partenaire, duree, nombre in lignes:
        par_partenaire[partenaire][duree.days] = nombre
    return par_partenaire


def _phrase(familles: int, delais: dict[int, int], acceptes: int) -> str:
    morceaux = [f"Déjà référé\u00a0: {compte(familles, 'famille', 'familles')}"]
    if delais:
        attente = compte(round(median(Counter(delais).elements())), "jour", "jours")
        morceaux.append(f"réponse en {attente} (médiane)")
    morceaux.append(compte(acceptes, "acceptée", "acceptées"))
    return ", ".join(morceaux)


@retraits.suite
def prevenir_les_partenaires(consentement: Consentement) -> None:
    """Each address that received a link is told, once for each request, that it is closed."""
    liens = LienPartenaire.objects.filter(divulgation__consentement=consentement, adresse__gt="")
    for lien in {(lien.referencement_id, lien.adresse): lien for lien in liens}.values():
        depots.prevenir_du_retrait(lien)
