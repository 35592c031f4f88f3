"""A famille opened twice then brought together, and one that asks to go on elsewhere."""

from collections.abc import Sequence

from comptes.models import Utilisateur
from familles.models import Famille, FusionFamille, Transfert
from territoires.models import Territoire

from .hasard import Hasard
from .lot import dater


def raconter(
    hasard: Hasard, ptps: Sequence[Utilisateur], territoires: Sequence[Territoire]
) -> None:
    ici, la_bas = territoires[:2]
    _reunir(hasard, ici, ptps[0])
    _proposer(hasard, de=la_bas, vers=ici, par=ptps[1])


def _reunir(hasard: Hasard, territoire: Territoire, ptp: Utilisateur) -> None:
    """The second fiche held nothing that counts: no figure moves."""
    garde = Famille.objects.accompagnees().filter(territoire=territoire).order_by("pk").first()
    if garde is None:
        return
    saisie = hasard.saisie(ptp, hasard.aujourdhui)
    absorbee = Famille.objects.create(
        alias=f"{garde.alias}, encore",
        code=hasard.code(),
        territoire=territoire,
        date_jointe=hasard.aujourdhui,
        **saisie,
    )
    dater(absorbee, saisie)
    fusion = FusionFamille(
        garde=garde,
        absorbee=absorbee,
        motif="Ouverte deux fois au parc",
        **hasard.saisie(ptp, hasard.aujourdhui),
    )
    fusion.fusionner(de_absorbee=[], versions=(garde.version, absorbee.version))
    dater(fusion, saisie)


def _proposer(hasard: Hasard, *, de: Territoire, vers: Territoire, par: Utilisateur) -> None:
    famille = Famille.objects.accompagnees().filter(territoire=de).order_by("-pk").first()
    if famille is None:
        return
    saisie = hasard.saisie(par, hasard.aujourdhui)
    transfert = Transfert(
        famille=famille,
        vers=vers,
        consenti_le=hasard.aujourdhui,
        **saisie,
        mots="On déménage. J’aimerais mieux ne pas tout raconter encore une fois.",
    )
    transfert.proposer()
    dater(transfert, saisie)
