"""SECURITE checks 1, 2 and 4: every URL × everyone × every method, on rows, not on decorators."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.admin import site
from django.db import connection, models
from django.forms import BaseForm, BaseFormSet, ModelChoiceField, ModelForm
from django.urls import reverse
from django.utils import timezone

from proximite.models import ListeReference
from tests.requetes import sans_journal

from .attentes import ATTENTES
from .requetes import ecrit, requetes_de
from .urls import Route, adresse, routes

pytestmark = pytest.mark.django_db

JETON = re.compile(
    rb'(csrf-token" content|cle-brouillons" content|csrfmiddlewaretoken" value)="[^"]+"'
)
# A famille is transferred to a territoire that is not hers: that is what it is for.
VERS_AILLEURS = {("familles:transferer", "vers")}
DU_PROJET = [route for route in routes() if not route.nom.startswith("admin:")]
PAGES = [
    r
    for r in DU_PROJET
    if (attente := ATTENTES.get(r.nom)) and not attente.public and not attente.partenaire
]
PAGES_ADMIN = [
    reverse("admin:index"),
    *(
        reverse(f"admin:{modele._meta.app_label}_{modele._meta.model_name}_changelist")
        for modele in site._registry
    ),
]
D_OBJET = [route for route in PAGES if ATTENTES[route.nom].objet]


def _adresse(route: Route, registre) -> str:
    attente = ATTENTES[route.nom]
    return adresse(route.nom, attente.objet(registre) if attente.objet else attente.commun)


def _sans_jeton(reponse) -> bytes:
    return JETON.sub(b"", reponse.content)


def test_every_url_has_an_expectation_and_every_expectation_its_url():
    assert {route.nom for route in DU_PROJET} == set(ATTENTES)


def test_public_urls_are_at_most_ten_and_each_says_why():
    publiques = [attente.public for attente in ATTENTES.values() if attente.public]
    assert len(publiques) <= 10
    assert all(len(raison) > 10 for raison in publiques)


def test_every_url_that_names_an_object_says_which():
    communes = {r.nom for r in PAGES if ATTENTES[r.nom].commun}
    assert {r.nom for r in PAGES if r.parametres} == {r.nom for r in D_OBJET} | communes


def test_each_url_answers_those_it_is_for_and_nobody_else(ici, clients, periode):
    fuites = []
    for route in PAGES:
        chemin, attente = _adresse(route, ici), ATTENTES[route.nom]
        for nom, client in clients.items():
            for methode in ("get", "head", "post", "put", "delete"):
                recu = getattr(client, methode)(chemin).status_code
                if not _conforme(recu, nom, attente.roles, methode):
                    fuites.append(f"{methode} {route.nom} par {nom} : {recu}")
    assert fuites == []


def _conforme(recu: int, nom: str, roles: frozenset[str], methode: str) -> bool:
    if nom == "anonyme":
        return recu in (302, 405)
    if nom in roles:
        return recu in (200, 204, 302, 303, 405, 409, 422)
    return recu in (404, 405)


def test_someone_who_is_not_signed_in_is_sent_to_log_in(ici, clients, periode):
    for route in PAGES:
        reponse = clients["anonyme"].get(_adresse(route, ici))
        if reponse.status_code == 302:
            assert reponse.url.startswith("/compte/connexion/"), route.nom


def test_the_admin_opens_to_an_administration_only_and_reading_it_writes_nothing(ici, clients):
    for nom, client in clients.items():
        for adresse_admin in PAGES_ADMIN:
            with requetes_de(connection) as requetes:
                reponse = client.get(adresse_admin)
            ouverte = nom == "administration"
            assert (reponse.status_code in (200, 301)) is ouverte, (adresse_admin, nom)
            assert not [r["sql"] for r in requetes if ecrit(r["sql"])]


def test_the_admin_knows_no_famille():
    interdits = {"familles", "activites", "referencements"}
    modeles = {m for m in site._registry if m._meta.app_label in interdits}
    assert all(issubclass(modele, ListeReference) for modele in modeles)


def test_what_is_elsewhere_looks_like_what_never_was(ici, ailleurs, clients):
    """404 with the same body, whether the row is another territoire's or does not exist."""
    differences = []
    for route in D_OBJET:
        roles = ATTENTES[route.nom].roles & {"ptp", "gestionnaire"}
        arguments = ATTENTES[route.nom].objet(ailleurs)
        jamais = {nom: _inexistant(valeur) for nom, valeur in arguments.items()}
        for nom in roles:
            for methode in ("get", "post"):
                envoyer = getattr(clients[nom], methode)
                dehors, rien = (envoyer(adresse(route.nom, a)) for a in (arguments, jamais))
                if dehors.status_code == 405:
                    continue
                if dehors.status_code != 404 or _sans_jeton(dehors) != _sans_jeton(rien):
                    differences.append(f"{methode} {route.nom} par {nom}: {dehors.status_code}")
    assert differences == []


def _inexistant(valeur):
    return 999_999_999 if isinstance(valeur, int) else "0000000000"


def test_an_ended_affectation_closes_every_open_page_at_the_next_click(ici, clients, ptp, periode):
    assert clients["ptp"].get(f"/familles/{ici.famille.code}/").status_code == 200
    ptp.affectations.update(du=date(2024, 1, 1), au=timezone.localdate() - timedelta(days=1))
    for route in D_OBJET:
        if "ptp" in ATTENTES[route.nom].roles:
            recu = clients["ptp"].get(_adresse(route, ici)).status_code
            assert recu in (404, 405), route.nom


def test_no_get_writes(ici, clients, periode):
    ecritures = []
    for route in PAGES:
        for nom, client in clients.items():
            with requetes_de(connection) as requetes:
                client.get(_adresse(route, ici))
            ecritures += [
                f"{route.nom} par {nom} : {r['sql'][:80]}" for r in requetes if ecrit(r["sql"])
            ]
    assert ecritures == []


def test_no_page_shows_anything_of_another_territoire(ici, ailleurs, clients, periode):
    for route in PAGES:
        for nom in ("ptp", "gestionnaire"):
            contenu = clients[nom].get(_adresse(route, ici)).content.decode()
            assert ailleurs.marque not in contenu, (route.nom, nom)
            assert ailleurs.famille.code not in contenu, (route.nom, nom)


def test_no_page_of_a_comite_or_an_administration_shows_a_famille(ici, clients, periode):
    for route in PAGES:
        for nom in ("comite", "comite_suivi", "administration", "evaluation", "sans_role"):
            contenu = clients[nom].get(_adresse(route, ici)).content.decode()
            assert ici.famille.code not in contenu, (route.nom, nom)
            assert not re.search(f"(alias|nom|note|promesse) {ici.marque}", contenu), route.nom


def test_no_form_accepts_a_row_of_another_territoire(ici, ailleurs, clients, periode):
    """The choices of every form on every page, formsets and filters included."""
    acceptes = []
    etrangers = {type(objet): objet.pk for objet in ailleurs.objets.values()}
    etrangers[type(ailleurs.territoire)] = ailleurs.territoire.pk
    for route in PAGES:
        for nom in ("ptp", "gestionnaire"):
            reponse = clients[nom].get(_adresse(route, ici))
            for formulaire in _formulaires(reponse):
                for champ, valeur in formulaire.fields.items():
                    if isinstance(valeur, ModelChoiceField):
                        pk = etrangers.get(valeur.queryset.model)
                        permis = (route.nom, champ) in VERS_AILLEURS
                        if pk and not permis and valeur.queryset.filter(pk=pk).exists():
                            acceptes.append(f"{route.nom} par {nom} : {champ}")
    assert acceptes == []


def _formulaires(reponse) -> list[BaseForm]:
    """Each form of the page once, those of its formsets included."""
    trouves: dict[int, BaseForm] = {}
    for contexte in reponse.context or []:
        for valeur in contexte.flatten().values() if hasattr(contexte, "flatten") else []:
            formulaires = [valeur] if isinstance(valeur, BaseForm) else []
            if isinstance(valeur, BaseFormSet):
                formulaires = [*valeur.forms, valeur.empty_form]
            trouves |= {id(formulaire): formulaire for formulaire in formulaires}
    return list(trouves.values())


def test_no_post_changes_a_field_that_its_form_does_not_show(ici, ailleurs, clients, periode):
    """Every other field of the model is added to what the form sends."""
    changes = []
    for route in D_OBJET:
        if "ptp" not in ATTENTES[route.nom].roles:
            continue
        chemin = _adresse(route, ici)
        for formulaire in _formulaires(clients["ptp"].get(chemin)):
            if isinstance(formulaire, ModelForm) and formulaire.instance.pk:
                changes += _champs_changes(clients["ptp"], chemin, formulaire, ailleurs)
    assert changes == []


def _champs_changes(client, chemin: str, formulaire: ModelForm, ailleurs) -> list[str]:
    lignes = type(formulaire.instance)._base_manager.filter(pk=formulaire.instance.pk)
    ajouts = {
        champ: _autre_valeur(champ, ailleurs)
        for champ in lignes.model._meta.concrete_fields
        if champ.name not in formulaire.fields and not champ.primary_key
    }
    envoi = {nom: formulaire[nom].value() for nom in formulaire.fields}
    envoi = {nom: valeur for nom, valeur in envoi.items() if valeur is not None}
    for champ, valeur in ajouts.items():
        envoi |= {champ.name: valeur, champ.attname: valeur}
    avant = lignes.values().get()
    client.post(chemin, envoi)
    apres = lignes.values().get()
    return [
        f"{chemin} : {champ.name}"
        for champ, valeur in ajouts.items()
        if avant[champ.attname] != apres[champ.attname] and str(apres[champ.attname]) == str(valeur)
    ]


def _autre_valeur(champ: models.Field, ailleurs):
    if champ.is_relation:
        objets = [*ailleurs.objets.values(), ailleurs.territoire, ailleurs.ptp]
        return next((o.pk for o in objets if type(o) is champ.related_model), "1")
    if isinstance(champ, models.DateField):
        return "2001-01-01"
    if isinstance(champ, models.UUIDField):
        return str(uuid4())
    if isinstance(champ, models.BooleanField):
        return "on"
    return "77"


def test_the_page_of_a_famille_reads_each_table_once(ici, clients):
    with requetes_de(connection) as requetes:
        assert clients["ptp"].get(f"/familles/{ici.famille.code}/").status_code == 200
    assert len([sql for sql in sans_journal(requetes) if "SAVEPOINT" not in sql]) <= 26
