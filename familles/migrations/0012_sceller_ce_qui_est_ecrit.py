"""Seals the rows already there; undone, they are clear again while their keys last."""

from django.db import migrations

from ._scellement_v1 import desceller, donner_des_cles, sceller

DIRECT = "famille__code"
CHAMPS = [
    ("Famille", ("alias", "heures_preferees"), "code", None),
    ("IdentiteFamille", ("nom", "adresse", "telephone"), DIRECT, None),
    ("IdentiteAdulte", ("prenom", "nom", "telephone", "courriel"), "adulte__famille__code", None),
    ("IdentiteEnfant", ("prenom", "nom"), "enfant__famille__code", None),
    ("Accompagnement", ("motif_debut_avance",), DIRECT, None),
    ("Intervention", ("note",), DIRECT, None),
    ("Besoin", ("precisions",), DIRECT, None),
    ("EvaluationIsolement", ("motif_intensite", "motif_correction"), DIRECT, None),
    ("EtapePlan", ("texte", "qui_precise"), "plan__famille__code", None),
    ("Promesse", ("texte",), DIRECT, None),
    ("RendezVous", ("mots",), DIRECT, None),
    ("Consentement", ("texte",), DIRECT, None),
    ("RetraitConsentement", ("motif",), "consentement__famille__code", None),
    ("PassationFamille", ("essentiel", "reponse_mots"), DIRECT, None),
    ("PointSensible", ("texte",), "passation_famille__famille__code", None),
    ("RencontreConjointe", ("avec",), "passation_famille__famille__code", None),
    ("FusionFamille", ("motif",), "garde__code", None),
    ("ArchiveFusion", ("repliees",), "fusion__garde__code", "[]"),
    ("ArchiveFusion", ("changements",), "fusion__garde__code", "{}"),
    ("Transfert", ("mots", "motif_refus"), DIRECT, None),
    ("Transfert", ("apercu",), DIRECT, "{}"),
    ("NotesGardees", ("notes",), "transfert__famille__code", "{}"),
]


def aller(apps, schema_editor):
    familles = apps.get_model("familles", "Famille")._base_manager.order_by("pk")
    donner_des_cles(apps, familles.values_list("code", "pk").iterator())
    sceller(apps, "familles", CHAMPS)


def revenir(apps, schema_editor):
    desceller(apps, "familles", CHAMPS)
    apps.get_model("familles", "CleFamille").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("familles", "0011_cles_des_familles")]

    operations = [migrations.RunPython(aller, revenir)]
