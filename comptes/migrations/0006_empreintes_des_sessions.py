from django.db import migrations, models


def fermer(apps, schema_editor):
    """A key in clear cannot stay, and a print opens nothing: everyone signs in again, once."""
    apps.get_model("comptes", "Session").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0005_reinitialisation'),
    ]

    operations = [
        migrations.RunPython(fermer, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='session',
            name='session_key',
            field=models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='empreinte de la clé'),
        ),
        migrations.RunPython(migrations.RunPython.noop, fermer),
    ]
