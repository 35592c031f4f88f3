"""The reports of the demonstration: what was submitted, decided, and published."""

from datetime import timedelta

from comptes.models import Affectation, Role, Utilisateur
from rapports.ensemble import chiffrer
from rapports.gel import canonique, empreinte
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.models import Periode, RapportParticipation, VersionRapport
from rapports.models.participation import contenu_a_figer
from rapports.resultats import Rapport
from territoires.models import Territoire

from . import chiffres, noms, recits
from .cadre import COMPTES
from .hasard import Hasard

Etat = RapportParticipation.Etat
Decision = VersionRapport.Decision
EVALUATION = "evaluation@exemple.test"


def remettre(hasard: Hasard) -> None:
    """Every report of the pilot is accepted; since then, territoires that go on submit theirs. Of
    the last ones, that of the demo PTP is still to write and the next one has been returned."""
    periodes = list(Periode.objects.terminees(hasard.aujourdhui).order_by("debut"))
    for periode in periodes:
        _remettre_periode(hasard, periode, derniere=periode == periodes[-1])


def ouvrir_a_l_evaluation() -> None:
    """An account for the extracts, beside those that everyone may be."""
    modele = Utilisateur.objects.get(email=COMPTES[Role.COMITE_PILOTAGE])
    evaluation = Utilisateur.objects.create(
        email=EVALUATION,
        prenom="Alix",
        nom="Mesureau",
        password=modele.password,
        date_joined=modele.date_joined,
    )
    Affectation.objects.create(utilisateur=evaluation, role=Role.EVALUATION, du=chiffres.DEBUT)


def a_publier() -> list[list[Periode]]:
    """The three periods of the pilot, then their synthesis."""
    pilote = list(Periode.objects.filter(fin__lte=chiffres.FIN).order_by("debut"))
    return [*([periode] for periode in pilote), pilote]


def _remettre_periode(hasard: Hasard, periode: Periode, *, derniere: bool) -> None:
    observe_au = min(periode.echeance, hasard.aujourdhui)
    calcules = chiffrer(periode.debut, periode.fin, par="territoire", observe_au=observe_au)
    auteurs = _gestionnaires()
    comite = Utilisateur.objects.get(affectations__role=Role.COMITE_PILOTAGE)
    a_ecrire, a_revoir = list(noms.TERRITOIRES)[:2] if derniere else ("", "")
    versions = []
    for territoire in Territoire.objects.select_related("organisme").order_by("nom"):
        rapport = calcules[territoire.code]
        if not rapport["I-01"].numerateur or territoire.code == a_ecrire:
            continue
        version = _version(hasard, periode, territoire, rapport, auteurs[territoire.pk])
        if territoire.code == a_revoir:
            _trancher(hasard, version, comite, Decision.RETOURNEE, Etat.RETOURNE)
            version.commentaire = recits.COMMENTAIRE
        elif periode.fin <= chiffres.FIN or hasard.arrive(0.7):
            _trancher(hasard, version, comite, Decision.ACCEPTEE, Etat.ACCEPTE)
        versions.append(version)
    RapportParticipation.objects.bulk_create(version.rapport for version in versions)
    VersionRapport.objects.bulk_create(versions)


def _gestionnaires() -> dict[int, Utilisateur]:
    affectations = Affectation.objects.filter(role=Role.GESTIONNAIRE).select_related("utilisateur")
    return {a.territoire_id: a.utilisateur for a in affectations if a.territoire_id}


def _version(
    hasard: Hasard, periode: Periode, territoire: Territoire, chiffres_: Rapport, par: Utilisateur
) -> VersionRapport:
    soumise_le = min(hasard.apres(periode.fin, 8, 28), hasard.aujourdhui)
    textes = {
        "faits_saillants": hasard.choice(recits.FAITS_SAILLANTS),
        "ajustements": hasard.choice(recits.AJUSTEMENTS),
        "recit": hasard.choice(recits.RECITS) if hasard.arrive(0.3) else "",
    }
    rapport = RapportParticipation(
        periode=periode, territoire=territoire, etat=Etat.SOUMIS, nb_versions=1, **textes
    )
    contenu = canonique(contenu_a_figer(rapport, chiffres_))
    return VersionRapport(
        rapport=rapport,
        numero=1,
        contenu=contenu,
        empreinte=empreinte(contenu),
        version_definitions=VERSION_DEFINITIONS,
        soumise_le=hasard.moment(soumise_le),
        soumise_par=par,
        **textes,
    )


def _trancher(
    hasard: Hasard, version: VersionRapport, par: Utilisateur, decision: Decision, etat: Etat
) -> None:
    jour = version.soumise_le.date() + timedelta(days=hasard.randint(1, 9))
    version.decision, version.decidee_par = decision, par
    version.decidee_le = hasard.moment(min(jour, hasard.aujourdhui))
    version.rapport.etat = etat
