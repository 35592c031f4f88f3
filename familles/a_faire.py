"""« À faire »: what the state of the rows asks of a PTP today, computed and never typed.

A higher app adds its own reminders by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.urls import reverse
from django.utils import timezone

from comptes.models import Utilisateur
from familles.models import Enfant, EtapePlan, Famille, Promesse, RendezVous, Transfert
from familles.models.famille import vue_le
from proximite.typographie import date_moyenne


@dataclass(frozen=True)
class AFaire:
    """One line to act on. ``echeance`` orders the list, ``urgent`` lines come first: late, or
    ``nouvelle``, just arrived and not read yet. ``hors_ligne`` says it with the words of no
    one, and ``famille`` of whom: a device may keep the one, and the other's code; without words,
    it keeps only that something waits. ``geste``: the
    word of a button that does it at once, at ``geste_url``."""

    titre: str
    detail: str
    url: str
    icone: str
    echeance: date | None = None
    urgent: bool = False
    nouvelle: bool = False
    hors_ligne: str = ""
    geste: str = ""
    geste_url: str = ""
    famille: Famille | None = None


Source = Callable[[Utilisateur, date], Iterable[AFaire]]
SOURCES: list[Source] = []
PAR_SOURCE = 20


def source(fonction: Source) -> Source:
    """Decorator: what ``fonction(utilisateur, le)`` returns is part of « À faire ».

    It reads its ``PAR_SOURCE`` most pressing lines only: nobody does more in a day, and the page
    stays as fast with ten thousand of them.
    """
    SOURCES.append(fonction)
    return fonction


def a_faire(utilisateur: Utilisateur, le: date) -> list[AFaire]:
    """Urgent lines first, then by date; those without a date come last."""
    lignes = [ligne for source in SOURCES for ligne in islice(source(utilisateur, le), PAR_SOURCE)]
    return sorted(lignes, key=lambda ligne: (not ligne.urgent, ligne.echeance or date.max))


@source
def promesses_dues(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    promesses = Promesse.objects.modifiables_par(utilisateur).dues(le).select_related("famille")
    for promesse in promesses.order_by("echeance", "pk")[:PAR_SOURCE]:
        echeance = promesse.echeance or le
        yield AFaire(
            titre=promesse.texte,
            detail=f"Promis à {promesse.famille.alias} pour le {date_moyenne(echeance)}",
            url=reverse("familles:fiche", args=[promesse.famille.code]) + "#promesses",
            icone="hand-heart",
            hors_ligne="Promesse à tenir",
            famille=promesse.famille,
            echeance=echeance,
            urgent=echeance < le,
        )


@source
def rendez_vous_attendus(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    """Those of today, and those of before that nobody has said a word of: never « en retard »."""
    attendus = RendezVous.objects.modifiables_par(utilisateur).attendus(le)
    for rendez_vous in attendus.select_related("famille").order_by("prevu_le", "heure", "pk")[
        :PAR_SOURCE
    ]:
        alias = rendez_vous.famille.alias
        du_jour = rendez_vous.prevu_le == le
        quand = "Aujourd’hui" if du_jour else f"Prévu le {date_moyenne(rendez_vous.prevu_le)}"
        yield AFaire(
            titre=f"Rendez-vous avec {alias}" if du_jour else f"Vous êtes-vous vus? {alias}",
            detail=", ".join(filter(None, [quand, rendez_vous.details])),
            url=reverse("familles:fiche", args=[rendez_vous.famille.code]) + "#prochain-contact",
            icone="calendar-clock",
            hors_ligne=f"Rendez-vous, {date_moyenne(rendez_vous.prevu_le)}",
            famille=rendez_vous.famille,
            echeance=rendez_vous.prevu_le,
        )


@source
def etapes_du_plan(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    """At the famille’s pace: a step is never late, it is only talked about again."""
    etapes = EtapePlan.objects.modifiables_par(utilisateur).dues(le)
    etapes = etapes.select_related("plan__famille").order_by("pour_le", "pk")
    for etape in etapes[:PAR_SOURCE]:
        famille = etape.plan.famille
        yield AFaire(
            titre=f"Plan de match\u00a0: {etape.texte}",
            detail=f"À reprendre avec {famille.alias}, quand cela lui convient",
            url=reverse("familles:plan", args=[famille.code]),
            icone="list-checks",
            echeance=le,
        )


@source
def familles_a_revoir(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    familles = Famille.objects.modifiables_par(utilisateur).a_revoir(le)
    for famille in familles.order_by(vue_le(), "pk")[:PAR_SOURCE]:
        yield AFaire(
            titre=f"Prendre des nouvelles : {famille.alias}",
            detail=f"Dernière fois le {date_moyenne(famille.vue_le)}",
            url=reverse("familles:fiche", args=[famille.code]),
            icone="clock",
            hors_ligne="Prendre des nouvelles",
            famille=famille,
            echeance=famille.vue_le,
            geste="Consigner",
            geste_url=f"{reverse('familles:intervention_consigner')}?famille={famille.code}",
        )


@source
def naissances_prevues_depassees(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    enfants = Enfant.objects.modifiables_par(utilisateur).naissance_depassee(le)
    for enfant in enfants.select_related("famille").order_by("naissance", "pk")[:PAR_SOURCE]:
        yield AFaire(
            titre=f"Un enfant est peut-être né : {enfant.famille.alias}",
            detail=f"Naissance prévue le {date_moyenne(enfant.naissance or le)}",
            url=reverse("familles:enfant_modifier", args=[enfant.famille.code, enfant.pk]),
            icone="baby",
            hors_ligne="Naissance prévue",
            famille=enfant.famille,
            echeance=enfant.naissance,
        )


@source
def transferts_a_accueillir(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    """Familles that would go on here: nothing that tells who they are."""
    attendus = Transfert.objects.proposes().filter(vers__in=utilisateur.territoires_ecrits)
    for transfert in attendus.select_related("de").order_by("saisie_le", "pk")[:PAR_SOURCE]:
        yield AFaire(
            titre=f"Accueillir une famille transférée de {transfert.de.nom}",
            detail=f"Proposé le {date_moyenne(transfert.saisie_le)}",
            url=reverse("familles:transfert", args=[transfert.pk]),
            icone="inbox",
            echeance=timezone.localdate(transfert.saisie_le),
            urgent=True,
        )
