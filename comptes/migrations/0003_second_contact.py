from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comptes", "0002_hors_ligne")]

    operations = []
