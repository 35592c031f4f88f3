from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territoires", "0001_initial")]

    operations = []
