"""Two entries of the directory that are one organisme: brought together, and apart again."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F, ManyToOneRel, Q
from django.utils import timezone

from proximite import portee
from proximite.typographie import compte

from .distinction import FichesDistinctes
from .partenaire import Partenaire
from .textes import en_textes

if TYPE_CHECKING:
    from comptes.models import Utilisateur

LOT = 500
CHANGEES = (
    "Une des deux fiches a changé pendant que vous les compariez. "
    "Rien n’est réuni\u00a0: relisez-les, puis décidez."
)
DEUX_PORTEURS = (
    "Ces fiches sont celles de deux organismes porteurs du projet\u00a0: "
    "elles ne peuvent pas être réunies."
)
DEJA_REUNIE = "Une de ces fiches est déjà réunie à une autre."
DEJA_ANNULEE = "Cette fusion est déjà annulée."
GARDE_REUNIE = (
    "Cette fiche a elle-même été réunie à une autre depuis\u00a0: annulez d’abord cette fusion-là."
)
AUTRE_DEPUIS = (
    "Une autre fiche a été réunie à celle-ci depuis\u00a0: annulez d’abord cette fusion-là."
)
AJOUT_DEPUIS = (
    "Ce qui a été ajouté ou changé depuis empêche de séparer les fiches\u00a0: "
    "un service est maintenant des deux côtés."
)


class FusionPartenairesQuerySet(models.QuerySet["FusionPartenaires"]):
    def visibles_par(self, utilisateur: "Utilisateur") -> Self:
        return self.filter(garde__in=Partenaire.objects.visibles_par(utilisateur))

    def modifiables_par(self, utilisateur: "Utilisateur") -> Self:
        """Who may correct the entry kept may give back what it took."""
        return self.visibles_par(utilisateur)

    def en_vigueur(self) -> Self:
        return self.filter(annulee_le__isnull=True)


class FusionPartenaires(models.Model):
    """``garde`` took what pointed to ``absorbe``, which stays, inactive, and leads to it.

    ``deplaces`` holds the pks moved, by « app.model.field »; ``avant`` the former values of both
    entries and ``apres`` those written on the one kept, by field. What a constraint does not let
    move (the same besoin on both) stays with the absorbed entry.
    """

    CHAMPS = (
        "nom",
        "nature",
        "secteur_id",
        "description",
        "langues",
        "telephone",
        "courriel",
        "site_web",
        "adresse",
    )

    garde = models.ForeignKey(Partenaire, on_delete=models.PROTECT, related_name="fusions")
    absorbe = models.ForeignKey(Partenaire, on_delete=models.PROTECT, related_name="fusions_subies")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("réunies le", default=timezone.now)
    deplaces = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    territoires_ajoutes = models.JSONField(default=list)
    avant = models.JSONField(default=dict)
    apres = models.JSONField(default=dict)
    annulee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    annulee_le = models.DateTimeField("annulée le", null=True)

    objects = FusionPartenairesQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion de fiches"
        verbose_name_plural = "fusions de fiches"
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="fusion_partenaires_absorbe_une_fois",
                fields=["absorbe"],
                condition=Q(annulee_le__isnull=True),
                violation_error_message=DEJA_REUNIE,
            ),
            models.CheckConstraint(
                name="fusion_partenaires_de_deux_fiches",
                condition=~Q(garde=F("absorbe")),
                violation_error_message="Une fiche ne se réunit pas à elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"fusion {self.pk}"

    @classmethod
    @portee.reseau("Ce qui nomme une fiche réunie change dans tous les territoires.")
    @transaction.atomic
    def fusionner(
        cls,
        *,
        garde: Partenaire,
        absorbe: Partenaire,
        par: "Utilisateur",
        de_absorbe: Collection[str],
        versions: tuple[int, int],
    ) -> "FusionPartenaires":
        """``de_absorbe``: the fields whose value is the absorbed entry's. ``versions``: those of
        the entries as they were compared."""
        garde, absorbe = _verrouiller(garde.pk, absorbe.pk)
        if garde.fusionne_dans_id or absorbe.fusionne_dans_id:
            raise ValidationError(DEJA_REUNIE)
        if (garde.version, absorbe.version) != versions:
            raise ValidationError(CHANGEES, code="conflit")
        if garde.organisme_porteur_id and absorbe.organisme_porteur_id:
            raise ValidationError(DEUX_PORTEURS)
        fusion = cls(garde=garde, absorbe=absorbe, par=par)
        fusion._deplacer()
        fusion._ajouter_territoires()
        fusion._ecrire_fiches({*de_absorbe} & {*cls.CHAMPS})
        fusion.save()
        return fusion

    @portee.reseau("Ce qui nomme une fiche rendue change dans tous les territoires.")
    @transaction.atomic
    def annuler(self, *, par: "Utilisateur") -> None:
        """Both entries as they were, but for what was made or corrected since on the one kept."""
        garde, absorbe = _verrouiller(self.garde_id, self.absorbe_id)
        self.refresh_from_db()
        self.garde, self.absorbe = garde, absorbe
        self._verifier_annulable()
        self._rendre_fiches()
        garde.territoires.remove(*self.territoires_ajoutes)
        try:
            with transaction.atomic():
                self._rendre_lignes()
        except IntegrityError as contrainte:
            raise ValidationError(AJOUT_DEPUIS) from contrainte
        self.annulee_par, self.annulee_le = par, timezone.now()
        self.save()

    # --- Bringing together --------------------------------------------------------------------

    def _deplacer(self) -> None:
        for relation in relations():
            lignes = _lignes(relation, self.absorbe)
            if pks := _pointer(lignes, relation.field.name, self.garde):
                self.deplaces[_cle(relation)] = pks

    def _ajouter_territoires(self) -> None:
        siens = set(self.garde.territoires.values_list("pk", flat=True))
        autres = self.absorbe.territoires.values_list("pk", flat=True)
        self.territoires_ajoutes = sorted({*autres} - siens)
        self.garde.territoires.add(*self.territoires_ajoutes)

    def _ecrire_fiches(self, de_absorbe: set[str]) -> None:
        garde, absorbe = self.garde, self.absorbe
        champs = [*self.CHAMPS, "dans_tout_le_reseau", "rappels_suspendus", "organisme_porteur_id"]
        avant_absorbe = en_textes(absorbe, ["actif", "organisme_porteur_id"])
        self.avant = {"garde": en_textes(garde, champs), "absorbe": avant_absorbe}
        for nom in de_absorbe:
            setattr(garde, nom, getattr(absorbe, nom))
        garde.dans_tout_le_reseau |= absorbe.dans_tout_le_reseau
        garde.rappels_suspendus |= absorbe.rappels_suspendus
        garde.organisme_porteur_id = garde.organisme_porteur_id or absorbe.organisme_porteur_id
        absorbe.organisme_porteur_id = None
        absorbe.actif, absorbe.fusionne_dans = False, garde
        self.apres = en_textes(garde, champs)
        _enregistrer(absorbe, garde)

    # --- Taking apart -------------------------------------------------------------------------

    def _verifier_annulable(self) -> None:
        if self.annulee_le:
            raise ValidationError(DEJA_ANNULEE)
        if self.garde.fusionne_dans_id:
            raise ValidationError(GARDE_REUNIE)
        if self.garde.fusions.en_vigueur().filter(pk__gt=self.pk).exists():
            raise ValidationError(AUTRE_DEPUIS)

    def _rendre_fiches(self) -> None:
        """A value corrected since the merge stays: it is the newest thing known."""
        maintenant = en_textes(self.garde, self.apres)
        for nom, valeur in self.avant["garde"].items():
            if maintenant[nom] == self.apres[nom]:
                setattr(self.garde, nom, valeur)
        for nom, valeur in self.avant["absorbe"].items():
            setattr(self.absorbe, nom, valeur)
        self.absorbe.fusionne_dans = None
        _enregistrer(self.garde, self.absorbe)

    def _rendre_lignes(self) -> None:
        """Those that still are, and still are the kept entry's."""
        for relation in relations():
            for pks in _par_lots(self.deplaces.get(_cle(relation), [])):
                lignes = _lignes(relation, self.garde).filter(pk__in=pks)
                lignes.update(**{relation.field.name: self.absorbe})


def relations() -> list[ManyToOneRel]:
    """Every foreign key to a partenaire, those behind a many-to-many and of higher apps too.

    Not its territoires, which are added and not moved, nor what was said of pairs of entries.
    Those of higher apps first: an answer locks its référencement, then the consentement.
    """
    a_part = (FusionPartenaires, FichesDistinctes, Partenaire.territoires.through)
    toutes = Partenaire._meta.get_fields(include_hidden=True)
    return [
        r for r in reversed(toutes) if isinstance(r, ManyToOneRel) and r.related_model not in a_part
    ]


@portee.reseau("Une fiche dit qu’elle sert ailleurs, sans compter.")
def a_deplacer(partenaire: Partenaire, *, pour: "Utilisateur") -> list[str]:
    """What points to an entry, for who is about to merge it: « 12 référencements ». What is of
    territoires that she does not read is said, not counted."""
    return [
        phrase for relation in relations() if (phrase := _en_mots(relation, partenaire, pour=pour))
    ]


def _en_mots(relation: ManyToOneRel, partenaire: Partenaire, *, pour: "Utilisateur") -> str:
    """« 12 référencements, et d’autres ailleurs »; nothing when none points to it."""
    lignes = _lignes(relation, partenaire)
    lues = lignes.filter(_lisibles(relation, pour))
    siennes, autres = lues.count(), lignes.exclude(pk__in=lues.values("pk")).exists()
    noms = _dit_par(relation)._meta
    pluriel = str(noms.verbose_name_plural)
    if siennes:
        suite = ", et d’autres ailleurs" if autres else ""
        return compte(siennes, str(noms.verbose_name), pluriel) + suite
    return f"{pluriel.capitalize()} d’autres territoires" if autres else ""


def _dit_par(relation: ManyToOneRel) -> Any:
    """The model of the rows; behind a many-to-many, of what they link."""
    return relation.related_model._meta.auto_created or relation.related_model


def _lisibles(relation: ManyToOneRel, pour: "Utilisateur") -> Q:
    """What she may read of them: all of what belongs to an entry that she reads."""
    modele = _dit_par(relation)
    visibles_par = getattr(modele._default_manager.all(), "visibles_par", None)
    if visibles_par is None:
        return Q()
    chemin = "pk" if modele is relation.related_model else modele._meta.model_name
    return Q(**{f"{chemin}__in": visibles_par(pour).order_by().values("pk")})


def territoires_des_autres(fiches: Iterable[Partenaire], *, pour: "Utilisateur") -> int:
    """How many territoires where she does not work find these entries in their directory."""
    servis = Partenaire.territoires.through._default_manager.filter(partenaire__in=fiches)
    ailleurs = servis.exclude(territoire__in=pour.territoires_lus)
    return ailleurs.values("territoire").distinct().count()


def _cle(relation: ManyToOneRel) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def _lignes(relation: ManyToOneRel, partenaire: Partenaire) -> models.QuerySet[Any]:
    return relation.related_model._base_manager.filter(**{relation.field.name: partenaire})


def _verrouiller(garde: int, absorbe: int) -> tuple[Partenaire, Partenaire]:
    """Always in the same order, so that two merges never wait for each other."""
    fiches = Partenaire.objects.select_for_update(no_key=True).filter(pk__in=[garde, absorbe])
    par_pk = {fiche.pk: fiche for fiche in fiches.order_by("pk")}
    return par_pk[garde], par_pk[absorbe]


def _enregistrer(*fiches: Partenaire) -> None:
    for fiche in fiches:
        fiche.version += 1
        fiche.save()


def _pointer(lignes: models.QuerySet[Any], champ: str, vers: Partenaire) -> list[Any]:
    """The pks moved: all at once, or one by one when a constraint keeps some where they are."""
    pks = list(lignes.order_by("pk").values_list("pk", flat=True))
    if _essayer(lignes, champ, vers):
        return pks
    return [pk for pk in pks if _essayer(lignes.filter(pk=pk), champ, vers)]


def _essayer(lignes: models.QuerySet[Any], champ: str, vers: Partenaire) -> bool:
    try:
        with transaction.atomic():
            lignes.update(**{champ: vers})
    except IntegrityError:
        return False
    return True


def _par_lots(pks: list[Any]) -> Iterator[Iterable[Any]]:
    return (pks[debut : debut + LOT] for debut in range(0, len(pks), LOT))
