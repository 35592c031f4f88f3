"""The sentences of the timeline."""

from collections.abc import Iterable

from activites.models import ModeContact, TypeAction
from familles.models import EvaluationIsolement, Intervention
from proximite.typographie import date_moyenne, duree


def phrase(intervention: Intervention) -> str:
    """« Maude Roy a informé la famille, en visite à domicile, pendant 45 min »; empty when it
    was done for the famille with someone else, which no sentence says simply."""
    avec_la_famille = intervention.beneficiaire == Intervention.Beneficiaire.FAMILLE
    if not avec_la_famille and intervention.type_action in AUPRES_DE_LA_FAMILLE:
        return ""
    fait = f"{intervention.saisie_par.get_full_name()} {FAITS[intervention.type_action]}"
    temps = f"pendant {duree(intervention.duree_min)}"
    return ", ".join(filter(None, [fait, FACONS[intervention.mode], temps]))


def corrections(
    evaluation: EvaluationIsolement, toutes: Iterable[EvaluationIsolement]
) -> tuple[EvaluationIsolement, list[str]]:
    """The statement as first written, and what was said at each correction, last one first."""
    par_pk = {ligne.pk: ligne for ligne in toutes}
    dites = []
    while evaluation.corrige_id in par_pk:
        par = evaluation.saisie_par.get_full_name()
        quand = date_moyenne(evaluation.note_le)
        dites.append(f"Corrigée le {quand} par {par}\u00a0: {evaluation.motif_correction}")
        evaluation = par_pk[evaluation.corrige_id]
    return evaluation, dites


FAITS: dict[str, str] = {
    TypeAction.DEMARCHAGE: "a fait du démarchage auprès de la famille",
    TypeAction.REPERAGE: "a repéré la famille",
    TypeAction.LIEN_CONFIANCE: "a nourri le lien de confiance avec la famille",
    TypeAction.INFORMER: "a informé la famille",
    TypeAction.ACCOMPAGNER_RESSOURCES: "a accompagné la famille vers une ressource",
    TypeAction.POUVOIR_AGIR: "a soutenu le pouvoir d’agir de la famille",
    TypeAction.SUIVI_PARTENAIRES: "a fait le suivi auprès d’un partenaire",
    TypeAction.ADAPTATION_PRATIQUES: "a contribué à l’adaptation des pratiques d’un partenaire",
    TypeAction.ESPACES_DIALOGUE: "a partagé un espace de dialogue sur les pratiques",
}
AUPRES_DE_LA_FAMILLE = list(FAITS)[:6]
FACONS: dict[str, str] = {
    ModeContact.TEXTO: "par texto",
    ModeContact.TELEPHONE: "au téléphone",
    ModeContact.RESEAUX_SOCIAUX: "par messagerie",
    ModeContact.EN_PERSONNE_MILIEU: "en personne, dans le milieu de vie",
    ModeContact.DOMICILE: "en visite à domicile",
    ModeContact.EN_PERSONNE_ORGANISME: "en personne, à l’organisme porteur",
    ModeContact.ACCOMPAGNEMENT_PHYSIQUE: "en allant ensemble à un rendez-vous",
    ModeContact.COURRIEL: "par courriel",
    ModeContact.VISIOCONFERENCE: "en visioconférence",
    ModeContact.AUTRE: "",
}
