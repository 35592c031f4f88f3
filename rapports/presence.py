"""Where and how familles are met, and put in touch with a resource (DOMAINE §5.1, Q2)."""

from datetime import date

from django.db.models import Count, F, QuerySet, Value

from activites.models import ModeContact
from familles.models import Intervention
from proximite.fonctions import JoursEntre
from referencements.models import Referencement
from referencements.models.etats import Mode
from territoires.models import OrganismePorteur

from .comptes import Comptes
from .requetes import Demande

HORS_BUREAU = (
    ModeContact.EN_PERSONNE_MILIEU,
    ModeContact.DOMICILE,
    ModeContact.ACCOMPAGNEMENT_PHYSIQUE,
)
EN_PERSONNE = (*HORS_BUREAU, ModeContact.EN_PERSONNE_ORGANISME)
AVEC_LA_FAMILLE = (Mode.APPEL_EN_PRESENCE, Mode.ACCOMPAGNEMENT_SUR_PLACE, Mode.RENCONTRE_A_TROIS)
# Days are told by how many there are since a Saturday, which both engines count alike.
UN_SAMEDI = date(2000, 1, 1)
FIN_DE_SEMAINE = (0, 1)


def compter(demande: Demande, comptes: Comptes) -> None:
    _compter_contacts(demande, comptes)
    _compter_mises_en_contact(demande, comptes)
    _compter_types_porteurs(demande, comptes)


def _compter_contacts(demande: Demande, comptes: Comptes) -> None:
    contacts = _interventions(demande).filter(beneficiaire=Intervention.Beneficiaire.FAMILLE)
    lignes = contacts.annotate(jour=JoursEntre(Value(UN_SAMEDI), F("date")) % 7)
    for groupe, mode, jour, n in lignes.values_list("groupe", "mode", "jour").annotate(
        n=Count("pk")
    ):
        compte = comptes[groupe]
        compte.numerateurs[f"I-24m.{mode}"] += n
        for cle in ("I-24m", "I-26"):
            compte.denominateurs[cle] += n
        compte.numerateurs["I-26"] += n if jour in FIN_DE_SEMAINE else 0
        compte.numerateurs["I-24"] += n if mode in HORS_BUREAU else 0
        compte.denominateurs["I-24"] += n if mode in EN_PERSONNE else 0


def _compter_mises_en_contact(demande: Demande, comptes: Comptes) -> None:
    faits = Referencement.objects.sortants().faits().pendant(demande.debut, demande.fin)
    lignes = demande.portee(faits).values_list("groupe", "mode").annotate(n=Count("pk"))
    for groupe, mode, n in lignes:
        compte = comptes[groupe]
        compte.numerateurs[f"I-27m.{mode}"] += n
        compte.numerateurs["I-27"] += n if mode in AVEC_LA_FAMILLE else 0
        for cle in ("I-27", "I-27m"):
            compte.denominateurs[cle] += n


def _compter_types_porteurs(demande: Demande, comptes: Comptes) -> None:
    lignes = _interventions(demande).values_list("groupe", "territoire__organisme__type")
    for groupe, type_, n in lignes.annotate(n=Count("territoire", distinct=True)):
        numerateurs = comptes[groupe].numerateurs
        numerateurs[f"I-40o.{OrganismePorteur.Type(type_).value}"] += n
        numerateurs["I-40p"] += 1


def _interventions(demande: Demande) -> QuerySet:
    return demande.portee(Intervention.objects.pendant(demande.debut, demande.fin))
