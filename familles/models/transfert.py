"""A famille that goes on with the PTP of another territoire, as she agrees to (0034)."""

from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from familles import depots, transferts
from proximite import portee
from proximite.dates import verifier_arrivees
from proximite.models import Saisie
from proximite.querysets import PersonneAffectee
from territoires.models import Territoire

from .accompagnement import Accompagnement
from .champs_scelles import JsonScelleField, MotsScellesField
from .famille import Famille
from .passation import quitter
from .personnes import Adulte
from .rassemblement import verrouiller
from .scellement import lignes_scellees

if TYPE_CHECKING:
    from comptes.models import Utilisateur

DEJA_PROPOSE = "Un transfert de cette famille attend déjà une réponse."
DEJA_DECIDE = "Ce transfert a déjà sa réponse."
MEME_TERRITOIRE = "Choisissez un autre territoire que le sien."
PARTIE_DEPUIS = "Cette famille a changé de territoire depuis\u00a0: ce transfert ne tient plus."


class TransfertQuerySet(models.QuerySet["Transfert"]):
    def visibles_par(self, utilisateur: PersonneAffectee) -> Self:
        """Both sides see that it is proposed, and what became of it; its page shows no more of the
        famille than ``apercu``."""
        return self._des_deux_cotes(utilisateur.territoires_lus)

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        return self._des_deux_cotes(utilisateur.territoires_ecrits)

    def _des_deux_cotes(self, territoires: frozenset[int]) -> Self:
        return self.filter(Q(de__in=territoires) | Q(vers__in=territoires))

    def proposes(self) -> Self:
        return self.filter(etat=Transfert.Etat.PROPOSE)

    def acceptes(self) -> Self:
        return self.filter(etat=Transfert.Etat.ACCEPTE)


class Transfert(Saisie):
    """Proposed with the agreement of the famille, in her words; accepted by a PTP of the other
    territoire, refused, or taken back. Until then ``apercu`` is all that the other side reads."""

    class Etat(models.TextChoices):
        PROPOSE = "propose", "Proposé"
        ACCEPTE = "accepte", "Accepté"
        REFUSE = "refuse", "Refusé"
        ANNULE = "annule", "Annulé"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="transferts")
    de = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="transferts_partis", editable=False
    )
    vers = models.ForeignKey(
        Territoire,
        on_delete=models.PROTECT,
        related_name="transferts_recus",
        verbose_name="vers quel territoire",
    )
    etat = models.CharField(
        "état", max_length=7, choices=Etat, default=Etat.PROPOSE, editable=False
    )
    adulte = models.ForeignKey(
        Adulte,
        on_delete=models.SET_NULL,
        related_name="transferts_consentis",
        null=True,
        blank=True,
        verbose_name="qui est d’accord",
    )
    consenti_le = models.DateField("d’accord depuis le", default=timezone.localdate)
    mots = MotsScellesField("dans ses mots", max_length=300)
    avec_notes = models.BooleanField("les notes suivent aussi", default=False)
    apercu = JsonScelleField(default=dict, editable=False)
    decide_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    decide_le = models.DateTimeField("décidé le", null=True, editable=False)
    motif_refus = MotsScellesField("pourquoi", max_length=200, blank=True)

    objects = TransfertQuerySet.as_manager()

    class Meta:
        verbose_name = "transfert"
        ordering = ["-saisie_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="transfert_propose_une_fois",
                fields=["famille"],
                condition=Q(etat="propose"),
                violation_error_message=DEJA_PROPOSE,
            ),
            models.CheckConstraint(
                name="transfert_vers_un_autre_territoire",
                condition=~Q(de=F("vers")),
                violation_error_message=MEME_TERRITOIRE,
            ),
            models.CheckConstraint(
                name="transfert_consenti",
                condition=~Q(mots=""),
                violation_error_message="Écrivez l’accord de la famille dans ses mots.",
            ),
            models.CheckConstraint(
                name="transfert_decide_par_quelqu_un",
                condition=Q(etat="propose", decide_le__isnull=True, decide_par__isnull=True)
                | (~Q(etat="propose") & Q(decide_le__isnull=False, decide_par__isnull=False)),
                violation_error_message="Une réponse dit qui l’a donnée, et quand.",
            ),
        ]

    def __str__(self) -> str:
        return f"transfert {self.pk}"

    @property
    def est_propose(self) -> bool:
        return self.etat == self.Etat.PROPOSE

    @transaction.atomic
    def proposer(self) -> None:
        """Nothing moves yet: the other territoire reads how many children, which needs and which
        language, frozen now."""
        self.famille.verrouiller()
        self.famille.refresh_from_db(fields=["territoire"])
        self.de_id = self.famille.territoire_id
        self.apercu = self._apercevoir()
        self.full_clean(exclude=["saisie_par", "apercu", "decide_par", "decide_le"])
        if self.adulte and self.adulte.famille_id != self.famille_id:
            raise ValidationError({"adulte": "Cette personne est d’une autre famille."})
        self.save()

    def clean(self) -> None:
        super().clean()
        verifier_arrivees(self, ["consenti_le"])

    def _apercevoir(self) -> dict[str, Any]:
        besoins = self.famille.besoins.ouverts().select_related("type")
        return {
            "enfants": self.famille.enfants.presents().count(),
            "besoins": sorted({besoin.type.libelle for besoin in besoins}),
            "langue": self.famille.langue,
            "interprete": self.famille.interprete,
        }

    def accepter(self, *, par: "Utilisateur") -> None:
        """The fiche goes to the other territoire whole, with its histories; the accompagnement ends
        where it was, and what was done there stays counted there."""
        with self._des_deux_cotes(), transaction.atomic():
            self._faire_passer(par)

    def _faire_passer(self, par: "Utilisateur") -> None:
        famille = self._verrouiller()
        if famille.territoire_id != self.de_id:
            raise ValidationError(PARTIE_DEPUIS)
        self._terminer_l_accompagnement(timezone.localdate())
        quitter(famille, self.de_id)
        if not self.avec_notes:
            self._garder_les_notes()
        self._rendre_les_notes()
        famille.territoire_id = self.vers_id
        famille.version += 1
        famille.save(update_fields=["territoire", "version"])
        self._decider(self.Etat.ACCEPTE, par)
        transferts.donner_suite(self)
        depots.annoncer_la_reponse(self)
        famille.actualiser_compteurs()

    def refuser(self, *, par: "Utilisateur", motif: str = "") -> None:
        with self._des_deux_cotes(), transaction.atomic():
            self._verrouiller()
            self.motif_refus = motif
            self._decider(self.Etat.REFUSE, par)
            depots.annoncer_la_reponse(self)

    @transaction.atomic
    def annuler(self, *, par: "Utilisateur") -> None:
        """Before the answer, the famille or her PTP may change their mind."""
        self._verrouiller()
        self._decider(self.Etat.ANNULE, par)

    def _des_deux_cotes(self) -> AbstractContextManager[None]:
        raison = "Qui répond à un transfert touche une fiche qui n’est pas encore la sienne."
        return portee.territoires((self.de_id, self.vers_id), raison)

    def _verrouiller(self) -> Famille:
        """The famille, then the transfert: two answers at once, the first holds."""
        (famille,) = verrouiller(self.famille_id)
        actuel = Transfert.objects.select_for_update().get(pk=self.pk)
        if not actuel.est_propose:
            raise ValidationError(DEJA_DECIDE, code="decide")
        self.famille = famille
        return famille

    def _decider(self, etat: str, par: "Utilisateur") -> None:
        self.etat, self.decide_par, self.decide_le = etat, par, timezone.now()
        self.save()

    def _terminer_l_accompagnement(self, le: date) -> None:
        ouverts = self.famille.accompagnements.ouverts().filter(territoire=self.de_id)
        for accompagnement in ouverts:
            fin = max(le, accompagnement.date_debut)
            motif = Accompagnement.MotifFin.TRANSFERT_TERRITOIRE
            accompagnement.terminer(motif=motif, le=fin)

    def _garder_les_notes(self) -> None:
        """What she did not agree to pass on leaves the rows: no page can show it by mistake."""
        gardees = {}
        for label, champ in transferts.NOTES:
            for ligne in lignes_scellees(self._modele(label), self.famille):
                if getattr(ligne, champ) not in ("", transferts.GARDEE):
                    gardees[f"{label}.{champ}:{ligne.pk}"] = getattr(ligne, champ)
                    setattr(ligne, champ, transferts.GARDEE)
                    ligne.save(update_fields=[champ])
        if gardees:
            NotesGardees.objects.create(transfert=self, notes=gardees)

    def _rendre_les_notes(self) -> None:
        """She comes back where they were written: who may read them then wrote them, or works
        with who did."""
        partie = Transfert.objects.acceptes().filter(famille=self.famille, de=self.vers_id)
        for gardees in NotesGardees.objects.filter(transfert__in=partie).order_by("pk"):
            for label, champ in transferts.NOTES:
                for ligne in lignes_scellees(self._modele(label), self.famille):
                    texte = gardees.notes.get(f"{label}.{champ}:{ligne.pk}")
                    if texte and getattr(ligne, champ) == transferts.GARDEE:
                        setattr(ligne, champ, texte)
                        ligne.save(update_fields=[champ])
            gardees.delete()

    def _modele(self, label: str) -> type[models.Model]:
        return self._meta.apps.get_model(label)


class NotesGardees(models.Model):
    """Notes that did not follow a famille: read by no page, given back if she returns, destroyed
    with her."""

    transfert = models.OneToOneField(
        Transfert, on_delete=models.CASCADE, related_name="notes_gardees", primary_key=True
    )
    notes = JsonScelleField(default=dict)

    chemin_famille = "transfert__famille"

    class Meta:
        verbose_name = "notes gardées d’un transfert"
        verbose_name_plural = "notes gardées des transferts"

    def __str__(self) -> str:
        return f"notes du transfert {self.pk}"
