"""What référencements add to the pages of lower apps."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from statistics import median

from django.urls import reverse

from comptes.models import Utilisateur
from familles import a_faire, chronologie
from familles.models import Famille
from partenaires import bilans
from partenaires.models import Partenaire
from proximite.typographie import compte, date_moyenne

from .models import Referencement, SuiviReferencement
from .models.etats import Etat

ACCEPTES = (Etat.ACCEPTEE, Etat.SERVICE_AMORCE, Etat.TERMINEE)


@a_faire.source
def entrants_a_accueillir(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    entrants = Referencement.objects.modifiables_par(utilisateur).a_accueillir()
    for entrant in entrants.select_related("partenaire", "type_besoin"):
        yield a_faire.AFaire(
            titre=f"Accueillir une famille référée par {entrant.partenaire.nom}",
            detail=f"{entrant.type_besoin}, reçu le {date_moyenne(entrant.etat_depuis)}",
            url=reverse("referencements:fiche", args=[entrant.pk]),
            icone="inbox",
            echeance=entrant.etat_depuis,
            urgent=True,
        )


@a_faire.source
def referencements_a_relancer(utilisateur: Utilisateur, le: date) -> Iterable[a_faire.AFaire]:
    attendus = Referencement.objects.modifiables_par(utilisateur).a_relancer(le)
    for referencement in attendus.select_related("partenaire", "famille"):
        alias = referencement.famille.alias if referencement.famille else ""
        depuis = date_moyenne(referencement.etat_depuis)
        yield a_faire.AFaire(
            titre=f"Relancer {referencement.partenaire.nom}",
            detail=f"Pour {alias}, sans réponse depuis le {depuis}",
            url=reverse("referencements:fiche", args=[referencement.pk]),
            icone="arrow-left-right",
            echeance=referencement.suivi_prevu_le or referencement.etat_depuis,
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
    """« déjà référé : 12 familles, 9 acceptées, réponse en 4 jours (médiane) »."""
    lignes = (
        Referencement.objects.visibles_par(utilisateur)
        .sortants()
        .faits()
        .filter(partenaire__in=[partenaire.pk for partenaire in partenaires])
        .values_list("partenaire", "famille", "etat", "date_mediation", "reponse_le")
    )
    par_partenaire = defaultdict(list)
    for partenaire, *ligne in lignes:
        par_partenaire[partenaire].append(ligne)
    return {pk: [_phrase(lignes)] for pk, lignes in par_partenaire.items()}


def _phrase(lignes: list[list]) -> str:
    familles = len({famille for famille, *_ in lignes})
    acceptees = sum(etat in ACCEPTES for _, etat, *_ in lignes)
    jours = [(reponse - contact).days for *_, contact, reponse in lignes if reponse and contact]
    morceaux = [
        f"Déjà référé\u00a0: {compte(familles, 'famille', 'familles')}",
        compte(acceptees, "acceptée", "acceptées"),
    ]
    if jours:
        attente = compte(round(median(jours)), "jour", "jours")
        morceaux.append(f"réponse en {attente} (médiane)")
    return ", ".join(morceaux)
