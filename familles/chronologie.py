"""The one timeline of a famille: each app tells its part, the page shows them as one story.

A higher app adds its entries by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.urls import reverse
from django.utils import timezone

from familles.models import EvaluationIsolement, Famille, RendezVous
from familles.recits import corrections, phrase
from proximite.typographie import date_moyenne, duree

# Where the rows of one day that are not logged one by one stand among the others.
OUVERTURE = datetime.min.replace(tzinfo=UTC)
CLOTURE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Entree:
    """One moment of the story; ``genre`` names the kind of row it comes from.

    Within a day, ``ecrite_le`` tells which came first; ``suite`` is what may follow from it.
    """

    date: date
    titre: str
    detail: str
    icone: str
    url: str
    auteur: str
    genre: str
    ecrite_le: datetime = OUVERTURE
    suite: str = ""
    suite_url: str = ""

    @property
    def est_longue(self) -> bool:
        """More than four lines wherever it is read: folded on a screen, whole on paper."""
        return len(self.detail) > 400 or self.detail.count("\n") > 4


Source = Callable[[Famille], Iterable[Entree]]
SOURCES: list[Source] = []


def source(fonction: Source) -> Source:
    """Decorator: what ``fonction(famille)`` returns is part of the timeline."""
    SOURCES.append(fonction)
    return fonction


def chronologie(famille: Famille) -> list[Entree]:
    """Last moment first. The sources of this app read the rows that the page prefetched."""
    entrees = [entree for source in SOURCES for entree in source(famille)]
    return sorted(entrees, key=lambda entree: (entree.date, entree.ecrite_le), reverse=True)


@source
def interventions(famille: Famille) -> Iterable[Entree]:
    manque = reverse("referencements:trou_constater")
    for intervention in famille.interventions.all():
        dite = phrase(intervention)
        moment = f"{intervention.get_mode_display()}, {duree(intervention.duree_min)}"
        yield Entree(
            date=intervention.date,
            titre=dite or intervention.get_type_action_display(),
            detail="\n".join(filter(None, ["" if dite else moment, intervention.note])),
            icone="message-circle",
            url=reverse("familles:intervention_modifier", args=[famille.code, intervention.pk]),
            auteur="" if dite else intervention.saisie_par.get_full_name(),
            genre="intervention",
            ecrite_le=intervention.saisie_le,
            suite="Constater un manque" if intervention.touche_un_besoin_ouvert else "",
            suite_url=f"{manque}?intervention={intervention.pk}",
        )


@source
def evaluations(famille: Famille) -> Iterable[Entree]:
    """The last word on each moment, with who corrected it and why."""
    toutes = list(famille.evaluations.all())
    for evaluation in EvaluationIsolement.sans_les_corrigees(toutes):
        premiere, dites = corrections(evaluation, toutes)
        yield Entree(
            date=evaluation.vaut_le,
            titre="Grille d’isolement",
            detail="\n".join([_detail_de_la_grille(evaluation), *dites]),
            icone="chart-line",
            url=reverse("familles:evaluation_corriger", args=[famille.code, evaluation.pk]),
            auteur=premiere.saisie_par.get_full_name(),
            genre="evaluation",
            ecrite_le=evaluation.saisie_le,
        )


def _detail_de_la_grille(evaluation: EvaluationIsolement) -> str:
    """When it describes a day long before the one it was recorded, both are said."""
    moment = evaluation.get_moment_display()
    apprise = evaluation.apprise_plus_tard and not evaluation.corrige_id
    note_le = f"Noté le {date_moyenne(evaluation.note_le)}" if apprise else ""
    return "\n".join(filter(None, [moment, note_le]))


@source
def besoins(famille: Famille) -> Iterable[Entree]:
    """What was brought to light, and what a person said of it since; what an organisme answered
    is told by the référencement."""
    for besoin in famille.besoins.all():
        yield Entree(
            date=besoin.mis_en_relief_le,
            titre="Besoin mis en relief",
            detail=str(besoin.type),
            icone="puzzle",
            url=reverse("familles:besoin_modifier", args=[famille.code, besoin.pk]),
            auteur="",
            genre="besoin",
        )
        for suivi in besoin.suivis.all():
            if suivi.est_decide:
                yield Entree(
                    date=suivi.date,
                    titre=f"Besoin\u00a0: {suivi.get_vers_etat_display().lower()}",
                    detail=str(besoin.type),
                    icone="puzzle",
                    url="",
                    auteur=suivi.saisie_par.get_full_name() if suivi.saisie_par else "",
                    genre="besoin",
                    ecrite_le=suivi.saisie_le,
                )


@source
def jalons_de_confiance(famille: Famille) -> Iterable[Entree]:
    for jalon in famille.jalons_confiance.all():
        yield Entree(
            date=jalon.date,
            titre="Lien de confiance",
            detail=jalon.get_etape_display(),
            icone="heart-handshake",
            url="",
            auteur=jalon.saisie_par.get_full_name(),
            genre="jalon",
            ecrite_le=jalon.saisie_le,
        )


@source
def accompagnements(famille: Famille) -> Iterable[Entree]:
    for accompagnement in famille.accompagnements.all():
        yield Entree(
            date=accompagnement.date_debut,
            titre="Début de l’accompagnement",
            detail=accompagnement.get_raison_display(),
            icone="footprints",
            url="",
            auteur=accompagnement.ptp.get_full_name(),
            genre="debut",
        )
        if accompagnement.date_fin:
            yield Entree(
                date=accompagnement.date_fin,
                titre="Fin de l’accompagnement",
                detail=accompagnement.get_motif_fin_display(),
                icone="flag",
                url="",
                auteur=accompagnement.ptp.get_full_name(),
                genre="fin",
                ecrite_le=CLOTURE,
            )


@source
def accords(famille: Famille) -> Iterable[Entree]:
    for accord in famille.consentements.all():
        page = reverse("familles:consentement", args=[famille.code, accord.pk])
        yield Entree(
            date=accord.donne_le,
            titre="Accord donné",
            detail=accord.partenaire.nom,
            icone="handshake",
            url=page,
            auteur=accord.saisie_par.get_full_name(),
            genre="accord",
            ecrite_le=accord.saisie_le,
        )
        if accord.est_retire:
            yield Entree(
                date=timezone.localdate(accord.retrait.retire_le),
                titre="Accord retiré",
                detail=accord.partenaire.nom,
                icone="undo-2",
                url=page,
                auteur=accord.retrait.retire_par.get_full_name(),
                genre="accord",
                ecrite_le=accord.retrait.retire_le,
            )


@source
def reunions(famille: Famille) -> Iterable[Entree]:
    """Two fiches that became one, or two again: who said so, when and why."""
    for fusion in famille.fusions.all():
        annuler = reverse("familles:fusion_annuler", args=[famille.code, fusion.pk])
        yield Entree(
            date=timezone.localdate(fusion.saisie_le),
            titre="Réunie avec une autre fiche",
            detail=f"« {fusion.absorbee.alias} », {fusion.absorbee.code_affiche}. {fusion.motif}",
            icone="copy-check",
            url=annuler,
            auteur=fusion.saisie_par.get_full_name(),
            genre="reunion",
            ecrite_le=fusion.saisie_le,
        )
        if fusion.annulee_le:
            yield Entree(
                date=timezone.localdate(fusion.annulee_le),
                titre="Séparée de l’autre fiche",
                detail=f"Resté tel quel\u00a0: {'; '.join(fusion.restes)}" if fusion.restes else "",
                icone="undo-2",
                url="",
                auteur=fusion.annulee_par.get_full_name() if fusion.annulee_par else "",
                genre="reunion",
                ecrite_le=fusion.annulee_le,
            )


@source
def transferts(famille: Famille) -> Iterable[Entree]:
    for transfert in famille.transferts.all():
        yield Entree(
            date=timezone.localdate(transfert.decide_le or transfert.saisie_le),
            titre=f"Transfert {transfert.get_etat_display().lower()}",
            detail=f"De {transfert.de.nom} vers {transfert.vers.nom}",
            icone="arrow-left-right",
            url=reverse("familles:transfert", args=[transfert.pk]),
            auteur=(transfert.decide_par or transfert.saisie_par).get_full_name(),
            genre="transfert",
            ecrite_le=transfert.decide_le or transfert.saisie_le,
        )


@source
def etapes_du_plan(famille: Famille) -> Iterable[Entree]:
    """What was done of the plan, or put aside, by whoever marked it."""
    page = reverse("familles:plan", args=[famille.code])
    for plan in famille.plans.all():
        for etape in plan.etapes.all():
            if not etape.est_a_faire:
                yield Entree(
                    date=etape.etat_le,
                    titre=f"Plan de match\u00a0: {etape.get_etat_display().lower()}",
                    detail=etape.texte,
                    icone="list-checks",
                    url=page,
                    auteur=etape.etat_par.get_full_name() if etape.etat_par else "",
                    genre="plan",
                )


@source
def promesses_tenues(famille: Famille) -> Iterable[Entree]:
    for promesse in famille.promesses.all():
        if promesse.tenue_le:
            yield Entree(
                date=promesse.tenue_le,
                titre="Promesse tenue",
                detail=promesse.texte,
                icone="hand-heart",
                url="",
                auteur=promesse.saisie_par.get_full_name(),
                genre="promesse",
            )


@source
def rendez_vous_passes(famille: Famille) -> Iterable[Entree]:
    """One that took place is told by the intervention of that day, when there is one."""
    racontes = {intervention.date for intervention in famille.interventions.all()}
    for rendez_vous in famille.rendez_vous.all():
        vu = rendez_vous.etat == rendez_vous.Etat.VU
        if rendez_vous.est_prevu or (vu and rendez_vous.prevu_le in racontes):
            continue
        detail = rendez_vous.details
        if rendez_vous.reporte_au:
            detail = f"Au {date_moyenne(rendez_vous.reporte_au)}"
        yield Entree(
            date=rendez_vous.prevu_le,
            titre=TITRES_RENDEZ_VOUS[rendez_vous.etat],
            detail=detail,
            icone="calendar-clock",
            url="",
            auteur=rendez_vous.saisie_par.get_full_name(),
            genre="rendez_vous",
            ecrite_le=rendez_vous.saisie_le,
        )


TITRES_RENDEZ_VOUS: dict[str, str] = {
    RendezVous.Etat.VU: "Rendez-vous tenu",
    RendezVous.Etat.REPORTE: "Rendez-vous reporté",
    RendezVous.Etat.MANQUE: "Rendez-vous manqué, sans conséquence",
    RendezVous.Etat.ANNULE: "Rendez-vous annulé",
}
