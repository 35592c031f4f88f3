import csv
import io
from datetime import date
from zipfile import ZipFile

import pytest

from comptes.models import Role
from rapports.extraits.fabrique import ecrire
from rapports.models import ExtraitRecherche
from tests.comptes.factories import AffectationFactory, UtilisateurFactory

FINALITE = "Décrire les parcours des familles jointes pour le rapport final."


@pytest.fixture
def evaluation(db):
    personne = UtilisateurFactory(email="evaluation@exemple.test", prenom="Ève", nom="Luation")
    AffectationFactory(utilisateur=personne, role=Role.EVALUATION, territoire=None)
    return personne


class Archive:
    """What someone finds in the zip."""

    def __init__(self, contenu: bytes):
        with ZipFile(io.BytesIO(contenu)) as archive:
            assert archive.testzip() is None
            self.fichiers = {nom: archive.read(nom).decode() for nom in archive.namelist()}

    def __getitem__(self, table: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.fichiers[f"{table}.csv"])))

    @property
    def tables(self) -> dict[str, str]:
        return {nom: texte for nom, texte in self.fichiers.items() if nom.endswith(".csv")}


@pytest.fixture
def extraire(evaluation):
    """``extraire(debut, fin)``: the Archive of that period, without page nor Tache."""

    def faire(debut=date(2024, 1, 1), fin=date(2024, 12, 31)):
        extrait = ExtraitRecherche(
            pk=1, finalite=FINALITE, debut=debut, fin=fin, demande_par=evaluation
        )
        flux = io.BytesIO()
        ecrire(extrait, flux, lambda fait, total, etape: None)
        return Archive(flux.getvalue())

    return faire
