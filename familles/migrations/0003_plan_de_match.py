from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("familles", "0002_consentement")]

    operations = []
