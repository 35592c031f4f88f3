import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comptes', '0002_hors_ligne'),
        ('territoires', '0002_alias_hors_ligne'),
    ]

    operations = [
        migrations.AddField(
            model_name='affectation',
            name='second_contact',
            field=models.ForeignKey(blank=True, help_text='Qui est prévenue après la gestionnaire quand une PTP ne revient pas de visite.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second contact'),
        ),
        migrations.AddConstraint(
            model_name='affectation',
            constraint=models.CheckConstraint(condition=models.Q(('second_contact__isnull', True), models.Q(('role', 'ptp'), models.Q(('second_contact', models.F('utilisateur')), _negated=True)), _connector='OR'), name='affectation_second_contact_d_une_ptp', violation_error_message='Le second contact d’une PTP est une autre personne de l’équipe.'),
        ),
    ]
