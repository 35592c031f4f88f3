"""The frame of the demonstration: territoires, people, partenaires, périodes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.utils.text import slugify

from comptes.models import Affectation, Invitation, Role, Utilisateur
from partenaires.models import ContactPartenaire, OffreService, Partenaire
from rapports.models import Periode
from rapports.periodes import nommer
from referencements.models import TrouDeServices
from territoires.models import Mrc, OrganismePorteur, Territoire

from . import chiffres, noms, offres
from .chiffres import Categorie
from .hasard import Hasard
from .lot import Lot

MOT_DE_PASSE = "demonstration-2024"
COMPTES = {
    Role.PTP: "ptp@exemple.test",
    Role.GESTIONNAIRE: "gestionnaire@exemple.test",
    Role.COMITE_PILOTAGE: "comite@exemple.test",
    Role.ADMINISTRATION: "administration@exemple.test",
}
PERSONNES = {
    Role.PTP: ("Maude", "Bellebrume"),
    Role.GESTIONNAIRE: ("Lise", "Clairdoux"),
    Role.COMITE_PILOTAGE: ("Claude", "Ventdoux"),
    Role.ADMINISTRATION: ("Andrea", "Sapinbleu"),
}
# The first territoires of the list go on after the pilot; the first is that of the demo PTP, and
# the demo gestionnaire answers for the first two.
TERRITOIRES_VIVANTS = 7
TERRITOIRES_GERES = 2
DEBUT_DU_PROJET = date(2023, 1, 9)


@dataclass
class Scene:
    """One territoire, who works there and with whom."""

    hasard: Hasard
    lot: Lot
    territoire: Territoire
    ptp: Utilisateur
    partenaires: dict[Categorie, list[Partenaire]]
    vivante: bool
    alias: Iterator[str]
    trous: dict[tuple[str, str], list[TrouDeServices]] = field(default_factory=dict)

    @property
    def aujourdhui(self) -> date:
        return self.hasard.aujourdhui

    @property
    def hier(self) -> date:
        """Today’s work is still to be logged."""
        return self.aujourdhui - timedelta(days=1)


def creer_territoires(hasard: Hasard) -> list[Territoire]:
    types = hasard.paquet(chiffres.TYPES_PORTEURS)
    milieux = hasard.paquet(chiffres.MILIEUX)
    regions = [*chiffres.REGIONS, *hasard.choices(chiffres.REGIONS, k=len(types))]
    territoires = []
    for (code, nom), type_porteur, milieu, region in zip(
        noms.TERRITOIRES.items(), types, milieux, regions, strict=False
    ):
        nom_organisme = hasard.choice(noms.ORGANISMES[type_porteur]).format(de=noms.de(nom))
        organisme = OrganismePorteur(nom=nom_organisme, type=type_porteur)
        territoires.append(
            Territoire(
                code=code,
                nom=nom,
                region_id=region,
                milieu=milieu,
                eloigne=milieu != "urbain" and hasard.arrive(0.25),
                organisme=organisme,
            )
        )
    OrganismePorteur.objects.bulk_create(t.organisme for t in territoires)
    Territoire.objects.bulk_create(territoires)
    _toucher_mrcs(hasard, territoires)
    return territoires


def _toucher_mrcs(hasard: Hasard, territoires: list[Territoire]) -> None:
    par_region: dict[str, list[Mrc]] = defaultdict(list)
    for mrc in Mrc.objects.order_by("code"):
        par_region[mrc.region_id].append(mrc)
    lien = Territoire.mrcs.through
    lien.objects.bulk_create(
        lien(territoire=territoire, mrc=mrc)
        for territoire in territoires
        for mrc in hasard.sample(
            par_region[territoire.region_id],
            min(len(par_region[territoire.region_id]), 1 if territoire.milieu == "urbain" else 2),
        )
    )


def creer_comptes(hasard: Hasard, territoires: list[Territoire]) -> list[Utilisateur]:
    """Everyone with an account; returns the PTP of each territoire."""
    affectations: list[Affectation] = []
    ptps = [_affecter(hasard, affectations, Role.PTP, [t]) for t in territoires]
    _affecter(hasard, affectations, Role.GESTIONNAIRE, territoires[:TERRITOIRES_GERES])
    for territoire in territoires[TERRITOIRES_GERES:]:
        _affecter(hasard, affectations, Role.GESTIONNAIRE, [territoire])
    _affecter(hasard, affectations, Role.COMITE_PILOTAGE, [None])
    _affecter(hasard, affectations, Role.ADMINISTRATION, [None])
    _ouvrir_aux_demonstrations(affectations)
    affectations[0].second_contact = ptps[1]
    Utilisateur.objects.bulk_create(
        {a.utilisateur.email: a.utilisateur for a in affectations}.values()
    )
    Affectation.objects.bulk_create(affectations)
    _inviter(hasard, affectations, territoires[1])
    return ptps


def _inviter(hasard: Hasard, affectations: list[Affectation], territoire: Territoire) -> None:
    """One person has not answered yet; no link opens it, for nobody knows its token."""
    envoyee_le = hasard.moment(hasard.aujourdhui - timedelta(days=2))
    Invitation.objects.create(
        email="sans-reponse@exemple.test",
        role=Role.PTP,
        territoire=territoire,
        heures_semaine=30,
        empreinte=f"{hasard.getrandbits(256):064x}",
        invitee_par=next(a.utilisateur for a in affectations if a.role == Role.GESTIONNAIRE),
        envoyee_le=envoyee_le,
        expire_le=envoyee_le + Invitation.DUREE,
    )


def _affecter(
    hasard: Hasard, affectations: list[Affectation], role: Role, ou: Sequence[Territoire | None]
) -> Utilisateur:
    prenom, nom = hasard.choice(noms.PRENOMS_ADULTES), hasard.choice(noms.NOMS)
    adresse = f"{slugify(prenom)}.{slugify(nom)}.{len(affectations)}@exemple.test"
    du = hasard.jour(DEBUT_DU_PROJET, date(2023, 10, 31))
    utilisateur = Utilisateur(
        email=adresse,
        prenom=prenom,
        nom=nom,
        titre="agente de proximité" if role is Role.PTP and hasard.arrive(0.3) else "",
        password=UNUSABLE_PASSWORD_PREFIX,
        date_joined=datetime(du.year, du.month, du.day, 14, tzinfo=UTC),
    )
    affectations += [
        Affectation(
            utilisateur=utilisateur,
            role=role,
            territoire=territoire,
            heures_semaine=hasard.choice((30, 32, 35, 35)) if role is Role.PTP else None,
            du=du,
        )
        for territoire in ou
    ]
    return utilisateur


def _ouvrir_aux_demonstrations(affectations: list[Affectation]) -> None:
    """The first person of each role is the one anybody may be."""
    mot_de_passe = make_password(MOT_DE_PASSE)
    for role, email in COMPTES.items():
        utilisateur = next(a.utilisateur for a in affectations if a.role == role)
        utilisateur.email, utilisateur.password = email, mot_de_passe
        utilisateur.prenom, utilisateur.nom = PERSONNES[role]


def creer_partenaires(
    hasard: Hasard, territoire: Territoire, categories: list[Categorie], *, vivant: bool
) -> dict[Categorie, list[Partenaire]]:
    par_categorie: dict[Categorie, list[Partenaire]] = defaultdict(list)
    for categorie in categories:
        rang = len(par_categorie[categorie])
        nom = offres.NOMS[categorie][rang].format(de=noms.de(territoire.nom))
        par_categorie[categorie].append(_partenaire(hasard, nom, categorie))
    if vivant:
        par_categorie[PORTEUR].append(_fiche_du_porteur(hasard, territoire.organisme))
    partenaires = [p for liste in par_categorie.values() for p in liste]
    Partenaire.objects.bulk_create(partenaires)
    lien = Partenaire.territoires.through
    lien.objects.bulk_create(lien(partenaire=p, territoire=territoire) for p in partenaires)
    ContactPartenaire.objects.bulk_create(_contact(hasard, p) for p in partenaires)
    OffreService.objects.bulk_create(o for p in partenaires for o in _offres(hasard, p))
    return par_categorie


PORTEUR = Categorie("famille_enfance", "porteur")


def _partenaire(hasard: Hasard, nom: str, categorie: Categorie) -> Partenaire:
    adresse = slugify(nom).replace("-", "")[:40]
    return Partenaire(
        identifiant=hasard.cle(),
        nom=nom,
        nature=categorie.nature,
        secteur_id=categorie.secteur,
        description=offres.DESCRIPTIONS[categorie.secteur],
        langues=hasard.choice(("français", "français, anglais", "français, espagnol, arabe")),
        telephone=hasard.telephone(),
        courriel=f"accueil@{adresse}.exemple.test",
        adresse=f"{hasard.randint(1, 999)}, {hasard.choice(noms.RUES)}",
        confirme_le=hasard.avant(hasard.aujourdhui, 10, 400),
    )


def _fiche_du_porteur(hasard: Hasard, organisme: OrganismePorteur) -> Partenaire:
    fiche = _partenaire(hasard, organisme.nom, Categorie("famille_enfance", "oca"))
    fiche.organisme_porteur = organisme
    return fiche


def _contact(hasard: Hasard, partenaire: Partenaire) -> ContactPartenaire:
    prenom, nom = hasard.choice(noms.PRENOMS_ADULTES), hasard.choice(noms.NOMS)
    return ContactPartenaire(
        partenaire=partenaire,
        nom=f"{prenom} {nom}",
        fonction=hasard.choice(("Accueil", "Coordination", "Intervention", "Direction")),
        telephone=hasard.telephone(),
        courriel=f"{slugify(prenom)}@exemple.test",
    )


def _offres(hasard: Hasard, partenaire: Partenaire) -> Iterator[OffreService]:
    capacites = {"disponible": 50, "liste_attente": 22, "complet": 8, "inconnue": 20}
    for besoin in offres.besoins(partenaire):
        capacite = hasard.pondere(capacites)
        yield OffreService(
            partenaire=partenaire,
            type_besoin_id=besoin,
            capacite=capacite,
            attente_semaines=hasard.randint(2, 40) if capacite == "liste_attente" else None,
            confirmee_le=hasard.avant(hasard.aujourdhui, 5, 300),
        )


def creer_periodes(aujourdhui: date) -> None:
    """The three of the pilot, then quarters up to the current one."""
    debuts = [chiffres.DEBUT, date(2024, 6, 1), date(2024, 11, 1), date(2025, 4, 1)]
    while debuts[-1] <= aujourdhui:
        annee, mois = divmod(debuts[-1].month + 2, 12)
        debuts.append(date(debuts[-1].year + annee, mois + 1, 1))
    Periode.objects.bulk_create(
        Periode(libelle=nommer(debut, fin), debut=debut, fin=fin)
        for debut, suivant in pairwise(debuts)
        for fin in [suivant - timedelta(days=1)]
    )
