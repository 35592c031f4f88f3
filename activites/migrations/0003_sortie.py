import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activites', '0002_initial'),
        ('partenaires', '0013_proposition_a_traiter'),
        ('territoires', '0002_alias_hors_ligne'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlerteSortie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('echeance', models.DateTimeField(verbose_name='retour prévu le')),
                ('palier', models.PositiveSmallIntegerField(choices=[(1, 'Gestionnaire'), (2, 'Second contact')], verbose_name='palier')),
                ('le', models.DateTimeField(verbose_name='prévenue le')),
            ],
            options={
                'verbose_name': 'alerte de sortie',
                'verbose_name_plural': 'alertes de sortie',
                'ordering': ['le', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Sortie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('partie_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='partie le')),
                ('retour_prevu_le', models.DateTimeField(verbose_name='retour prévu le')),
                ('ou', models.CharField(blank=True, max_length=200, verbose_name='où, en quelques mots')),
                ('terminee_le', models.DateTimeField(editable=False, null=True, verbose_name='terminée le')),
                ('fin', models.CharField(blank=True, choices=[('rentree', 'Rentrée'), ('jointe', 'Jointe, tout va bien')], editable=False, max_length=7, verbose_name='fin')),
            ],
            options={
                'verbose_name': 'sortie',
                'ordering': ['retour_prevu_le', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='activitedemarchage',
            name='meteo_min',
            field=models.PositiveSmallIntegerField(blank=True, default=0, verbose_name='dont retard dû à la météo ou à la route (minutes)'),
        ),
        migrations.AddField(
            model_name='activitereseautage',
            name='meteo_min',
            field=models.PositiveSmallIntegerField(blank=True, default=0, verbose_name='dont retard dû à la météo ou à la route (minutes)'),
        ),
        migrations.AddField(
            model_name='demandehorsmandat',
            name='meteo_min',
            field=models.PositiveSmallIntegerField(blank=True, default=0, verbose_name='dont retard dû à la météo ou à la route (minutes)'),
        ),
        migrations.RemoveConstraint(model_name='activitedemarchage', name='activitedemarchage_duree_plausible'),
        migrations.AddConstraint(
            model_name='activitedemarchage',
            constraint=models.CheckConstraint(condition=models.Q(('deplacement_min__lte', 1440), ('duree_min__gte', 1), ('duree_min__lte', 1440), ('meteo_min__lte', models.F('deplacement_min'))), name='activitedemarchage_duree_plausible', violation_error_message='Une durée va de 1 minute à 24 heures; le retard fait partie du déplacement.'),
        ),
        migrations.RemoveConstraint(model_name='activitereseautage', name='activitereseautage_duree_plausible'),
        migrations.AddConstraint(
            model_name='activitereseautage',
            constraint=models.CheckConstraint(condition=models.Q(('deplacement_min__lte', 1440), ('duree_min__gte', 1), ('duree_min__lte', 1440), ('meteo_min__lte', models.F('deplacement_min'))), name='activitereseautage_duree_plausible', violation_error_message='Une durée va de 1 minute à 24 heures; le retard fait partie du déplacement.'),
        ),
        migrations.RemoveConstraint(model_name='demandehorsmandat', name='demandehorsmandat_duree_plausible'),
        migrations.AddConstraint(
            model_name='demandehorsmandat',
            constraint=models.CheckConstraint(condition=models.Q(('deplacement_min__lte', 1440), ('duree_min__gte', 1), ('duree_min__lte', 1440), ('meteo_min__lte', models.F('deplacement_min'))), name='demandehorsmandat_duree_plausible', violation_error_message='Une durée va de 1 minute à 24 heures; le retard fait partie du déplacement.'),
        ),
        migrations.AddField(
            model_name='alertesortie',
            name='destinataire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='destinataire'),
        ),
        migrations.AddField(
            model_name='sortie',
            name='saisie_par',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par'),
        ),
        migrations.AddField(
            model_name='sortie',
            name='terminee_par',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sortie',
            name='territoire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sorties', to='territoires.territoire'),
        ),
        migrations.AddField(
            model_name='alertesortie',
            name='sortie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alertes', to='activites.sortie'),
        ),
        migrations.AddIndex(
            model_name='sortie',
            index=models.Index(condition=models.Q(('terminee_le__isnull', True)), fields=['retour_prevu_le'], name='sortie_en_cours'),
        ),
        migrations.AddConstraint(
            model_name='sortie',
            constraint=models.UniqueConstraint(fields=('saisie_par', 'cle'), name='sortie_saisie_une_fois', violation_error_message='Cette saisie est déjà enregistrée.'),
        ),
        migrations.AddConstraint(
            model_name='sortie',
            constraint=models.UniqueConstraint(condition=models.Q(('terminee_le__isnull', True)), fields=('saisie_par',), name='sortie_une_seule_a_la_fois', violation_error_message='Une sortie est déjà en cours.'),
        ),
        migrations.AddConstraint(
            model_name='sortie',
            constraint=models.CheckConstraint(condition=models.Q(('retour_prevu_le__gt', models.F('partie_le'))), name='sortie_retour_apres_depart', violation_error_message='Le retour vient après le départ.'),
        ),
        migrations.AddConstraint(
            model_name='sortie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fin', ''), ('terminee_le__isnull', True), ('terminee_par__isnull', True)), models.Q(('fin__gt', ''), ('ou', ''), ('terminee_le__isnull', False), ('terminee_par__isnull', False)), _connector='OR'), name='sortie_lieu_efface_au_retour', violation_error_message='Une sortie terminée ne dit plus où elle était.'),
        ),
        migrations.AddConstraint(
            model_name='alertesortie',
            constraint=models.UniqueConstraint(fields=('sortie', 'echeance', 'destinataire'), name='alerte_sortie_une_fois', violation_error_message='Cette personne est déjà prévenue.'),
        ),
    ]
