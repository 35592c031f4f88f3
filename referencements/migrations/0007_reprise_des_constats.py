"""Each trou de services was one report: it becomes the trou, its only constat and its suivis."""

from uuid import uuid4

from django.db import migrations
from django.db.models import OuterRef, Subquery

PAR_LOT = 500
DEPLACES = ["cle", "empreinte", "saisie_par_id", "constate_le", "nb_enfants"]
LIENS = ["famille_id", "besoin_id", "referencement_id"]


def reprendre(apps, schema_editor):
    Trou = apps.get_model("referencements", "TrouDeServices")
    Constat = apps.get_model("referencements", "ConstatTrou")
    Suivi = apps.get_model("referencements", "SuiviTrou")
    trous = list(Trou.objects.order_by("pk"))
    constats = [
        Constat(trou=trou, **{nom: getattr(trou, nom) for nom in DEPLACES + LIENS})
        for trou in trous
    ]
    Constat.objects.bulk_create(constats, PAR_LOT)
    suivis = [suivi for trou in trous for suivi in _suivis(Suivi, trou)]
    Suivi.objects.bulk_create(suivis, PAR_LOT)
    ecrit_le = Trou.objects.filter(pk=OuterRef("trou")).values("saisie_le")
    for modele in (Constat, Suivi):
        modele.objects.update(saisie_le=Subquery(ecrit_le))


def _suivis(Suivi, trou):
    """Its beginning, then the only statut since that is known."""
    saisie = {"trou": trou, "saisie_par_id": trou.saisie_par_id}
    yield Suivi(cle=uuid4(), date=trou.constate_le, vers_statut="constate", **saisie)
    if trou.statut != "constate":
        yield Suivi(
            cle=uuid4(),
            date=trou.statut_depuis,
            de_statut="constate",
            vers_statut=trou.statut,
            **saisie,
        )


class Migration(migrations.Migration):
    dependencies = [("referencements", "0006_constats_des_trous")]
    operations = [migrations.RunPython(reprendre)]
