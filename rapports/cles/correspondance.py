"""What answers the needs: partenaires that offer, and doors that open (DOMAINE §5.3-B).

The cohort of needs (B0 to B2) is counted with the needs themselves (``besoins``).
"""

from fractions import Fraction

from django.db.models import Case, Count, Exists, OuterRef, Value, When

from referencements.models import Referencement, SuiviReferencement
from referencements.models.etats import ACCEPTES

from ..comptes import Comptes
from ..offre import recenser
from ..requetes import Demande


def compter(demande: Demande, comptes: Comptes) -> None:
    """After ``besoins.compter``: pressure sets the needs of the period against the offer."""
    _compter_pression(demande, comptes)
    _compter_acceptes(demande, comptes)


def _compter_pression(demande: Demande, comptes: Comptes) -> None:
    for groupe, par_type in recenser(demande).items():
        compte = comptes[groupe]
        for type_, offre in par_type.items():
            for cle in (f"B3.{type_}", f"B3w.{type_}"):
                compte.denominateurs[cle] = offre.partenaires
            compte.effectifs[f"B3w.{type_}"].update(
                {Fraction(semaines): n for semaines, n in offre.attentes.items()}
            )
    for compte in comptes.values():
        for cle, n in list(compte.numerateurs.items()):
            if cle.startswith("I-20."):
                compte.numerateurs[f"B3.{cle.removeprefix('I-20.')}"] = n


def _compter_acceptes(demande: Demande, comptes: Comptes) -> None:
    acceptes = SuiviReferencement.objects.filter(
        referencement=OuterRef("pk"), vers_etat__in=ACCEPTES, date__lte=demande.observe_au
    )
    repondus = (
        Referencement.objects.sortants()
        .faits()
        .pendant(demande.debut, demande.fin)
        .filter(reponse_le__lte=demande.observe_au)
        .annotate(accepte=Case(When(Exists(acceptes), then=Value(1)), default=Value(0)))
    )
    lignes = demande.portee(repondus).values_list("groupe", "accepte").annotate(n=Count("pk"))
    for groupe, accepte, n in lignes:
        comptes[groupe].denominateurs["B4"] += n
        comptes[groupe].numerateurs["B4"] += n * accepte
