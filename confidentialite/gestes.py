"""What a request did, for the journal; None where it showed nobody and was not refused."""

from django.http import HttpRequest, HttpResponse

from proximite.lectures import Lectures

from .models import Consultation

Geste = Consultation.Geste
IMPRESSIONS = {"familles:copie", "familles:plan_imprimer", "referencements:trous_concertation"}
EXPORTS = {
    "confidentialite:demandes_export",
    "confidentialite:incidents_export",
    "partenaires:export",
    "rapports:export",
    "rapports:extrait_demander",
    "rapports:publication_export",
    "rapports:publication_recueil",
    "rapports:rapport_export",
    "rapports:tache_fichier",
}
# A file made of what was chosen in a form: a POST that writes nothing.
FICHIERS = {"confidentialite:demande_dossier"}
DIVULGATIONS = {
    "confidentialite:demande_propager",
    "familles:plan_partager",
    "referencements:envoyer",
    "referencements:lien_remettre",
    "referencements:lien_renvoyer",
}
# Files whose lines are about people or familles; the others hold figures, or organismes.
LIGNE_A_LIGNE = {
    "confidentialite:demandes_export",
    "confidentialite:incidents_export",
    "rapports:tache_fichier",
}
# Made from every famille of a territoire whoever opens them: nobody chose to read so many.
PARCOURENT = {"confidentialite:echeances", "familles:doublons", "familles:reunir"}
# A name never goes in a URL: a search is a POST that writes nothing.
RECHERCHES = {"familles:liste", "familles:doublons"}


def geste_de(request: HttpRequest, response: HttpResponse, lues: Lectures) -> str | None:
    route = request.resolver_match
    if route is None:
        return None
    if response.status_code in (403, 404, 410):
        # Nobody known, at the door of nothing: whoever types addresses at random.
        connue = request.user.is_authenticated or lues.familles or lues.par
        return Geste.REFUS if connue else None
    if route.view_name in EXPORTS and response.status_code == 200:
        return Geste.EXPORT
    if not lues.familles:
        return None
    if route.view_name in FICHIERS:
        fait = request.method == "POST" and response.status_code == 200
        return Geste.EXPORT if fait else Geste.LECTURE
    # A form that comes back refused has shown something, and neither written nor sent anything.
    fait = request.method == "POST" and response.status_code < 400
    return _selon_la_page(fait, route.view_name)


def _selon_la_page(envoi: bool, page: str) -> str:
    if page in IMPRESSIONS:
        return Geste.IMPRESSION
    if not envoi:
        return Geste.LECTURE
    if page in RECHERCHES:
        return Geste.RECHERCHE
    return Geste.DIVULGATION if page in DIVULGATIONS else Geste.ECRITURE
