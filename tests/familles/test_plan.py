"""The plan de match: small steps, and what the parents keep of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from familles.a_faire import a_faire
from familles.models import EtapePlan, FusionFamille, LienPlan, PlanDeMatch
from tests.comptes.factories import UtilisateurFactory

from .factories import BesoinFactory, FamilleFactory, VulnerabiliteFactory
from .situations import histoire

HIER = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def adresse(nom, famille, *args):
    return reverse(f"familles:{nom}", args=[famille.code, *args])


def etape(famille, ptp, texte="Appeler la garderie", **champs):
    etape = EtapePlan(texte=texte, saisie_par=ptp, **champs)
    etape.ajouter(famille=famille, par=ptp)
    return etape


def partager(client, famille, **envoi):
    return client.post(adresse("plan_partager", famille), {"langue": "fr", "jours": "30"} | envoi)


def jeton_de(reponse):
    return reponse.context["form"].jeton


def ouvrir(client, jeton):
    return client.get(reverse("familles:plan_partage", args=[jeton]))


# --- Steps --------------------------------------------------------------------------------------


def test_first_step_in_one_line_starts_the_plan_once(client_ptp, famille):
    envoi = {"cle": str(uuid4()), "texte": "Visiter le parc"}
    for _ in range(2):
        client_ptp.post(adresse("etape_ajouter", famille), envoi)
    assert [(e.texte, e.qui) for e in EtapePlan.objects.all()] == [("Visiter le parc", "famille")]
    assert famille.plans.get().est_en_cours


def test_a_step_without_words_is_refused_and_the_rest_is_kept(client_ptp, famille):
    envoi = {"cle": str(uuid4()), "texte": "", "qui": "proche", "qui_precise": "ma sœur"}
    reponse = client_ptp.post(adresse("etape_ajouter", famille), envoi)
    assert reponse.status_code == 422
    assert "ma sœur" in reponse.content.decode()
    assert not famille.plans.exists()


def test_need_of_another_famille_is_refused(client_ptp, famille, ptp):
    autre = BesoinFactory(famille=FamilleFactory(territoire=famille.territoire, saisie_par=ptp))
    envoi = {"cle": str(uuid4()), "texte": "Étape", "besoin": autre.pk}
    reponse = client_ptp.post(adresse("etape_ajouter", famille), envoi)
    assert "besoin" in reponse.context["form"].errors


def test_steps_move_by_plain_buttons(client_ptp, famille, ptp):
    un, deux, trois = (etape(famille, ptp, texte) for texte in ("un", "deux", "trois"))
    client_ptp.post(adresse("etape_deplacer", famille, trois.pk), {"sens": "monter"})
    client_ptp.post(adresse("etape_deplacer", famille, un.pk), {"sens": "monter"})
    assert list(famille.plans.get().etapes.all()) == [un, trois, deux]


def test_step_is_done_put_aside_or_taken_up_again(client_ptp, famille, ptp):
    premiere = etape(famille, ptp)
    for etat in ("fait", "laisse", "a_faire", "jamais"):
        client_ptp.post(adresse("etape_noter", famille, premiere.pk), {"etat": etat})
    premiere.refresh_from_db()
    assert premiere.etat == "a_faire"


def test_edit_from_a_stale_page_is_refused_with_both_texts(client_ptp, famille, ptp):
    premiere = etape(famille, ptp)
    page = adresse("etape_modifier", famille, premiere.pk)
    envoi = {"version": 1, "texte": "Premier texte", "qui": "famille"}
    assert client_ptp.post(page, envoi).status_code == 302
    reponse = client_ptp.post(page, envoi | {"texte": "Second texte"})
    assert reponse.status_code == 409
    assert "Premier texte" in reponse.content.decode()


def test_due_step_comes_gently_to_what_there_is_to_do(famille, ptp):
    etape(famille, ptp, pour_le=HIER)
    etape(famille, ptp, "Plus tard", pour_le=timezone.localdate() + timedelta(days=9))
    [ligne] = a_faire(ptp, timezone.localdate())
    assert "Appeler la garderie" in ligne.titre
    assert not ligne.urgent
    assert "retard" not in ligne.detail


def test_story_credits_a_step_to_whoever_marked_it(famille, ptp):
    suivante = UtilisateurFactory(prenom="Maude", nom="Roy")
    etape(famille, ptp).noter("fait", le=date(2024, 5, 6), par=suivante)
    [entree] = [e for e in histoire(famille) if e.genre == "plan"]
    assert (entree.date, entree.detail) == (date(2024, 5, 6), "Appeler la garderie")
    assert entree.auteur == "Maude Roy"


def test_plan_that_is_over_stays_readable_and_the_next_step_starts_another(
    client_ptp, famille, ptp
):
    etape(famille, ptp)
    client_ptp.post(adresse("plan_geste", famille, "terminer"))
    etape(famille, ptp, "Un nouveau départ")
    page = client_ptp.get(adresse("plan", famille)).content.decode()
    assert "Plans passés" in page
    assert "Appeler la garderie" in page
    assert famille.plans.count() == 2


def test_two_fiches_brought_together_have_one_plan_and_no_link_from_before(client, famille, ptp):
    autre = FamilleFactory(territoire=famille.territoire, saisie_par=ptp)
    etape(famille, ptp, "de l’une")
    etape(autre, ptp, "de l’autre")
    jetons = [LienPlan.ouvrir(f.plans.get(), jours=30, par=ptp) for f in (famille, autre)]
    fusion = FusionFamille(garde=famille, absorbee=autre, motif="La même", saisie_par=ptp)
    fusion.fusionner(de_absorbee=[], versions=(famille.version, autre.version))
    plan = famille.plans.get()
    assert {e.texte for e in plan.etapes.all()} == {"de l’une", "de l’autre"}
    assert [ouvrir(client, jeton).status_code for jeton in jetons] == [404, 404]
    fusion.annuler(par=ptp)
    assert [e.texte for e in autre.plans.get().etapes.all()] == ["de l’autre"]
    assert [ouvrir(client, jeton).status_code for jeton in jetons] == [404, 404]


# --- What the parents keep ----------------------------------------------------------------------


def test_link_shows_the_steps_and_nothing_else_of_the_famille(client, client_ptp, famille, ptp):
    VulnerabiliteFactory(famille=famille)
    etape(famille, ptp, qui="proche", qui_precise="ma sœur")
    reponse = ouvrir(client, jeton_de(partager(client_ptp, famille)))
    page = reponse.content.decode()
    assert "Appeler la garderie" in page
    assert "ma sœur" in page
    assert not [m for m in (famille.alias, famille.code, ptp.get_full_name()) if m in page]
    assert "<script" not in page
    assert len(reponse.content) < 30_000
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert reponse["X-Robots-Tag"] == "noindex"


def test_token_is_shown_once_and_only_its_hash_is_kept(client_ptp, famille, ptp):
    etape(famille, ptp)
    reponse = partager(client_ptp, famille)
    jeton = jeton_de(reponse)
    assert len(jeton) >= 43
    assert jeton in reponse.content.decode()
    assert jeton not in client_ptp.get(adresse("plan_partager", famille)).content.decode()
    assert jeton not in str(LienPlan.objects.values())


def test_page_speaks_english_around_the_words_of_the_famille(client, client_ptp, famille, ptp):
    etape(famille, ptp, pour_le=date(2024, 3, 1))
    page = ouvrir(client, jeton_de(partager(client_ptp, famille, langue="en"))).content.decode()
    assert '<html lang="en-CA">' in page
    assert "Our game plan" in page
    assert "March\u00a01, 2024" in page


def test_a_link_that_never_was_is_closed_in_both_languages(client, db):
    reponse = ouvrir(client, "jamais-vu")
    assert reponse.status_code == 404
    assert "Ce lien est fermé" in reponse.content.decode()
    assert '<div lang="en">' in reponse.content.decode()
    assert "This link is closed" in reponse.content.decode()


@pytest.mark.parametrize("geste", ["fermer-lien", "refuser-lien", "terminer"])
def test_closed_link_says_so_at_once(client, client_ptp, famille, ptp, geste):
    etape(famille, ptp)
    jeton = jeton_de(partager(client_ptp, famille))
    client_ptp.post(adresse("plan_geste", famille, geste))
    reponse = ouvrir(client, jeton)
    assert reponse.status_code == 404
    assert "Ce lien est fermé" in reponse.content.decode()
    assert "garderie" not in reponse.content.decode()


def test_new_link_takes_the_place_of_the_one_before_and_expires(client, client_ptp, famille, ptp):
    etape(famille, ptp)
    ancien = jeton_de(partager(client_ptp, famille))
    neuf = jeton_de(partager(client_ptp, famille, jours="90"))
    assert ouvrir(client, ancien).status_code == 404
    assert ouvrir(client, neuf).status_code == 200
    LienPlan.objects.update(expire_le=timezone.now())
    assert ouvrir(client, neuf).status_code == 404


def test_refusal_is_kept_and_said_until_they_change_their_mind(client_ptp, famille, ptp):
    etape(famille, ptp)
    client_ptp.post(adresse("plan_geste", famille, "refuser-lien"))
    page = client_ptp.get(adresse("plan_partager", famille)).content.decode()
    assert "a préféré ne pas avoir de lien" in page
    partager(client_ptp, famille)
    assert PlanDeMatch.objects.get().lien_refuse_le is None


@pytest.mark.parametrize("texte", ["Appeler au 418 555-0199", "Écrire à a@exemple.test"])
def test_what_looks_like_a_phone_or_an_email_is_looked_at_before_sharing(
    client_ptp, famille, ptp, texte
):
    etape(famille, ptp, texte)
    reponse = partager(client_ptp, famille)
    assert reponse.status_code == 422
    assert not LienPlan.objects.exists()
    assert jeton_de(partager(client_ptp, famille, relu="on"))


def test_ordinary_numbers_are_no_warning():
    assert not EtapePlan(texte="Le 12 mars à 9 h 30, avec 25 $").porte_une_coordonnee


def test_sheet_to_print_speaks_the_language_of_the_plan(client_ptp, famille, ptp):
    etape(famille, ptp)
    PlanDeMatch.objects.get().parler("en")
    page = client_ptp.get(adresse("plan_imprimer", famille)).content.decode()
    assert "Our game plan" in page
    assert famille.alias not in page
