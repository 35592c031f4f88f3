"""The addresses that open without an account: each link, open, of a registry."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from comptes.models import Role
from familles.models import LienPlan
from referencements.models import LienPartenaire
from tests.comptes.factories import AffectationFactory, jeton_de

from .attentes import ATTENTES
from .urls import adresse

SANS_REFERENT = {"familles:plan_partage", "portail:lien", "portail:geste"}


def publiques(registre) -> dict[str, str]:
    """By URL name. The partenaire has accepted: its page says what it may ever read."""
    if registre.envoye.etat == "mediation_faite":
        registre.envoye.accepter(par=registre.ptp, le=registre.envoye.etat_depuis)
    qui_invite = AffectationFactory(role=Role.ADMINISTRATION, territoire=None).utilisateur
    registre.invitation.invitee_par = qui_invite
    _, jeton = LienPartenaire.pour_repondre(registre.divulgation)
    reprise = {
        "uidb36": user_pk_to_url_str(registre.ptp),
        "key": default_token_generator.make_token(registre.ptp),
    }
    arguments = {
        "account_reset_password_from_key": reprise,
        "comptes:invitation_accepter": {"jeton": jeton_de(registre.invitation)},
        "familles:plan_partage": {
            "jeton": LienPlan.ouvrir(registre.etape.plan, jours=30, par=registre.ptp)
        },
        "portail:lien": {"jeton": jeton},
        "portail:geste": {"jeton": jeton, "nom": "ecrire"},
    }
    noms = {nom for nom, attente in ATTENTES.items() if attente.public}
    return {nom: adresse(nom, arguments.get(nom, {})) for nom in sorted(noms)}
