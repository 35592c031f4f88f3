from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("comptes", "0001_initial")]

    operations = []
