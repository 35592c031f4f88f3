from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("familles", "0005_passation")]

    operations = []
