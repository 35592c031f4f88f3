"""The places of the application and who goes there; pages draw it, they don't decide it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse


class PersonneAvecRoles(Protocol):
    """What navigation needs to know of a person (``comptes.Utilisateur`` provides it)."""

    def a_role(self, *roles: str) -> bool: ...


@dataclass(frozen=True)
class Entree:
    """A place: ``nom`` is its URL name; ``roles`` see it."""

    libelle: str
    icone: str
    nom: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Lien:
    libelle: str
    icone: str
    adresse: str
    actuel: bool


@dataclass(frozen=True)
class Navigation:
    lieux: list[Lien]
    rapides: list[Lien]

    @property
    def principaux(self) -> list[Lien]:
        """The three places of the phone's bottom bar; the fourth is « Plus »."""
        return self.lieux[:3]

    @property
    def autres(self) -> list[Lien]:
        return self.lieux[3:]

    @property
    def actuel_parmi_autres(self) -> bool:
        return any(lien.actuel for lien in self.autres)


PTP = frozenset({"ptp"})
GESTIONNAIRE = frozenset({"gestionnaire"})
TERRAIN = PTP | GESTIONNAIRE
COMITES = frozenset({"comite_pilotage", "comite_suivi"})
ADMINISTRATION = frozenset({"administration"})
EVALUATION = frozenset({"evaluation"})

LIEUX = [
    Entree("Ma journée", "sun", "familles:ma_journee", PTP),
    Entree("Tableau de bord", "layout-dashboard", "rapports:territoires", GESTIONNAIRE),
    Entree("Familles", "users", "familles:liste", TERRAIN),
    Entree("Référencements", "arrow-left-right", "referencements:liste", TERRAIN),
    Entree("Activités", "footprints", "activites:journal", TERRAIN),
    Entree("Ma semaine", "calendar-days", "rapports:semaines", PTP),
    Entree("Sorties", "car", "activites:sorties", TERRAIN),
    Entree("Passations", "handshake", "familles:passations", TERRAIN),
    Entree("Partenaires", "handshake", "partenaires:liste", TERRAIN),
    Entree("Trous de services", "puzzle", "referencements:trous", TERRAIN),
    Entree("Rapports", "file-text", "rapports:rapports", TERRAIN),
    Entree("Équipe", "user-plus", "comptes:equipe", GESTIONNAIRE),
    Entree("Confidentialité", "lock", "confidentialite:registres", GESTIONNAIRE),
    Entree("Journal des accès", "shield-check", "confidentialite:acces", GESTIONNAIRE),
    Entree("Réseau", "waypoints", "rapports:reseau", COMITES),
    Entree("Remises", "inbox", "rapports:remises", COMITES),
    Entree("Publications", "megaphone", "rapports:publications", COMITES),
    Entree("Tous les chiffres", "file-text", "rapports:participation", COMITES),
    Entree("Extraits de recherche", "database", "rapports:extraits", EVALUATION),
    Entree("Administration", "settings", "admin:index", ADMINISTRATION),
    Entree("Invitations", "mail", "comptes:invitations", ADMINISTRATION),
]

RAPIDES = [
    Entree("Consigner une intervention", "message-circle", "familles:intervention_consigner", PTP),
    Entree("Ouvrir une famille", "user-plus", "familles:ouvrir", PTP),
    Entree("Noter du démarchage", "footprints", "activites:demarchage_consigner", PTP),
    Entree("Créer un référencement", "arrow-left-right", "referencements:creer", PTP),
    Entree("Noter du réseautage", "handshake", "activites:reseautage_consigner", PTP),
    Entree("Noter une demande hors mandat", "circle-slash", "activites:hors_mandat_consigner", PTP),
    Entree("Je pars en visite", "car", "activites:partir", PTP),
]


def navigation_de(personne: PersonneAvecRoles, chemin: str) -> Navigation:
    """The places this person sees from the page at ``chemin``."""
    return Navigation(
        lieux=_liens(LIEUX, personne, chemin), rapides=_liens(RAPIDES, personne, chemin)
    )


def _liens(entrees: Iterable[Entree], personne: PersonneAvecRoles, chemin: str) -> list[Lien]:
    adresses = {entree: reverse(entree.nom) for entree in entrees if personne.a_role(*entree.roles)}
    ici = max((a for a in adresses.values() if chemin.startswith(a)), key=len, default=None)
    return [
        Lien(entree.libelle, entree.icone, adresse, adresse == ici)
        for entree, adresse in adresses.items()
    ]
