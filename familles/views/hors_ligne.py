"""What a device needs to work without network, and where what it kept is sent."""

import json
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role, Utilisateur
from comptes.requetes import RequeteConnectee
from familles.doublons import Candidate, semblables_a
from familles.forms.hors_ligne import FORMULAIRES
from familles.models import Famille
from proximite.forms import SaisieForm

FICHIERS = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/proximite.css",
    "css/hors_ligne.css",
    "js/hors_ligne.js",
    "js/coffre.js",
    "js/file.js",
    "js/saisie.js",
    "js/page_demandee.js",
    "js/compteurs.js",
    "img/proximite.svg",
)


DUREE_VERSION = 600  # seconds: a new value of a list reaches devices that soon


@require_GET
@reserve_a(Role.PTP)
def page(request: RequeteConnectee) -> HttpResponse:
    """A shell that devices keep: it holds no datum of anyone, whoever asks for it."""
    return HttpResponse(_coquille(request))


@require_GET
@reserve_a(Role.PTP)
def travailleur(request: RequeteConnectee) -> HttpResponse:
    """The service worker; another version is another cache. A device without a session keeps the
    one it has."""
    adresses = [reverse("familles:hors_ligne"), *map(static, FICHIERS)]
    version = caches["processus"].get_or_set(
        "version_hors_ligne", lambda: _version(request), DUREE_VERSION
    )
    contexte = {"version": version, "adresses": json.dumps(adresses)}
    return render(request, "familles/sw.js", contexte, content_type="text/javascript")


def _coquille(request: RequeteConnectee) -> str:
    """The same every day: the device says what day it is."""
    sans_date = dict.fromkeys(("date", "date_jointe", "echeance"))
    formulaires = {
        genre: formulaire(utilisateur=request.user, auto_id=f"{genre}_%s", initial=sans_date)
        for genre, formulaire in FORMULAIRES.items()
    }
    return render_to_string("familles/hors_ligne.html", formulaires)


def _version(request: RequeteConnectee) -> str:
    """Of the page as it is drawn, lists of reference included, and of what it needs."""
    lus = [get_template("familles/sw.js").template.source, _coquille(request)]  # type: ignore[attr-defined]
    octets = [texte.encode() for texte in lus]
    octets += [Path(chemin).read_bytes() for nom in FICHIERS if (chemin := finders.find(nom))]
    return sha256(b"".join(octets)).hexdigest()[:16]


@require_POST
@reserve_a(Role.PTP)
def envoyer(request: RequeteConnectee) -> HttpResponse:
    """One entry, by the form of its page; once, whatever the retries."""
    formulaire = FORMULAIRES.get(request.POST.get("genre", ""))
    if formulaire is None:
        inconnue = {
            "champ": "",
            "libelle": "",
            "message": "Genre de saisie inconnu.",
        }
        return JsonResponse({"erreurs": [inconnue]}, status=422)
    form = formulaire(_corps(request), utilisateur=request.user)
    ecrite = form.enregistrer(par=request.user)
    if ecrite is None:
        return JsonResponse({"erreurs": _raisons(form)}, status=422)
    semblables = _semblables_a(ecrite, request.user) if isinstance(ecrite, Famille) else []
    return JsonResponse({"enregistree": True, "semblables": semblables})


def _corps(request: RequeteConnectee) -> QueryDict:
    """A famille opened without network is named by the key of its own entry; the only
    territoire of who sends need not be said."""
    corps = request.POST.copy()
    if ouverte := _famille_ouverte(request):
        corps["famille"] = ouverte
    territoires = request.user.territoires_ecrits
    if "territoire" not in corps and len(territoires) == 1:
        corps["territoire"] = str(next(iter(territoires)))
    return corps


def _famille_ouverte(request: RequeteConnectee) -> str | None:
    try:
        cle = UUID(request.POST.get("famille_cle", ""))
    except ValueError:
        return None
    siennes = Famille.toutes.filter(saisie_par=request.user, cle=cle)
    return siennes.values_list("code", flat=True).first()


def _raisons(form: SaisieForm) -> list[dict[str, str]]:
    """In French, each under the name its field has on the page."""
    raisons = [
        {
            "champ": nom,
            "libelle": str(form.fields[nom].label or form[nom].label) if nom in form.fields else "",
            "message": str(message),
        }
        for nom, messages in form.errors.items()
        for message in messages
    ]
    semblables = [_semblable(candidate) for candidate in getattr(form, "doublons", [])]
    return raisons + [
        {"champ": "", "libelle": "Elle ressemble à", "message": qui} for qui in semblables
    ]


def _semblables_a(famille: Famille, utilisateur: Utilisateur) -> list[str]:
    """Too little alike to refuse it, enough to say so: nothing was shown while she typed."""
    parmi = Famille.objects.visibles_par(utilisateur)
    trouvees = semblables_a(famille, parmi, le=timezone.localdate())
    return [_semblable(candidate) for candidate in trouvees]


def _semblable(candidate: Candidate) -> str:
    famille = candidate.famille
    return f"{famille.alias}, {famille.code_affiche}"
