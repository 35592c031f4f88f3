"""Who works with Proximité, in which role, where and from when to when."""

from comptes.models.hors_ligne import CleHorsLigne, compte_opaque
from comptes.models.invitation import Invitation
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
    "Role",
    "Utilisateur",
    "compte_opaque",
]
