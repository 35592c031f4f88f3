import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """First of three steps: every row gets its own identifiant before the column is unique."""

    dependencies = [("partenaires", "0005_textes_normalises")]

    operations = [
        migrations.AddField(
            model_name="partenaire",
            name="identifiant",
            field=models.UUIDField(
                default=uuid.uuid4, editable=False, null=True, verbose_name="identifiant d’échange"
            ),
        ),
    ]
