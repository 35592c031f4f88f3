"""A new installation has no account; the guide says how to make the first."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from comptes.models import Role, Utilisateur


@pytest.mark.django_db
def test_the_first_account_administers_once_it_has_its_second_factor(settings, monkeypatch):
    settings.SECOND_FACTEUR = True
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "quatre-mots-au-hasard")
    champs = {"email": "premiere@exemple.test", "prenom": "Andrée", "nom": "Fictive"}
    call_command("createsuperuser", interactive=False, verbosity=0, **champs)
    premiere = Utilisateur.objects.get()
    assert premiere.a_role(Role.ADMINISTRATION)
    client = Client()
    mots = {"login": premiere.email, "password": "quatre-mots-au-hasard"}
    page = client.post(reverse("account_login"), mots, follow=True)
    assert page.redirect_chain[-1][0].startswith("/compte/second-facteur/")
    assert client.get(reverse("admin:index")).status_code == 302
