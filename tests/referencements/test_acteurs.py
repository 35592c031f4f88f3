"""Who may make which move: every verb × actor × état × sens. What is not allowed says why."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from familles.models import Famille
from referencements.gestes import geste_nomme
from referencements.models import Referencement
from referencements.models.etats import REPONSES_DU_PARTENAIRE, TRANSITIONS, Etat, Sens
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import divulguer
from tests.referencements.entrants import entrant_par_lien
from tests.referencements.factories import LE, PRECISIONS, referencement_sortant

pytestmark = pytest.mark.django_db
PLUS_TARD = date(2026, 3, 5)
VERBES = {
    "consentir": Etat.CONSENTIE,
    "decliner": Etat.DECLINEE_FAMILLE,
    "faire_mediation": Etat.MEDIATION_FAITE,
    "recevoir_reponse": Etat.REPONSE_RECUE,
    "accepter": Etat.ACCEPTEE,
    "mettre_en_attente": Etat.LISTE_ATTENTE,
    "refuser": Etat.REFUSEE_PARTENAIRE,
    "amorcer_service": Etat.SERVICE_AMORCE,
    "terminer": Etat.TERMINEE,
    "abandonner": Etat.ABANDONNEE_FAMILLE,
    "constater_sans_reponse": Etat.SANS_REPONSE,
    "annuler": Etat.ANNULEE,
}
# How an entrant comes to each état it may have.
VERS_ENTRANT = {
    Etat.MEDIATION_FAITE: [],
    Etat.LISTE_ATTENTE: ["mettre_en_attente"],
    Etat.ACCEPTEE: ["prendre_en_charge"],
    Etat.REFUSEE_PARTENAIRE: ["refuser"],
    Etat.SERVICE_AMORCE: ["prendre_en_charge", "amorcer_service"],
    Etat.TERMINEE: ["prendre_en_charge", "amorcer_service", "terminer"],
    Etat.ABANDONNEE_FAMILLE: ["abandonner"],
    Etat.ANNULEE: ["annuler"],
}
CAS = [(Sens.SORTANT, etat) for etat in Etat] + [(Sens.ENTRANT, etat) for etat in VERS_ENTRANT]


def agir(referencement, verbe, *, par, le=LE):
    getattr(referencement, verbe)(par=par, le=le, **PRECISIONS.get(verbe, {}))


def amener(sens, etat, territoire, ptp):
    if sens == Sens.SORTANT:
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
        sortant = referencement_sortant(famille, par=ptp, etat=etat)
        if sortant.est_ouvert and sortant.date_mediation:
            divulguer(sortant, par=ptp)
        return sortant
    entrant = entrant_par_lien(territoire)
    for verbe in VERS_ENTRANT[etat]:
        if verbe == "prendre_en_charge":
            famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
            entrant.prendre_en_charge(famille, par=ptp, le=LE)
        else:
            agir(entrant, verbe, par=ptp)
    return entrant


def permis_a_la_ptp(referencement, vers):
    if referencement.est_entrant and vers in (Etat.REPONSE_RECUE, Etat.SANS_REPONSE):
        return False
    sans_famille = referencement.famille is None and vers in (Etat.ACCEPTEE, Etat.SERVICE_AMORCE)
    return vers in TRANSITIONS[Etat(referencement.etat)] and not sans_famille


def essayer(referencement, verbe, *, par):
    """Whether it moves, undone at once; otherwise nothing changed and a sentence says why."""
    pk, phrases = referencement.pk, []
    with transaction.atomic():
        avant = (referencement.etat, referencement.suivis.count())
        try:
            agir(Referencement.objects.get(pk=pk), verbe, par=par, le=PLUS_TARD)
        except ValidationError as refus:
            phrases = refus.messages
        apres = Referencement.objects.get(pk=pk)
        bouge = (apres.etat, apres.suivis.count()) != avant
        transaction.set_rollback(True)
    assert bouge != bool(phrases)
    assert all(len(phrase.split()) > 4 for phrase in phrases)
    return bouge


@pytest.mark.parametrize(("sens", "etat"), CAS)
def test_each_makes_the_moves_of_the_table_only(sens, etat, territoire, ptp):
    referencement = amener(sens, etat, territoire, ptp)
    assert referencement.etat == etat

    def faits(par):
        return {verbe for verbe in VERBES if essayer(referencement, verbe, par=par)}

    assert faits(ptp) == {v for v, vers in VERBES.items() if permis_a_la_ptp(referencement, vers)}
    siens = REPONSES_DU_PARTENAIRE[sens] & TRANSITIONS[etat]
    assert faits(referencement.partenaire) == {v for v, vers in VERBES.items() if vers in siens}
    assert faits(PartenaireFactory(territoires=[territoire])) == set()


@pytest.mark.parametrize(("sens", "etat"), CAS)
def test_nobody_else_moves_it_by_its_pages(
    sens, etat, territoire, ptp, client_de, gestionnaire, inconnue, comite, administration
):
    referencement = amener(sens, etat, territoire, ptp)
    suivis, familles = referencement.suivis.count(), Famille.objects.count()
    noms = [nom for nom in [*VERBES, "prendre_en_charge"] if geste_nomme(nom, referencement)]
    adresses = [
        *(reverse("referencements:geste", args=[referencement.pk, nom]) for nom in noms),
        *(
            reverse(f"referencements:{nom}", args=[referencement.pk])
            for nom in ("suivre", "accuser_reception")
        ),
    ]
    donnees = {"date": "2026-03-05", "alias": "x", "motif": "complet", "issue": "repondu"}
    for personne in (gestionnaire, inconnue, comite, administration):
        client = client_de(personne)
        statuts = {adresse: client.post(adresse, donnees).status_code for adresse in adresses}
        assert set(statuts.values()) == {404}, statuts
    assert referencement.suivis.count() == suivis
    assert Famille.objects.count() == familles
