"""What a partenaire proposes for its entry, and what is made of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partenaires.models import PropositionFiche

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


def proposer(partenaire, mot="", **champs):
    return PropositionFiche.proposer(partenaire=partenaire, champs=champs, mot=mot)


def test_only_what_differs_is_proposed(partenaire):
    proposition = proposer(partenaire, nom=f" {partenaire.nom} ", telephone="418 555-0123")
    assert proposition.champs == {"telephone": "+1 418-555-0123"}
    assert proposition.avant == {"telephone": ""}


def test_nothing_to_say_is_not_a_proposal(partenaire):
    with pytest.raises(ValidationError, match="Rien ne diffère"):
        proposer(partenaire, nom=partenaire.nom)
    assert proposer(partenaire, mot="Nous déménageons en mai.").champs == {}


@pytest.mark.parametrize(
    "champs",
    [{"nom": " "}, {"courriel": "pas un courriel"}, {"telephone": "12"}, {"site_web": "rien"}],
)
def test_what_the_entry_would_refuse_is_refused_beside_its_field(champs, partenaire):
    with pytest.raises(ValidationError) as refus:
        proposer(partenaire, **champs)
    assert list(refus.value.error_dict) == list(champs)


def test_what_is_not_a_partenaire_s_to_say_cannot_be_proposed(partenaire):
    with pytest.raises(ValueError, match="nature"):
        proposer(partenaire, nature="prive")


def test_a_second_proposal_replaces_the_first(partenaire):
    premiere = proposer(partenaire, nom="Un nom")
    seconde = proposer(partenaire, nom="Un autre nom")
    premiere.refresh_from_db()
    assert premiere.etat == "remplacee"
    assert list(PropositionFiche.objects.ouvertes()) == [seconde]


def test_the_entry_takes_the_fields_accepted_and_no_other(partenaire, ptp):
    proposition = proposer(partenaire, nom="Nouveau nom", courriel="neuf@exemple.test")
    proposition.approuver(par=ptp, le=LE, champs=["nom"], version=partenaire.version)
    partenaire.refresh_from_db()
    proposition.refresh_from_db()
    assert (partenaire.nom, partenaire.courriel, partenaire.confirme_le, partenaire.version) == (
        "Nouveau nom",
        "",
        LE,
        2,
    )
    assert (proposition.etat, proposition.acceptes) == ("acceptee", ["nom"])
    assert proposition.traitee_par == ptp


def test_nothing_accepted_is_a_refusal_and_says_why(partenaire, ptp):
    proposition = proposer(partenaire, nom="Nouveau nom")
    with pytest.raises(ValidationError, match="au moins une correction"):
        proposition.approuver(par=ptp, le=LE, champs=[], version=1)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        proposition.refuser(par=ptp, motif=" ")
    proposition.refuser(par=ptp, motif="Ce n’est pas votre nom.")
    partenaire.refresh_from_db()
    assert (proposition.etat, partenaire.version) == ("refusee", 1)


def test_an_entry_changed_since_it_was_read_is_read_again(partenaire, ptp):
    proposition = proposer(partenaire, nom="Nouveau nom")
    partenaire.version += 1
    partenaire.save()
    with pytest.raises(ValidationError, match="a changé pendant"):
        proposition.approuver(par=ptp, le=LE, champs=["nom"], version=1)


def test_a_proposal_is_settled_once(partenaire, ptp):
    proposition = proposer(partenaire, nom="Nouveau nom")
    proposition.approuver(par=ptp, le=LE, champs=["nom"], version=1)
    with pytest.raises(ValidationError, match="déjà été traitée"):
        proposition.refuser(par=ptp, motif="Trop tard")


@pytest.mark.django_db(transaction=True)
def test_two_settle_it_at_once_and_one_does(partenaire, ptp, en_parallele):
    proposition = proposer(partenaire, nom="Nouveau nom")

    def approuver():
        lue = PropositionFiche.objects.get(pk=proposition.pk)
        try:
            lue.approuver(par=ptp, le=LE, champs=["nom"], version=1)
        except ValidationError:
            return False
        return True

    assert sum(en_parallele(approuver, 8)) == 1


def test_seen_by_those_who_see_the_entry(partenaire, ptp, gestionnaire, inconnue, comite):
    proposer(partenaire, nom="Nouveau nom")
    voient = [
        personne
        for personne in (ptp, gestionnaire, inconnue, comite)
        if PropositionFiche.objects.visibles_par(personne).exists()
    ]
    assert voient == [ptp, gestionnaire]
