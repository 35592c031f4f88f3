from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('familles', '0006_fusion_et_transfert'),
        ('territoires', '0002_alias_hors_ligne'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='intervention',
            name='meteo_min',
            field=models.PositiveSmallIntegerField(blank=True, default=0, verbose_name='dont retard dû à la météo ou à la route (minutes)'),
        ),
        migrations.RemoveConstraint(model_name='intervention', name='intervention_duree_plausible'),
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(('deplacement_min__lte', 1440), ('duree_min__gte', 1), ('duree_min__lte', 1440), ('meteo_min__lte', models.F('deplacement_min'))), name='intervention_duree_plausible', violation_error_message='Une durée va de 1 minute à 24 heures; le retard fait partie du déplacement.'),
        ),
    ]
