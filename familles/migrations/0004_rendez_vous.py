from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("familles", "0003_plan_de_match")]

    operations = []
