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
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(('meteo_min__lte', models.F('deplacement_min'))), name='intervention_retard_dans_le_deplacement', violation_error_message='Le retard fait partie du déplacement : il ne peut être plus long.'),
        ),
    ]
