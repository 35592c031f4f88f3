"""What référencements and agreements ask of a PTP, and how much of it is shown."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptes.models import Utilisateur
from familles import a_faire as registre
from familles.a_faire import a_faire
from familles.models import EtapePlan, Famille, Passation, PassationFamille, PlanDeMatch, Transfert
from partenaires.models import PropositionFiche
from referencements.models import Referencement
from territoires.models import Territoire
from tests.comptes.factories import UtilisateurFactory
from tests.familles.factories import (
    EnfantFactory,
    FamilleFactory,
    InterventionFactory,
    PromesseFactory,
    RendezVousFactory,
)
from tests.partenaires.factories import PartenaireFactory
from tests.territoires.factories import TerritoireFactory

from .accords import accorder
from .factories import LE, geste, referencement_entrant, referencement_sortant

pytestmark = pytest.mark.django_db
FIN = LE + timedelta(days=182)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


def titres(utilisateur, le: date) -> list[str]:
    return [ligne.titre for ligne in a_faire(utilisateur, le) if "accord" in ligne.titre]


def test_an_agreement_that_ends_soon_is_recalled_while_a_referencement_is_open(
    famille, ptp, inconnue, gestionnaire
):
    referencement = referencement_sortant(famille, par=ptp)
    accorder(referencement, par=ptp)
    attendu = ["L’accord de la famille du parc expire le 31\u00a0août 2026"]
    assert titres(ptp, FIN - timedelta(days=15)) == []
    assert titres(ptp, FIN - timedelta(days=14)) == attendu
    assert titres(ptp, FIN) == attendu
    assert titres(ptp, FIN + timedelta(days=1)) == []
    assert titres(inconnue, FIN) == titres(gestionnaire, FIN) == []
    geste(referencement, "annuler", par=ptp)
    assert titres(ptp, FIN) == []


def test_a_withdrawn_or_renewed_agreement_is_not_recalled(famille, ptp):
    retire = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    retire.retirer(par=ptp)
    renouvele = referencement_sortant(famille, par=ptp)
    accorder(renouvele, par=ptp)
    accorder(renouvele, par=ptp, le=LE + timedelta(days=60))
    assert titres(ptp, FIN) == []


def test_the_agreement_with_another_partenaire_is_not_recalled(famille, ptp):
    accorder(referencement_sortant(famille, par=ptp, etat="annulee"), par=ptp)
    referencement_sortant(famille, par=ptp)
    assert titres(ptp, FIN) == []


# --- However much waits ---------------------------------------------------------------------------

BEAUCOUP = 50


def il_y_a(jours: int) -> date:
    return LE - timedelta(days=jours)


def promesse(i, famille, ptp):
    PromesseFactory(famille=famille, echeance=il_y_a(i))


def famille_pas_revue(i, famille, ptp):
    autre = FamilleFactory(territoire=famille.territoire, saisie_par=ptp)
    InterventionFactory(famille=autre, date=il_y_a(60 + i))
    Famille.objects.actualiser_compteurs()


def naissance(i, famille, ptp):
    EnfantFactory(famille=famille, precision="prevue", naissance=il_y_a(1 + i))


def entrant(i, famille, ptp):
    referencement_entrant(famille.territoire, par=ptp, le=il_y_a(i))


def sans_reponse(i, famille, ptp):
    autre = FamilleFactory(territoire=famille.territoire, saisie_par=ptp)
    referencement_sortant(autre, par=ptp, etat="mediation_faite", le=il_y_a(20 + i))


def nouvelle(i, famille, ptp):
    autre = FamilleFactory(territoire=famille.territoire, saisie_par=ptp)
    referencement = referencement_sortant(autre, par=ptp, etat="acceptee", le=il_y_a(i))
    Referencement.objects.filter(pk=referencement.pk).update(nouvelles_non_lues=True)


def fiche_ancienne(i, famille, ptp):
    PartenaireFactory(territoires=[famille.territoire], confirme_le=il_y_a(400 + i))


def correction(i, famille, ptp):
    PropositionFiche.objects.create(
        partenaire=PartenaireFactory(territoires=[famille.territoire]),
        mot="Nous avons déménagé",
        proposee_le=timezone.now() - timedelta(days=i),
    )


def accord_qui_expire(i, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, le=il_y_a(200))
    accorder(referencement, par=ptp, le=il_y_a(170 + i % 12))


def autre_famille(famille, ptp, territoire=None):
    return FamilleFactory(territoire=territoire or famille.territoire, saisie_par=ptp)


def etape(i, famille, ptp):
    plan = PlanDeMatch.objects.create(famille=autre_famille(famille, ptp), saisie_par=ptp)
    EtapePlan.objects.create(plan=plan, texte="Un pas", pour_le=il_y_a(i), saisie_par=ptp)


def rendez_vous(i, famille, ptp):
    RendezVousFactory(famille=autre_famille(famille, ptp), prevu_le=il_y_a(i))


def transfert(i, famille, ptp):
    ailleurs = Territoire.objects.exclude(pk=famille.territoire_id).first() or TerritoireFactory()
    Transfert.objects.create(
        famille=autre_famille(famille, ptp, ailleurs),
        de=ailleurs,
        vers=famille.territoire,
        consenti_le=il_y_a(i),
        mots="On déménage",
        saisie_par=ptp,
    )


def releve(famille, de, a, ptp):
    passation, _ = Passation.objects.get_or_create(
        de=de,
        territoire=famille.territoire,
        defaults={
            "a": a,
            "debut_releve": il_y_a(0) if a else None,
            "dernier_jour": il_y_a(0),
            "saisie_par": ptp,
        },
    )
    PassationFamille.objects.create(passation=passation, famille=autre_famille(famille, ptp))


def a_preparer(i, famille, ptp):
    releve(famille, ptp, None, ptp)


def a_rencontrer(i, famille, ptp):
    partante = Utilisateur.objects.exclude(pk=ptp.pk).first() or UtilisateurFactory()
    releve(famille, partante, ptp, ptp)


# Those of one line however much there is, and those whose lines share a day.
D_UNE_LIGNE = {"fiches_a_confirmer", "passations_a_preparer"}
D_UN_JOUR = {
    "accords_qui_expirent",
    "etapes_du_plan",
    "familles_a_rencontrer",
    "transferts_a_accueillir",
}
DERRIERE = {
    "etapes_du_plan": etape,
    "rendez_vous_attendus": rendez_vous,
    "transferts_a_accueillir": transfert,
    "passations_a_preparer": a_preparer,
    "familles_a_rencontrer": a_rencontrer,
    "promesses_dues": promesse,
    "familles_a_revoir": famille_pas_revue,
    "naissances_prevues_depassees": naissance,
    "entrants_a_accueillir": entrant,
    "referencements_a_relancer": sans_reponse,
    "nouvelles_des_partenaires": nouvelle,
    "fiches_a_confirmer": fiche_ancienne,
    "corrections_proposees": correction,
    "accords_qui_expirent": accord_qui_expire,
}


def test_every_source_is_filled_below():
    assert {source.__name__ for source in registre.SOURCES} == {*DERRIERE}


@pytest.mark.parametrize("nom", DERRIERE)
def test_a_source_shows_its_most_pressing_lines_at_a_constant_cost(nom, famille, ptp):
    (source,) = [source for source in registre.SOURCES if source.__name__ == nom]
    assert a_faire(ptp, LE) == []  # what she may see is read once
    couts = []
    for rangs in (range(1), range(1, BEAUCOUP)):
        for i in rangs:
            DERRIERE[nom](i, famille, ptp)
        with CaptureQueriesContext(connection) as capture:
            lignes = list(source(ptp, LE))
        couts.append(len(capture))
    assert couts[0] == couts[1]
    assert len(lignes) == (1 if nom in D_UNE_LIGNE else registre.PAR_SOURCE)
    echeances = [ligne.echeance for ligne in lignes if ligne.echeance]
    assert echeances == sorted(echeances)
    if nom not in D_UNE_LIGNE | D_UN_JOUR:
        assert len({*echeances}) == registre.PAR_SOURCE
