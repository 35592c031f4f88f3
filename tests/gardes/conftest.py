"""One registry seen by everyone: an object of each kind « ici », the same « ailleurs »."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat, Sortie
from comptes.models import Invitation, Reinitialisation, Role
from confidentialite.models import AlerteAcces, AvisRectification, Demande, Incident, Suspension
from familles.models import (
    Adulte,
    Besoin,
    Consentement,
    Enfant,
    EtapePlan,
    EvaluationIsolement,
    Famille,
    FusionFamille,
    IdentiteAdulte,
    IdentiteFamille,
    Intervention,
    Passation,
    PassationPartenaire,
    PointSensible,
    Promesse,
    RencontreConjointe,
    RendezVous,
    RessentiParent,
    Transfert,
    Vulnerabilite,
)
from partenaires.importation.fichiers import Lecture
from partenaires.models import FusionPartenaires, Importation, Partenaire, PropositionFiche
from rapports.models import Periode, Publication, RapportParticipation, Tache, VersionRapport
from referencements.models import (
    ConstatTrou,
    Divulgation,
    LienPartenaire,
    Referencement,
    TrouDeServices,
)
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.comptes.second_facteur import application_de
from tests.rapports.publications import publication
from tests.territoires.factories import TerritoireFactory

JOUR = date(2024, 5, 6)


@dataclass
class Registre:
    """What one PTP has logged in her territoire; every text carries ``marque``, or is ``texte``."""

    marque: str
    territoire: Any
    ptp: Any
    texte: str = ""
    objets: dict[str, Any] = field(default_factory=dict)

    def dire(self, quoi: str) -> str:
        return self.texte or f"{quoi} {self.marque}"

    def __getattr__(self, nom: str) -> Any:
        try:
            return self.objets[nom]
        except KeyError:
            raise AttributeError(nom) from None


def remplir(registre: Registre) -> Registre:
    o, ptp = registre.objets, registre.ptp
    saisie = {"saisie_par": ptp, "territoire": registre.territoire}
    o["famille"] = Famille.objects.create(alias=registre.dire("alias"), date_jointe=JOUR, **saisie)
    IdentiteFamille.objects.create(famille=o["famille"], nom=registre.dire("nom"))
    o["adulte"] = Adulte.objects.create(famille=o["famille"], lien="mere", saisie_par=ptp)
    IdentiteAdulte.objects.create(
        adulte=o["adulte"], prenom=registre.dire("prénom"), telephone="+14185550142"
    )
    o["enfant"] = Enfant(
        famille=o["famille"], naissance=date(2021, 3, 1), precision="jour", saisie_par=ptp
    )
    o["enfant"].consigner()
    o["besoin"] = Besoin.objects.create(
        famille=o["famille"], type_id="logement", mis_en_relief_le=JOUR, etat_depuis=JOUR
    )
    o["vulnerabilite"] = Vulnerabilite.objects.create(
        famille=o["famille"], type_id="handicap", constatee_le=JOUR, saisie_par=ptp
    )
    o["evaluation"] = EvaluationIsolement(
        famille=o["famille"], moment="premier_contact", vaut_le=JOUR, saisie_par=ptp
    )
    o["evaluation"].consigner()
    o["etape"] = EtapePlan(texte=registre.dire("étape"), saisie_par=ptp)
    o["etape"].ajouter(famille=o["famille"], par=ptp)
    o["promesse"] = Promesse.objects.create(
        famille=o["famille"], texte=registre.dire("promesse"), echeance=JOUR, saisie_par=ptp
    )
    o["rendez_vous"] = RendezVous.objects.create(
        famille=o["famille"], prevu_le=JOUR, mots=registre.dire("mots"), saisie_par=ptp
    )
    RessentiParent.objects.create(
        famille=o["famille"], adulte=o["adulte"], date=JOUR, reponse=2, saisie_par=ptp
    )
    o["intervention"] = Intervention(
        famille=o["famille"],
        date=JOUR,
        duree_min=30,
        type_action="informer",
        mode="domicile",
        note=registre.dire("note"),
        saisie_par=ptp,
    )
    o["intervention"].consigner()
    o["accompagnement"] = o["intervention"].accompagnement
    o["intervention_a_annuler"] = Intervention(
        famille=o["famille"],
        date=JOUR,
        duree_min=5,
        type_action="informer",
        mode="texto",
        saisie_par=ptp,
    )
    o["intervention_a_annuler"].consigner()
    _remplir_fusion(registre, saisie)
    _remplir_transferts(registre, saisie)
    _remplir_reseau(registre, saisie)
    _remplir_passation(registre)
    _remplir_rapport(registre)
    _remplir_publication(registre)
    _remplir_registres(registre)
    return registre


def _remplir_fusion(registre: Registre, saisie: dict[str, Any]) -> None:
    """A fiche brought into her famille, and another one that could be."""
    o = registre.objets
    absorbee, o["seconde_famille"] = (
        Famille.objects.create(alias=registre.dire(nom), date_jointe=JOUR, **saisie)
        for nom in ("absorbée", "seconde")
    )
    o["fusion_famille"] = FusionFamille(
        garde=o["famille"], absorbee=absorbee, motif=registre.dire("motif"), saisie_par=registre.ptp
    )
    o["famille"].refresh_from_db()
    versions = (o["famille"].version, absorbee.version)
    o["fusion_famille"].fusionner(de_absorbee=[], versions=versions)


def _remplir_transferts(registre: Registre, saisie: dict[str, Any]) -> None:
    """A famille that would go to a third territoire, and one that would come from there."""
    o = registre.objets
    tiers = TerritoireFactory(code=f"tiers-{registre.territoire.code}")
    venue = Famille.objects.create(
        alias=registre.dire("venue"), date_jointe=JOUR, **saisie | {"territoire": tiers}
    )
    for nom, famille, vers in (
        ("transfert", o["seconde_famille"], tiers),
        ("transfert_recu", venue, registre.territoire),
    ):
        o[nom] = Transfert(
            famille=famille, vers=vers, mots=registre.dire("mots"), saisie_par=registre.ptp
        )
        o[nom].proposer()


def _remplir_reseau(registre: Registre, saisie: dict[str, Any]) -> None:
    o, ptp, marque = registre.objets, registre.ptp, registre.marque
    o["partenaire"] = Partenaire.objects.create(
        nom=registre.dire("partenaire"), nature="oca", secteur_id="logement"
    )
    o["partenaire"].territoires.add(registre.territoire)
    absorbe, o["doublon"] = (
        Partenaire.objects.create(nom=registre.dire(nom), nature="oca", secteur_id="logement")
        for nom in ("absorbé", "doublon")
    )
    o["doublon"].territoires.add(registre.territoire)
    o["fusion"] = FusionPartenaires.fusionner(
        garde=o["partenaire"], absorbe=absorbe, par=ptp, de_absorbe=[], versions=(1, 1)
    )
    o["proposition"] = PropositionFiche.proposer(
        partenaire=o["partenaire"], champs={"adresse": registre.dire("adresse")}
    )
    o["offre"] = o["partenaire"].offres.create(type_besoin_id="repit")
    o["importation"] = Importation.recevoir(
        Lecture("csv", [(2, {"nom": registre.dire("organisme"), "nature": "oca"})]),
        par=ptp,
        territoires=[registre.territoire],
        nom_fichier=f"{marque}.csv",
    )
    o["referencement"] = Referencement(
        famille=o["famille"], partenaire=o["partenaire"], type_besoin_id="logement", saisie_par=ptp
    )
    o["referencement"].discuter(par=ptp, le=JOUR)
    o["referencement"].suivre(par=ptp, le=JOUR, constat=registre.dire("constat"))
    o["suivi"] = o["referencement"].suivis.last()
    o["consentement"] = Consentement(
        famille=o["famille"],
        partenaire=o["partenaire"],
        adulte=o["adulte"],
        qualite="pour_soi",
        champs=["prenom"],
        texte=registre.dire("texte"),
        valable_jusqu_au=timezone.localdate() + Consentement.DUREE,
        saisie_par=ptp,
    )
    o["consentement"].donner()
    o["envoye"] = Referencement(
        famille=o["famille"], partenaire=o["partenaire"], type_besoin_id="repit", saisie_par=ptp
    )
    o["envoye"].discuter(par=ptp, le=JOUR)
    o["divulgation"] = Divulgation(base_legale="danger", motif=registre.dire("motif"))
    o["envoye"].divulguer(
        o["divulgation"],
        par=ptp,
        le=JOUR,
        mode="courriel",
        champs=["prenom", "nom", "telephone"],
        personne=o["adulte"],
    )
    o["entrant"] = Referencement(
        partenaire=o["partenaire"],
        type_besoin_id="repit",
        motif_entrant="besoins_multiples",
        **saisie,
    )
    o["entrant"].recevoir(par=ptp, le=JOUR)
    o["alerte"] = AlerteAcces.objects.create(
        utilisateur=ptp, motif="la_nuit", heure=timezone.now(), nombre=6
    )
    o["lien"], _ = LienPartenaire.pour_referer(o["partenaire"], registre.territoire, par=ptp)
    o["constat"] = ConstatTrou(famille=o["famille"], note=registre.dire("constat"), saisie_par=ptp)
    o["constat"].consigner(
        trou=TrouDeServices(
            territoire=registre.territoire, type_id="logement", description=registre.dire("trou")
        )
    )
    o["trou"] = o["constat"].trou
    o["demarchage_a_annuler"] = ActiviteDemarchage.objects.create(
        strategie_id="parcs", duree_min=5, date=JOUR, **saisie
    )
    o["demarchage"] = ActiviteDemarchage.objects.create(
        strategie_id="parcs", lieu=registre.dire("lieu"), duree_min=60, date=JOUR, **saisie
    )
    o["reseautage"] = ActiviteReseautage.objects.create(
        objet=registre.dire("objet"),
        type_action="espaces_dialogue",
        duree_min=60,
        date=JOUR,
        **saisie,
    )
    o["sortie"] = Sortie(
        retour_prevu_le=timezone.now() + Sortie.PROLONGATION, ou=registre.dire("lieu"), **saisie
    )
    o["sortie"].partir()
    o["invitation"] = Invitation(
        email=f"{marque.lower()}@exemple.test",
        role=Role.PTP,
        territoire=registre.territoire,
        invitee_par=ptp,
    )
    o["invitation"].sceller()
    o["invitation"].save()
    o["facteur"] = application_de(ptp)
    o["reinitialisation"] = Reinitialisation.objects.create(
        personne=ptp, demandee_par=UtilisateurFactory()
    )
    o["tache"] = Tache.objects.create(
        genre="essai",
        demandee_par=ptp,
        etat="terminee",
        nom_fichier=f"{marque}.csv",
        type_mime="text/csv",
        fichier=b"",
    )
    o["hors_mandat"] = DemandeHorsMandat.objects.create(
        nature="traduction", duree_min=60, date=JOUR, note=registre.dire("demande"), **saisie
    )


def _remplir_passation(registre: Registre) -> None:
    """She leaves one day: her own registry, prepared a little."""
    o, ptp = registre.objets, registre.ptp
    o["passation"] = Passation(
        de=ptp, territoire=registre.territoire, dernier_jour=timezone.localdate(), saisie_par=ptp
    )
    o["passation"].commencer()
    o["passation_famille"] = ligne = o["passation"].familles.get()
    o["point_sensible"] = PointSensible.objects.create(
        passation_famille=ligne, texte=registre.dire("point"), saisie_par=ptp
    )
    o["rencontre"], o["rencontre_a_retirer"] = (
        RencontreConjointe.objects.create(
            passation_famille=ligne, prevue_le=timezone.localdate(), mode="domicile", saisie_par=ptp
        )
        for _ in range(2)
    )
    o["passation_partenaire"] = PassationPartenaire.objects.get_or_create(
        passation=o["passation"], partenaire=o["partenaire"]
    )[0]


def _remplir_registres(registre: Registre) -> None:
    """What whoever answers for personal information writes down."""
    o = registre.objets
    o["demande"] = Demande(
        famille=o["famille"],
        adulte=o["adulte"],
        genre="acces",
        voie="ecrit",
        precisions=registre.dire("précisions"),
        saisie_par=registre.ptp,
    )
    o["demande"].recevoir()
    # Whoever answers it ends the dossier: of a famille that no other page needs.
    partie = Famille.objects.create(
        alias=registre.dire("partie"),
        date_jointe=JOUR,
        territoire=registre.territoire,
        saisie_par=registre.ptp,
    )
    o["effacement"] = Demande(
        famille=partie, genre="effacement", voie="ecrit", saisie_par=registre.ptp
    )
    o["effacement"].recevoir()
    o["rectification"] = Demande(
        famille=o["famille"],
        adulte=o["adulte"],
        genre="rectification",
        voie="ecrit",
        saisie_par=registre.ptp,
    )
    o["rectification"].recevoir()
    o["avis"] = AvisRectification.objects.create(
        demande=o["rectification"], partenaire=o["partenaire"], par=registre.ptp
    )
    o["suspension"] = Suspension(
        famille=o["famille"], motif=registre.dire("motif"), saisie_par=registre.ptp
    )
    o["suspension"].poser()
    o["incident"] = Incident(
        organisme=registre.territoire.organisme,
        renseignements=registre.dire("renseignements"),
        circonstances=registre.dire("circonstances"),
        survenu_le=JOUR,
        connu_le=JOUR,
        saisie_par=registre.ptp,
    )
    o["incident"].inscrire(par=registre.ptp)


def _remplir_publication(registre: Registre) -> None:
    """A comité reads every publication: no text of a registry is in it."""
    debut = date(2020 + Publication.objects.count(), 1, 1)
    periodes = (("Année publiée", debut, debut.replace(month=12, day=31)),)
    registre.objets["publication"] = publication(
        periodes=periodes, decoupages=("milieu",), publiee_par=registre.ptp
    )


def _remplir_rapport(registre: Registre) -> None:
    """Submitted, for a Periode that both registries share."""
    periode, _ = Periode.objects.get_or_create(
        libelle="Année d’avant", debut=date(2023, 1, 1), fin=date(2023, 12, 31)
    )
    rapport = RapportParticipation.objects.create(
        periode=periode,
        territoire=registre.territoire,
        faits_saillants=registre.dire("faits"),
    )
    VersionRapport.de(rapport, par=registre.ptp)
    rapport.etat, rapport.nb_versions = RapportParticipation.Etat.SOUMIS, 1
    rapport.save()
    registre.objets["rapport"] = rapport


@pytest.fixture
def ici(territoire, ptp):
    return remplir(Registre("MARQUE-ICI", territoire, ptp))


@pytest.fixture
def ailleurs(autre_territoire, inconnue):
    return remplir(Registre("MARQUE-AILLEURS", autre_territoire, inconnue))


@pytest.fixture
def periode(db):
    return Periode.objects.create(
        libelle="Période fictive", debut=date(2024, 1, 1), fin=date(2024, 12, 31)
    )


@pytest.fixture
def personnes(ici, ailleurs, ptp, gestionnaire, comite, administration, inconnue):
    """Everyone who may knock, by the word the expectations use."""
    ancienne = UtilisateurFactory(email="ancienne@exemple.test")
    AffectationFactory(
        utilisateur=ancienne,
        territoire=ici.territoire,
        du=date(2023, 1, 1),
        au=date(2024, 1, 1),
    )
    evaluation = UtilisateurFactory(email="evaluation@exemple.test")
    AffectationFactory(utilisateur=evaluation, role=Role.EVALUATION, territoire=None)
    comite_suivi = UtilisateurFactory(email="suivi@exemple.test")
    AffectationFactory(utilisateur=comite_suivi, role=Role.COMITE_SUIVI, territoire=None)
    return {
        "comite_suivi": comite_suivi,
        "ptp": ptp,
        "gestionnaire": gestionnaire,
        "comite": comite,
        "administration": administration,
        "evaluation": evaluation,
        "inconnue": inconnue,
        "ancienne": ancienne,
        "sans_role": UtilisateurFactory(email="sansrole@exemple.test"),
    }


@pytest.fixture
def clients(personnes):
    """A signed-in browser for each person, and one for nobody."""
    ouverts = {nom: Client() for nom in [*personnes, "anonyme"]}
    for nom, personne in personnes.items():
        ouverts[nom].force_login(personne)
    return ouverts
