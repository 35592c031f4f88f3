from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from familles.models import Adulte, Famille, IdentiteAdulte
from familles.models.champs_scelles import (
    CourrielScelleField,
    MotsScellesField,
    TelephoneScelleField,
    TexteScelleField,
)
from proximite.recherche import ressemblance

from .portee import DuReferencementQuerySet

if TYPE_CHECKING:
    from comptes.models import Utilisateur

MEME_PRENOM = 80


class DemandeEntranteQuerySet(DuReferencementQuerySet["DemandeEntrante"]):
    pass


class DemandeEntrante(models.Model):
    """What a partenaire wrote, with the agreement of the famille, to refer it to the PTP by its
    standing link. Identity, apart from the référencement: nothing else joins it."""

    referencement = models.OneToOneField(
        "referencements.Referencement",
        on_delete=models.CASCADE,
        related_name="demande",
        primary_key=True,
    )
    prenom = MotsScellesField("prénom du parent", max_length=80)
    telephone = TelephoneScelleField("téléphone", blank=True)
    courriel = CourrielScelleField("courriel", blank=True)
    langue = MotsScellesField("langue parlée", max_length=60, blank=True)
    moments = MotsScellesField("meilleurs moments pour la joindre", max_length=120, blank=True)
    enfants = MotsScellesField(
        "enfants", max_length=200, blank=True, help_text="Combien, et leur âge."
    )
    mot = TexteScelleField("ce qu’il est utile de savoir", max_length=1000, blank=True)
    referent = models.CharField("votre nom", max_length=120)
    famille_d_accord = models.BooleanField("la famille est d’accord", default=False)

    chemin_famille = "referencement__famille"

    objects = DemandeEntranteQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’un partenaire"
        verbose_name_plural = "demandes de partenaires"
        constraints = [
            models.CheckConstraint(
                name="demande_avec_accord",
                condition=Q(famille_d_accord=True),
                violation_error_message=(
                    "Demandez d’abord à la famille si elle est d’accord, puis cochez la case."
                ),
            ),
            models.CheckConstraint(
                name="demande_joignable",
                condition=~Q(telephone="") | ~Q(courriel=""),
                violation_error_message="Donnez un téléphone ou un courriel pour la joindre.",
            ),
        ]

    def __str__(self) -> str:
        return f"demande {self.pk}"

    def completer(self, famille: Famille, *, par: "Utilisateur") -> list[str]:
        """Write what was given where nothing is known yet; returns what was added, in words.

        Nothing that the famille has said already is replaced.
        """
        famille.verrouiller()
        return [*self._completer_famille(famille), *self._completer_parent(famille, par=par)]

    def _completer_famille(self, famille: Famille) -> list[str]:
        champs = {"langue": self.langue, "heures_preferees": self.moments}
        ajouts = _remplir_les_vides(famille, champs)
        if ajouts:
            famille.version += 1
            famille.save(update_fields=[*champs, "version"])
        return ajouts

    def _completer_parent(self, famille: Famille, *, par: "Utilisateur") -> list[str]:
        adulte = self._parent_connu(list(famille.adultes.select_related("identite")))
        if adulte is None:
            adulte = Adulte.objects.create(famille=famille, lien=Adulte.Lien.PARENT, saisie_par=par)
        identite = getattr(adulte, "identite", None) or IdentiteAdulte(adulte=adulte)
        champs = {"prenom": self.prenom, "telephone": self.telephone, "courriel": self.courriel}
        ajouts = _remplir_les_vides(identite, champs)
        identite.save()
        return ajouts

    def _parent_connu(self, adultes: list[Adulte]) -> Adulte | None:
        """The adult whom this number or prénom names already, else the only one, still unnamed."""
        for adulte in adultes:
            identite = getattr(adulte, "identite", None)
            if identite and self._designe(identite):
                return adulte
        return adultes[0] if len(adultes) == 1 and not adultes[0].est_nomme else None

    def _designe(self, identite: IdentiteAdulte) -> bool:
        meme_numero = bool(self.telephone) and identite.telephone == self.telephone
        return meme_numero or ressemblance(identite.prenom, self.prenom) >= MEME_PRENOM


def _remplir_les_vides(ligne: models.Model, champs: Mapping[str, object]) -> list[str]:
    """Set those of ``champs`` that the row leaves empty; their labels."""
    remplis = [nom for nom, valeur in champs.items() if valeur and not getattr(ligne, nom)]
    for nom in remplis:
        setattr(ligne, nom, champs[nom])
    return [str(ligne._meta.get_field(nom).verbose_name) for nom in remplis]  # type: ignore[union-attr]
