"""Reports keep every version submitted; publications, tasks and extracts (expand)."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rapports', '0002_periodes_sans_chevauchement'),
        ('territoires', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rapportparticipation',
            name='rapport_fige_une_fois_soumis',
        ),
        migrations.CreateModel(
            name='ExtraitRecherche',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('finalite', models.TextField(max_length=1000, validators=[django.core.validators.MinLengthValidator(30, 'Dites-en un peu plus\xa0: au moins %(limit_value)s signes.')], verbose_name='à quoi servira cet extrait')),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au (inclus)')),
                ('demande_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='demandé le')),
                ('lignes', models.JSONField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'extrait de recherche',
                'verbose_name_plural': 'extraits de recherche',
                'ordering': ['-demande_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('periode', 'Période'), ('synthese', 'Synthèse')], max_length=8, verbose_name='genre')),
                ('libelle', models.CharField(max_length=120, verbose_name='libellé')),
                ('debut', models.DateField(verbose_name='du')),
                ('fin', models.DateField(verbose_name='au (inclus)')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='révision')),
                ('contenu', models.TextField(editable=False)),
                ('audit', models.TextField(editable=False)),
                ('publiee_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='publiée le')),
            ],
            options={
                'verbose_name': 'publication',
                'ordering': ['-debut', 'fin', '-numero'],
            },
        ),
        migrations.CreateModel(
            name='Tache',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(editable=False, max_length=40, verbose_name='genre')),
                ('parametres', models.JSONField(default=dict, editable=False)),
                ('demandee_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='demandée le')),
                ('etat', models.CharField(choices=[('en_attente', 'En attente'), ('en_cours', 'En cours'), ('terminee', 'Terminée'), ('echouee', 'Échouée')], default='en_attente', max_length=10, verbose_name='état')),
                ('etape', models.CharField(blank=True, max_length=120, verbose_name='étape')),
                ('fait', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('battement_le', models.DateTimeField(null=True, blank=True)),
                ('erreur', models.CharField(blank=True, max_length=300, verbose_name='ce qui a empêché')),
                ('fichier', models.BinaryField(null=True)),
                ('nom_fichier', models.CharField(blank=True, max_length=200)),
                ('type_mime', models.CharField(blank=True, max_length=100)),
                ('suite', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'tâche',
                'ordering': ['-demandee_le', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='VersionRapport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveSmallIntegerField(verbose_name='version')),
                ('contenu', models.TextField(editable=False)),
                ('empreinte', models.CharField(editable=False, max_length=64)),
                ('version_definitions', models.CharField(editable=False, max_length=20)),
                ('faits_saillants', models.TextField(blank=True, verbose_name='faits saillants')),
                ('ajustements', models.TextField(blank=True, verbose_name='ajustements')),
                ('recit', models.TextField(blank=True, verbose_name='récit de pratique')),
                ('soumise_le', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='soumise le')),
                ('decision', models.CharField(blank=True, choices=[('acceptee', 'Acceptée'), ('retournee', 'Retournée'), ('reprise', 'Reprise par la personne gestionnaire')], max_length=9, verbose_name='décision')),
                ('commentaire', models.TextField(blank=True, verbose_name='commentaire')),
                ('decidee_le', models.DateTimeField(null=True, verbose_name='décidée le', blank=True)),
            ],
            options={
                'verbose_name': 'version d’un rapport',
                'verbose_name_plural': 'versions des rapports',
                'ordering': ['-numero'],
            },
        ),
        migrations.AddField(
            model_name='periode',
            name='remise_le',
            field=models.DateField(blank=True, help_text='Vide\xa0: trente jours après la fin.', null=True, verbose_name='rapports attendus le'),
        ),
        migrations.AddField(
            model_name='rapportparticipation',
            name='nb_versions',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='rapportparticipation',
            name='recit',
            field=models.TextField(blank=True, help_text='Facultatif\xa0: une situation racontée, méconnaissable, et ce qu’elle apprend.', max_length=4000, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='récit de pratique'),
        ),
        migrations.AddField(
            model_name='rapportparticipation',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name='rapportparticipation',
            name='ajustements',
            field=models.TextField(blank=True, help_text='Ce que vous ferez autrement, et ce qui vous aiderait.', max_length=4000, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='ajustements'),
        ),
        migrations.AlterField(
            model_name='rapportparticipation',
            name='faits_saillants',
            field=models.TextField(blank=True, help_text='Ce qui a marqué la période, sans nommer personne.', max_length=4000, validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='faits saillants'),
        ),
        migrations.AddConstraint(
            model_name='periode',
            constraint=models.CheckConstraint(condition=models.Q(('remise_le__isnull', True), ('remise_le__gt', models.F('fin')), _connector='OR'), name='periode_remise_apres_fin', violation_error_message='Les rapports s’attendent après la fin de la période.'),
        ),
        migrations.AddField(
            model_name='extraitrecherche',
            name='demande_par',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publication',
            name='publiee_par',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tache',
            name='demandee_par',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='extraitrecherche',
            name='tache',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='extrait', to='rapports.tache'),
        ),
        migrations.AddField(
            model_name='versionrapport',
            name='decidee_par',
            field=models.ForeignKey(null=True, blank=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='versionrapport',
            name='rapport',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='rapports.rapportparticipation'),
        ),
        migrations.AddField(
            model_name='versionrapport',
            name='soumise_par',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(fields=('genre', 'debut', 'fin', 'numero'), name='publication_une_par_revision', violation_error_message='Cette révision est déjà publiée.'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='publication_fin_apres_debut', violation_error_message='La fin vient après le début.'),
        ),
        migrations.AddConstraint(
            model_name='extraitrecherche',
            constraint=models.UniqueConstraint(fields=('demande_par', 'cle'), name='extrait_demande_une_fois', violation_error_message='Cet extrait est déjà demandé.'),
        ),
        migrations.AddConstraint(
            model_name='extraitrecherche',
            constraint=models.CheckConstraint(condition=models.Q(('fin__gte', models.F('debut'))), name='extrait_fin_apres_debut', violation_error_message='La fin vient après le début.'),
        ),
        migrations.AddConstraint(
            model_name='extraitrecherche',
            constraint=models.CheckConstraint(condition=models.Q(('finalite', ''), _negated=True), name='extrait_finalite_dite', violation_error_message='Dites à quoi servira cet extrait.'),
        ),
        migrations.AddConstraint(
            model_name='versionrapport',
            constraint=models.UniqueConstraint(fields=('rapport', 'numero'), name='version_rapport_unique', violation_error_message='Cette version existe déjà.'),
        ),
        migrations.AddConstraint(
            model_name='versionrapport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decidee_le__isnull', True), ('decidee_par__isnull', True), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decidee_le__isnull', False), ('decidee_par__isnull', False)), _connector='OR'), name='version_rapport_decidee_par_quelqu_un', violation_error_message='Une décision a son auteur et sa date.'),
        ),
    ]
