"""SECURITE checks 1, 2 and 4: every URL × everyone × every method, on rows, not on decorators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.contrib.admin import site
from django.db import connection
from django.forms import BaseForm, BaseFormSet, ModelChoiceField
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
# Hers whatever she is affected to.
DE_SON_COMPTE = {"facteur_retirer"}
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


@dataclass
class Lecture:
    """What one person gets of one page."""

    route: str
    qui: str
    statut: int
    vers: str
    contenu: str
    ecritures: list[str]
    choix_d_ailleurs: list[str]


@dataclass
class Parcours:
    """Every page read by everyone. No GET writes: one walk serves every test that reads."""

    famille_d_ici: str
    famille_d_ailleurs: str
    lectures: list[Lecture] = field(default_factory=list)

    def de(self, *personnes: str) -> Iterator[Lecture]:
        return (lecture for lecture in self.lectures if lecture.qui in personnes)


@pytest.fixture(scope="module")
def _parcours_gardes() -> list[Parcours]:
    return []


@pytest.fixture
def parcours(_parcours_gardes, ici, ailleurs, clients, periode) -> Parcours:
    if not _parcours_gardes:
        fait = Parcours(ici.famille.code, ailleurs.famille.code)
        for route in PAGES:
            chemin = _adresse(route, ici)
            fait.lectures += [
                _lire(route, chemin, qui, client, ailleurs) for qui, client in clients.items()
            ]
        _parcours_gardes.append(fait)
    return _parcours_gardes[0]


def _lire(route: Route, chemin: str, qui: str, client, ailleurs) -> Lecture:
    with requetes_de(connection) as requetes:
        reponse = client.get(chemin)
    return Lecture(
        route=route.nom,
        qui=qui,
        statut=reponse.status_code,
        vers=getattr(reponse, "url", ""),
        contenu=reponse.getvalue().decode(errors="replace"),
        ecritures=[r["sql"][:80] for r in requetes if ecrit(r["sql"])],
        choix_d_ailleurs=_choix_d_ailleurs(route, reponse, ailleurs),
    )


def _choix_d_ailleurs(route: Route, reponse, ailleurs) -> list[str]:
    """Fields of the forms of a page, formsets and filters included, that offer a foreign row."""
    etrangers = {type(objet): objet.pk for objet in ailleurs.objets.values()}
    etrangers[type(ailleurs.territoire)] = ailleurs.territoire.pk
    offerts = []
    for formulaire in _formulaires(reponse):
        for nom, champ in formulaire.fields.items():
            if isinstance(champ, ModelChoiceField) and (route.nom, nom) not in VERS_AILLEURS:
                pk = etrangers.get(champ.queryset.model)
                if pk and champ.queryset.filter(pk=pk).exists():
                    offerts.append(nom)
    return offerts


@pytest.mark.securite(1)
def test_every_url_has_an_expectation_and_every_expectation_its_url():
    assert {route.nom for route in DU_PROJET} == set(ATTENTES)


@pytest.mark.securite(1)
def test_public_urls_are_at_most_twelve_and_each_says_why():
    """Ten for people, and the two that a monitor asks (decision 0042)."""
    publiques = [attente.public for attente in ATTENTES.values() if attente.public]
    assert len(publiques) <= 12
    assert all(len(raison) > 10 for raison in publiques)


def test_every_url_that_names_an_object_says_which():
    communes = {r.nom for r in PAGES if ATTENTES[r.nom].commun}
    assert {r.nom for r in PAGES if r.parametres} == {r.nom for r in D_OBJET} | communes


@pytest.mark.securite(1)
def test_each_url_answers_those_it_is_for_and_nobody_else(ici, clients, periode, parcours):
    recus = [(lecture.route, lecture.qui, "get", lecture.statut) for lecture in parcours.lectures]
    for route in PAGES:
        chemin = _adresse(route, ici)
        recus += [
            (route.nom, nom, methode, getattr(client, methode)(chemin).status_code)
            for nom, client in clients.items()
            for methode in ("head", "post", "put", "delete")
        ]
    fuites = [
        f"{methode} {nom} par {qui} : {recu}"
        for nom, qui, methode, recu in recus
        if not _conforme(recu, qui, ATTENTES[nom].roles, methode)
    ]
    assert fuites == []


def _conforme(recu: int, nom: str, roles: frozenset[str], methode: str) -> bool:
    if nom == "anonyme":
        return recu in (302, 405)
    if nom in roles:
        return recu in (200, 204, 302, 303, 405, 409, 422)
    return recu in (404, 405)


def test_someone_who_is_not_signed_in_is_sent_to_log_in(parcours):
    ailleurs = [
        (lecture.route, lecture.vers)
        for lecture in parcours.de("anonyme")
        if lecture.statut == 302 and not lecture.vers.startswith("/compte/connexion/")
    ]
    assert ailleurs == []


@pytest.mark.securite(1)
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


@pytest.mark.securite(1)
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


@pytest.mark.securite(3)
def test_an_ended_affectation_closes_every_open_page_at_the_next_click(ici, clients, ptp, periode):
    assert clients["ptp"].get(f"/familles/{ici.famille.code}/").status_code == 200
    ptp.affectations.update(du=date(2024, 1, 1), au=timezone.localdate() - timedelta(days=1))
    for route in D_OBJET:
        if "ptp" in ATTENTES[route.nom].roles and route.nom not in DE_SON_COMPTE:
            recu = clients["ptp"].get(_adresse(route, ici)).status_code
            assert recu in (404, 405), route.nom


@pytest.mark.securite(4)
def test_no_get_writes(parcours):
    assert [
        (lecture.route, lecture.qui, lecture.ecritures)
        for lecture in parcours.lectures
        if lecture.ecritures
    ] == []


@pytest.mark.securite(1)
def test_no_page_shows_anything_of_another_territoire(parcours):
    montree = re.compile(f"MARQUE-AILLEURS|{parcours.famille_d_ailleurs}")
    assert [
        (lecture.route, lecture.qui)
        for lecture in parcours.de("ptp", "gestionnaire")
        if montree.search(lecture.contenu)
    ] == []
    assert any(parcours.famille_d_ici in lecture.contenu for lecture in parcours.de("ptp"))


@pytest.mark.securite(1)
def test_no_page_of_a_comite_or_an_administration_shows_a_famille(parcours):
    montree = re.compile(f"(alias|nom|note|promesse) MARQUE-ICI|{parcours.famille_d_ici}")
    personnes = ("comite", "comite_suivi", "administration", "evaluation", "sans_role")
    assert [
        (lecture.route, lecture.qui)
        for lecture in parcours.de(*personnes)
        if montree.search(lecture.contenu)
    ] == []


@pytest.mark.securite(2)
def test_no_form_offers_a_row_of_another_territoire(parcours):
    assert [
        (lecture.route, lecture.qui, lecture.choix_d_ailleurs)
        for lecture in parcours.de("ptp", "gestionnaire")
        if lecture.choix_d_ailleurs
    ] == []


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


def test_the_page_of_a_famille_reads_each_table_once(ici, clients):
    with requetes_de(connection) as requetes:
        assert clients["ptp"].get(f"/familles/{ici.famille.code}/").status_code == 200
    assert len([sql for sql in sans_journal(requetes) if "SAVEPOINT" not in sql]) <= 25
