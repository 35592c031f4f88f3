from django.urls import path

from .views import entrant, envoi, permanents, referencement, trou

app_name = "referencements"
urlpatterns = [
    path("referencements/", referencement.liste, name="liste"),
    path("referencements/creer/", referencement.creer, name="creer"),
    path("referencements/recevoir/", referencement.recevoir, name="recevoir"),
    path("referencements/<int:pk>/", referencement.fiche, name="fiche"),
    path("referencements/<int:pk>/suivre/", referencement.suivre, name="suivre"),
    path(
        "referencements/<int:pk>/accuser-reception/",
        entrant.accuser_reception,
        name="accuser_reception",
    ),
    path(
        "referencements/<int:pk>/prendre_en_charge/",
        entrant.prendre_en_charge,
        name="prendre_en_charge",
    ),
    path("referencements/<int:pk>/envoyer/", envoi.envoyer, name="envoyer"),
    path("referencements/<int:pk>/lien/remettre/", envoi.lien_remettre, name="lien_remettre"),
    path("referencements/<int:pk>/lien/renvoyer/", envoi.lien_renvoyer, name="lien_renvoyer"),
    path("referencements/<int:pk>/lien/fermer/", envoi.lien_fermer, name="lien_fermer"),
    path("referencements/<int:pk>/rappels/", envoi.rappels, name="rappels"),
    path("referencements/<int:pk>/lire/", envoi.lire, name="lire"),
    path(
        "referencements/<int:pk>/suivis/<int:suivi>/annuler/",
        referencement.suivi_annuler,
        name="suivi_annuler",
    ),
    path("referencements/<int:pk>/<slug:nom>/", referencement.geste, name="geste"),
    path(
        "partenaires/<int:pk>/liens/",
        permanents.liens_partenaire,
        name="liens_partenaire",
    ),
    path(
        "liens/<int:pk>/fermer/",
        permanents.lien_partenaire_fermer,
        name="lien_partenaire_fermer",
    ),
    path("trous-de-services/", trou.trous, name="trous"),
    path("trous-de-services/concertation/", trou.trous_concertation, name="trous_concertation"),
    path("trous-de-services/constater/", trou.trou_constater, name="trou_constater"),
    path("trous-de-services/<int:pk>/", trou.trou, name="trou"),
    path("trous-de-services/<int:pk>/suivre/", trou.trou_suivre, name="trou_suivre"),
    path("trous-de-services/<int:pk>/joindre/", trou.trou_joindre, name="trou_joindre"),
    path("trous-de-services/<int:pk>/separer/", trou.trou_separer, name="trou_separer"),
    path("constats/<int:pk>/separer/", trou.constat_separer, name="constat_separer"),
]
