"""Who works with Proximité, in which role, where and from when to when."""

from comptes.models.hors_ligne import CleHorsLigne, compte_opaque
from comptes.models.invitation import Invitation
from comptes.models.memoire import MemoireCommune
from comptes.models.reinitialisation import Reinitialisation, personnes_suivies_par
from comptes.models.session import Session
from comptes.models.utilisateur import (
    ROLES_DE_COMITE,
    ROLES_DE_TERRITOIRE,
    Affectation,
    Role,
    Utilisateur,
)

__all__ = [
    "ROLES_DE_COMITE",
    "ROLES_DE_TERRITOIRE",
    "Affectation",
    "CleHorsLigne",
    "Invitation",
    "MemoireCommune",
    "Reinitialisation",
    "Role",
    "Session",
    "Utilisateur",
    "compte_opaque",
    "personnes_suivies_par",
]
