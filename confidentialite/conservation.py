"""How long what this app and those below it keep is kept, and how each kind ends."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from comptes.models import Invitation, MemoireCommune, Session
from courriels.models import Courriel
from familles.models import Famille
from familles.models.cle import oublier
from familles.models.scellement import cles_sans_texte
from proximite.conservation import CLASSES, Classe, declarer
from referencements.models import (
    CodePartenaire,
    DemandeEntrante,
    Referencement,
    SuiviReferencement,
)
from referencements.models.etats import FINALS
from territoires.models import Territoire

from . import dossiers
from .destruction import CLASSE, Motif, rendre_anonyme
from .models import AvisRectification, Demande, Destruction, Incident, Suspension, VersionIncident
from .models.incident import ANNEES_GARDEES

Lignes = Callable[[datetime], QuerySet]
DECISION = "La loi ne fixe pas de durée\u00a0: à revoir par l’organisme"
ANNEE = timedelta(days=365)
# The answer to the partenaire has left by then, and was read.
MOIS = timedelta(days=30)


def finir_les_dossiers(lignes: Lignes, classe: str) -> Callable[[datetime], int]:
    """One transaction for each: what is done stays done when it is interrupted."""

    def finir(maintenant: datetime) -> int:
        finis = 0
        for pk in list(lignes(maintenant).values_list("pk", flat=True)):
            famille = Famille.toutes.get(pk=pk)
            try:
                finis += rendre_anonyme(famille, motif=Motif.ECHEANCE, classe=classe)
            except ValidationError:
                continue  # accompanied again, or suspended, since the list was read
        return finis

    return finir


def _supprimer(lignes: Lignes, classe: str) -> Callable[[datetime], int]:
    @transaction.atomic
    def finir(maintenant: datetime) -> int:
        nombre = lignes(maintenant).count()
        lignes(maintenant).delete()
        inscrire(classe, nombre)
        return nombre

    return finir


def inscrire(classe: str, nombre: int, territoire: int | None = None) -> None:
    """A line of the register for a lot; without a territoire, it is of the whole network."""
    if nombre:
        Destruction.objects.create(
            territoire_id=territoire,
            geste=Destruction.Geste.DESTRUCTION,
            classe=classe,
            nombre=nombre,
            motif=Motif.ECHEANCE,
        )


def _invitations(maintenant: datetime) -> QuerySet:
    limite = maintenant - timedelta(days=90)
    finies = Q(acceptee_le__lt=limite) | Q(annulee_le__lt=limite) | Q(expire_le__lt=limite)
    return Invitation.objects.filter(finies)


def _courriels(maintenant: datetime) -> QuerySet:
    limite = maintenant - 2 * ANNEE
    finis = Q(envoye_le__lt=limite) | Q(abandonne_le__lt=limite) | Q(annule_le__lt=limite)
    return Courriel.objects.filter(finis)


def _codes(maintenant: datetime) -> QuerySet:
    return CodePartenaire.objects.filter(expire_le__lt=maintenant - timedelta(days=30))


def _sessions(maintenant: datetime) -> QuerySet:
    return Session.objects.finies(maintenant)


def _essais(maintenant: datetime) -> QuerySet:
    return MemoireCommune.objects.filter(expires__lt=maintenant)


def _demandes_entrantes(maintenant: datetime) -> QuerySet:
    """What a partenaire wrote of a famille who was never opened here: refused or closed, or left
    without an answer."""
    jour = timezone.localdate(maintenant)
    finies = Q(referencement__etat__in=FINALS, referencement__etat_depuis__lt=jour - MOIS)
    oubliees = Q(referencement__dernier_suivi_le__lt=jour - ANNEE)
    return DemandeEntrante.objects.filter(finies | oubliees, referencement__famille__isnull=True)


@transaction.atomic
def _finir_les_demandes_entrantes(maintenant: datetime) -> int:
    """Every text about that famille, and the keys that open them in older copies of the base."""
    demandes = _demandes_entrantes(maintenant)
    lus = Referencement.objects.filter(pk__in=demandes.values("pk"), famille__isnull=True)
    # Under lock: one that a PTP takes up meanwhile is no longer among them.
    pks = [ligne.pk for ligne in lus.select_for_update().order_by("pk")]
    suivis = SuiviReferencement.objects.filter(referencement__in=pks)
    suivis.update(constat="", mot_au_partenaire="", prochaine_action="", avant=None)
    Referencement.objects.filter(pk__in=pks).update(note="")
    DemandeEntrante.objects.filter(pk__in=pks).delete()
    inscrire("demande_entrante", len(pks))
    _finir_les_cles(maintenant)
    return len(pks)


@transaction.atomic
def _finir_les_cles(maintenant: datetime) -> int:
    nombre, _ = cles_sans_texte().delete()
    oublier()
    inscrire("cle", nombre)
    return nombre


def _demandes_repondues(maintenant: datetime) -> QuerySet:
    """Answered five years ago, of a dossier that nobody holds."""
    suspendues = Suspension.objects.en_vigueur(timezone.localdate(maintenant))
    limite = dossiers.annees_avant(timezone.localdate(maintenant), 5)
    repondues = Demande.objects.filter(repondue_le__lte=limite)
    return repondues.exclude(famille__in=suspendues.values("famille"))


def _inscrire_chacun(classe: str, territoires: Collection[int | None]) -> int:
    """A line for each territoire, which its gestionnaires read."""
    for territoire, nombre in Counter(territoires).items():
        inscrire(classe, nombre, territoire)
    return len(territoires)


@transaction.atomic
def _finir_les_demandes(maintenant: datetime) -> int:
    finies = dict(_demandes_repondues(maintenant).values_list("pk", "territoire"))
    AvisRectification.objects.filter(demande__in=finies).delete()
    Demande.objects.filter(pk__in=finies).delete()
    return _inscrire_chacun("demande", finies.values())


def _incidents(maintenant: datetime) -> QuerySet:
    """Known five years ago; one whose notices are still to give is late, not over."""
    limite = dossiers.annees_avant(timezone.localdate(maintenant), ANNEES_GARDEES)
    connus = Incident.objects.filter(connu_le__lte=limite)
    return connus.exclude(pk__in=connus.a_aviser().values("pk"))


@transaction.atomic
def _finir_les_incidents(maintenant: datetime) -> int:
    """With what each said before: its versions go first, they point to it."""
    # Of an organisme: the line is in the first of its territoires.
    siens = Territoire.objects.filter(organisme=OuterRef("organisme")).order_by("pk")
    incidents = _incidents(maintenant).annotate(premier=Subquery(siens.values("pk")[:1]))
    finis = dict(incidents.values_list("pk", "premier"))
    VersionIncident.objects.filter(incident__in=finis).delete()
    Incident.objects.filter(pk__in=finis).delete()
    return _inscrire_chacun("incident", finis.values())


def _classe_de_dossiers(code: str, lignes: Lignes, **mots: str) -> Classe:
    return Classe(
        code,
        echues=lambda maintenant: lignes(maintenant).count(),
        finir=finir_les_dossiers(lignes, code),
        **mots,
    )


def _classe_de_lignes(code: str, lignes: Lignes, **mots: str) -> Classe:
    return Classe(
        code,
        echues=lambda maintenant: lignes(maintenant).count(),
        finir=_supprimer(lignes, code),
        **mots,
    )


declarer(
    _classe_de_dossiers(
        CLASSE,
        dossiers.echues,
        libelle="dossiers de famille fermés",
        duree=f"{settings.CONSERVATION_DOSSIER_ANNEES} ans",
        depuis="la dernière chose arrivée dans le dossier",
        source="Choix de l’organisme",
    )
)
declarer(
    _classe_de_dossiers(
        "dossier_sans_suite",
        dossiers.sans_suite_echues,
        libelle="dossiers ouverts sans suite ni accord",
        duree="1 an",
        depuis="la dernière chose arrivée dans le dossier",
        source=DECISION,
    )
)
declarer(
    Classe(
        "demande_entrante",
        "demandes de partenaires restées sans suite",
        "30 jours; 1 an sans réponse",
        "le refus ou la fin; sinon le dernier suivi",
        DECISION,
        echues=lambda maintenant: _demandes_entrantes(maintenant).count(),
        finir=_finir_les_demandes_entrantes,
    )
)
declarer(
    Classe(
        "cle",
        "clés qui n’ouvrent plus aucun texte",
        "détruites aussitôt",
        "la fin du texte",
        "Une clé ne dure pas plus que ce qu’elle scelle",
        echues=lambda maintenant: cles_sans_texte().count(),
        finir=_finir_les_cles,
    )
)
declarer(
    Classe(
        "demande",
        "demandes de personnes, avec leurs réponses",
        "5 ans",
        "la réponse; sans réponse, sans limite",
        DECISION,
        echues=lambda maintenant: _demandes_repondues(maintenant).count(),
        finir=_finir_les_demandes,
    )
)
declarer(
    Classe(
        "incident",
        "incidents de confidentialité",
        f"{ANNEES_GARDEES} ans",
        "le jour où l’organisme l’a su; tant qu’un avis reste à donner, sans limite",
        "Règlement sur les incidents de confidentialité, article 8",
        echues=lambda maintenant: _incidents(maintenant).count(),
        finir=_finir_les_incidents,
    )
)
for code, libelle, duree, depuis, lignes in [
    ("invitation", "invitations", "90 jours", "leur fin", _invitations),
    ("courriel", "courriels envoyés ou abandonnés", "2 ans", "leur fin", _courriels),
    ("code", "codes envoyés aux partenaires", "30 jours", "leur expiration", _codes),
    ("session", "sessions finies", "détruites aussitôt", "leur fin", _sessions),
    ("essai", "essais de connexion comptés", "une heure au plus", "l’essai", _essais),
]:
    mots = {"libelle": libelle, "duree": duree, "depuis": depuis, "source": DECISION}
    declarer(_classe_de_lignes(code, lignes, **mots))
for code, libelle, duree, depuis, source in [
    (
        "registre",
        "registres des destructions, des suspensions et des extraits",
        "gardés sans limite",
        "l’inscription",
        "Ils prouvent ce qui a été fait, et ne nomment personne",
    ),
    (
        "journal",
        "lignes du journal des accès",
        "gardées sans limite",
        "la lecture",
        "Une ligne retirée casserait la chaîne; elle ne nomme aucune famille",
    ),
    (
        "compte",
        "comptes et affectations",
        "fermés au départ, gardés pour dire qui a écrit quoi",
        "la fin de la dernière affectation",
        DECISION,
    ),
    (
        "activite",
        "activités, sorties et passations",
        "jamais détruites ici",
        "la saisie",
        "Elles ne nomment aucune famille",
    ),
    (
        "repertoire",
        "personnes-ressources des partenaires",
        "tant que la fiche est tenue à jour",
        "la saisie",
        DECISION,
    ),
    (
        "rapport",
        "rapports et publications figés",
        "jamais détruits",
        "la remise",
        "Ils ne nomment personne",
    ),
]:
    declarer(Classe(code, libelle, duree, depuis, source))


def echeances(maintenant: datetime) -> list[tuple[Classe, int | None]]:
    """Every class, and how many are due; None for what this application never ends."""
    return [
        (classe, classe.echues(maintenant) if classe.echues else None)
        for classe in CLASSES.values()
    ]
