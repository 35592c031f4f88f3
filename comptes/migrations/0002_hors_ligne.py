import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="CleHorsLigne",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "publique",
                    models.CharField(
                        max_length=87,
                        validators=[
                            django.core.validators.RegexValidator(
                                r"^[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}\Z"
                            )
                        ],
                        verbose_name="moitié publique (x.y)",
                    ),
                ),
                (
                    "privee",
                    models.CharField(
                        max_length=43,
                        validators=[
                            django.core.validators.RegexValidator(r"^[A-Za-z0-9_-]{43}\Z")
                        ],
                        verbose_name="moitié privée (d)",
                    ),
                ),
                ("creee_le", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
                (
                    "utilisateur",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cle_hors_ligne",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "clé hors ligne",
                "verbose_name_plural": "clés hors ligne",
            },
        ),
    ]
