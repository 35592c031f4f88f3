"""What référencements put in the outbox: whom to write to and about what, never the words, which
``referencements.courriels`` has. Models call it: it imports none of theirs."""

from typing import TYPE_CHECKING
from uuid import UUID

from comptes.models import Affectation, Role, Utilisateur
from courriels.models import Courriel

if TYPE_CHECKING:
    from .models import Divulgation, LienPartenaire, Referencement, SuiviReferencement


def sujet_de_l_envoi(divulgation: "Divulgation") -> str:
    """What the messages that carry the link of one divulgation are about."""
    return f"divulgation-{divulgation.pk}"


def sujet_du_rappel(referencement: "Referencement") -> str:
    return f"relance-{referencement.pk}"


def demander(divulgation: "Divulgation") -> None:
    """The request, to the address that was chosen; none when the PTP hands the link over."""
    if divulgation.adresse:
        _envoyer_un_lien(divulgation, divulgation.adresse, "demande", f"demande-{divulgation.pk}")


def renvoyer(divulgation: "Divulgation", *, adresse: str, cle: UUID) -> None:
    """A fresh link, because the PTP asks for it; ``cle`` is her form’s."""
    _envoyer_un_lien(divulgation, adresse, "renvoi", f"renvoi-{divulgation.pk}-{cle}")


def _envoyer_un_lien(divulgation: "Divulgation", adresse: str, genre: str, cle: str) -> None:
    Courriel.deposer(
        genre=genre,
        destinataire=adresse,
        cle=cle,
        concerne=sujet_de_l_envoi(divulgation),
        donnees={"divulgation": divulgation.pk},
    )


def relancer(divulgation: "Divulgation") -> None:
    """One gentle reminder to the partenaire, ever, of what was sent."""
    Courriel.deposer(
        genre="relance",
        destinataire=divulgation.adresse,
        cle=f"relance-{divulgation.pk}",
        concerne=sujet_du_rappel(divulgation.referencement),
        donnees={"divulgation": divulgation.pk},
    )


def annoncer(suivi: "SuiviReferencement") -> None:
    """What a partenaire just wrote, to who accompanies the famille."""
    for personne in ptp_a_prevenir(suivi.referencement):
        Courriel.deposer(
            genre="nouvelle",
            destinataire=personne.email,
            cle=f"nouvelle-{suivi.pk}-{personne.pk}",
            concerne=f"nouvelle-{suivi.referencement_id}",
            donnees={"suivi": suivi.pk},
        )


def prevenir_du_retrait(lien: "LienPartenaire") -> None:
    """To an address that had received a link: the famille took back its agreement."""
    Courriel.deposer(
        genre="retrait",
        destinataire=lien.adresse,
        cle=f"retrait-{lien.pk}",
        concerne=f"retrait-{lien.referencement_id}",
        donnees={"lien": lien.pk},
    )


def ptp_a_prevenir(referencement: "Referencement") -> list[Utilisateur]:
    """Who accompanies the famille, else who logged it, while she works on the territoire; else
    everyone who does."""
    en_poste = Affectation.objects.actuelles().filter(
        role=Role.PTP, territoire=referencement.territoire_de_suivi_id, utilisateur__is_active=True
    )
    ptp = {a.utilisateur_id: a.utilisateur for a in en_poste.select_related("utilisateur")}
    accompagnement = referencement.accompagnement
    suivie_par = accompagnement.ptp_id if accompagnement else None
    siennes = [pk for pk in (suivie_par, referencement.saisie_par_id) if pk in ptp]
    return [ptp[siennes[0]]] if siennes else list(ptp.values())
