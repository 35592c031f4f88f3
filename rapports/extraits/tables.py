"""Everything an extract says: a field that is not here does not leave (``exclus`` says why)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet

from activites.models import ActiviteDemarchage, StrategieDemarchage
from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Enfant,
    EvaluationIsolement,
    Famille,
    Intervention,
    JalonLienConfiance,
    RessentiParent,
    SuiviBesoin,
    TypeVulnerabilite,
    Vulnerabilite,
)
from partenaires.models import Partenaire, Secteur, TypeBesoin
from referencements.models import (
    ConstatTrou,
    Referencement,
    SuiviReferencement,
    TrouDeServices,
    TypeTrou,
)
from territoires.models import Region, Territoire

from .colonnes import Age, Colonne, Groupe, Lien, Mois, Presence, Tranche, Valeur
from .portee import Portee


@dataclass(frozen=True)
class Table:
    """One CSV. Its first column is the ``code`` of each row, unless ``sans_code``."""

    nom: str
    sens: str
    modele: type[models.Model]
    lignes: Callable[[Portee], QuerySet[Any]]
    colonnes: tuple[Colonne, ...]
    sans_code: bool = False

    @property
    def entetes(self) -> list[str]:
        return [*([] if self.sans_code else ["code"]), *(c.nom for c in self.colonnes)]

    @cached_property
    def champs(self) -> list[models.Field]:
        """The model's field that each column reads."""
        return [suivre(self.modele, colonne.champ)[1] for colonne in self.colonnes]


def suivre(modele: type[models.Model], chemin: str) -> tuple[type[models.Model], models.Field]:
    """The field at the end of a path (``organisme__type``), with the model that holds it."""
    *avant, dernier = chemin.split("__")
    for nom in avant:
        suivant = modele._meta.get_field(nom).related_model
        if not isinstance(suivant, type):
            raise FieldDoesNotExist(chemin)
        modele = suivant
    champ = modele._meta.get_field(dernier)
    if not isinstance(champ, models.Field):
        raise FieldDoesNotExist(chemin)
    return modele, champ


FAMILLE = Lien("famille", "famille", "la famille", vers="familles")
TERRITOIRE = Lien("territoire", "territoire", "le territoire", vers="territoires")
DIMENSIONS = (
    "services",
    "transport",
    "economique",
    "reseau_soutien",
    "langue_culture",
    "rapport_institutions",
)

# A table comes after those that its links name.
TABLES = (
    Table(
        "territoires",
        "Tous les territoires du réseau, sans leur nom.",
        Territoire,
        lambda portee: Territoire.objects.all(),
        (
            Valeur("milieu", "milieu"),
            Valeur("type_porteur", "organisme__type", "type de l’organisme porteur"),
            Valeur("region", "region", "région administrative"),
        ),
    ),
    Table(
        "partenaires",
        "Les partenaires des référencements de l’extrait, sans leur nom.",
        Partenaire,
        lambda portee: Partenaire.objects.filter(
            pk__in=portee.referencements().order_by().values("partenaire")
        ),
        (
            Valeur("nature", "nature", "nature aujourd’hui"),
            Valeur("secteur", "secteur", "secteur aujourd’hui"),
        ),
    ),
    Table(
        "familles",
        "Les familles jointes dans la période (I-01).",
        Famille,
        Portee.familles,
        (
            TERRITOIRE,
            Mois("mois_jointe", "date_jointe"),
            Mois("mois_reperage", "date_reperage"),
            Valeur("voie_reperage", "voie_reperage"),
            Valeur("interprete", "interprete"),
            Valeur(
                "frequentation_initiale",
                "frequentation_initiale",
                "fréquentation des services au premier contact, selon ce qu’on en sait aujourd’hui",
            ),
        ),
    ),
    Table(
        "enfants",
        "Les enfants de ces familles, nés ou à naître.",
        Enfant,
        Portee.enfants,
        (
            Lien("famille", "famille", "la famille", vers="familles", obligatoire=False),
            Lien("autre_famille", "autre_famille", vers="familles", obligatoire=False),
            Age("age_revolu", "naissance", "âge à la fin de la période"),
            Tranche("tranche_age", "naissance", "tranche d’âge à la fin de la période"),
            Valeur(
                "precision",
                "precision",
                "ce qu’on sait de l’âge; une tranche ou une année compte par son milieu",
            ),
        ),
    ),
    Table(
        "adultes",
        "Les adultes de ces familles.",
        Adulte,
        lambda portee: portee.de_ces_familles(Adulte.objects.all()),
        (FAMILLE, Valeur("lien", "lien"), Valeur("vit_avec", "vit_avec")),
    ),
    Table(
        "accompagnements",
        "Les accompagnements de ces familles commencés au plus tard à la fin de la période.",
        Accompagnement,
        lambda portee: portee.de_ces_familles(
            Accompagnement.objects.filter(date_debut__lte=portee.fin)
        ),
        (
            FAMILLE,
            TERRITOIRE,
            Mois("mois_debut", "date_debut"),
            Mois("mois_fin", "date_fin"),
            Valeur("motif_fin", "motif_fin"),
            Valeur("raison", "raison"),
            Valeur("intensite", "intensite"),
        ),
    ),
    Table(
        "besoins",
        "Les besoins mis en relief jusqu’à la fin de la période.",
        Besoin,
        lambda portee: portee.de_ces_familles(
            Besoin.objects.filter(mis_en_relief_le__lte=portee.fin)
        ),
        (
            FAMILLE,
            Valeur("type", "type"),
            Valeur("etat", "etat", "état aujourd’hui"),
            Mois("mois_mis_en_relief", "mis_en_relief_le"),
            Mois("mois_etat", "etat_depuis"),
        ),
    ),
    Table(
        "suivis_besoins",
        "Ce que ces besoins sont devenus, jusqu’à la fin de la période; les passages plus anciens "
        "que la version qui les note n’ont pas été gardés.",
        SuiviBesoin,
        lambda portee: SuiviBesoin.objects.filter(
            besoin__in=portee.de_ces_familles(
                Besoin.objects.filter(mis_en_relief_le__lte=portee.fin)
            ).order_by(),
            date__lte=portee.fin,
        ),
        (
            Lien("besoin", "besoin", vers="besoins"),
            Mois("mois", "date", "mois du passage"),
            Valeur("de_etat", "de_etat", "état avant"),
            Valeur("vers_etat", "vers_etat", "état après"),
            Presence("par_referencement", "organisme", "mû par un référencement"),
        ),
    ),
    Table(
        "ressentis",
        "Ce que des parents ont répondu, jusqu’à la fin de la période, à la question de leur "
        "entourage; vide quand le parent préfère ne pas répondre. Qui a répondu n’est pas dit.",
        RessentiParent,
        lambda portee: portee.de_ces_familles(RessentiParent.objects.filter(date__lte=portee.fin)),
        (FAMILLE, Mois("mois", "date", "mois de la question"), Valeur("reponse", "reponse")),
    ),
    Table(
        "evaluations",
        "Les évaluations de l’isolement qui valent pour un jour jusqu’à la fin de la période; "
        "celles qu’une autre a corrigées n’y sont plus.",
        EvaluationIsolement,
        lambda portee: portee.de_ces_familles(
            EvaluationIsolement.objects.courantes().filter(vaut_le__lte=portee.fin)
        ),
        (
            FAMILLE,
            Valeur("moment", "moment"),
            Mois("mois", "vaut_le", "mois pour lequel elle vaut"),
            Valeur("frequentation_services", "frequentation_services"),
            *(Valeur(dimension, dimension) for dimension in DIMENSIONS),
            Valeur("intensite_proposee", "intensite_proposee", "intensité proposée par la grille"),
            Valeur("intensite_retenue", "intensite_retenue"),
        ),
    ),
    Table(
        "jalons",
        "Les jalons du lien de confiance, jusqu’à la fin de la période.",
        JalonLienConfiance,
        lambda portee: portee.de_ces_familles(
            JalonLienConfiance.objects.filter(date__lte=portee.fin)
        ),
        (FAMILLE, Valeur("etape", "etape"), Mois("mois", "date", "depuis ce mois")),
    ),
    Table(
        "vulnerabilites",
        "Les vulnérabilités constatées jusqu’à la fin de la période : facultatives, donc jamais un "
        "dénombrement. L’adulte concerné n’est pas dit.",
        Vulnerabilite,
        lambda portee: portee.de_ces_familles(
            Vulnerabilite.objects.filter(constatee_le__lte=portee.fin)
        ),
        (
            FAMILLE,
            Valeur("type", "type"),
            Valeur("source", "source"),
            Mois("mois", "constatee_le", "mois du constat"),
            Mois("mois_levee", "levee_le"),
        ),
    ),
    Table(
        "interventions",
        "Les interventions de la période.",
        Intervention,
        Portee.interventions,
        (
            FAMILLE,
            Lien("accompagnement", "accompagnement", vers="accompagnements", obligatoire=False),
            TERRITOIRE,
            Mois("mois", "date", "mois de l’intervention"),
            Valeur("type_action", "type_action"),
            Valeur("mode", "mode"),
            Valeur("beneficiaire", "beneficiaire"),
            Valeur("duree_min", "duree_min"),
            Valeur("deplacement_min", "deplacement_min"),
            Valeur("meteo_min", "meteo_min"),
        ),
    ),
    Table(
        "interventions_besoins",
        "Les besoins que chaque intervention a touchés.",
        Intervention.besoins.through,
        lambda portee: Intervention.besoins.through.objects.filter(
            intervention__in=portee.interventions().order_by()
        ),
        (
            Lien("intervention", "intervention", vers="interventions"),
            Lien("besoin", "besoin", vers="besoins"),
        ),
        sans_code=True,
    ),
    Table(
        "referencements",
        "Les référencements dont le contact personnalisé est dans la période, ou qui en étaient "
        "encore à la discussion. Un entrant qu’aucune famille n’a encore rejoint n’en nomme pas.",
        Referencement,
        Portee.referencements,
        (
            Valeur("sens", "sens"),
            TERRITOIRE,
            Lien("famille", "famille", "la famille", vers="familles", obligatoire=False),
            Lien("accompagnement", "accompagnement", vers="accompagnements", obligatoire=False),
            Lien("partenaire", "partenaire", vers="partenaires"),
            Valeur("nature", "nature", "nature du partenaire ce jour-là"),
            Valeur("secteur", "secteur", "secteur du partenaire ce jour-là"),
            Valeur("vers_porteur", "vers_porteur"),
            Valeur("type_besoin", "type_besoin"),
            Lien("besoin", "besoin", vers="besoins", obligatoire=False),
            Groupe("demarche", "demarche", "commun aux organismes sollicités ensemble"),
            Valeur("etat", "etat", "état aujourd’hui"),
            Mois("mois_etat", "etat_depuis", "dans cet état depuis"),
            Valeur("mode", "mode"),
            Mois("mois_mediation", "date_mediation"),
            Mois("mois_reponse", "reponse_le"),
            Mois("mois_service_amorce", "service_amorce_le"),
            Valeur("motif_refus", "motif_refus"),
            Valeur("motif_entrant", "motif_entrant"),
            Valeur("attente_semaines", "attente_semaines"),
            Valeur("issue", "issue"),
        ),
    ),
    Table(
        "suivis",
        "Les suivis de ces référencements, jusqu’à la fin de la période.",
        SuiviReferencement,
        lambda portee: SuiviReferencement.objects.filter(
            referencement__in=portee.referencements().order_by(), date__lte=portee.fin
        ),
        (
            Lien("referencement", "referencement", "le référencement", vers="referencements"),
            Mois("mois", "date", "mois du suivi"),
            Valeur("de_etat", "de_etat", "état avant"),
            Valeur("vers_etat", "vers_etat", "état après"),
            Valeur("mode", "mode"),
            Presence("par_partenaire", "par_partenaire", "écrit par le partenaire"),
        ),
    ),
    Table(
        "trous",
        "Les trous de services constatés dans la période, chacun une fois.",
        TrouDeServices,
        Portee.trous,
        (
            TERRITOIRE,
            Valeur("type", "type"),
            Valeur("cause", "cause"),
            Mois("mois", "constate_le", "mois du premier constat"),
            Valeur("statut", "statut", "statut aujourd’hui"),
            Mois("mois_statut", "statut_depuis"),
        ),
    ),
    Table(
        "constats",
        "Les constats de ces trous dans la période.",
        ConstatTrou,
        Portee.constats,
        (
            Lien("trou", "trou", "le trou de services", vers="trous"),
            Lien("famille", "famille", "la famille", vers="familles", obligatoire=False),
            Lien("besoin", "besoin", "le besoin", vers="besoins", obligatoire=False),
            Lien(
                "referencement",
                "referencement",
                "le référencement",
                vers="referencements",
                obligatoire=False,
            ),
            Mois("mois", "constate_le", "mois du constat"),
            Valeur("nb_enfants", "nb_enfants"),
        ),
    ),
    Table(
        "demarchages",
        "Les activités de démarchage de la période : des nombres, jamais des familles.",
        ActiviteDemarchage,
        lambda portee: ActiviteDemarchage.objects.filter(date__range=portee.periode),
        (
            TERRITOIRE,
            Mois("mois", "date", "mois de l’activité"),
            Valeur("strategie", "strategie"),
            Valeur("duree_min", "duree_min"),
            Valeur("deplacement_min", "deplacement_min"),
            Valeur("meteo_min", "meteo_min"),
            Valeur("nb_familles_rencontrees", "nb_familles_rencontrees"),
            Valeur("nb_familles_reperees", "nb_familles_reperees"),
        ),
    ),
)
# The lists that codes refer to: their values are the same for everyone, and public.
LISTES: dict[str, type[models.Model]] = {
    "regions": Region,
    "secteurs": Secteur,
    "strategies_de_demarchage": StrategieDemarchage,
    "types_de_besoin": TypeBesoin,
    "types_de_trou": TypeTrou,
    "types_de_vulnerabilite": TypeVulnerabilite,
}
