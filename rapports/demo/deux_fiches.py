"""A famille opened twice then brought together, and one that asks to go on elsewhere."""

from collections.abc import Sequence
from datetime import date

from comptes.models import Utilisateur
from familles.models import Famille, FusionFamille, Transfert
from territoires.models import Territoire


def raconter(ptps: Sequence[Utilisateur], territoires: Sequence[Territoire], le: date) -> None:
    ici, la_bas = territoires[:2]
    _reunir(ici, ptps[0], le)
    _proposer(de=la_bas, vers=ici, par=ptps[1], le=le)


def _reunir(territoire: Territoire, ptp: Utilisateur, le: date) -> None:
    """The second fiche held nothing that counts: no figure moves."""
    garde = Famille.objects.accompagnees().filter(territoire=territoire).order_by("pk").first()
    if garde is None:
        return
    absorbee = Famille.objects.create(
        alias=f"{garde.alias}, encore", territoire=territoire, date_jointe=le, saisie_par=ptp
    )
    fusion = FusionFamille(
        garde=garde, absorbee=absorbee, motif="Ouverte deux fois au parc", saisie_par=ptp
    )
    fusion.fusionner(de_absorbee=[], versions=(garde.version, absorbee.version))


def _proposer(*, de: Territoire, vers: Territoire, par: Utilisateur, le: date) -> None:
    famille = Famille.objects.accompagnees().filter(territoire=de).order_by("-pk").first()
    if famille is None:
        return
    transfert = Transfert(
        famille=famille,
        vers=vers,
        saisie_par=par,
        consenti_le=le,
        mots="On déménage. J’aimerais mieux ne pas tout raconter encore une fois.",
    )
    transfert.proposer()
