import uuid

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("familles", "0005_passation"),
        ("territoires", "0002_alias_hors_ligne"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FusionFamille",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cle",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, verbose_name="clé du client"
                    ),
                ),
                ("empreinte", models.CharField(blank=True, editable=False, max_length=64)),
                ("saisie_le", models.DateTimeField(auto_now_add=True, verbose_name="saisie le")),
                (
                    "motif",
                    models.CharField(max_length=200, verbose_name="pourquoi c’est la même famille"),
                ),
                (
                    "deplaces",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                (
                    "annulee_le",
                    models.DateTimeField(editable=False, null=True, verbose_name="annulée le"),
                ),
                (
                    "restes",
                    models.JSONField(default=list, editable=False, verbose_name="resté tel quel"),
                ),
            ],
            options={
                "verbose_name": "réunion de deux familles",
                "verbose_name_plural": "réunions de familles",
                "ordering": ["-saisie_le", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Transfert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cle",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, verbose_name="clé du client"
                    ),
                ),
                ("empreinte", models.CharField(blank=True, editable=False, max_length=64)),
                ("saisie_le", models.DateTimeField(auto_now_add=True, verbose_name="saisie le")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("propose", "Proposé"),
                            ("accepte", "Accepté"),
                            ("refuse", "Refusé"),
                            ("annule", "Annulé"),
                        ],
                        default="propose",
                        editable=False,
                        max_length=7,
                        verbose_name="état",
                    ),
                ),
                (
                    "consenti_le",
                    models.DateField(
                        default=django.utils.timezone.localdate, verbose_name="d’accord depuis le"
                    ),
                ),
                ("mots", models.CharField(max_length=300, verbose_name="dans ses mots")),
                (
                    "avec_notes",
                    models.BooleanField(default=False, verbose_name="les notes suivent aussi"),
                ),
                ("apercu", models.JSONField(default=dict, editable=False)),
                (
                    "decide_le",
                    models.DateTimeField(editable=False, null=True, verbose_name="décidé le"),
                ),
                (
                    "motif_refus",
                    models.CharField(blank=True, max_length=200, verbose_name="pourquoi"),
                ),
                (
                    "adulte",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="transferts_consentis",
                        to="familles.adulte",
                        verbose_name="qui est d’accord",
                    ),
                ),
                (
                    "de",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transferts_partis",
                        to="territoires.territoire",
                    ),
                ),
                (
                    "decide_par",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "transfert",
                "ordering": ["-saisie_le", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="famille",
            name="fusionnee_dans",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absorbees",
                to="familles.famille",
            ),
        ),
        migrations.CreateModel(
            name="ArchiveFusion",
            fields=[
                (
                    "fusion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="archive",
                        serialize=False,
                        to="familles.fusionfamille",
                    ),
                ),
                (
                    "repliees",
                    models.JSONField(
                        default=list, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "changements",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
            ],
            options={
                "verbose_name": "archive d’une réunion",
                "verbose_name_plural": "archives de réunions",
            },
        ),
        migrations.AddField(
            model_name="fusionfamille",
            name="absorbee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fusions_subies",
                to="familles.famille",
            ),
        ),
        migrations.AddField(
            model_name="fusionfamille",
            name="annulee_par",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="fusionfamille",
            name="garde",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fusions",
                to="familles.famille",
            ),
        ),
        migrations.AddField(
            model_name="fusionfamille",
            name="saisie_par",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="saisie par",
            ),
        ),
        migrations.CreateModel(
            name="FamillesDistinctes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "le",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="dit le"),
                ),
                (
                    "autre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="familles.famille",
                    ),
                ),
                (
                    "par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "un",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="familles.famille",
                    ),
                ),
            ],
            options={
                "verbose_name": "paire de familles distinctes",
                "verbose_name_plural": "paires de familles distinctes",
            },
        ),
        migrations.CreateModel(
            name="NotesGardees",
            fields=[
                (
                    "transfert",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notes_gardees",
                        serialize=False,
                        to="familles.transfert",
                    ),
                ),
                ("notes", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "notes gardées d’un transfert",
                "verbose_name_plural": "notes gardées des transferts",
            },
        ),
        migrations.AddField(
            model_name="transfert",
            name="famille",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transferts",
                to="familles.famille",
            ),
        ),
        migrations.AddField(
            model_name="transfert",
            name="saisie_par",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="saisie par",
            ),
        ),
        migrations.AddField(
            model_name="transfert",
            name="vers",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transferts_recus",
                to="territoires.territoire",
                verbose_name="vers quel territoire",
            ),
        ),
        migrations.AddConstraint(
            model_name="fusionfamille",
            constraint=models.UniqueConstraint(
                fields=("saisie_par", "cle"),
                name="fusionfamille_saisie_une_fois",
                violation_error_message="Cette saisie est déjà enregistrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fusionfamille",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulee_le__isnull", True)),
                fields=("absorbee",),
                name="fusion_famille_absorbee_une_fois",
                violation_error_message="Une de ces fiches est déjà réunie à une autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fusionfamille",
            constraint=models.CheckConstraint(
                condition=models.Q(("garde", models.F("absorbee")), _negated=True),
                name="fusion_famille_de_deux_fiches",
                violation_error_message="Une fiche ne se réunit pas à elle-même.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fusionfamille",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif", ""), _negated=True),
                name="fusion_famille_motivee",
                violation_error_message="Dites pourquoi c’est la même famille.",
            ),
        ),
        migrations.AddConstraint(
            model_name="famillesdistinctes",
            constraint=models.UniqueConstraint(
                fields=("un", "autre"),
                name="familles_distinctes_une_fois",
                violation_error_message="C’est déjà dit.",
            ),
        ),
        migrations.AddConstraint(
            model_name="famillesdistinctes",
            constraint=models.CheckConstraint(
                condition=models.Q(("un__lt", models.F("autre"))),
                name="familles_distinctes_en_ordre",
                violation_error_message="Une paire se dit dans un seul ordre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfert",
            constraint=models.UniqueConstraint(
                fields=("saisie_par", "cle"),
                name="transfert_saisie_une_fois",
                violation_error_message="Cette saisie est déjà enregistrée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("etat", "propose")),
                fields=("famille",),
                name="transfert_propose_une_fois",
                violation_error_message="Un transfert de cette famille attend déjà une réponse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfert",
            constraint=models.CheckConstraint(
                condition=models.Q(("de", models.F("vers")), _negated=True),
                name="transfert_vers_un_autre_territoire",
                violation_error_message="Choisissez un autre territoire que le sien.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfert",
            constraint=models.CheckConstraint(
                condition=models.Q(("mots", ""), _negated=True),
                name="transfert_consenti",
                violation_error_message="Écrivez l’accord de la famille dans ses mots.",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decide_le__isnull", True),
                        ("decide_par__isnull", True),
                        ("etat", "propose"),
                    ),
                    models.Q(
                        models.Q(("etat", "propose"), _negated=True),
                        ("decide_le__isnull", False),
                        ("decide_par__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="transfert_decide_par_quelqu_un",
                violation_error_message="Une réponse dit qui l’a donnée, et quand.",
            ),
        ),
    ]
