"""No model that leads to a famille is forgotten by the second wall, whatever the engine."""

from django.apps import apps

from confidentialite import mur
from familles.models.scellement import modeles_scelles

# Only a request that is sent has one, and it is of a famille.
JAMAIS_D_ATTENTE = {"referencements.Divulgation"}


def test_every_model_that_leads_to_a_famille_has_a_policy_or_a_reason():
    assert mur.oublies() == []


def test_every_name_in_the_lists_is_a_model_and_every_reason_says_something():
    noms = {modele._meta.label for modele in apps.get_models(include_auto_created=True)}
    assert mur.PAR.keys() | mur.EN_PLUS.keys() | mur.SANS_POLITIQUE.keys() <= noms
    assert all(len(raison) > 20 for raison in mur.SANS_POLITIQUE.values())


def test_a_forgotten_model_is_told_how_to_be_remembered(monkeypatch):
    monkeypatch.delitem(mur.SANS_POLITIQUE, "partenaires.PropositionFiche")
    monkeypatch.delitem(mur.PAR, "familles.IdentiteEnfant")
    messages = mur.oublies()
    assert any(m.startswith("familles.IdentiteEnfant") for m in messages)
    assert all("confidentialite/mur.py" in message for message in messages)


def test_a_policy_follows_the_path_of_its_model():
    par_table = {politique.table: politique.condition for politique in mur.politiques()}
    assert par_table["familles_suivibesoin"] == (
        "(SELECT proximite_tout()) OR EXISTS (SELECT 1 FROM familles_besoin p"
        " WHERE p.id = familles_suivibesoin.besoin_id)"
    )


def test_every_text_that_may_be_of_nobody_yet_says_who_reads_its_key():
    possibles = {m._meta.label for m in modeles_scelles() if _peut_etre_de_personne(m)}
    assert possibles - JAMAIS_D_ATTENTE == mur.D_ATTENTE.keys()


def _peut_etre_de_personne(modele) -> bool:
    chemin = getattr(modele, "chemin_famille", "famille")
    for etape in filter(None, chemin.split("__")):
        champ = modele._meta.get_field(etape)
        if champ.null:
            return True
        modele = champ.related_model
    return False
