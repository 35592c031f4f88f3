"""What names a famille, and what is written of her, is read by nobody without her key."""

import io
from itertools import product

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, transaction
from django.urls import reverse

from familles import trousseau
from familles.models import (
    Adulte,
    CleFamille,
    Famille,
    IdentiteAdulte,
    IdentiteFamille,
    Intervention,
)
from familles.models.champs_scelles import ALTEREE, DETRUITE, Scelle, champs_scelles
from familles.models.cle import oublier
from familles.models.scellement import modeles_scelles
from proximite.typographie import NBSP
from tests.familles.factories import (
    AdulteFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    InterventionFactory,
)

pytestmark = pytest.mark.django_db
CLAIR = "Zébulon-Planté"


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias=CLAIR)
    IdentiteFamilleFactory(
        famille=famille, nom=CLAIR, adresse=f"12, rue {CLAIR}", telephone="+14185550199"
    )
    adulte = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=adulte, prenom=CLAIR, courriel="zebulon@exemple.test")
    InterventionFactory(famille=famille, note=f"Une note sur {CLAIR}")
    return famille


@pytest.fixture
def autre(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    AdulteFactory(famille=famille)
    InterventionFactory(famille=famille, note="Une autre note")
    return famille


def brut(modele, champ, pk):
    with connection.cursor() as curseur:
        table, cle = modele._meta.db_table, modele._meta.pk.column
        curseur.execute(f"SELECT {champ} FROM {table} WHERE {cle} = %s", [pk])
        return curseur.fetchone()[0]


def ecrire_brut(modele, champ, pk, valeur):
    with connection.cursor() as curseur:
        table, cle = modele._meta.db_table, modele._meta.pk.column
        curseur.execute(f"UPDATE {table} SET {champ} = %s WHERE {cle} = %s", [valeur, pk])
    oublier()


def note_de(famille):
    return Intervention.objects.get(famille=famille).note


def test_no_column_of_the_base_holds_what_was_typed(famille):
    trouves = []
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names(curseur):
            curseur.execute(f'SELECT * FROM "{table}"')
            for ligne, mot in product(curseur.fetchall(), (CLAIR, "5550199", "zebulon@")):
                trouves += [table for valeur in ligne if mot in str(valeur)]
    assert trouves == []


def test_it_is_read_on_its_row_as_it_was_typed(famille):
    relue = Famille.objects.select_related("identite").get(pk=famille.pk)
    assert relue.alias == relue.identite.nom == CLAIR
    assert relue.identite.telephone.as_e164 == "+14185550199"
    assert IdentiteAdulte.objects.get(adulte__famille=famille).courriel == "zebulon@exemple.test"
    assert note_de(famille) == f"Une note sur {CLAIR}"


def test_the_same_text_never_looks_the_same(famille):
    deux = [
        InterventionFactory(
            famille=famille, accompagnement=None, type_action="reperage", note="La même"
        )
        for _ in range(2)
    ]
    assert len({brut(Intervention, "note", une.pk) for une in deux}) == 2


def test_an_altered_byte_is_found(famille):
    pk = Intervention.objects.get(famille=famille).pk
    avant = brut(Intervention, "note", pk)
    for place in range(len(avant)):
        autre = "A" if avant[place] != "A" else "B"
        ecrire_brut(Intervention, "note", pk, avant[:place] + autre + avant[place + 1 :])
        assert note_de(famille) in (ALTEREE, DETRUITE)


def test_clear_text_put_in_the_base_is_not_shown(famille):
    pk = Intervention.objects.get(famille=famille).pk
    ecrire_brut(Intervention, "note", pk, "Rien n’est arrivé")
    assert note_de(famille) in (ALTEREE, DETRUITE)


def test_a_value_moved_to_another_famille_does_not_open(famille, autre):
    sienne, celle_de_l_autre = (f.interventions.get().pk for f in (famille, autre))
    ecrire_brut(Intervention, "note", celle_de_l_autre, brut(Intervention, "note", sienne))
    assert note_de(autre) == ALTEREE


def test_a_row_moved_to_another_famille_does_not_open(famille, autre):
    Adulte.objects.filter(famille=famille).update(famille=autre)
    assert IdentiteAdulte.objects.get().prenom == ALTEREE


def test_a_value_moved_to_another_field_does_not_open(famille):
    nom = brut(IdentiteFamille, "nom", famille.pk)
    ecrire_brut(IdentiteFamille, "adresse", famille.pk, nom)
    assert IdentiteFamille.objects.get().adresse == ALTEREE


def test_a_row_saved_unread_keeps_its_text(famille):
    intervention = Intervention.objects.get(famille=famille)
    avant = brut(Intervention, "note", intervention.pk)
    intervention.duree_min = 45
    intervention.save()
    assert brut(Intervention, "note", intervention.pk) == avant


def test_a_row_that_is_unreadable_is_saved_as_it_was(famille, autre):
    pk = autre.interventions.get().pk
    ecrire_brut(
        Intervention, "note", pk, brut(Intervention, "note", famille.interventions.get().pk)
    )
    intervention = Intervention.objects.get(pk=pk)
    avant = brut(Intervention, "note", pk)
    assert intervention.note == ALTEREE
    intervention.refresh_from_db()
    intervention.save()
    assert brut(Intervention, "note", pk) == avant


def test_queries_on_what_is_sealed_fail_loudly(famille):
    with pytest.raises(FieldError):
        Famille.objects.filter(alias=CLAIR)
    with pytest.raises(FieldError):
        Famille.objects.filter(alias__icontains="z")
    with pytest.raises(TypeError), transaction.atomic():
        Famille.objects.update(alias="En clair")
    with pytest.raises(TypeError):
        str(Famille.objects.values_list("alias", flat=True).get())
    with pytest.raises(TypeError), transaction.atomic():
        Intervention.objects.bulk_update(Intervention.objects.all(), ["note"])


def test_rows_without_a_note_are_still_found(famille):
    InterventionFactory(famille=famille, accompagnement=None, type_action="reperage", note="")
    assert Intervention.objects.filter(note="").count() == 1
    assert Intervention.objects.exclude(note="").count() == 1


def test_an_alias_stays_required(famille):
    famille.alias = ""
    with pytest.raises(ValidationError):
        famille.full_clean()


@pytest.mark.parametrize("nombre", [1, 50])
def test_the_keys_of_a_list_cost_one_query(territoire, ptp, nombre, django_assert_num_queries):
    for _ in range(nombre):
        InterventionFactory(famille=FamilleFactory(territoire=territoire, saisie_par=ptp), note="x")
    oublier()
    with django_assert_num_queries(2):
        assert {ligne.note for ligne in Intervention.objects.all()} == {"x"}
    oublier()
    with django_assert_num_queries(1):
        list(Intervention.objects.all())


def test_keys_live_as_long_as_the_request(famille, ptp, client_de):
    client = client_de(ptp)
    page = reverse("familles:fiche", args=[famille.code])
    assert CLAIR in client.get(page).content.decode()
    CleFamille.objects.all().delete()
    reponse = client.get(page)
    assert reponse.status_code == 200
    assert CLAIR not in reponse.content.decode()
    assert DETRUITE in reponse.content.decode()


def test_a_key_destroyed_makes_older_backups_unreadable_and_no_other(famille, autre):
    """The rows stay as an older backup holds them; the keys are those of today."""
    cles = io.StringIO()
    CleFamille.detruire(famille)
    assert trousseau.exporter(cles) == 1
    cles.seek(0)
    assert trousseau.importer(cles) == 1
    assert note_de(famille) == DETRUITE
    assert Famille.objects.get(pk=famille.pk).alias == DETRUITE
    assert note_de(autre) == "Une autre note"


def test_keys_go_out_and_come_back(famille, autre):
    cles = io.StringIO()
    assert trousseau.exporter(cles) == 2
    assert CLAIR not in cles.getvalue()
    CleFamille.objects.all().delete()
    Famille.objects.filter(pk=autre.pk).delete()
    cles.seek(0)
    assert trousseau.importer(cles) == 1
    assert note_de(famille) == f"Une note sur {CLAIR}"


def test_the_key_of_a_fiche_brought_into_hers_goes_with_hers(famille, autre):
    Famille.objects.filter(pk=autre.pk).update(fusionnee_dans=famille)
    assert CleFamille.detruire(famille) == 2


def test_every_model_that_is_sealed_reaches_its_famille():
    for modele in modeles_scelles():
        chemin = getattr(modele, "chemin_famille", "famille")
        if chemin:
            modele.objects.filter(**{f"{chemin}__code": "x"})
        assert champs_scelles(modele)


def test_what_is_shown_in_its_place_is_french():
    assert f"{NBSP}:" in DETRUITE
    assert repr(Scelle("s1.7K3MQ9XT4V.abc")) == "<scellé>"
