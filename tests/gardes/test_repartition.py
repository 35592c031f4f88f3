from pathlib import Path

from django.conf import settings

from tests.repartition import ENSEMBLE


def test_what_a_module_makes_once_one_process_makes():
    racine = Path(settings.BASE_DIR)
    partages = {
        str(fichier.relative_to(racine))
        for fichier in racine.glob("tests/**/test_*.py")
        if 'scope="module"' in fichier.read_text() or "de_son_module" in fichier.read_text()
    }
    assert partages - {str(Path(__file__).relative_to(racine))} <= ENSEMBLE
    assert all((racine / module).exists() for module in ENSEMBLE)
