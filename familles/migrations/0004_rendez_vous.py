import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('familles', '0003_plan_de_match'),
        ('partenaires', '0013_proposition_a_traiter'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='promesse',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name='SuiviBesoin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('de_etat', models.CharField(choices=[('mis_en_relief', 'Mis en relief'), ('en_cours', 'En cours'), ('repondu', 'Répondu'), ('partiellement_repondu', 'Partiellement répondu'), ('non_repondu', 'Non répondu'), ('retire_par_famille', 'Retiré par la famille'), ('trou_de_services', 'Trou de services')], max_length=21)),
                ('vers_etat', models.CharField(choices=[('mis_en_relief', 'Mis en relief'), ('en_cours', 'En cours'), ('repondu', 'Répondu'), ('partiellement_repondu', 'Partiellement répondu'), ('non_repondu', 'Non répondu'), ('retire_par_famille', 'Retiré par la famille'), ('trou_de_services', 'Trou de services')], max_length=21)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('besoin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suivis', to='familles.besoin')),
                ('organisme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partenaires.partenaire')),
                ('saisie_par', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par')),
            ],
            options={
                'verbose_name': 'suivi de besoin',
                'verbose_name_plural': 'suivis de besoin',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RendezVous',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('prevu_le', models.DateField(verbose_name='prévu le')),
                ('heure', models.TimeField(blank=True, null=True, verbose_name='vers')),
                ('mode', models.CharField(blank=True, choices=[('texto', 'Texto'), ('telephone', 'Appel'), ('reseaux_sociaux', 'Réseaux sociaux, messagerie'), ('en_personne_milieu', 'En personne, dans le milieu de vie'), ('domicile', 'Visite à domicile'), ('en_personne_organisme', 'En personne, à l’organisme porteur'), ('accompagnement_physique', 'Accompagnement physique à un rendez-vous'), ('courriel', 'Courriel'), ('visioconference', 'Visioconférence'), ('autre', 'Autre')], max_length=23, verbose_name='comment')),
                ('mots', models.CharField(blank=True, max_length=200, verbose_name='quelques mots')),
                ('etat', models.CharField(choices=[('prevu', 'Prévu'), ('vu', 'On s’est vus'), ('reporte', 'Reporté'), ('manque', 'Manqué, sans conséquence'), ('annule', 'Annulé')], default='prevu', editable=False, max_length=7, verbose_name='état')),
                ('clos_le', models.DateField(blank=True, editable=False, null=True)),
                ('reporte_au', models.DateField(blank=True, editable=False, null=True)),
                ('famille', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rendez_vous', to='familles.famille')),
                ('saisie_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par')),
            ],
            options={
                'verbose_name': 'rendez-vous',
                'verbose_name_plural': 'rendez-vous',
                'ordering': ['prevu_le', 'heure', 'pk'],
                'indexes': [models.Index(condition=models.Q(('etat', 'prevu')), fields=['famille', 'prevu_le'], name='rendez_vous_prevus')],
                'constraints': [models.UniqueConstraint(fields=('saisie_par', 'cle'), name='rendezvous_saisie_une_fois', violation_error_message='Cette saisie est déjà enregistrée.'), models.CheckConstraint(condition=models.Q(models.Q(('clos_le__isnull', True), ('etat', 'prevu')), models.Q(models.Q(('etat', 'prevu'), _negated=True), ('clos_le__isnull', False)), _connector='OR'), name='rendez_vous_clos_le_jour_dit', violation_error_message='Un rendez-vous clos va avec le jour où on l’a dit.'), models.CheckConstraint(condition=models.Q(models.Q(('etat', 'reporte'), ('reporte_au__isnull', False)), models.Q(models.Q(('etat', 'reporte'), _negated=True), ('reporte_au__isnull', True)), _connector='OR'), name='rendez_vous_reporte_a_une_date', violation_error_message='Un rendez-vous reporté l’est à une date.')],
            },
        ),
        migrations.CreateModel(
            name='RessentiParent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cle', models.UUIDField(default=uuid.uuid4, editable=False, verbose_name='clé du client')),
                ('empreinte', models.CharField(blank=True, editable=False, max_length=64)),
                ('saisie_le', models.DateTimeField(auto_now_add=True, verbose_name='saisie le')),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='demandé le')),
                ('reponse', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Oui, quand j’en ai besoin'), (1, 'Assez souvent'), (2, 'Pas souvent'), (3, 'Presque jamais')], null=True, verbose_name='sa réponse')),
                ('adulte', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ressentis', to='familles.adulte', verbose_name='qui répond')),
                ('famille', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ressentis', to='familles.famille')),
                ('saisie_par', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='saisie par')),
            ],
            options={
                'verbose_name': 'ressenti du parent',
                'verbose_name_plural': 'ressentis des parents',
                'ordering': ['-date', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('saisie_par', 'cle'), name='ressentiparent_saisie_une_fois', violation_error_message='Cette saisie est déjà enregistrée.'), models.CheckConstraint(condition=models.Q(('reponse__isnull', True), ('reponse__lte', 3), _connector='OR'), name='ressenti_de_0_a_3', violation_error_message='Une réponse va de 0 à 3.')],
            },
        ),
    ]
