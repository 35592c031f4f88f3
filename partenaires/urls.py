from django.urls import path

from . import views

app_name = "partenaires"
urlpatterns = [
    path("partenaires/", views.liste, name="liste"),
    path("partenaires/creer/", views.creer, name="creer"),
    path("partenaires/<int:pk>/", views.fiche, name="fiche"),
    path("partenaires/<int:pk>/modifier/", views.modifier, name="modifier"),
    path("partenaires/<int:pk>/confirmer/", views.confirmer, name="confirmer"),
    path("partenaires/<int:pk>/services/<int:offre>/capacite/", views.capacite, name="capacite"),
    path("partenaires/propositions/<int:pk>/", views.proposition, name="proposition"),
    path(
        "partenaires/propositions/<int:pk>/refuser/",
        views.proposition_refuser,
        name="proposition_refuser",
    ),
    path("partenaires/doublons/", views.doublons, name="doublons"),
    path("partenaires/<int:pk>/fusionner/<int:autre>/", views.fusionner, name="fusionner"),
    path("partenaires/<int:pk>/distinguer/<int:autre>/", views.distinguer, name="distinguer"),
    path("partenaires/fusions/<int:pk>/annuler/", views.fusion_annuler, name="fusion_annuler"),
    path("partenaires/exporter/", views.exporter, name="exporter"),
    path("partenaires/exporter/<slug:format>/", views.export, name="export"),
    path("partenaires/importer/", views.importer, name="importer"),
    path(
        "partenaires/importer/modele/<slug:format>/",
        views.importation_modele,
        name="importation_modele",
    ),
    path("partenaires/importations/<int:pk>/", views.importation, name="importation"),
    *(
        path(
            f"partenaires/importations/<int:pk>/{geste}/",
            getattr(views, f"importation_{geste}"),
            name=f"importation_{geste}",
        )
        for geste in ("analyser", "decider", "associer", "confirmer", "abandonner")
    ),
]
