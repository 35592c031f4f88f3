"""Every text that is about a famille is sealed under her key, or says why it is not (0038)."""

from django.apps import apps
from django.db import models

from familles.models import Famille
from familles.models.champs_scelles import ChampScelle

NUMEROS = "Numéros de lignes ou codes d’états : ne disent aucun mot de personne."
PARTENAIRE = "Désigne un partenaire, ou la personne qui y travaille : jamais la famille."
REGISTRE = "Registre que la loi demande de garder après la destruction de la famille."
# An HMAC, a digest of random bytes or of a text of ours.
EMPREINTE = "empreinte"
CLAIRS = {
    "confidentialite.AvisRectification.adresse": "Courriel d’un organisme, pas d’une famille.",
    "confidentialite.Demande.motif_refus": REGISTRE,
    "confidentialite.Demande.moyen": REGISTRE,
    "familles.Consentement.champs": "Noms de champs : ce que le partenaire pourra savoir.",
    "familles.Consentement.version_texte": "Version d’un texte écrit par nous.",
    "familles.Famille.code": "Tiré au hasard : c’est lui qui nomme sa clé.",
    "familles.Famille.langue": "Se compte dans les rapports, et ne nomme personne.",
    "familles.FusionFamille.deplaces": NUMEROS,
    "familles.FusionFamille.restes": "Noms des champs gardés tels quels.",
    "familles.Intervention.amorce": NUMEROS,
    "referencements.DemandeEntrante.referent": PARTENAIRE,
    "referencements.Divulgation.adresse": PARTENAIRE,
    "referencements.LienPartenaire.adresse": PARTENAIRE,
    "referencements.SuiviReferencement.avant": NUMEROS,
}


def _modeles_d_une_famille() -> set[type[models.Model]]:
    atteints: set[type[models.Model]] = {Famille}
    while True:
        suivants = {m for m in apps.get_models(include_auto_created=True) if _mene(m, atteints)}
        if suivants <= atteints:
            return atteints
        atteints |= suivants


def _mene(modele, atteints) -> bool:
    liens = (c for c in modele._meta.concrete_fields if isinstance(c, models.ForeignKey))
    return any(lien.related_model in atteints for lien in liens)


def _textes_clairs() -> set[str]:
    return {
        f"{modele._meta.label}.{champ.name}"
        for modele in _modeles_d_une_famille()
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.CharField | models.TextField | models.JSONField)
        and not (champ.choices or isinstance(champ, ChampScelle) or champ.name == EMPREINTE)
    }


def test_every_text_about_a_famille_is_sealed_or_says_why_it_is_not():
    assert _textes_clairs() == set(CLAIRS)


def test_each_reason_is_a_sentence():
    assert all(len(raison) > 20 for raison in CLAIRS.values())


def test_nothing_is_sorted_by_what_is_sealed():
    for modele in apps.get_models():
        scelles = {c.name for c in modele._meta.concrete_fields if isinstance(c, ChampScelle)}
        tri = {getattr(nom, "name", str(nom)).lstrip("-") for nom in modele._meta.ordering}
        assert not scelles & tri, modele
