from django.urls import URLPattern, include, path

from confidentialite.views import conservation, demandes, incidents, journal, portabilite, registres

app_name = "confidentialite"

des_demandes: list[URLPattern] = [
    path("", demandes.demandes, name="demandes"),
    path("registre.csv", demandes.demandes_export, name="demandes_export"),
    path("nouvelle/", demandes.demande_de, name="demande_de"),
    path("<rang:pk>/", demandes.demande, name="demande"),
    path("<rang:pk>/repondre/", demandes.demande_repondre, name="demande_repondre"),
    path("<rang:pk>/prevenir/", demandes.demande_propager, name="demande_propager"),
    path("<rang:pk>/avis/<rang:avis>/recu/", demandes.avis_recu, name="avis_recu"),
    path("<rang:pk>/dossier/", portabilite.demande_dossier, name="demande_dossier"),
    path("<rang:pk>/effacer/", conservation.demande_effacer, name="demande_effacer"),
]
des_incidents: list[URLPattern] = [
    path("", incidents.incidents, name="incidents"),
    path("registre.csv", incidents.incidents_export, name="incidents_export"),
    path("nouveau/", incidents.incident_inscrire, name="incident_inscrire"),
    path("<rang:pk>/", incidents.incident, name="incident"),
    path("<rang:pk>/corriger/", incidents.incident_corriger, name="incident_corriger"),
]

urlpatterns = [
    path("acces/", journal.acces, name="acces"),
    path("acces/inhabituels/<rang:pk>/", journal.alerte_voir, name="alerte_voir"),
    path("familles/<str:code>/acces/", journal.acces_famille, name="acces_famille"),
    path("familles/<str:code>/demander/", demandes.demande_inscrire, name="demande_inscrire"),
    path("familles/<str:code>/suspendre/", conservation.suspendre, name="suspendre"),
    path("confidentialite/", registres.registres, name="registres"),
    path("schemas/dossier-1.json", portabilite.schema_dossier, name="schema_dossier"),
    path("confidentialite/demandes/", include(des_demandes)),
    path("confidentialite/incidents/", include(des_incidents)),
    path("confidentialite/echeances/", conservation.echeances, name="echeances"),
    path(
        "confidentialite/suspensions/<rang:pk>/lever/",
        conservation.suspension_lever,
        name="suspension_lever",
    ),
    path("confidentialite/destructions/", registres.destructions, name="destructions"),
]
