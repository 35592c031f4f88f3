from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from comptes.models import Utilisateur
from familles.models import Besoin, Famille, Intervention
from familles.models.champs_scelles import TexteScelleField
from proximite.models import ListeReference, Saisie, Versionnee
from proximite.querysets import TerritorialQuerySet
from proximite.typographie import compte, date_moyenne
from territoires.models import Territoire

from .referencement import Referencement


class TypeTrou(ListeReference):
    """DOMAINE §2.9."""

    AUTRE = "autre"

    class Meta(ListeReference.Meta):
        verbose_name = "type de trou de services"
        verbose_name_plural = "types de trous de services"


class TrouDeServicesQuerySet(TerritorialQuerySet["TrouDeServices"]):
    def distincts(self) -> Self:
        """Without those that were found to be the same gap as another."""
        return self.filter(joint_a__isnull=True)

    def ouverts(self) -> Self:
        return self.distincts().exclude(statut=TrouDeServices.Statut.RESOLU)

    def avec_touches(self) -> Self:
        """With ``nb_constats``, and the distinct familles (``nb_familles``) and enfants
        (``nb_enfants``, None when no constat says) that the gap blocks."""
        derniers = ConstatTrou.objects.derniers().filter(trou=OuterRef("pk")).order_by()
        enfants = derniers.values("trou").annotate(somme=Sum("nb_enfants"))
        return self.annotate(
            nb_constats=Count("constats", distinct=True),
            nb_familles=Count("constats__famille", distinct=True),
            nb_enfants=Subquery(enfants.values("somme")),
        )

    def totaux(self) -> dict[str, int]:
        """Of all of them: trous, those on their way (``suivis``), distinct familles, enfants."""
        en_route = ~Q(statut=TrouDeServices.Statut.CONSTATE)
        totaux = self.aggregate(
            trous=Count("pk", distinct=True),
            suivis=Count("pk", distinct=True, filter=en_route),
            familles=Count("constats__famille", distinct=True),
        )
        derniers = ConstatTrou.objects.filter(trou__in=self).derniers()
        return totaux | derniers.aggregate(enfants=Sum("nb_enfants", default=0))


class TrouDeServices(Versionnee):
    """What familles need and the territoire does not offer: knowledge, not a failure.

    Each report of it is a ``ConstatTrou``, each change of statut a ``SuiviTrou``.
    """

    class Cause(models.TextChoices):
        DISTANCE = "distance", "Distance"
        DEPLACEMENT_TC = (
            "deplacement_avec_jeunes_enfants_tc",
            "Transport en commun avec de jeunes enfants",
        )
        PLACES = "places", "Manque de places"
        INEXISTANT = "inexistant", "Service inexistant"
        COUT = "cout", "Coût"
        LANGUE = "langue", "Langue"
        HORAIRE = "horaire", "Horaire"
        AUTRE = "autre", "Autre"

    class Statut(models.TextChoices):
        CONSTATE = "constate", "Constaté"
        PORTE_CONCERTATION = "porte_concertation", "Porté à la concertation"
        EN_VOIE = "en_voie", "En voie de résolution"
        RESOLU = "resolu", "Résolu"

    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="trous_de_services"
    )
    type = models.ForeignKey(
        TypeTrou, on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    cause = models.CharField("cause", max_length=34, choices=Cause, blank=True)
    constate_le = models.DateField("constaté le", default=timezone.localdate)
    statut = models.CharField("statut", max_length=18, choices=Statut, default=Statut.CONSTATE)
    statut_depuis = models.DateField("dans ce statut depuis le", default=timezone.localdate)
    description = models.TextField("ce qui manque", blank=True)
    joint_a = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="joints", null=True, editable=False
    )

    objects = TrouDeServicesQuerySet.as_manager()

    class Meta:
        verbose_name = "trou de services"
        verbose_name_plural = "trous de services"
        ordering = ["-constate_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="trou_statut_connu",
                condition=Q(statut__in=["constate", "porte_concertation", "en_voie", "resolu"]),
                violation_error_message="Choisissez un statut dans la liste.",
            ),
            models.CheckConstraint(
                name="trou_joint_a_un_autre",
                condition=~Q(joint_a=models.F("id")),
                violation_error_message="Un trou de services se joint à un autre que lui-même.",
            ),
        ]
        indexes = [models.Index(name="trou_territoire_date", fields=["territoire", "constate_le"])]

    def __str__(self) -> str:
        return f"trou de services {self.pk}"

    @property
    def libelle(self) -> str:
        """« Listes d’attente, manque de places »; « Distance » alone when both say the same."""
        type_, cause = str(self.type), self.get_cause_display()
        cause = cause[:1].lower() + cause[1:]
        return type_ if not cause or cause in type_.lower() else f"{type_}, {cause}"

    @property
    def ton(self) -> str:
        """How the statut is shown (``partials/etat.html``)."""
        return {
            self.Statut.CONSTATE: "attention",
            self.Statut.RESOLU: "reussite",
        }.get(self.Statut(self.statut), "info")

    @property
    def est_ouvert(self) -> bool:
        return self.joint_a_id is None and self.statut != self.Statut.RESOLU

    def semblable(self) -> "TrouDeServices | None":
        """The open trou of the same territoire, type and cause, unless these say nothing."""
        if TypeTrou.AUTRE in (self.type_id, self.cause):
            return None
        ouverts = TrouDeServices.objects.ouverts().filter(
            territoire=self.territoire_id, type=self.type_id, cause=self.cause
        )
        return ouverts.order_by("constate_le", "pk").first()

    @transaction.atomic
    def ouvrir(self, *, par: Utilisateur, le: date, mot: str = "") -> None:
        self.constate_le = self.statut_depuis = le
        self.full_clean()
        self.save()
        self.noter(par=par, le=le, de="", mot=mot)

    @transaction.atomic
    def passer_a(self, statut: str, *, par: Utilisateur, le: date, mot: str = "") -> None:
        """Forwards freely; back to an earlier statut with a word that says why."""
        actuel = self._verrouille()
        avant = actuel.statut
        actuel._verifier_passage(statut, le, mot)
        actuel.statut, actuel.statut_depuis = statut, le
        actuel.version += 1
        actuel.full_clean()
        actuel.save()
        actuel.noter(par=par, le=le, de=avant, mot=mot)
        self.refresh_from_db()

    def _verifier_passage(self, statut: str, le: date, mot: str) -> None:
        if self.joint_a_id:
            raise ValidationError("Ce trou est joint à un autre\u00a0: suivez plutôt celui-là.")
        if statut == self.statut:
            raise ValidationError(
                {"statut": f"Ce trou est déjà «\u00a0{self.get_statut_display().lower()}\u00a0»."}
            )
        if le < self.statut_depuis:
            depuis = date_moyenne(self.statut_depuis)
            raise ValidationError(
                {"le": f"Son statut date du {depuis}\u00a0: donnez ce jour ou un plus récent."}
            )
        rangs = self.Statut.values
        if rangs.index(statut) < rangs.index(self.statut) and not mot:
            raise ValidationError({"mot": "Dites en un mot pourquoi il revient à ce statut."})

    @transaction.atomic
    def joindre(self, autre: "TrouDeServices", *, par: Utilisateur, le: date) -> None:
        """``autre`` is the same gap: its constats come here, and it keeps its own history."""
        trous = TrouDeServices.objects.filter(pk__in=[self.pk, autre.pk]).order_by("pk")
        verrouilles = {trou.pk: trou for trou in trous.select_for_update()}
        ici, la = verrouilles[self.pk], verrouilles[autre.pk]
        ici._verifier_jonction(la)
        n = la.constats.count()
        la.constats.filter(origine=None).update(origine=la)
        la.constats.update(trou=ici)
        la.joints.update(joint_a=ici)
        la.joint_a = ici
        la.version += 1
        la.save()
        la.noter(par=par, le=le, mot="Joint à un autre trou, qui est le même manque.")
        ici.recompter()
        ici.noter(
            par=par, le=le, mot=f"Un autre trou s’y joint, avec {compte(n, 'constat', 'constats')}."
        )
        self.refresh_from_db()

    def _verifier_jonction(self, autre: "TrouDeServices") -> None:
        if self.pk == autre.pk:
            raise ValidationError("Choisissez un autre trou que celui-ci.")
        if self.joint_a_id or autre.joint_a_id:
            raise ValidationError("Un de ces deux trous est déjà joint à un autre.")
        if (self.territoire_id, self.type_id) != (autre.territoire_id, autre.type_id):
            raise ValidationError("Deux trous se joignent quand ils ont le même type, ici.")

    @transaction.atomic
    def separer(self, *, par: Utilisateur, le: date) -> None:
        """Undo ``joindre``: the constats that were first here come back."""
        actuel = self._verrouille()
        if actuel.joint_a is None:
            raise ValidationError("Ce trou n’est joint à aucun autre.")
        ailleurs = actuel.joint_a
        ailleurs.constats.filter(origine=actuel).update(trou=actuel, origine=None)
        actuel.joint_a = None
        actuel.version += 1
        actuel.save()
        actuel.recompter()
        ailleurs.recompter()
        actuel.noter(par=par, le=le, mot="Séparé de l’autre trou\u00a0: ce sont deux manques.")
        ailleurs.noter(par=par, le=le, mot="Un trou qui s’y était joint en est séparé.")
        self.refresh_from_db()

    def recompter(self) -> None:
        """Constaté on the day of its first constat."""
        premier = self.constats.aggregate(le=Min("constate_le"))["le"]
        self.constate_le = premier or self.constate_le
        self.save(update_fields=["constate_le"])

    def preciser(self, description: str) -> None:
        """What another person says of the same gap comes after what is already said."""
        if description and description not in self.description:
            self.description = "\n".join(filter(None, [self.description, description]))
            self.version += 1
            self.save(update_fields=["description", "version"])

    def _verrouille(self) -> "TrouDeServices":
        return TrouDeServices.objects.select_for_update().get(pk=self.pk)

    def noter(self, *, par: Utilisateur, le: date, mot: str, de: str | None = None) -> None:
        de = self.statut if de is None else de
        self.suivis.create(date=le, de_statut=de, vers_statut=self.statut, mot=mot, saisie_par=par)


class ConstatTrouQuerySet(TerritorialQuerySet["ConstatTrou"]):
    chemin_territoire = "trou__territoire"

    def pendant(self, debut: date, fin: date) -> Self:
        return self.filter(constate_le__range=(debut, fin))

    def derniers(self, fin: date | None = None) -> Self:
        """The last number of enfants that each famille of each trou is known to have, until
        ``fin``; a constat without famille counts what it says."""
        suivants = ConstatTrou.objects.filter(
            Q(constate_le__gt=OuterRef("constate_le"))
            | Q(constate_le=OuterRef("constate_le"), pk__gt=OuterRef("pk")),
            trou=OuterRef("trou"),
            famille=OuterRef("famille"),
            nb_enfants__isnull=False,
        )
        if fin:
            suivants = suivants.filter(constate_le__lte=fin)
        return self.filter(nb_enfants__isnull=False).exclude(Exists(suivants))


class ConstatTrou(Saisie):
    """One report of a trou de services, most often for one famille."""

    trou = models.ForeignKey(
        TrouDeServices, on_delete=models.PROTECT, related_name="constats", editable=False
    )
    origine = models.ForeignKey(
        TrouDeServices,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        help_text="The trou it was first a report of, once that one is joined to another.",
    )
    constate_le = models.DateField("constaté le", default=timezone.localdate)
    famille = models.ForeignKey(
        Famille, on_delete=models.SET_NULL, related_name="constats_trous", null=True, blank=True
    )
    besoin = models.ForeignKey(
        Besoin, on_delete=models.SET_NULL, related_name="constats_trous", null=True, blank=True
    )
    referencement = models.ForeignKey(
        Referencement, on_delete=models.SET_NULL, related_name="constats", null=True, blank=True
    )
    intervention = models.ForeignKey(
        Intervention, on_delete=models.SET_NULL, related_name="constats", null=True, blank=True
    )
    nb_enfants = models.PositiveSmallIntegerField("enfants touchés", null=True, blank=True)
    note = TexteScelleField("note pour vous", blank=True)

    objects = ConstatTrouQuerySet.as_manager()

    class Meta:
        verbose_name = "constat de trou de services"
        verbose_name_plural = "constats de trous de services"
        ordering = ["-constate_le", "-pk"]
        constraints = Saisie.Meta.constraints
        indexes = [models.Index(name="constat_trou_date", fields=["trou", "constate_le"])]

    def __str__(self) -> str:
        return f"constat {self.pk}"

    @property
    def est_joint(self) -> bool:
        """Other constats say the same gap."""
        return self.trou.constats.exclude(pk=self.pk).exists()

    @transaction.atomic
    def consigner(
        self, *, trou: TrouDeServices, joindre: bool = True, description: str = ""
    ) -> None:
        """Report ``trou``: one that exists, or a new one, which is the open one of the same type
        and cause if there is one and ``joindre``.

        The besoin it leaves unanswered says so, unless it was answered since.
        """
        # Two people who report the same new gap at once wait for each other here.
        Territoire.objects.select_for_update(no_key=True).get(pk=trou.territoire_id)
        self._completer()
        if trou.pk is None and joindre:
            trou = trou.semblable() or trou
        if trou.pk is None:
            trou.ouvrir(par=self.saisie_par, le=self.constate_le)
        self.trou = TrouDeServices.objects.select_for_update().get(pk=trou.pk)
        self._verifier_trou()
        self.full_clean(exclude=["saisie_par"])
        self.save()
        self.trou.recompter()
        self.trou.preciser(description)
        if self.besoin and self.besoin.est_ouvert:
            le = max(self.constate_le, self.besoin.mis_en_relief_le)
            trou_de_services = Besoin.Etat.TROU_DE_SERVICES
            self.besoin.changer_etat(etat=trou_de_services, le=le, par=self.saisie_par)

    @transaction.atomic
    def separer(self, *, par: Utilisateur, le: date) -> None:
        """It was another gap: this constat opens a trou of its own."""
        partage = TrouDeServices.objects.select_for_update().get(pk=self.trou_id)
        self.refresh_from_db()
        if self.trou_id != partage.pk or not self.est_joint:
            raise ValidationError("Ce constat est déjà le seul de son trou de services.")
        seul = TrouDeServices(territoire=partage.territoire, type=partage.type, cause=partage.cause)
        seul.ouvrir(par=par, le=self.constate_le, mot="Séparé d’un autre trou.")
        self.trou, self.origine = seul, None
        self.save()
        partage.recompter()
        quand = date_moyenne(self.constate_le)
        partage.noter(par=par, le=le, mot=f"Le constat du {quand} en est séparé.")

    def _verifier_trou(self) -> None:
        if not self.trou.est_ouvert:
            raise ValidationError(
                "Ce trou est résolu ou joint à un autre depuis\u00a0: choisissez-en un autre."
            )
        lieu = self.famille or self.referencement
        if lieu and lieu.territoire_id != self.trou.territoire_id:
            raise ValidationError("Ce trou est celui d’un autre territoire.")

    def _completer(self) -> None:
        """What it comes from says which famille, and which besoin."""
        if self.referencement:
            self.besoin, self.famille = self.referencement.besoin, self.referencement.famille
        elif self.besoin:
            self.famille = self.besoin.famille
        elif self.intervention:
            self.famille = self.intervention.famille
