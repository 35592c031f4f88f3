from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("familles", "0006_fusion_et_transfert")]

    operations = []
