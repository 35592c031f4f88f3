"""What a partenaire proposes for its entry, and what is made of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from familles.a_faire import a_faire
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


# --- The page that settles it --------------------------------------------------------------


def page(proposition, nom="proposition"):
    return reverse(f"partenaires:{nom}", args=[proposition.pk])


def test_page_shows_before_and_after_and_warns_of_a_new_address(partenaire, ptp, client_de):
    partenaire.telephone = "+14185550100"
    partenaire.save()
    proposition = proposer(partenaire, telephone="418 555-0123", mot="Nouvelle ligne")
    client = client_de(ptp)
    html = client.get(page(proposition)).content.decode()
    assert "(418) 555-0100" in html
    assert "(418) 555-0123" in html
    assert "Nouvelle ligne" in html
    assert "Les liens de réponse" not in html
    avec_courriel = proposer(partenaire, courriel="neuf@exemple.test")
    assert "Les liens de réponse" in client.get(page(avec_courriel)).content.decode()


def test_some_are_accepted_from_the_page(partenaire, ptp, client_de):
    proposition = proposer(partenaire, nom="Nouveau nom", adresse="2, rue Fictive")
    envoi = {"version": "1", "champs": ["adresse"]}
    assert client_de(ptp).post(page(proposition), envoi).status_code == 302
    partenaire.refresh_from_db()
    assert (partenaire.nom, partenaire.adresse) == ("Maison fictive des Érables", "2, rue Fictive")


def test_nothing_ticked_is_said(partenaire, ptp, client_de):
    reponse = client_de(ptp).post(page(proposer(partenaire, nom="Nouveau")), {"version": "1"})
    assert reponse.status_code == 422
    assert "au moins une correction" in reponse.content.decode()


def test_a_field_that_is_not_proposed_cannot_be_accepted(partenaire, ptp, client_de):
    envoi = {"version": "1", "champs": ["description"]}
    assert client_de(ptp).post(page(proposer(partenaire, nom="N")), envoi).status_code == 422


def test_an_entry_changed_meanwhile_is_shown_again_then_decided(partenaire, ptp, client_de):
    proposition = proposer(partenaire, nom="Nouveau nom")
    partenaire.nom, partenaire.version = "Nom corrigé", 2
    partenaire.save()
    client, envoi = client_de(ptp), {"version": "1", "champs": ["nom"]}
    reponse = client.post(page(proposition), envoi)
    assert reponse.status_code == 409
    html = reponse.content.decode()
    assert "La fiche a changé depuis la proposition" in html
    assert 'name="version" value="2"' in html
    client.post(page(proposition), envoi | {"version": "2"})
    partenaire.refresh_from_db()
    assert partenaire.nom == "Nouveau nom"


def test_a_refusal_says_why(partenaire, ptp, client_de):
    proposition = proposer(partenaire, nom="Nouveau nom")
    client = client_de(ptp)
    assert client.post(page(proposition, "proposition_refuser"), {}).status_code == 422
    client.post(page(proposition, "proposition_refuser"), {"motif": "Nom d’un autre"})
    assert "Nom d’un autre" in client.get(page(proposition)).content.decode()
    encore = client.post(page(proposition, "proposition_refuser"), {"motif": "Encore"})
    assert encore.status_code == 422


def test_a_word_alone_is_marked_as_read(partenaire, ptp, client_de):
    proposition = proposer(partenaire, mot="Nous fermons en juillet")
    client_de(ptp).post(page(proposition), {"version": "1"})
    proposition.refresh_from_db()
    assert proposition.etat == "acceptee"


def test_a_faire_and_the_entry_lead_to_it(partenaire, ptp, client_de):
    proposition = proposer(partenaire, nom="Nouveau nom")
    (ligne,) = a_faire(ptp, LE)
    assert ligne.url == page(proposition)
    fiche = client_de(ptp).get(reverse("partenaires:fiche", args=[partenaire.pk]))
    assert page(proposition) in fiche.content.decode()


def test_outsider_cannot_read_nor_settle_it(partenaire, inconnue, client_de):
    proposition = proposer(partenaire, nom="Nouveau nom")
    for nom in ("proposition", "proposition_refuser"):
        assert client_de(inconnue).get(page(proposition, nom)).status_code == 404
        assert client_de(inconnue).post(page(proposition, nom)).status_code == 404
