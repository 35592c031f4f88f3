from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("activites", "0002_initial")]

    operations = []
