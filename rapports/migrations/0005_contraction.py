"""What a report held of its only submission has gone to its versions (contract)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rapports", "0004_reprise_des_versions")]

    operations = [
        migrations.RemoveField(
            model_name='rapportparticipation',
            name='chiffres',
        ),
        migrations.RemoveField(
            model_name='rapportparticipation',
            name='soumis_le',
        ),
        migrations.RemoveField(
            model_name='rapportparticipation',
            name='soumis_par',
        ),
        migrations.RemoveField(
            model_name='rapportparticipation',
            name='version_definitions',
        ),
        migrations.AddConstraint(
            model_name='rapportparticipation',
            constraint=models.CheckConstraint(condition=models.Q(('etat', 'brouillon'), models.Q(('etat__in', ['soumis', 'retourne', 'accepte']), ('nb_versions__gt', 0)), _connector='OR'), name='rapport_fige_une_fois_soumis', violation_error_message='Un rapport soumis garde la version soumise.'),
        ),
    ]
