import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partenaires", "0007_identifiants_distincts")]

    operations = [
        migrations.AlterField(
            model_name="partenaire",
            name="identifiant",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                unique=True,
                verbose_name="identifiant d’échange",
            ),
        ),
    ]
