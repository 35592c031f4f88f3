import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('familles', '0002_consentement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanDeMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('langue', models.CharField(choices=[('fr', 'Français'), ('en', 'Anglais')], default='fr', max_length=2, verbose_name='langue de la page')),
                ('commence_le', models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name='commencé le')),
                ('termine_le', models.DateField(editable=False, null=True, verbose_name='terminé le')),
                ('lien_refuse_le', models.DateField(editable=False, null=True, verbose_name='lien refusé le')),
                ('famille', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='familles.famille')),
                ('saisie_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par')),
            ],
            options={
                'verbose_name': 'plan de match',
                'verbose_name_plural': 'plans de match',
                'ordering': ['-commence_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LienPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('empreinte', models.CharField(editable=False, max_length=64, unique=True)),
                ('cree_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('expire_le', models.DateTimeField(editable=False, verbose_name='expire le')),
                ('ferme_le', models.DateTimeField(editable=False, null=True, verbose_name='fermé le')),
                ('cree_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liens', to='familles.plandematch')),
            ],
            options={
                'verbose_name': 'lien d’un plan',
                'verbose_name_plural': 'liens de plans',
                'ordering': ['-cree_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EtapePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('texte', models.CharField(max_length=200, verbose_name='étape, dans les mots de la famille')),
                ('qui', models.CharField(choices=[('famille', 'La famille'), ('ptp', 'La PTP'), ('proche', 'Une personne qui aide'), ('partenaire', 'Un partenaire')], default='famille', max_length=10, verbose_name='qui s’en occupe')),
                ('qui_precise', models.CharField(blank=True, help_text='Par exemple « ma sœur ». Sans nom de famille ni téléphone.', max_length=40, verbose_name='qui, dans leurs mots')),
                ('pour_le', models.DateField(blank=True, help_text='Seulement si la famille le souhaite.', null=True, verbose_name='pour le')),
                ('etat', models.CharField(choices=[('a_faire', 'À faire'), ('fait', 'Fait'), ('laisse', 'Laissé de côté')], default='a_faire', editable=False, max_length=7)),
                ('etat_le', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                ('ordre', models.PositiveIntegerField(default=0, editable=False)),
                ('besoin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='etapes', to='familles.besoin', verbose_name='besoin')),
                ('saisie_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='etapes', to='familles.plandematch')),
            ],
            options={
                'verbose_name': 'étape du plan',
                'verbose_name_plural': 'étapes du plan',
                'ordering': ['ordre', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='plandematch',
            constraint=models.UniqueConstraint(fields=('saisie_par', 'cle'), name='plandematch_saisie_une_fois', violation_error_message='Cette saisie est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='plandematch',
            constraint=models.UniqueConstraint(condition=models.Q(('termine_le__isnull', True)), fields=('famille',), name='plan_en_cours_unique', violation_error_message='Cette famille a déjà un plan de match en cours.'),
        ),
        migrations.AddConstraint(
            model_name='plandematch',
            constraint=models.CheckConstraint(condition=models.Q(('termine_le__isnull', True), ('termine_le__gte', models.F('commence_le')), _connector='OR'), name='plan_termine_apres_debut', violation_error_message='Un plan se termine après avoir commencé.'),
        ),
        migrations.AddConstraint(
            model_name='etapeplan',
            constraint=models.UniqueConstraint(fields=('saisie_par', 'cle'), name='etapeplan_saisie_une_fois', violation_error_message='Cette saisie est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='etapeplan',
            constraint=models.CheckConstraint(condition=models.Q(('texte', ''), _negated=True), name='etape_texte_present', violation_error_message='Dites l’étape en quelques mots.'),
        ),
    ]
