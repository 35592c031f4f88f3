"""Seals the rows already there, those of a famille who still has her key; undone, they are clear
again while it lasts."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef

from familles.migrations._scellement_v1 import _cles, _desceller, _par_pk, _sceller, par_lots

CHAMPS = [("Demande", ("precisions",)), ("Suspension", ("motif",))]


def _reecrire(apps, geste, *, scelles):
    for nom, (champ,) in CHAMPS:
        modele = apps.get_model("confidentialite", nom)
        cles = apps.get_model("familles", "CleFamille").objects.filter(
            pk=OuterRef("famille__code")
        )
        lignes = modele._base_manager.filter(Exists(cles)).exclude(**{champ: ""})
        deja = {f"{champ}__startswith": "s1."}
        lignes = lignes.filter(**deja) if scelles else lignes.exclude(**deja)
        colonne = f"{modele._meta.label_lower}.{champ}"
        for lot in par_lots(_par_pk(lignes.annotate(code=F("famille__code")).order_by("pk"))):
            ouvertes = _cles(apps, {ligne.code for ligne in lot})
            for ligne in lot:
                texte = getattr(ligne, champ)
                texte = geste(texte, colonne, ligne.code, ouvertes[ligne.code], None)
                setattr(ligne, champ, texte)
            modele._base_manager.bulk_update(lot, [champ])


def aller(apps, schema_editor):
    _reecrire(apps, _sceller, scelles=False)


def revenir(apps, schema_editor):
    _reecrire(apps, _desceller, scelles=True)


class Migration(migrations.Migration):
    dependencies = [
        ("familles", "0012_sceller_ce_qui_est_ecrit"),
        ("confidentialite", "0013_textes_scelles"),
    ]

    operations = [migrations.RunPython(aller, revenir)]
