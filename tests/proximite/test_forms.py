from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django import forms
from django.db import IntegrityError

from activites.models import ActiviteDemarchage, StrategieDemarchage
from proximite.forms import ProximiteForm, SaisieForm, VersionForm, _en_mots
from territoires.models import Territoire
from tests.comptes.factories import AffectationFactory
from tests.territoires.factories import TerritoireFactory


class DemarchageForm(SaisieForm):
    class Meta:
        model = ActiviteDemarchage
        fields = [
            "territoire", "strategie", "date", "duree_min", "deplacement_min",
            "nb_familles_rencontrees", "nb_familles_reperees", "note",
        ]  # fmt: skip


class CorrectionForm(VersionForm):
    class Meta:
        model = ActiviteDemarchage
        fields = ["strategie", "lieu", "note"]


def envoi(territoire, **champs):
    return {
        "cle": str(uuid4()),
        "territoire": territoire.pk,
        "strategie": StrategieDemarchage.objects.first().pk,
        "date": "2024-03-01",
        "duree_min": "45",
        "deplacement_min": "0",
        "nb_familles_rencontrees": "3",
        "nb_familles_reperees": "1",
        "note": "",
        **champs,
    }


def saisir(donnees, ptp):
    form = DemarchageForm(donnees, utilisateur=ptp)
    return form, form.enregistrer(par=ptp)


@pytest.fixture
def demarchage(ptp, territoire):
    return saisir(envoi(territoire), ptp)[1]


# --- Entries written once ---------------------------------------------------------------------


def test_entry_is_written_with_its_author_and_key(ptp, territoire):
    donnees = envoi(territoire)
    _, ligne = saisir(donnees, ptp)
    ligne.refresh_from_db()
    assert ligne.saisie_par == ptp
    assert str(ligne.cle) == donnees["cle"]
    assert len(ligne.empreinte) == 64


def test_each_opened_form_has_its_own_key(ptp):
    cles = {str(DemarchageForm(utilisateur=ptp)["cle"].value()) for _ in range(3)}
    assert len(cles) == 3


def test_replay_gives_the_first_row(ptp, territoire):
    donnees = envoi(territoire)
    premiere = saisir(donnees, ptp)[1]
    assert [saisir(donnees, ptp)[1] for _ in range(20)] == [premiere] * 20
    assert ActiviteDemarchage.objects.count() == 1


def test_same_key_with_other_content_is_refused(ptp, territoire):
    donnees = envoi(territoire)
    saisir(donnees, ptp)
    form, ligne = saisir({**donnees, "nb_familles_rencontrees": "9"}, ptp)
    assert ligne is None
    assert form.statut == 422
    assert "autre contenu" in form.non_field_errors()[0]
    assert ActiviteDemarchage.objects.get().nb_familles_rencontrees == 3


def test_replay_is_recognised_even_when_it_would_no_longer_be_valid(ptp, territoire):
    donnees = envoi(territoire)
    premiere = saisir(donnees, ptp)[1]
    StrategieDemarchage.objects.filter(pk=donnees["strategie"]).update(actif=False)
    assert saisir(donnees, ptp)[1] == premiere


def test_same_key_from_another_person_is_another_entry(ptp, territoire):
    collegue = AffectationFactory(territoire=territoire).utilisateur
    donnees = envoi(territoire)
    assert saisir(donnees, ptp)[1] != saisir(donnees, collegue)[1]
    assert ActiviteDemarchage.objects.count() == 2


@pytest.mark.parametrize("cle", ["", "pas-une-cle"])
def test_entry_without_a_key_is_refused(ptp, territoire, cle):
    form, ligne = saisir(envoi(territoire, cle=cle), ptp)
    assert ligne is None
    assert "cle" in form.errors


def test_model_constraint_speaks_french_on_the_form(ptp, territoire):
    form, ligne = saisir(envoi(territoire, nb_familles_reperees="9"), ptp)
    assert ligne is None
    assert "parmi les familles rencontrées" in str(form.errors)


def test_another_broken_constraint_is_not_taken_for_a_replay(ptp, territoire):
    class FormDefectueux(DemarchageForm):
        def consigner(self, *, par):
            raise IntegrityError("something else")

    with pytest.raises(IntegrityError):
        FormDefectueux(envoi(territoire), utilisateur=ptp).enregistrer(par=ptp)


def test_entry_sent_again_before_the_first_is_seen_gives_the_first(ptp, territoire, monkeypatch):
    donnees = envoi(territoire)
    premiere = saisir(donnees, ptp)[1]
    regards = iter([None, premiere])
    form = DemarchageForm(donnees, utilisateur=ptp)
    monkeypatch.setattr(form, "_deja_saisie", lambda par: next(regards))
    assert form.enregistrer(par=ptp) == premiere


@pytest.mark.django_db(transaction=True)
def test_parallel_sends_of_one_entry_write_one_row(ptp, territoire, en_parallele):
    donnees = envoi(territoire)
    lignes = en_parallele(lambda: saisir(donnees, ptp)[1].pk, fois=24)
    assert len(set(lignes)) == 1
    assert en_parallele(ActiviteDemarchage.objects.count, fois=1) == [1]


@pytest.mark.django_db(transaction=True)
def test_parallel_edits_from_one_page_apply_once(ptp, territoire, en_parallele):
    ligne = saisir(envoi(territoire), ptp)[1]
    resultats = en_parallele(lambda: corriger(ligne, ptp, note=str(uuid4()))[1], fois=12)
    assert sum(r is not None for r in resultats) == 1


# --- Stale edits ------------------------------------------------------------------------------


def corriger(ligne, ptp, **champs):
    """Send the correction form as it was opened on ``ligne``."""
    ouvert = CorrectionForm(instance=ligne, utilisateur=ptp)
    donnees = {champ.name: champ.value() for champ in ouvert} | champs
    actuelle = ActiviteDemarchage.objects.get(pk=ligne.pk)
    form = CorrectionForm(donnees, instance=actuelle, utilisateur=ptp)
    return form, form.enregistrer(par=ptp)


def test_edit_counts_a_version(ptp, demarchage):
    _, ligne = corriger(demarchage, ptp, note="Sous le chapiteau")
    ligne.refresh_from_db()
    assert (ligne.note, ligne.version) == ("Sous le chapiteau", 2)


def test_stale_edit_writes_nothing_and_shows_both_texts(ptp, demarchage):
    corriger(demarchage, ptp, note="Première")
    form, ligne = corriger(demarchage, ptp, note="Deuxième")
    assert ligne is None
    assert form.statut == 409
    assert [(e.actuel, e.soumis) for e in form.ecarts] == [("Première", "Deuxième")]
    assert ActiviteDemarchage.objects.get().note == "Première"


def test_after_comparing_she_may_save_her_text(ptp, demarchage):
    corriger(demarchage, ptp, note="Première")
    form, _ = corriger(demarchage, ptp, note="Deuxième")
    donnees = {champ.name: champ.value() for champ in form}
    actuelle = ActiviteDemarchage.objects.get()
    relu = CorrectionForm(donnees, instance=actuelle, utilisateur=ptp)
    assert relu.enregistrer(par=ptp).note == "Deuxième"
    assert ActiviteDemarchage.objects.get().version == 3


def test_edit_leaves_alone_what_changed_beside_its_fields(ptp, demarchage):
    form = CorrectionForm(
        {"version": 1, "strategie": demarchage.strategie_id, "lieu": "Parc", "note": ""},
        instance=ActiviteDemarchage.objects.get(),
        utilisateur=ptp,
    )
    ActiviteDemarchage.objects.update(nb_familles_rencontrees=12)
    form.enregistrer(par=ptp)
    demarchage.refresh_from_db()
    assert (demarchage.lieu, demarchage.nb_familles_rencontrees) == ("Parc", 12)


def test_invalid_edit_is_422(ptp, demarchage):
    form, ligne = corriger(demarchage, ptp, strategie="inconnue")
    assert ligne is None
    assert form.statut == 422


# --- Choices ------------------------------------------------------------------------------------


def test_choices_stop_at_what_she_may_write(ptp, territoire, autre_territoire):
    form, ligne = saisir(envoi(autre_territoire), ptp)
    assert ligne is None
    assert "territoire" in form.errors
    assert list(form.fields["territoire"].queryset) == [territoire]


def test_gestionnaire_reads_a_territoire_without_writing_in_it(gestionnaire, territoire):
    class Filtre(ProximiteForm, forms.Form):
        territoire = forms.ModelChoiceField(Territoire.objects.all())

    assert list(Filtre(utilisateur=gestionnaire).fields["territoire"].queryset) == [territoire]
    saisie = DemarchageForm(utilisateur=gestionnaire)
    assert not saisie.fields["territoire"].queryset.exists()


def test_scoped_choices_without_a_person_are_a_programming_error(db):
    with pytest.raises(TypeError, match="utilisateur"):
        DemarchageForm()


def test_withdrawn_reference_value_stays_where_it_was_used(ptp, demarchage):
    StrategieDemarchage.objects.filter(pk=demarchage.strategie_id).update(actif=False)
    nouveau = DemarchageForm(utilisateur=ptp)
    assert not nouveau.fields["strategie"].queryset.filter(pk=demarchage.strategie_id).exists()
    correction = CorrectionForm(instance=demarchage, utilisateur=ptp)
    assert correction.fields["strategie"].queryset.filter(pk=demarchage.strategie_id).exists()


# --- Numbers and dates ----------------------------------------------------------------------------


class NombresForm(ProximiteForm, forms.Form):
    heures = forms.DecimalField()
    familles = forms.IntegerField()
    le = forms.DateField()


@pytest.mark.parametrize("heures", ["1061,5", "1 061,5", "1\u00a0061,5", "1\u202f061,5", "1061.5"])
def test_decimals_are_read_as_people_write_them(heures):
    form = NombresForm({"heures": heures, "familles": "10\u202f036", "le": "2024-03-01"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["heures"] == Decimal("1061.5")
    assert form.cleaned_data["familles"] == 10036


@pytest.mark.parametrize("le", ["2024-03-01", "01/03/2024", "01-03-2024"])
def test_dates_are_read_as_people_write_them(le):
    form = NombresForm({"heures": "1", "familles": "1", "le": le})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["le"] == date(2024, 3, 1)


def test_date_field_is_a_native_picker():
    rendu = str(NombresForm(initial={"le": date(2024, 3, 1)})["le"])
    assert 'type="date"' in rendu
    assert 'value="2024-03-01"' in rendu


def test_territoires_are_their_own_scope(ptp, territoire):
    TerritoireFactory()
    assert list(Territoire.objects.visibles_par(ptp)) == [territoire]


def test_no_answer_has_words_instead_of_dashes(ptp):
    from referencements.forms import ReferencementForm

    formulaire = ReferencementForm(utilisateur=ptp)
    for champ in formulaire:
        assert "------" not in str(champ), champ.name


class MotsForm(forms.Form):
    d_accord = forms.BooleanField(required=False)
    combien = forms.IntegerField(required=False)


@pytest.mark.parametrize(
    ("donnees", "mots"),
    [
        ({}, ["vide", "vide"]),
        ({"d_accord": "on", "combien": "0"}, ["oui", "0"]),
    ],
)
def test_what_is_compared_is_in_words(donnees, mots):
    assert [_en_mots(champ) for champ in MotsForm(donnees)] == mots
    assert [_en_mots(champ) for champ in MotsForm(initial={"d_accord": None, "combien": 0})] == [
        "vide",
        "0",
    ]
