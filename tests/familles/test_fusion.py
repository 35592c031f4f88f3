"""Two fiches that are one famille: nothing is lost, and everything can go back."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Consentement,
    Enfant,
    Famille,
    FusionFamille,
    IdentiteAdulte,
    IdentiteEnfant,
    IdentiteFamille,
    Intervention,
    rassemblement,
)
from partenaires.models import TypeBesoin
from referencements.models import Referencement
from tests.familles.factories import (
    AccompagnementFactory,
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    InterventionFactory,
    JalonLienConfianceFactory,
    PromesseFactory,
    VulnerabiliteFactory,
)
from tests.familles.scelles import ecrire, textes
from tests.partenaires.factories import PartenaireFactory

pytestmark = pytest.mark.django_db
JOUR = date(2024, 4, 2)


@pytest.fixture
def garde(territoire, ptp):
    return remplie(territoire, ptp, "la famille du parc", "Soraya")


@pytest.fixture
def absorbee(territoire, ptp):
    return remplie(territoire, ptp, "Soraya du quai", "Soraya")


def remplie(territoire, ptp, alias, prenom):
    """A famille with a row of each kind."""
    famille = FamilleFactory(alias=alias, territoire=territoire, saisie_par=ptp)
    IdentiteFamilleFactory(famille=famille, nom=f"Nom {alias}")
    adulte = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=adulte, prenom=prenom)
    enfant = EnfantFactory(famille=famille)
    IdentiteEnfant.objects.create(enfant=enfant, prenom=f"Enfant de {alias}")
    InterventionFactory(famille=famille, date=JOUR)
    BesoinFactory(famille=famille, precisions=f"mots de {alias}")
    VulnerabiliteFactory(famille=famille, adulte=adulte)
    EvaluationIsolementFactory(famille=famille)
    JalonLienConfianceFactory(famille=famille)
    PromesseFactory(famille=famille)
    accord = Consentement(
        famille=famille,
        partenaire=PartenaireFactory(),
        adulte=adulte,
        qualite="autorite_parentale",
        champs=["prenom", "enfants"],
        texte="lu",
        donne_le=JOUR,
        valable_jusqu_au=JOUR,
        saisie_par=ptp,
    )
    accord.donner(enfants=[enfant])
    referencement = Referencement(
        famille=famille, partenaire=PartenaireFactory(), type_besoin_id="logement", saisie_par=ptp
    )
    referencement.discuter(par=ptp, le=JOUR)
    famille.actualiser_compteurs()
    return famille


def reunir(garde, absorbee, ptp, *, de_absorbee=(), memes=()):
    garde.refresh_from_db()
    absorbee.refresh_from_db()
    fusion = FusionFamille(garde=garde, absorbee=absorbee, motif="même numéro", saisie_par=ptp)
    fusion.fusionner(
        de_absorbee=de_absorbee, memes=memes, versions=(garde.version, absorbee.version)
    )
    return fusion


def tout():
    """Every row of the familles and of higher apps, but for what counts versions."""
    a_part = (FusionFamille, FusionFamille.archive.related.related_model)
    return {
        f"{modele._meta.label}:{ligne.pk}": {
            nom: valeur for nom, valeur in rassemblement.photo(ligne).items() if nom != "version"
        }
        for app in ("familles", "referencements")
        for modele in apps.get_app_config(app).get_models(include_auto_created=True)
        if modele not in a_part
        for ligne in modele._base_manager.all()
    }


# --- Bringing together ----------------------------------------------------------------------------


def test_everything_of_one_goes_to_the_other(garde, absorbee, ptp):
    reunir(garde, absorbee, ptp)
    assert Famille.objects.get() == garde
    for modele, nombre in {Adulte: 2, Enfant: 2, Intervention: 2, Consentement: 2}.items():
        assert modele.objects.filter(famille=garde).count() == nombre
    assert Referencement.objects.filter(famille=garde).count() == 2
    garde.refresh_from_db()
    assert (garde.nb_enfants, garde.nb_accompagnements_ouverts) == (2, 1)
    assert garde.nb_referencements_ouverts == 2


def test_values_that_differ_are_chosen_and_the_safest_wins(garde, absorbee, ptp):
    Famille.objects.filter(pk=absorbee.pk).update(date_jointe=JOUR - timedelta(days=300))
    ecrire(
        IdentiteFamille.objects.filter(famille=absorbee),
        telephone="+14185550142",
        adresse_confidentielle=True,
    )
    reunir(garde, absorbee, ptp, de_absorbee=["alias", "telephone"])
    garde.refresh_from_db()
    assert garde.alias == "Soraya du quai"
    assert garde.date_jointe == JOUR - timedelta(days=300)
    assert garde.identite.telephone.as_e164 == "+14185550142"
    assert garde.identite.nom == "Nom la famille du parc"
    assert garde.identite.adresse_confidentielle


def test_a_need_open_on_both_is_one_need_in_the_words_of_both(garde, absorbee, ptp):
    Besoin.objects.filter(famille=absorbee).update(mis_en_relief_le=date(2024, 2, 1))
    reunir(garde, absorbee, ptp)
    besoin = Besoin.objects.get()
    assert besoin.mis_en_relief_le == date(2024, 2, 1)
    assert besoin.precisions == "mots de la famille du parc\nmots de Soraya du quai"
    assert besoin.referencements.count() == 2


def test_accompagnements_at_the_same_time_are_one(garde, absorbee, ptp, territoire):
    Accompagnement.objects.filter(famille=absorbee).update(date_debut=date(2024, 1, 1))
    reunir(garde, absorbee, ptp)
    accompagnement = Accompagnement.objects.get()
    assert accompagnement.date_debut == date(2024, 1, 1)
    assert accompagnement.interventions.count() == 2


def test_accompagnements_one_after_the_other_stay_two(territoire, ptp, garde):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    AccompagnementFactory(
        famille=autre,
        date_debut=date(2023, 1, 1),
        date_fin=date(2023, 9, 1),
        motif_fin="choix_famille",
    )
    reunir(garde, autre, ptp)
    assert garde.accompagnements.count() == 2
    garde.refresh_from_db()
    assert garde.premier_accompagnement_le == date(2023, 1, 1)


def test_a_person_written_on_both_becomes_one_with_all_that_is_known(garde, absorbee, ptp):
    sien, autre = garde.adultes.get(), absorbee.adultes.get()
    ecrire(IdentiteAdulte.objects.filter(adulte=autre), telephone="+14185550142", nom="Fictive")
    reunir(garde, absorbee, ptp, memes=[(autre, sien)])
    adulte = garde.adultes.get()
    assert (adulte.identite.prenom, adulte.identite.nom) == ("Soraya", "Fictive")
    assert adulte.identite.telephone.as_e164 == "+14185550142"
    assert adulte.consentements.count() == adulte.vulnerabilites.count() == 2


def test_a_child_shared_by_both_fiches_lives_in_one_famille(garde, absorbee, ptp):
    enfant = EnfantFactory(famille=absorbee, autre_famille=garde)
    fusion = reunir(garde, absorbee, ptp)
    enfant.refresh_from_db()
    assert (enfant.famille, enfant.autre_famille) == (garde, None)
    fusion.annuler(par=ptp)
    enfant.refresh_from_db()
    assert (enfant.famille, enfant.autre_famille) == (absorbee, garde)


@pytest.mark.parametrize("quoi", ["versions", "deja", "territoire", "motif"])
def test_what_is_refused_moves_nothing(quoi, garde, absorbee, ptp, autre_territoire):
    versions = (7, 7) if quoi == "versions" else (garde.version, absorbee.version)
    if quoi == "deja":
        reunir(FamilleFactory(territoire=garde.territoire, saisie_par=ptp), absorbee, ptp)
        absorbee.refresh_from_db()
        versions = (garde.version, absorbee.version)
    if quoi == "territoire":
        Famille.objects.filter(pk=absorbee.pk).update(territoire=autre_territoire)
    avant = tout()
    fusion = FusionFamille(garde=garde, absorbee=absorbee, saisie_par=ptp)
    fusion.motif = "" if quoi == "motif" else "la même"
    with pytest.raises(ValidationError):
        fusion.fusionner(de_absorbee=[], versions=versions)
    assert tout() == avant


# --- Taking apart ---------------------------------------------------------------------------------


def test_undone_everything_is_exactly_as_it_was(garde, absorbee, ptp):
    avant = tout()
    memes = [
        (absorbee.adultes.get(), garde.adultes.get()),
        (absorbee.enfants.get(), garde.enfants.get()),
    ]
    champs = [*FusionFamille.CHAMPS, *FusionFamille.CHAMPS_IDENTITE]
    fusion = reunir(garde, absorbee, ptp, de_absorbee=champs, memes=memes)
    assert tout() != avant
    fusion.annuler(par=ptp)
    assert tout() == avant
    assert fusion.restes == []


def test_what_was_added_or_corrected_since_stays_with_the_one_kept(garde, absorbee, ptp):
    fusion = reunir(garde, absorbee, ptp, de_absorbee=["alias", "langue"])
    PromesseFactory(famille=garde, texte="Depuis")
    ecrire(Famille.objects.filter(pk=garde.pk), alias="corrigé depuis")
    fusion.annuler(par=ptp)
    garde.refresh_from_db()
    assert garde.alias == "corrigé depuis"
    assert "Depuis" in textes(garde.promesses.all(), "texte")
    assert fusion.restes == ["famille, alias"]


def test_an_accompagnement_that_went_on_since_is_not_ended_by_the_undoing(garde, absorbee, ptp):
    Accompagnement.objects.filter(famille=garde).update(
        date_fin=date(2024, 6, 1), motif_fin="choix_famille"
    )
    fusion = reunir(garde, absorbee, ptp)
    episode = garde.accompagnements.get()
    assert episode.est_ouvert
    InterventionFactory(famille=garde, accompagnement=episode, date=date(2024, 9, 1))
    fusion.annuler(par=ptp)
    assert garde.accompagnements.get().est_ouvert
    assert fusion.restes


def test_thirty_days_later_it_stays(garde, absorbee, ptp):
    fusion = reunir(garde, absorbee, ptp)
    FusionFamille.objects.update(saisie_le=timezone.now() - timedelta(days=31))
    fusion.refresh_from_db()
    with pytest.raises(ValidationError, match="30 jours"):
        fusion.annuler(par=ptp)


def test_merges_come_apart_in_the_order_that_makes_sense(garde, absorbee, ptp, territoire):
    troisieme = FamilleFactory(territoire=territoire, saisie_par=ptp)
    premiere = reunir(garde, absorbee, ptp)
    suivante = reunir(troisieme, garde, ptp)
    absorbee.refresh_from_db()
    assert absorbee.fusionnee_dans == troisieme
    with pytest.raises(ValidationError, match="elle-même"):
        premiere.annuler(par=ptp)
    suivante.annuler(par=ptp)
    premiere.annuler(par=ptp)
    assert set(Famille.objects.all()) == {garde, absorbee, troisieme}


def test_nothing_is_written_any_more_on_a_fiche_that_was_brought_into_another(garde, absorbee, ptp):
    reunir(garde, absorbee, ptp)
    with pytest.raises(ValidationError, match=garde.code_affiche):
        absorbee.besoin_ouvert(TypeBesoin.objects.get(code="repit"), le=JOUR)


# --- No table can be forgotten --------------------------------------------------------------------


def uniques(relation):
    """What allows one row per famille."""
    modele, champ = relation.related_model, relation.field
    if champ.unique:
        return ["un à un"]
    return [
        contrainte.name
        for contrainte in modele._meta.constraints
        if isinstance(contrainte, models.UniqueConstraint) and champ.name in contrainte.fields
    ]


# A fiche keeps what the other has already; each line says who takes care of it.
UNE_PAR_FAMILLE = {
    "besoin_ouvert_unique": "replis.besoins_ouverts",
    "plan_en_cours_unique": "plan.plans_en_cours",
    "transfert_propose_une_fois": "FusionFamille refuses while one waits",
    "accompagnement_ouvert_unique": "replis.accompagnements_qui_se_chevauchent",
}


def test_every_relation_to_a_famille_moves_or_says_why_not():
    relations = rassemblement.relations(Famille)
    assert {r.field.name for r in relations} >= {"famille", "autre_famille", "fusionnee_dans"}
    connues = {nom for relation in relations for nom in uniques(relation)}
    assert connues == set(UNE_PAR_FAMILLE)
