from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("familles", "0004_rendez_vous")]

    operations = []
