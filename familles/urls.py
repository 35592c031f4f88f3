from django.urls import include, path

from familles.views import (
    accompagnements,
    consentements,
    doublons,
    familles,
    fusions,
    interventions,
    journee,
    personnes,
    situation,
    transferts,
)

app_name = "familles"

de_la_famille = [
    path("", familles.fiche, name="fiche"),
    path("modifier/", familles.modifier, name="modifier"),
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
    path("isolement/ajouter/", situation.evaluation_ajouter, name="evaluation_ajouter"),
    path("isolement/<int:pk>/corriger/", situation.evaluation_corriger, name="evaluation_corriger"),
    path("confiance/ajouter/", situation.jalon_ajouter, name="jalon_ajouter"),
    path("promesses/ajouter/", situation.promesse_ajouter, name="promesse_ajouter"),
    path("promesses/<int:pk>/tenir/", situation.promesse_tenir, name="promesse_tenir"),
    path(
        "promesses/<int:pk>/abandonner/", situation.promesse_abandonner, name="promesse_abandonner"
    ),
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
        "interventions/<int:pk>/", interventions.intervention_modifier, name="intervention_modifier"
    ),
]

urlpatterns = [
    path("ma-journee/", journee.ma_journee, name="ma_journee"),
    path("familles/", familles.liste, name="liste"),
    path("familles/ouvrir/", familles.ouvrir, name="ouvrir"),
    path("transferts/<int:pk>/", transferts.transfert, name="transfert"),
    path("transferts/<int:pk>/accepter/", transferts.transfert_accepter, name="transfert_accepter"),
    path("transferts/<int:pk>/refuser/", transferts.transfert_refuser, name="transfert_refuser"),
    path("transferts/<int:pk>/annuler/", transferts.transfert_annuler, name="transfert_annuler"),
    path("familles/doublons/", doublons.doublons, name="doublons"),
    path("familles/<slug:code>/", include(de_la_famille)),
    path(
        "interventions/consigner/",
        interventions.intervention_consigner,
        name="intervention_consigner",
    ),
]
