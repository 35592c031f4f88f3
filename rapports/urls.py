from django.urls import path, register_converter
from django.urls.converters import IntConverter

from rapports.views import (
    exports,
    extraits,
    participation,
    publications,
    reception,
    reseau,
    semaine,
    taches,
    territoire,
)


class RangConverter(IntConverter):
    """A key, or a number of version: never more than a database holds."""

    regex = "[0-9]{1,9}"


register_converter(RangConverter, "rang")

app_name = "rapports"
urlpatterns = [
    path("tableau-de-bord/", territoire.territoires, name="territoires"),
    path("tableau-de-bord/<slug:code>/", territoire.territoire, name="territoire"),
    path(
        "tableau-de-bord/<slug:code>/a-verifier/<slug:controle>/",
        territoire.a_verifier,
        name="a_verifier",
    ),
    path(
        "tableau-de-bord/<slug:code>/familles/<str:indicateur>/",
        territoire.familles_derriere,
        name="familles_derriere",
    ),
    path(
        "tableau-de-bord/<slug:code>/lignes/<str:indicateur>/",
        territoire.lignes_derriere,
        name="lignes_derriere",
    ),
    path("tableau-de-bord/<slug:code>/toile/", territoire.toile, name="toile"),
    path("semaine/", semaine.semaines, name="semaines"),
    path("semaine/<rang:pk>/", semaine.semaine, name="semaine"),
    path("semaine/<rang:pk>/<slug:nature>/", semaine.semaine_lignes, name="semaine_lignes"),
    path("rapports/", participation.rapports, name="rapports"),
    path("rapports/<rang:periode>/<slug:code>/", participation.rapport, name="rapport"),
    path(
        "rapports/<rang:periode>/<slug:code>/modifier/",
        participation.rapport_modifier,
        name="rapport_modifier",
    ),
    path(
        "rapports/<rang:periode>/<slug:code>/soumettre/",
        participation.rapport_soumettre,
        name="rapport_soumettre",
    ),
    path(
        "rapports/<rang:periode>/<slug:code>/reprendre/",
        participation.rapport_reprendre,
        name="rapport_reprendre",
    ),
    path(
        "rapports/<rang:periode>/<slug:code>/versions/<rang:numero>/",
        participation.rapport_version,
        name="rapport_version",
    ),
    path(
        "rapports/<rang:periode>/<slug:code>/a-verifier/<slug:controle>/",
        participation.rapport_a_verifier,
        name="rapport_a_verifier",
    ),
    path("reseau/remises/", reception.remises, name="remises"),
    path("reseau/remises/<rang:periode>/<slug:code>/", reception.remise, name="remise"),
    path(
        "reseau/remises/<rang:periode>/<slug:code>/accepter/",
        reception.remise_accepter,
        name="remise_accepter",
    ),
    path(
        "reseau/remises/<rang:periode>/<slug:code>/retourner/",
        reception.remise_retourner,
        name="remise_retourner",
    ),
    path(
        "rapports/<rang:periode>/<slug:code>/exports/<slug:format>/",
        exports.rapport_export,
        name="rapport_export",
    ),
    path("reseau/", reseau.reseau, name="reseau"),
    path("reseau/chiffres/<str:identifiant>/", reseau.chiffre, name="chiffre"),
    path("reseau/indicateurs-cles/", reseau.cles, name="cles"),
    path("reseau/questions/", reseau.questions, name="questions"),
    path("reseau/synthese/", reseau.synthese, name="synthese"),
    path("reseau/trous-de-services/", reseau.trous, name="trous"),
    path("reseau/rapport/", reseau.participation, name="participation"),
    path("reseau/rapport/<slug:format>/", exports.export, name="export"),
    path("reseau/publications/", publications.publications, name="publications"),
    path("reseau/publications/publier/", publications.publier, name="publier"),
    path("reseau/publications/<rang:pk>/", publications.publication, name="publication"),
    path(
        "reseau/publications/<rang:pk>/exports/",
        exports.publication_exports,
        name="publication_exports",
    ),
    path(
        "reseau/publications/<rang:pk>/exports/<slug:format>/",
        exports.publication_export,
        name="publication_export",
    ),
    path("reseau/publications/<rang:pk>/recueil/", exports.recueil, name="publication_recueil"),
    path("schemas/rapport-1.json", exports.schema, name="schema_rapport"),
    path("indicateurs/", territoire.indicateurs, name="indicateurs"),
    path("indicateurs/<str:identifiant>/", territoire.indicateur, name="indicateur"),
    path("extraits/", extraits.extraits, name="extraits"),
    path("extraits/demander/", extraits.demander, name="extrait_demander"),
    path("taches/<rang:pk>/", taches.tache, name="tache"),
    path("taches/<rang:pk>/fichier/", taches.fichier, name="tache_fichier"),
    path("taches/<rang:pk>/recommencer/", taches.recommencer, name="tache_recommencer"),
]
