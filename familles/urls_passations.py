"""Passations: one for each PTP who leaves, one line for each of her familles."""

from django.urls import path

from familles.views import passations

urlpatterns = [
    path("", passations.passations, name="passations"),
    path("commencer/", passations.passation_commencer, name="passation_commencer"),
    path("<int:pk>/", passations.passation, name="passation"),
    path("<int:pk>/organiser/", passations.passation_organiser, name="passation_organiser"),
    path("<int:pk>/completer/", passations.passation_completer, name="passation_completer"),
    path("<int:pk>/annuler/", passations.passation_annuler, name="passation_annuler"),
    path("familles/<int:pk>/", passations.passation_famille, name="passation_famille"),
    path("familles/<int:pk>/preparer/", passations.passation_preparer, name="passation_preparer"),
    path("familles/<int:pk>/repondre/", passations.passation_repondre, name="passation_repondre"),
    path("familles/<int:pk>/conclure/", passations.passation_conclure, name="passation_conclure"),
    path("familles/<int:pk>/point/", passations.point_ajouter, name="passation_point"),
    path("points/<int:pk>/retirer/", passations.point_retirer, name="passation_point_retirer"),
    path("familles/<int:pk>/rencontre/", passations.rencontre_ajouter, name="passation_rencontre"),
    path(
        "rencontres/<int:pk>/tenir/", passations.rencontre_tenir, name="passation_rencontre_tenir"
    ),
    path(
        "rencontres/<int:pk>/retirer/",
        passations.rencontre_retirer,
        name="passation_rencontre_retirer",
    ),
    path(
        "partenaires/<int:pk>/presenter/",
        passations.partenaire_presenter,
        name="passation_partenaire",
    ),
]
