"""The columns that moved to constats."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('referencements', '0007_reprise_des_constats')]

    operations = [
        migrations.RemoveConstraint(
            model_name='troudeservices',
            name='troudeservices_saisie_une_fois',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='besoin',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='cle',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='empreinte',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='famille',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='nb_enfants',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='referencement',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='saisie_le',
        ),
        migrations.RemoveField(
            model_name='troudeservices',
            name='saisie_par',
        ),
    ]
