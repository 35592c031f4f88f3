"""SECURITE check 2: what every form refuses, once it is known to accept what is hers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.db import models, transaction
from django.utils import timezone

from .attentes import ATTENTES
from .test_acces import PAGES, VERS_AILLEURS, _adresse, _formulaires

pytestmark = [pytest.mark.django_db, pytest.mark.securite(2)]

# allauth's: no row of a famille, and each page of theirs is tried by itself.
D_UN_COMPTE = ("account_", "mfa_")
# What the first choice of each list and a word in each text do not make complete.
EN_PLUS: dict[str, dict[str, Any]] = {
    "confidentialite:demande_de": {"code": lambda r: r.famille.code},
    "confidentialite:incident_inscrire": {"survenu_le": "2024-05-06"},
    "familles:accompagnement_avancer_debut": {"au": "2024-01-06"},
    "familles:besoin_ajouter": {"type": "alimentation"},
    "familles:enfant_ajouter": {"precision": "inconnue"},
    "familles:evaluation_ajouter": {"frequentation_services": "peu"},
    "familles:passation_point": {"transmettre": "oui"},
    "partenaires:capacite": {"capacite": "disponible"},
    "referencements:creer": {
        "famille": lambda r: r.famille.pk,
        "partenaires": lambda r: [r.partenaire.pk],
    },
    "referencements:recevoir": {"partenaire": lambda r: r.partenaire.pk},
    "referencements:trou_suivre": {"vers": "porte_concertation"},
}
# Where the registry is not in the state that the form waits for: only what they choose is tried.
SANS_TEMOIN = {
    "activites:partir": "une sortie est en cours",
    "familles:accompagnement_commencer": "un accompagnement est en cours",
    "familles:consentement_donner": "le texte de l’accord se relit avant de s’envoyer",
    "familles:fusionner": "un transfert attend une réponse",
    "familles:passation_commencer": "une passation est en cours",
    "familles:passation_conclure": "la famille n’a pas encore répondu",
    "familles:rendez_vous_modifier": "il n’est plus prévu",
    "familles:rendez_vous_reporter": "il n’est plus prévu",
    "partenaires:importer": "il faut un fichier",
    "referencements:trou_joindre": "il n’y en a pas d’autre",
}


@dataclass
class Essai:
    """One form page of one person, and what she would send from it."""

    nom: str
    chemin: str
    client: Any
    formulaires: list[forms.BaseForm]
    envoi: dict[str, Any]

    def envoyer(self, **autres: Any) -> Any:
        return self.client.post(self.chemin, self.envoi | autres)


@pytest.fixture
def essais(ici, clients, periode) -> list[Essai]:
    faits = []
    for qui in ("ptp", "gestionnaire"):
        for route in PAGES:
            if qui in ATTENTES[route.nom].roles and not route.nom.startswith(D_UN_COMPTE):
                chemin = _adresse(route, ici)
                page = clients[qui].get(chemin)
                ouverts = [f for f in _formulaires(page) if "__prefix__" not in (f.prefix or "")]
                envoi = _contenu(ouverts) | {
                    nom: valeur(ici) if callable(valeur) else valeur
                    for nom, valeur in EN_PLUS.get(route.nom, {}).items()
                }
                faits.append(Essai(route.nom, chemin, clients[qui], ouverts, envoi))
    return [essai for essai in faits if essai.formulaires and _s_envoie(essai)]


def _s_envoie(essai: Essai) -> bool:
    """Not a filter, nor the forms that a page keeps for when there is no network."""
    with annule():
        return essai.client.post(essai.chemin, {}).status_code != 405


@contextmanager
def annule() -> Iterator[None]:
    """What is written inside is undone: the next try finds the registry as it was."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def _contenu(formulaires: list[forms.BaseForm]) -> dict[str, Any]:
    """What they show, and what they require filled in."""
    valeurs = {
        formulaire.add_prefix(nom): _valeur(formulaire[nom])
        for formulaire in formulaires
        for nom in formulaire.fields
    }
    return {nom: valeur for nom, valeur in valeurs.items() if valeur is not None}


def _valeur(lie: forms.BoundField) -> Any:
    champ, valeur = lie.field, lie.value()
    if valeur not in (None, "", []) or lie.is_hidden or lie.form.empty_permitted:
        return valeur
    if isinstance(champ, forms.ModelChoiceField):
        premier = champ.queryset.first()
        choisi = champ.prepare_value(premier) if premier else None
        plusieurs = isinstance(champ, forms.ModelMultipleChoiceField)
        return [choisi] if plusieurs and choisi else choisi
    if not champ.required:
        return None
    if isinstance(champ, forms.ChoiceField):
        return next((code for code, _ in champ.choices if code not in ("", None)), None)
    if isinstance(champ, forms.DateField):
        return timezone.localdate().isoformat()
    if isinstance(champ, forms.EmailField):
        return "quelqu-un@exemple.test"
    return "1" if isinstance(champ, forms.IntegerField | forms.DecimalField) else "on"


def _reussit(reponse) -> bool:
    return reponse.status_code in (200, 204, 302, 303)


def _erreurs(reponse) -> dict[str, list[str]]:
    """By field, of what came back refused."""
    return {
        formulaire.add_prefix(nom): list(map(str, raisons))
        for formulaire in _formulaires(reponse)
        if formulaire.is_bound
        for nom, raisons in formulaire.errors.items()
    }


def test_every_form_accepts_what_is_hers(essais, releve):
    refuses = {}
    for essai in essais:
        with annule():
            reponse = essai.envoyer()
        if not _reussit(reponse):
            refuses[essai.nom] = (reponse.status_code, _erreurs(reponse))
    releve("formulaires acceptés avec les siens", len(essais) - len(refuses))
    assert refuses.keys() == SANS_TEMOIN.keys(), refuses
    assert len(essais) > 60


def test_no_form_accepts_a_row_of_another_territoire(essais, ailleurs, releve):
    acceptes, essayes = [], 0
    for essai in essais:
        for formulaire in essai.formulaires:
            for nom, etranger in _etrangers(formulaire, ailleurs):
                if (essai.nom, nom) in VERS_AILLEURS:
                    continue
                champ = formulaire.add_prefix(nom)
                with annule():
                    reponse = essai.envoyer(**{champ: etranger})
                essayes += 1
                if reponse.status_code != 404 and champ not in _erreurs(reponse):
                    acceptes.append(f"{essai.nom} {champ} : {reponse.status_code}")
    releve("identifiants étrangers essayés", essayes)
    releve("acceptés", len(acceptes))
    assert acceptes == []
    assert essayes > 40


def _etrangers(formulaire, ailleurs) -> Iterator[tuple[str, Any]]:
    """Each field that chooses a row, with one of another territoire."""
    lignes = {type(objet): objet for objet in ailleurs.objets.values()}
    lignes |= {type(o): o for o in (ailleurs.territoire, ailleurs.ptp)}
    lignes |= {type(o): o for o in (ailleurs.ptp.affectations.get(), ailleurs.territoire.organisme)}
    for nom, champ in formulaire.fields.items():
        ligne = lignes.get(champ.queryset.model) if _choisit(champ) else None
        if ligne is not None:
            valeur = champ.prepare_value(ligne)
            plusieurs = isinstance(champ, forms.ModelMultipleChoiceField)
            yield nom, [valeur] if plusieurs else valeur


def _choisit(champ: forms.Field) -> bool:
    return isinstance(champ, forms.ModelChoiceField) and not champ.disabled


def test_no_post_changes_a_field_that_its_form_does_not_show(essais, ailleurs, releve):
    """Every other field of the model is added to what the form sends; what is written is what
    would have been without."""
    changes, essayes = [], 0
    for essai in essais:
        for formulaire in essai.formulaires:
            if not isinstance(formulaire, forms.ModelForm) or essai.nom in SANS_TEMOIN:
                continue
            ajouts = {
                champ: _autre_valeur(champ, ailleurs)
                for champ in formulaire._meta.model._meta.concrete_fields
                if not champ.primary_key and not _offert(champ.name, formulaire)
            }
            envoi = {
                formulaire.add_prefix(nom): valeur
                for champ, valeur in ajouts.items()
                for nom in (champ.name, champ.attname)
            }
            attendue = _ecrite(essai, formulaire, {})
            trouvee = _ecrite(essai, formulaire, envoi)
            essayes += len(ajouts)
            changes += [
                f"{essai.nom} : {champ.name}"
                for champ, valeur in ajouts.items()
                if attendue[champ.attname] != trouvee[champ.attname]
                and _pose(trouvee[champ.attname], valeur)
            ]
    releve("champs ajoutés", essayes)
    releve("changés", len(changes))
    assert changes == []
    assert essayes > 300


def _pose(trouvee: Any, valeur: Any) -> bool:
    return trouvee is True if valeur == "on" else str(trouvee).startswith(str(valeur))


def _offert(nom: str, formulaire: forms.BaseForm) -> bool:
    return nom in formulaire.fields and not formulaire.fields[nom].disabled


def _ecrite(essai: Essai, formulaire: forms.ModelForm, ajouts: dict[str, Any]) -> dict[str, Any]:
    """The row that the form edits, or the last of its table, once it is sent."""
    lignes = formulaire._meta.model._base_manager.order_by("-pk")
    if formulaire.instance.pk:
        lignes = lignes.filter(pk=formulaire.instance.pk)
    with annule():
        reponse = essai.envoyer(**ajouts)
        assert _reussit(reponse), (essai.nom, reponse.status_code, _erreurs(reponse))
        ligne = lignes.first()
        return {c.attname: getattr(ligne, c.attname, None) for c in lignes.model._meta.fields}


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
