from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territoires", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organismeporteur",
            name="alias_hors_ligne",
            field=models.BooleanField(
                default=False,
                help_text="Sans réseau, Ma journée nomme alors les familles par leur alias.",
                verbose_name="garder les alias sur les appareils",
            ),
        ),
    ]
