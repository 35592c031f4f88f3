from django.urls import URLPattern, URLResolver, include, path

from familles.views import (
    accompagnements,
    consentements,
    copies,
    doublons,
    familles,
    fusions,
    hors_ligne,
    interventions,
    isolement,
    journee,
    personnes,
    plan,
    promesses,
    rendez_vous,
    situation,
    transferts,
)

app_name = "familles"

du_rendez_vous: list[URLPattern] = [
    path("", rendez_vous.rendez_vous_modifier, name="rendez_vous_modifier"),
    path("vu/", rendez_vous.rendez_vous_voir, name="rendez_vous_voir"),
    path("reporter/", rendez_vous.rendez_vous_reporter, name="rendez_vous_reporter"),
    path("manque/", rendez_vous.rendez_vous_manquer, name="rendez_vous_manquer"),
    path("annuler/", rendez_vous.rendez_vous_annuler, name="rendez_vous_annuler"),
    path("rouvrir/", rendez_vous.rendez_vous_rouvrir, name="rendez_vous_rouvrir"),
]

de_la_famille: list[URLPattern | URLResolver] = [
    path("rendez-vous/<int:pk>/", include(du_rendez_vous)),
    path("", familles.fiche, name="fiche"),
    path("modifier/", familles.modifier, name="modifier"),
    path("copie/", copies.copie, name="copie"),
    path("transferer/", transferts.transferer, name="transferer"),
    path("doublons/", doublons.doublons_de, name="doublons_de"),
    path("reunir/", fusions.reunir, name="reunir"),
    path("reunir/<slug:autre>/", fusions.fusionner, name="fusionner"),
    path("reunir/<slug:autre>/distinguer/", fusions.distinguer, name="distinguer"),
    path("reunions/<int:pk>/annuler/", fusions.fusion_annuler, name="fusion_annuler"),
    path("adultes/ajouter/", personnes.adulte_ajouter, name="adulte_ajouter"),
    path("adultes/<int:pk>/", personnes.adulte_modifier, name="adulte_modifier"),
    path("enfants/ajouter/", personnes.enfant_ajouter, name="enfant_ajouter"),
    path("enfants/<int:pk>/", personnes.enfant_modifier, name="enfant_modifier"),
    path("enfants/<int:pk>/retirer/", personnes.enfant_retirer, name="enfant_retirer"),
    path("besoins/ajouter/", situation.besoin_ajouter, name="besoin_ajouter"),
    path("besoins/<int:pk>/", situation.besoin_modifier, name="besoin_modifier"),
    path("vulnerabilites/ajouter/", situation.vulnerabilite_ajouter, name="vulnerabilite_ajouter"),
    path(
        "vulnerabilites/<int:pk>/lever/", situation.vulnerabilite_lever, name="vulnerabilite_lever"
    ),
    path("isolement/", isolement.evaluations, name="evaluations"),
    path("isolement/ajouter/", isolement.evaluation_ajouter, name="evaluation_ajouter"),
    path("isolement/<int:pk>/corriger/", isolement.evaluation_corriger, name="evaluation_corriger"),
    path("confiance/ajouter/", situation.jalon_ajouter, name="jalon_ajouter"),
    path("plan/", plan.plan, name="plan"),
    path("plan/imprimer/", plan.plan_imprimer, name="plan_imprimer"),
    path("plan/partager/", plan.plan_partager, name="plan_partager"),
    path("plan/<slug:geste>/", plan.plan_geste, name="plan_geste"),
    path("plan/etapes/ajouter/", plan.etape_ajouter, name="etape_ajouter"),
    path("plan/etapes/<int:pk>/", plan.etape_modifier, name="etape_modifier"),
    path("plan/etapes/<int:pk>/noter/", plan.etape_noter, name="etape_noter"),
    path("plan/etapes/<int:pk>/deplacer/", plan.etape_deplacer, name="etape_deplacer"),
    path("promesses/ajouter/", promesses.promesse_ajouter, name="promesse_ajouter"),
    path("ressentis/ajouter/", isolement.ressenti_ajouter, name="ressenti_ajouter"),
    path("promesses/<int:pk>/", promesses.promesse_modifier, name="promesse_modifier"),
    path("promesses/<int:pk>/rouvrir/", promesses.promesse_rouvrir, name="promesse_rouvrir"),
    path("promesses/<int:pk>/tenir/", promesses.promesse_tenir, name="promesse_tenir"),
    path(
        "promesses/<int:pk>/abandonner/", promesses.promesse_abandonner, name="promesse_abandonner"
    ),
    path("rendez-vous/planifier/", rendez_vous.rendez_vous_planifier, name="rendez_vous_planifier"),
    path(
        "accompagnements/commencer/",
        accompagnements.accompagnement_commencer,
        name="accompagnement_commencer",
    ),
    path(
        "accompagnements/<int:pk>/",
        accompagnements.accompagnement_modifier,
        name="accompagnement_modifier",
    ),
    path(
        "accompagnements/<int:pk>/terminer/",
        accompagnements.accompagnement_terminer,
        name="accompagnement_terminer",
    ),
    path(
        "accompagnements/<int:pk>/annuler-fin/",
        accompagnements.accompagnement_annuler_fin,
        name="accompagnement_annuler_fin",
    ),
    path(
        "accompagnements/<int:pk>/avancer-debut/",
        accompagnements.accompagnement_avancer_debut,
        name="accompagnement_avancer_debut",
    ),
    path("consentements/donner/", consentements.consentement_donner, name="consentement_donner"),
    path("consentements/<int:pk>/", consentements.consentement, name="consentement"),
    path(
        "consentements/<int:pk>/retirer/",
        consentements.consentement_retirer,
        name="consentement_retirer",
    ),
    path(
        "interventions/<int:pk>/annuler/",
        interventions.intervention_annuler,
        name="intervention_annuler",
    ),
    path(
        "interventions/<int:pk>/", interventions.intervention_modifier, name="intervention_modifier"
    ),
]

urlpatterns = [
    path("sw.js", hors_ligne.travailleur, name="travailleur"),
    path("hors-ligne/", hors_ligne.page, name="hors_ligne"),
    path("hors-ligne/envoyer/", hors_ligne.envoyer, name="envoyer_hors_ligne"),
    path("ma-journee/", journee.ma_journee, name="ma_journee"),
    path("familles/", familles.liste, name="liste"),
    path("familles/ouvrir/", familles.ouvrir, name="ouvrir"),
    path("transferts/<int:pk>/", transferts.transfert, name="transfert"),
    path("transferts/<int:pk>/accepter/", transferts.transfert_accepter, name="transfert_accepter"),
    path("transferts/<int:pk>/refuser/", transferts.transfert_refuser, name="transfert_refuser"),
    path("transferts/<int:pk>/annuler/", transferts.transfert_annuler, name="transfert_annuler"),
    path("familles/doublons/", doublons.doublons, name="doublons"),
    path("plan-de-match/<str:jeton>/", plan.plan_partage, name="plan_partage"),
    path("familles/<slug:code>/", include(de_la_famille)),
    path("passations/", include("familles.urls_passations")),
    path(
        "interventions/consigner/",
        interventions.intervention_consigner,
        name="intervention_consigner",
    ),
]
