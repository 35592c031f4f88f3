"""What the référencements made for a besoin say of its état: dated, and never over what a person
has decided since."""

from datetime import date
from typing import TYPE_CHECKING

from familles.models import Besoin, SuiviBesoin

from .etats import FINALS, Etat, Issue, Sens

if TYPE_CHECKING:
    from comptes.models import Utilisateur

    from .referencement import Referencement

# The best issue speaks for the besoin, whichever organisme came last.
SELON_ISSUE: dict[str, Besoin.Etat] = {
    Issue.REPONDU: Besoin.Etat.REPONDU,
    Issue.PARTIELLEMENT: Besoin.Etat.PARTIELLEMENT_REPONDU,
    Issue.NON_REPONDU: Besoin.Etat.NON_REPONDU,
}


def faire_avancer(
    referencement: "Referencement", *, le: date, par: "Utilisateur | None" = None
) -> None:
    """After a move of ``referencement`` on that day; call it in the transaction of the move.

    The contact puts the besoin in progress. It waits for every organisme still approached, unless
    one has met it. A refusal leaves it in progress: the page proposes a trou de services.
    """
    if referencement.besoin is None or referencement.etat not in (Etat.MEDIATION_FAITE, *FINALS):
        return
    # Two organismes that end at once wait for each other here: the famille, then the besoin.
    referencement.besoin.famille.verrouiller()
    besoin = Besoin.objects.select_for_update().get(pk=referencement.besoin.pk)
    le = max(le, besoin.mis_en_relief_le)
    suivis = list(besoin.suivis.all())
    if not _peut_avancer(besoin, suivis, le=le):
        return
    etat = _etat_deduit(referencement, besoin, suivis)
    if etat and etat != besoin.etat and (besoin.est_ouvert or etat == Besoin.Etat.REPONDU):
        besoin.changer_etat(etat=etat, le=le, par=par, organisme=referencement.partenaire)
    referencement.besoin.refresh_from_db()


def _peut_avancer(besoin: Besoin, suivis: list[SuiviBesoin], *, le: date) -> bool:
    """What a person has closed, or decided for a later day, stays as she said."""
    decides = [suivi for suivi in suivis if suivi.est_decide]
    if decides and decides[-1].date > le:
        return False
    return besoin.est_ouvert or bool(suivis and not suivis[-1].est_decide)


def _etat_deduit(
    referencement: "Referencement", besoin: Besoin, suivis: list[SuiviBesoin]
) -> Besoin.Etat | None:
    """None: nothing new is known of the besoin."""
    if referencement.etat == Etat.MEDIATION_FAITE:
        return Besoin.Etat.EN_COURS
    if referencement.issue == Issue.REPONDU:
        return Besoin.Etat.REPONDU
    lies = list(besoin.referencements.exclude(etat=Etat.ANNULEE))
    sortants = [lie for lie in lies if lie.sens == Sens.SORTANT]
    if any(lie.est_ouvert for lie in sortants):
        return None
    if referencement.etat == Etat.ANNULEE and not any(lie.date_mediation for lie in sortants):
        return _avant_les_demarches(besoin, suivis)
    issues = {lie.issue for lie in lies}
    return next((etat for issue, etat in SELON_ISSUE.items() if issue in issues), None)


def _avant_les_demarches(besoin: Besoin, suivis: list[SuiviBesoin]) -> Besoin.Etat | None:
    """What was last decided without an organisme; nothing to put back when it still stands."""
    if suivis and suivis[-1].est_decide:
        return None
    decides = [suivi.vers_etat for suivi in suivis if suivi.est_decide]
    return Besoin.Etat(decides[-1]) if decides else Besoin.Etat.MIS_EN_RELIEF
