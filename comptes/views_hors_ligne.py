"""What a device needs of an open session, to seal and to open the entries that wait on it."""

from django import forms
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from comptes.models import CleHorsLigne, compte_opaque
from comptes.requetes import RequeteConnectee
from proximite.forms import ProximiteForm


class CleHorsLigneForm(ProximiteForm, forms.ModelForm):
    class Meta:
        model = CleHorsLigne
        fields = ["publique", "privee"]


@require_http_methods(["GET", "POST"])
def session(request: RequeteConnectee) -> HttpResponse:
    """Her opaque account, a fresh CSRF token, her pair of keys: ``cle`` is null until a browser
    of hers has made one and sent it. The first one sent stays: what it sealed still opens."""
    if request.method == "POST":
        form = CleHorsLigneForm(request.POST, utilisateur=request.user)
        if not form.is_valid():
            return JsonResponse({"erreurs": form.errors}, status=422)
        CleHorsLigne.objects.get_or_create(utilisateur=request.user, defaults=form.cleaned_data)
    paires = CleHorsLigne.objects.filter(utilisateur=request.user)
    return JsonResponse(
        {
            "compte": compte_opaque(request.user),
            "jeton": get_token(request),
            "cle": paires.values("publique", "privee").first(),
        }
    )
