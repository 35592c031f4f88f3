"""A base restored from a backup is not served before it has forgotten again (decision 0040), nor
with an account for which the second wall does not hold (decision 0039)."""

from itertools import islice

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import OperationalError, ProgrammingError

from proximite import portee
from proximite.bases import REPLIQUE
from proximite.depart import verification
from proximite.postgresql.roles import role_trop_fort

from . import tombes


@verification
@portee.reseau("Un dossier détruit qui revient se cherche partout.")
def aucune_destruction_oubliee() -> str:
    try:
        oubliee = next(islice(tombes.encore_nommees(), 1), None)
    except (OperationalError, ProgrammingError):
        return ""  # no database yet, or not migrated: the page of health says so
    if oubliee is None:
        return ""
    return (
        "la base tient encore un dossier qui avait été rendu anonyme; "
        "lancez manage.py reappliquer_destructions"
    )


@verification
@portee.reseau("Les destructions inscrites se comptent partout.")
def aucune_tombe_perdue() -> str:
    try:
        perdues = len(tombes.perdues())
    except (OperationalError, ProgrammingError):
        return ""
    if not perdues:
        return ""
    return (
        f"le fichier TOMBES ({settings.TOMBES}) ne nomme pas {perdues} des dossiers que la base "
        "dit avoir rendus anonymes; ramenez-le de sa propre copie ou, s’il est perdu, lancez "
        "manage.py reappliquer_destructions --tombes-perdues"
    )


@verification
def le_second_mur_tient() -> str:
    return role_trop_fort(DEFAULT_DB_ALIAS) if settings.PRODUCTION else ""


@verification
def il_tient_sur_la_replique() -> str:
    """A replica has the accounts of the primary, which is asked: it may be stopped."""
    if not settings.PRODUCTION or REPLIQUE not in settings.DATABASES:
        return ""
    compte = connections[REPLIQUE].settings_dict["USER"]
    return role_trop_fort(DEFAULT_DB_ALIAS, compte=compte, reglage="DATABASE_REPLIQUE_URL")
