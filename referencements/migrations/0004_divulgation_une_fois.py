"""Each divulgation gets the key of the form that made it; the ones before get one of their own."""

from uuid import uuid4

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def donner_des_cles(apps, schema_editor):
    divulgations = apps.get_model("referencements", "Divulgation").objects
    divulgations.update(saisie_le=F("faite_le"))
    for pk in divulgations.values_list("pk", flat=True):
        divulgations.filter(pk=pk).update(cle=uuid4())


class Migration(migrations.Migration):
    dependencies = [("referencements", "0003_dernier_suivi")]

    operations = [
        migrations.AddField(
            model_name="divulgation",
            name="cle",
            field=models.UUIDField(default=uuid4, editable=False, verbose_name="clé du client"),
        ),
        migrations.AddField(
            model_name="divulgation",
            name="empreinte",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="divulgation",
            name="saisie_le",
            field=models.DateTimeField(
                auto_now_add=True, default=django.utils.timezone.now, verbose_name="saisie le"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(donner_des_cles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="divulgation",
            constraint=models.UniqueConstraint(
                fields=["faite_par", "cle"],
                name="divulgation_une_fois",
                violation_error_message="Cet envoi est déjà fait.",
            ),
        ),
    ]
