"""Nothing identifying leaves without an agreement that covers it, or a law that is named."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from familles.models import IdentiteAdulte
from referencements.models import Divulgation, LienPartenaire, Referencement
from referencements.models.etats import Etat
from tests.familles.factories import FamilleFactory, IdentiteFamilleFactory
from tests.familles.scelles import ecrire
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder, divulguer, envoye, nommer
from tests.referencements.factories import LE, referencement_entrant, referencement_sortant

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=4)


def test_sending_is_the_personal_contact_and_freezes_what_is_said(famille, ptp):
    referencement, divulgation = envoye(famille, par=ptp)
    assert referencement.etat == Etat.MEDIATION_FAITE
    assert (referencement.mode, referencement.date_mediation) == ("courriel", LE)
    assert [s.vers_etat for s in referencement.suivis.all()] == [
        "discutee",
        "consentie",
        "mediation_faite",
    ]
    famille.adultes.get().identite.delete()
    divulgation = Divulgation.objects.get()
    assert dict(divulgation.coordonnees) == {
        "Prénom": "Soraya",
        "Nom": "Exemplaire",
        "Téléphone": "(418) 555-0142",
        "Enfants": "Nino (3\u00a0ans)",
    }


@pytest.mark.securite(3)
def test_before_it_accepts_a_partenaire_reads_no_name(famille, ptp):
    _, divulgation = envoye(famille, par=ptp)
    apercu = " ".join(divulgation.apercu["composition"]) + str(divulgation.apercu)
    assert "1\u00a0adulte" in apercu
    assert "2-3 ans" in apercu
    assert not [mot for mot in ("Soraya", "Exemplaire", "Nino", "555") if mot in apercu]


@pytest.mark.securite(3)
def test_only_the_fields_agreed_to_leave(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    nommer(famille, par=ptp)
    accord = accorder(referencement, par=ptp)
    type(accord).objects.filter(pk=accord.pk).update(champs=["prenom"])
    accord.refresh_from_db()
    assert divulguer(referencement, par=ptp, consentement=accord).coordonnees == [
        ["Prénom", "Soraya"]
    ]


@pytest.mark.securite(3)
@pytest.mark.parametrize("confidentielle", [False, True])
def test_a_confidential_address_never_leaves(confidentielle, famille, ptp):
    IdentiteFamilleFactory(
        famille=famille, adresse="1, rue Fictive", adresse_confidentielle=confidentielle
    )
    loi = Divulgation(base_legale="danger", motif="Une menace a été dite devant moi.")
    referencement = referencement_sortant(famille, par=ptp)
    referencement.divulguer(loi, par=ptp, le=LE, mode="courriel", champs=["adresse"])
    partie = [] if confidentielle else [["Adresse", "1, rue Fictive"]]
    assert Divulgation.objects.get().coordonnees == partie


@pytest.mark.securite(3)
@pytest.mark.parametrize("defaut", ["retire", "expire", "autre_partenaire", "autre_famille"])
def test_nothing_leaves_with_an_agreement_that_does_not_cover_it(defaut, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    autre = FamilleFactory(territoire=famille.territoire, saisie_par=ptp)
    vers = {
        "autre_partenaire": referencement_sortant(famille, par=ptp),
        "autre_famille": referencement_sortant(autre, par=ptp, partenaire=referencement.partenaire),
    }.get(defaut, referencement)
    accord = accorder(vers, par=ptp)
    if defaut == "retire":
        accord.retirer(par=ptp)
    le = LE + timedelta(days=400) if defaut == "expire" else LE
    with pytest.raises(ValidationError, match="ne couvre pas cet envoi"):
        divulguer(referencement, par=ptp, le=le, consentement=accord)
    referencement.refresh_from_db()
    assert (referencement.etat, Divulgation.objects.count()) == (Etat.DISCUTEE, 0)


def test_a_law_that_is_named_and_explained_allows_it(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    nommer(famille, par=ptp)
    divulgation = Divulgation(base_legale="danger", motif="Menaces entendues aujourd’hui")
    personne = famille.adultes.get()
    referencement.divulguer(
        divulgation, par=ptp, le=LE, mode="courriel", champs=["telephone"], personne=personne
    )
    assert divulgation.coordonnees == [["Téléphone", "(418) 555-0142"]]
    assert referencement.etat == Etat.MEDIATION_FAITE


@pytest.mark.securite(3)
@pytest.mark.parametrize("champs", [{}, {"base_legale": "danger"}, {"motif": "Parce que"}])
def test_neither_an_agreement_nor_a_law_explained_is_refused(champs, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    with pytest.raises(ValidationError, match="Rien ne part"):
        referencement.divulguer(Divulgation(**champs), par=ptp, le=LE, mode="courriel")


@pytest.mark.securite(3)
def test_the_database_itself_refuses_what_nothing_allows(famille, ptp):
    _, divulgation = envoye(famille, par=ptp)
    with pytest.raises(IntegrityError, match="divulgation_permise"), transaction.atomic():
        Divulgation.objects.filter(pk=divulgation.pk).update(consentement=None)


@pytest.mark.securite(3)
@pytest.mark.parametrize(
    "mot",
    [
        "Appelez Soraya",
        "mme EXEMPLAIRE",
        "au 418 555-0142",
        "le petit Nino",
        "à SO.EX@exemple.test",
    ],
)
def test_the_word_read_before_acceptance_names_nobody(mot, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    mere = nommer(famille, par=ptp)
    ecrire(IdentiteAdulte.objects.filter(adulte=mere), courriel="so.ex@exemple.test")
    with pytest.raises(ValidationError, match="Retirez"):
        divulguer(referencement, par=ptp, mot=mot)


def test_the_word_read_before_acceptance_holds_no_code(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    for code in (famille.code, famille.code_affiche.lower()):
        with pytest.raises(ValidationError, match="Retirez"):
            divulguer(referencement, par=ptp, mot=f"La famille {code} attend")


@pytest.mark.securite(3)
def test_a_link_goes_only_to_a_registered_address(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    with pytest.raises(ValidationError, match="adresse de la fiche"):
        divulguer(referencement, par=ptp, adresse="pirate@exemple.test")


@pytest.mark.parametrize("etat", [Etat.TERMINEE, Etat.REFUSEE_PARTENAIRE, Etat.ANNULEE])
def test_what_is_over_is_not_sent(etat, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=etat)
    with pytest.raises(ValidationError, match="ne s’envoie plus"):
        divulguer(referencement, par=ptp)


def test_what_a_partenaire_sent_is_not_sent_back_to_it(famille, ptp):
    entrant = referencement_entrant(famille.territoire, par=ptp)
    entrant.prendre_en_charge(famille, par=ptp, le=LE)
    with pytest.raises(ValidationError, match="ne s’envoie plus"):
        divulguer(entrant, par=ptp)
    assert not Divulgation.objects.exists()


@pytest.mark.securite(3)
def test_what_was_disclosed_never_changes(famille, ptp):
    _, divulgation = envoye(famille, par=ptp)
    with pytest.raises(TypeError):
        divulgation.save()


# --- The partenaire acts by its link ----------------------------------------------------------


def test_a_partenaire_answers_and_the_ptp_has_news(famille, ptp):
    referencement, _ = envoye(famille, par=ptp)
    referencement.accepter(par=referencement.partenaire, le=PLUS_TARD, constat="Avec plaisir")
    suivi = referencement.suivis.last()
    assert (referencement.etat, referencement.nouvelles_non_lues) == (Etat.ACCEPTEE, True)
    assert (suivi.auteur, suivi.saisie_par) == (referencement.partenaire.nom, None)
    referencement.suivre(par=ptp, le=PLUS_TARD)
    assert not referencement.nouvelles_non_lues


def test_a_word_that_comes_while_she_reads_stays_news(famille, ptp):
    referencement, _ = envoye(famille, par=ptp)
    referencement.accepter(par=referencement.partenaire, le=PLUS_TARD)
    lue = referencement.version
    referencement.suivre(par=referencement.partenaire, le=PLUS_TARD, constat="Encore un mot")
    referencement.lire_nouvelles(version=lue)
    assert referencement.nouvelles_non_lues
    referencement.lire_nouvelles(version=referencement.version)
    assert not referencement.nouvelles_non_lues


@pytest.mark.parametrize("nom", ["consentir", "decliner", "abandonner", "annuler"])
def test_a_partenaire_makes_no_move_that_is_the_ptp_s(nom, famille, ptp):
    referencement, _ = envoye(famille, par=ptp)
    with pytest.raises(ValidationError, match="personne travailleuse"):
        getattr(referencement, nom)(par=referencement.partenaire, le=PLUS_TARD)


def test_another_partenaire_answers_nothing(famille, ptp):
    referencement, _ = envoye(famille, par=ptp)
    with pytest.raises(ValidationError, match="autre partenaire"):
        referencement.accepter(par=PartenaireFactory(), le=PLUS_TARD)


@pytest.mark.securite(3)
def test_once_withdrawn_an_answer_is_refused(famille, ptp):
    referencement, divulgation = envoye(famille, par=ptp)
    lien, _ = LienPartenaire.pour_repondre(divulgation)
    divulgation.consentement.retirer(par=ptp)
    lien = LienPartenaire.objects.get(pk=lien.pk)
    assert lien.etat == LienPartenaire.Etat.RETIRE
    for verbe in (referencement.accepter, referencement.suivre):
        with pytest.raises(ValidationError, match="retiré son accord"):
            verbe(par=referencement.partenaire, le=PLUS_TARD)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_give_one_outcome_and_one_piece_of_news(famille, ptp, en_parallele):
    referencement, _ = envoye(famille, par=ptp)

    def repondre():
        try:
            actuel = Referencement.objects.get(pk=referencement.pk)
            actuel.refuser(par=actuel.partenaire, le=PLUS_TARD, motif="complet")
        except ValidationError as refus:
            return refus.code
        return "refusée"

    def relire():
        return referencement.suivis.filter(vers_etat=Etat.REFUSEE_PARTENAIRE).count()

    assert sorted(en_parallele(repondre, 8)) == ["refusée"] + ["transition_impossible"] * 7
    assert en_parallele(relire, 1) == [1]


# --- Entrants ---------------------------------------------------------------------------------


def test_reception_is_acknowledged_once(territoire, ptp):
    referencement = referencement_entrant(territoire, par=ptp)
    for _ in range(2):
        referencement.accuser_reception(par=ptp, le=PLUS_TARD)
    assert (referencement.accuse_le, referencement.suivis.count()) == (PLUS_TARD, 2)
    assert referencement.etat == Etat.MEDIATION_FAITE


def test_a_sortant_has_no_reception_to_acknowledge(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    with pytest.raises(ValidationError, match="à accueillir"):
        referencement.accuser_reception(par=ptp, le=PLUS_TARD)


# --- Links ------------------------------------------------------------------------------------


def test_only_the_hash_of_a_token_is_kept(famille, ptp):
    _, divulgation = envoye(famille, par=ptp)
    lien, jeton = LienPartenaire.pour_repondre(divulgation)
    assert jeton not in str(LienPartenaire.objects.filter(pk=lien.pk).values().get())
    assert LienPartenaire.objects.par_jeton(jeton).get() == lien
    assert not LienPartenaire.objects.par_jeton(jeton[:-1] + "?").exists()


@pytest.mark.securite(3)
@time_machine.travel(PLUS_TARD)
def test_a_link_mailed_to_an_address_that_left_the_fiche_opens_nothing(famille, ptp):
    partenaire = PartenaireFactory(territoires=[famille.territoire], courriel="ici@exemple.test")
    partenaire.contacts.create(nom="Alex Fictif", courriel="alex@exemple.test")
    _, divulgation = envoye(famille, par=ptp, partenaire=partenaire)
    liens = [
        LienPartenaire.pour_repondre(divulgation, adresse=adresse)[0].pk
        for adresse in ("ici@exemple.test", "alex@exemple.test", "")
    ]
    partenaire.contacts.all().delete()
    etats = [LienPartenaire.objects.get(pk=pk).etat for pk in liens]
    assert [etat.value for etat in etats] == ["valide", "expire", "valide"]
    assert LienPartenaire.objects.get(pk=liens[1]).adresse_de_renvoi == "ici@exemple.test"


def test_a_standing_link_replaces_the_one_before(famille, ptp, partenaire):
    premier, _ = LienPartenaire.pour_referer(partenaire, famille.territoire, par=ptp)
    second, _ = LienPartenaire.pour_referer(partenaire, famille.territoire, par=ptp)
    premier.refresh_from_db()
    assert [premier.etat, second.etat] == [LienPartenaire.Etat.FERME, LienPartenaire.Etat.VALIDE]
